"""Where in a text the words stand that somebody should look at: plain text in, plain text out, so nothing here is shown that was not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.spoilers.words import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Characters of context on each side: enough to see what is meant, on a phone too.
AROUND = 60
#: Excerpts from one text; a reply that repeats itself is read in full above them.
MOST_EXCERPTS = 6
#: So many different words are looked for: more than a rule or a reader can name. An edit can bring hundreds of links.
MOST_WORDS = 60
ELLIPSIS = "…"


@dataclass(frozen=True)
class Stretch:
    """A piece of text, marked or not."""

    text: str
    is_marked: bool = False


Excerpt = tuple[Stretch, ...]
#: Where something stands in a line.
Span = tuple[int, int]


def excerpts(lines: Iterable[str], words: Iterable[str]) -> list[Excerpt]:
    """Return the places where one of `words` stands in `lines`, each with what stands around it.

    Case and accents make no difference, nor do blanks and the marks between words: a rule looks for words, and a selection loses its line
    ends. What stands nowhere as whole words is looked for sign by sign: marks, or a word in a script without blanks. The writer chooses
    both sides of this comparison, so none of it is a pattern that could be made to take long.
    """
    read, looked_for = list(lines), list(dict.fromkeys(filter(None, (word.strip() for word in words))))
    spans: dict[int, set[Span]] = {}
    by_line = [_Line.of(line) for line in read]
    for word in looked_for[:MOST_WORDS]:
        folded = [each for each, _start, _end in placed(word)]
        hits = _hits(by_line, folded) or {at: _as_it_stands(word, line) for at, line in enumerate(read)}
        for at, found in hits.items():
            spans.setdefault(at, set()).update(found)
    excerpts: list[Excerpt] = []
    for at in sorted(spans):
        excerpts.extend(_in_line(read[at], _joined(spans[at])))
        if len(excerpts) >= MOST_EXCERPTS:
            break
    return excerpts[:MOST_EXCERPTS]


@dataclass(frozen=True)
class _Line:
    """The words of a line in their folded form, and where each stands: in the line, and among the others."""

    words: Sequence[str]
    spans: Sequence[Span]
    places: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, line: str) -> _Line:
        found = placed(line)
        places: dict[str, list[int]] = {}
        for at, (word, _start, _end) in enumerate(found):
            places.setdefault(word, []).append(at)
        return cls([word for word, _start, _end in found], [(start, end) for _word, start, end in found], places)

    def hits(self, folded: Sequence[str]) -> list[Span]:
        """Where these words stand in a row."""
        size = len(folded)
        return [
            (self.spans[at][0], self.spans[at + size - 1][1])
            for at in self.places.get(folded[0], ())
            if self.words[at : at + size] == folded
        ]


def _hits(lines: Sequence[_Line], folded: Sequence[str]) -> dict[int, list[Span]]:
    """Where these words stand in a row, by the number of the line; empty where they do so nowhere."""
    return {at: found for at, line in enumerate(lines) if (found := line.hits(folded))} if folded else {}


def _as_it_stands(word: str, line: str) -> list[Span]:
    """Where it stands sign by sign, and not as a part of another word. Case makes no difference."""
    spans = [found.span() for found in re.finditer(re.escape(word), line, re.IGNORECASE)]
    return [
        (start, end)
        for start, end in spans
        if not (_goes_on(word[0], line[max(start - 1, 0) : start]) or _goes_on(word[-1], line[end : end + 1]))
    ]


def _goes_on(sign: str, beside: str) -> bool:
    """Whether a word that begins or ends with `sign` goes on with what stands `beside` it. A letter without case may be a word itself."""
    return sign.isalnum() and beside.isalnum() and unicodedata.category(beside) != "Lo"


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In their order; what overlaps is one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _in_line(line: str, hits: Sequence[Span]) -> Iterator[Excerpt]:
    """Hits that stand close together share an excerpt."""
    together: list[Span] = []
    for hit in hits:
        if together and hit[0] - together[-1][1] > AROUND:
            yield tuple(_cut(line, together))
            together = []
        together.append(hit)
    if together:
        yield tuple(_cut(line, together))


def _cut(line: str, hits: Sequence[Span]) -> Iterator[Stretch]:
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
