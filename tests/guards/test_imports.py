"""Imports run one way. The contracts stand in pyproject.toml; here they are run, and shown to bite."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(
        command, cwd=root, env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


def test_imports_keep_to_the_ladder() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("reviews/spoilers/decide.py", "import django"),
        ("reviews/shelf/models.py", "import reviews.publishing.models"),
        ("reviews/web/slugs.py", "import markdown_it"),
        ("accounts/names.py", "import reviews.web.slugs"),
        ("reviews/notices/models.py", "import reviews.notices.actions"),
    ],
)
def test_an_import_that_runs_the_other_way_is_caught(tmp_path: Path, room: str, line: str) -> None:
    for package in ("accounts", "config", "reviews"):
        for source in (ROOT / package).rglob("*.py"):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    with (tmp_path / room).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout
