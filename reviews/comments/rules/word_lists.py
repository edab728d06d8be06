"""Lists of words that an owner keeps: one entry a line, whole words in any script, `*` for what else a word may have.

`casino` finds “Casino”, “cásino” and “ｃａｓｉｎｏ”, and not “casinos”; `casino*` finds both, and `cas*o` a word that begins and ends like
that; `buy now` finds the two in a row, whatever stands between them. What follows `#` at the start of a line, or after a blank, is the
owner's own note.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .spelling import STAR_LETTER, fold, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .spelling import Word

#: Blanks and marks between two words of a phrase; more than this many, and they don't stand in a row.
MOST_BETWEEN = 8
#: One entry: a phrase of a line. Longer ones are pasted text.
ENTRY_LIMIT = 200

_NOTE = re.compile(r"(?:^|\s)#.*")
_STAR = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line can't be read; lines count from 1."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list, as it is written there and as it is looked for."""

    written: str
    #: Each word in its folded form, with its stars.
    words: tuple[str, ...]
    #: What must stand before, between and after the words: marks without blanks; one more than there are words.
    marks: tuple[str, ...]
    #: Whether the words on both sides may stand apart; one less than there are words.
    apart: tuple[bool, ...]

    def __hash__(self) -> int:
        """A list is looked up whenever a text is, so its hash is that of strings, which remember theirs."""
        return hash(self.written)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where an entry is found: offsets in the text as it was given."""

    entry: Entry
    start: int
    end: int


def entries_in(text: str) -> tuple[Entry, ...]:
    """Return the entries of a list, each once, those that can't be read left out."""
    read = (_read(line) for line in text.splitlines())
    return tuple(dict.fromkeys(entry for entry in read if isinstance(entry, Entry)))


def faults_in(text: str) -> list[Fault]:
    """Return the lines of a list that can't be read, and why."""
    read = ((number, _read(line)) for number, line in enumerate(text.splitlines(), start=1))
    return [Fault(number, entry) for number, entry in read if isinstance(entry, str)]


def find(entries: tuple[Entry, ...], text: str) -> list[Hit]:
    """Return where `entries` stand in `text`, in reading order. Total; its cost grows with the text, hardly with the list."""
    if not entries or not text:
        return []
    folded, origin = fold(text)
    words = list(words_of(folded))
    index = _index(entries)
    found = ((entry, word, _end_of(entry, words, at, folded)) for at, word in enumerate(words) for entry in index.candidates(words, at))
    return [
        Hit(entry, origin[word.start - len(entry.marks[0])], _with_accents(text, origin[end - 1] + 1))
        for entry, word, end in found
        if end is not None
    ]


def _with_accents(text: str, end: int) -> int:
    """The end of a word together with the accents of its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def fits(pattern: str, word: str) -> bool:
    """Whether a folded word is what a pattern with stars says. Looks at each letter once for each star at most."""
    first, *rest = pattern.split(_STAR)
    if not rest:
        return word == pattern
    *middle, last = rest
    if not word.startswith(first) or not word.endswith(last) or len(word) < len(first) + len(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


class _Index:
    """The entries of a list by how they begin, so that a word is compared with few of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        #: By the first word, or the first two where neither has a star.
        self.plain: dict[tuple[str, ...], list[Entry]] = {}
        #: By what stands before the star of the first word.
        self.starred: dict[str, list[Entry]] = {}
        for entry in entries:
            before, star, _after = entry.words[0].partition(_STAR)
            if star:
                self.starred.setdefault(before, []).append(entry)
            else:
                self.plain.setdefault(entry.words[: 2 if _STAR not in "".join(entry.words[:2]) else 1], []).append(entry)
        self.longest = max(map(len, self.starred), default=0)

    def candidates(self, words: Sequence[Word], at: int) -> Iterator[Entry]:
        """The entries that may begin with `words[at]`."""
        word = words[at].folded
        yield from self.plain.get((word,), ())
        if at + 1 < len(words):
            yield from self.plain.get((word, words[at + 1].folded), ())
        for length in range(1, min(len(word), self.longest) + 1):
            yield from (entry for entry in self.starred.get(word[:length], ()) if fits(entry.words[0], word))


#: Two lists are kept, and a rehearsal compares two editions of each.
_index = lru_cache(maxsize=8)(_Index)


def _end_of(entry: Entry, words: Sequence[Word], at: int, folded: str) -> int | None:
    """Where an entry whose first word fits `words[at]` ends in the folded text; None where the rest of it does not follow."""
    if at + len(entry.words) > len(words) or not folded.endswith(entry.marks[0], 0, words[at].start):
        return None
    for step in range(1, len(entry.words)):
        before, word = words[at + step - 1], words[at + step]
        if not fits(entry.words[step], word.folded) or not _between(entry, step, folded[before.end : word.start]):
            return None
    end = words[at + len(entry.words) - 1].end
    after = entry.marks[-1]
    if not folded.startswith(after, end):
        return None
    return end + len(after)


def _between(entry: Entry, step: int, gap: str) -> bool:
    marks = entry.marks[step]
    if marks:
        return len(gap) <= MOST_BETWEEN and "".join(gap.split()) == marks
    return 0 < len(gap) <= MOST_BETWEEN if entry.apart[step - 1] else not gap


def _read(line: str) -> Entry | str | None:
    """One line: an entry, nothing (a blank or a note), or why it can't be read."""
    written = " ".join(_NOTE.sub("", line).split())
    if not written:
        return None
    if len(written) > ENTRY_LIMIT:
        return _("It is longer than %(limit)s characters.") % {"limit": ENTRY_LIMIT}
    folded = STAR_LETTER.join(fold(part)[0] for part in written.split(_STAR))
    words = list(words_of(folded))
    if not any(word.folded.strip(STAR_LETTER) for word in words):
        return _("There is no letter or digit in it.")
    if any(word.folded.startswith(STAR_LETTER) for word in words):
        return _("A star stands inside or at the end of a word, not at its start.")
    gaps = [folded[: words[0].start]]
    gaps += [folded[left.end : right.start] for left, right in pairwise(words)]
    gaps.append(folded[words[-1].end :])
    marks = ["".join(gap.split()) for gap in gaps]
    inner = [_loose(gap) for gap in gaps[1:-1]]
    return Entry(
        written,
        tuple(_stars(word.folded) for word in words),
        (marks[0], *("" if loose else mark for loose, mark in zip(inner, marks[1:-1], strict=True)), marks[-1]),
        tuple(inner),
    )


def _loose(gap: str) -> bool:
    """Whether only blanks or hyphens stand between two words of an entry: then anything short may stand there in a text."""
    return bool(gap) and not gap.strip(" -")


def _stars(word: str) -> str:
    return re.sub(f"{STAR_LETTER}+", _STAR, word)
