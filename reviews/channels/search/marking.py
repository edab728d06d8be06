"""The words that were found, marked in the public text. Made of pieces of plain text: a template escapes each, and marks what is a hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .folding import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .query import Term

#: Characters of a snippet: three lines on a desk, and what a phone shows without scrolling twice.
SNIPPET = 240
#: Of these, characters before the first hit: enough to read into the sentence.
_LEAD = 60
#: Hits of one text that are looked at to place its snippet. The first few hundred tell enough.
_MOST_HITS = 300
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    """Where in a text a term stands, and which of the terms it is."""

    start: int
    end: int
    term: int


Marked = tuple[Piece, ...]


def hits(text: str, terms: Sequence[Term]) -> list[Hit]:
    """Return where `terms` stand in `text`, in order. Takes time by the text's length and the number of terms."""
    firsts: dict[str, list[int]] = {}
    beginnings = []
    for number, term in enumerate(terms):
        if term.is_beginning and len(term.words) == 1:
            beginnings.append(number)
        else:
            firsts.setdefault(term.words[0], []).append(number)
    spelt = list(words(text))
    found: list[Hit] = []
    for at, (word, start, _end) in enumerate(spelt):
        candidates = [*firsts.get(word, ()), *(number for number in beginnings if word.startswith(terms[number].words[0]))]
        for number in candidates:
            stretch = spelt[at : at + len(terms[number].words)]
            if _matches([word for word, _start, _end in stretch], terms[number]):
                found.append(Hit(start, stretch[-1][2], number))
        if len(found) >= _MOST_HITS:
            break
    return found


def _matches(spelt: list[str], term: Term) -> bool:
    *firm, last = term.words
    return len(spelt) == len(term.words) and spelt[:-1] == firm and (spelt[-1].startswith(last) if term.is_beginning else spelt[-1] == last)


def marked(text: str, terms: Sequence[Term]) -> Marked:
    """Return the whole of `text` with its hits marked."""
    return _cut(text, 0, len(text), hits(text, terms))


def snippet(texts: Iterable[str], terms: Sequence[Term]) -> Marked:
    """Return the stretch of one of `texts` that holds the most of `terms`; of equals the first text and the earliest place."""
    best: tuple[int, str, int, list[Hit]] | None = None
    for text in texts:
        found = hits(text, terms)
        held, start = _densest(found, len(terms))
        if best is None or held > best[0]:
            best = (held, text, start, found)
    if best is None:
        return ()
    _held, text, at, found = best
    start, end = _window(text, at)
    pieces = _cut(text, start, end, found)
    before = (Piece(_ELLIPSIS),) if start else ()
    return (*before, *pieces, *((Piece(_ELLIPSIS),) if end < len(text) else ()))


def _densest(found: list[Hit], most: int) -> tuple[int, int]:
    """How many different terms the best stretch holds, `most` if it can, and where its first hit is."""
    best, at = 0, 0
    for number, first in enumerate(found):
        held = set(_within(first.start + SNIPPET - _LEAD, found[number:]))
        if len(held) > best:
            best, at = len(held), first.start
        if best == most:
            break
    return best, at


def _within(reach: int, found: list[Hit]) -> Iterator[int]:
    """The terms of those hits that end before the place `reach`."""
    for hit in found:
        if hit.start >= reach:
            return
        if hit.end <= reach:
            yield hit.term


def _window(text: str, at: int) -> tuple[int, int]:
    """Where a snippet around the place `at` begins and ends: between words, and full where the text is long enough."""
    start = max(0, min(at - _LEAD, len(text) - SNIPPET))
    if start:
        blank = text.find(" ", start, at)
        start = blank + 1 if blank >= 0 else at
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        blank = text.rfind(" ", max(start, at) + 1, end)
        end = blank if blank > at else end
    return start, end


def _cut(text: str, start: int, end: int, found: list[Hit]) -> Marked:
    pieces, at = [], start
    for hit in found:
        if hit.start < at or hit.end > end:
            continue  # another hit has taken the word already, or the window ends before it does
        if hit.start > at:
            pieces.append(Piece(text[at : hit.start]))
        pieces.append(Piece(text[hit.start : hit.end], is_hit=True))
        at = hit.end
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)
