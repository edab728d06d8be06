"""The words of a text as leaks are told by: which are names, which stand in a row, and which say nothing by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from reviews.spoilers.disguises import plain

#: This many words in a row, the same as in a passage, are a quotation; three are English.
RUN_LENGTH = 4
#: Names shorter than this ("Al", "Q") are found in too many other words.
NAME_LENGTH = 3

#: Words in their folded form, one or several in a row: what a leak is found by.
Key: TypeAlias = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: After one of these, or on a new line, a capital is a matter of spelling.
_SENTENCE_ENDS = frozenset('.!?:;…"“”„«»()[]')


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, as it is compared, and whether it is somebody's."""

    written: str
    plain: str
    #: Written with a capital that no sentence asks for: a name.
    name: bool


def written(text: str) -> list[str]:
    """The words of a text as they stand there."""
    return _WORD.findall(text)


def placed(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in their folded form, each with where it begins and ends."""
    return [(folded(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]


def words(text: str) -> Iterator[Word]:
    """The words of a text, and which of them are written like names."""
    after = 0
    for found in _WORD.finditer(text):
        word = found[0]
        name = word[0].isupper() and after > 0 and not _ends_sentence(text[after : found.start()])
        yield Word(word, folded(word), name)
        after = found.end()


def _ends_sentence(between: str) -> bool:
    """Whether what stands between two words makes the second the first of a sentence."""
    marks = between.rstrip()
    return marks[-1:] in _SENTENCE_ENDS or "\n" in between[len(marks) :]


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """A word as it is compared: no case, no accents, one apostrophe, and no owner's “’s” ("Quill's" gives Quill away)."""
    return plain(word).replace("’", "'").removesuffix("'s")


def names(text: Sequence[Word]) -> set[str]:
    """Words that are names and never anything else: "Rose" is one, unless roses are in the passage too."""
    lower = {word.plain for word in text if not word.written[0].isupper()}
    return {word.plain for word in text if word.name and len(word.plain) >= NAME_LENGTH} - lower


def plains(text: Iterable[Word]) -> list[str]:
    """The words in their folded form."""
    return [word.plain for word in text]


def runs(folded_words: Sequence[str], length: int = RUN_LENGTH) -> Iterator[Key]:
    """Every `length` folded words in a row, in order."""
    return zip(*(folded_words[at:] for at in range(length)), strict=False)
