"""Every text in tests/corpus gives exactly the pieces, passages and problems written next to it.

A case is `name.md` with `name.yaml`. To see what the engine makes of a new one, run

    python -m tests.spoilers.test_corpus name

and read it before it is believed: this prints, it never writes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from reviews.spoilers.document import Document, SourceKind
from reviews.spoilers.reader import omniscient, stranger
from reviews.spoilers.redact import Redacted, redact, redact_passage
from reviews.spoilers.render import to_rendition, to_text
from reviews.spoilers.rendition import Html
from tests.spoilers.reading import gate_line, problem_line, read

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CASES = sorted(path.stem for path in CORPUS.glob("*.md"))


def test_corpus_is_large_and_complete() -> None:
    assert len(CASES) >= 80
    assert sorted(path.stem for path in CORPUS.glob("*.yaml")) == CASES


@pytest.mark.parametrize("name", CASES)
def test_corpus_gives_the_expected_pieces(name: str) -> None:
    expected = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))

    assert result(name, expected.get("kind", "review")) == expected


def result(name: str, kind: str) -> dict[str, Any]:
    """What the engine makes of a case, in the shape of its YAML; empty parts are left out."""
    text = (CORPUS / f"{name}.md").read_text(encoding="utf-8")
    document = read(text, SourceKind(kind))
    found: dict[str, Any] = {
        "kind": kind if kind != "review" else None,
        "pieces": pieces(redact(document, stranger(), {})),
        "text": to_text(redact(document, stranger(), {})),
        "passages": [_passage(document, index) for index in range(len(document.spoilers))],
        "problems": [problem_line(problem) for problem in document.problems],
    }
    assert "".join(pieces(redact(document, omniscient(), {}))).count("GATE") == 0
    return {name: value for name, value in found.items() if value}


def pieces(redacted: Redacted) -> list[str]:
    return [
        piece.html if isinstance(piece, Html) else gate_line(piece)
        for piece in to_rendition(redacted, {index: f"g{index}" for index in range(100)}).pieces
    ]


def _passage(document: Document, index: int) -> dict[str, Any]:
    spoiler = document.spoilers[index]
    facts = {
        "line": spoiler.line,
        "inside": spoiler.parent,
        "faulty": spoiler.faulty or None,
        "pieces": pieces(redact_passage(document, index)),
    }
    return {name: value for name, value in facts.items() if value is not None}


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _string)


def as_yaml(found: dict[str, Any]) -> str:
    return yaml.dump(found, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)


if __name__ == "__main__":
    for case in sys.argv[1:]:
        name, _, kind = case.partition(":")
        sys.stdout.write(as_yaml(result(name, kind or "review")))
