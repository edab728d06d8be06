"""Where in a text the words stand that somebody should look at: plain text in, plain text out, so nothing here is shown that was not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Characters of context on each side: enough to see what is meant, on a phone too.
AROUND = 60
#: Excerpts from one text; a reply that repeats itself is read in full above them.
MOST_EXCERPTS = 6
ELLIPSIS = "…"


@dataclass(frozen=True)
class Stretch:
    """A piece of text, marked or not."""

    text: str
    is_marked: bool = False


Excerpt = tuple[Stretch, ...]


def excerpts(lines: Iterable[str], words: Iterable[str]) -> list[Excerpt]:
    """Return the places where one of `words` stands in `lines`, each with what stands around it.

    Case makes no difference, nor do blanks and the marks between words: a rule looks for words, and a selection loses its line ends.
    """
    pattern = _pattern(words)
    if pattern is None:
        return []
    found: list[Excerpt] = []
    for line in lines:
        found.extend(_in_line(line, pattern))
        if len(found) >= MOST_EXCERPTS:
            return found[:MOST_EXCERPTS]
    return found


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """The longest first, so that a phrase is marked whole."""
    parts = [r"[\W_]+".join(re.escape(piece) for piece in re.findall(r"\w+", word)) or re.escape(word.strip()) for word in words]
    parts = sorted(filter(None, parts), key=len, reverse=True)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _in_line(line: str, pattern: re.Pattern[str]) -> Iterator[Excerpt]:
    """Hits that stand close together share an excerpt."""
    hits = [hit.span() for hit in pattern.finditer(line) if hit.end() > hit.start()]
    while hits:
        together = [hits.pop(0)]
        while hits and hits[0][0] - together[-1][1] <= AROUND:
            together.append(hits.pop(0))
        yield tuple(_cut(line, together))


def _cut(line: str, hits: list[tuple[int, int]]) -> Iterator[Stretch]:
    start, end = _start(line, hits[0][0]), _end(line, hits[-1][1])
    at, lead = start, ELLIPSIS if start else ""
    for begin, stop in hits:
        yield Stretch(lead + line[at:begin])
        yield Stretch(line[begin:stop], is_marked=True)
        at, lead = stop, ""
    yield Stretch(line[at:end] + (ELLIPSIS if end < len(line) else ""))


def _start(line: str, hit: int) -> int:
    """Where the context begins: at the beginning of a word, unless that is far away, as in a script without blanks."""
    if hit <= AROUND:
        return 0
    blank = line.find(" ", hit - AROUND, hit - AROUND // 2)
    return hit - AROUND if blank < 0 else blank + 1


def _end(line: str, hit: int) -> int:
    if len(line) - hit <= AROUND:
        return len(line)
    blank = line.rfind(" ", hit + AROUND // 2, hit + AROUND)
    return hit + AROUND if blank < 0 else blank
