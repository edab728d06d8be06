"""docs/promise.md names a test for each attack. A name that is no test's any more would be a promise about nothing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def missing(text: str) -> list[str]:
    """The tests that `text` names and that are not there."""
    return [f"{path}::{name}" for path, name in _NAMED.findall(text) if not is_there(ROOT / path, name)]


def is_there(path: Path, name: str) -> bool:
    return path.exists() and re.search(rf"^(?:async )?def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_every_test_that_the_promise_names_is_there() -> None:
    text = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
    assert len(_NAMED.findall(text)) > 20
    assert not missing(text)


def test_every_line_of_its_table_names_one() -> None:
    text = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
    table = text.split("## Who attacks")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 15
    assert not [row for row in rows if not _NAMED.search(row.rsplit("|", 2)[1])]


@pytest.mark.parametrize("name", ["tests/guards/test_promise_doc.py::test_that_nobody_wrote", "tests/attacks/test_nothing.py::test_it"])
def test_a_name_without_a_test_is_found(name: str) -> None:
    assert missing(f"| `{name}` |") == [name]
