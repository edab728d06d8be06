"""How tests look at the engine's results: short words for what a reader gets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reviews.spoilers.bind import bind
from reviews.spoilers.document import Catalogue, Document, Reach, Scope, Source, SourceKind, WorkFacts
from reviews.spoilers.parse import parse
from reviews.spoilers.problems import Problem
from reviews.spoilers.reader import Reader, omniscient, stranger
from reviews.spoilers.redact import Redacted, redact, redact_passage
from reviews.spoilers.render import to_rendition
from reviews.spoilers.rendition import Gate, Html, Rendition

NOVEL, FILM, ORCHARD = 1, 2, 3
ONE, TWO, THREE = 11, 12, 13

#: Under review: a novel with chapters and its film. Another book may be mentioned.
CATALOGUE = Catalogue(
    subjects=("the-tide-clock", "the-tide-clock-film"),
    works=MappingProxyType(
        {
            "the-tide-clock": WorkFacts(NOVEL, {"chapter-one": ONE, "chapter-two": TWO, "chapter-three": THREE}),
            "the-tide-clock-film": WorkFacts(FILM, {}),
            "the-glass-orchard": WorkFacts(ORCHARD, {}),
        }
    ),
)
_NAMES = {NOVEL: "novel", FILM: "film", ORCHARD: "orchard", ONE: "one", TWO: "two", THREE: "three"}


def read(text: str, kind: SourceKind = SourceKind.REVIEW) -> Document:
    """The text, parsed and bound."""
    return bind(parse(Source(text, kind)), CATALOGUE)


def review(text: str) -> Document:
    return read(text, SourceKind.REVIEW)


def comment(text: str) -> Document:
    return read(text, SourceKind.COMMENT)


def codes(document: Document) -> list[str]:
    """The problems as "code line"."""
    return [f"{problem.code} {problem.line}" for problem in document.problems]


def shown(redacted: Redacted, handles: Mapping[int, str] | None = None) -> str:
    """The HTML with each gate as [[kind label]]."""
    return framed(to_rendition(redacted, handles or {}))


def framed(rendition: Rendition) -> str:
    return "".join(piece.html if isinstance(piece, Html) else f"[[{piece.kind} {piece.label}]]" for piece in rendition.pieces).strip()


def closed(document: Document) -> str:
    """What a stranger gets."""
    return shown(redact(document, stranger(), {}))


def opened(document: Document) -> str:
    """What the author gets."""
    return shown(redact(document, omniscient(), {}))


def seen_by(document: Document, reader: Reader, keys: Mapping[int, str] | None = None) -> str:
    return shown(redact(document, reader, keys or {}))


def passages(document: Document) -> list[str]:
    """Each passage by itself."""
    return [shown(redact_passage(document, spoiler.index)) for spoiler in document.spoilers]


def gate_line(gate: Gate) -> str:
    """A gate's facts for a person to read."""
    return f"GATE {gate.kind} | {gate.label} | {scope_words(gate.scope)} | {gate.size}"


def scope_words(scope: Scope | None) -> str:
    if scope is None or not scope.reaches:
        return "never"
    return " + ".join(_reach_words(reach) for reach in scope.reaches)


def _reach_words(reach: Reach) -> str:
    return _NAMES[reach.work] + (f" until {_NAMES[reach.until]}" if reach.until is not None else "")


def problem_line(problem: Problem) -> str:
    return (
        f"line {problem.line}: {problem.code}"
        + (f" ({problem.detail})" if problem.detail else "")
        + ("" if problem.blocking else ", a warning")
    )
