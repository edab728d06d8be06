"""How words are compared where somebody may have disguised them: without case, accents and width, and without what nobody sees."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Signs that are printed as nothing, or as a blank with the category of a letter: they part no word.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
#: Scripts written without blanks: there every sign is a word, and a phrase is signs in a row.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
#: Where an entry's star stands in for letters while its words are told apart: a letter that nobody uses.
STAR_LETTER = "\ue000"


class _Kind(Enum):
    LETTER = 1
    #: A word by itself: a picture sign, or a sign of a script without blanks.
    WORD = 2
    GAP = 3


@dataclass(frozen=True, slots=True)
class Word:
    folded: str
    #: Offsets in the folded text.
    start: int
    end: int


def words_of(folded: str) -> Iterator[Word]:
    """The words of a folded text, and their places. A star belongs to the word it follows."""
    start = -1
    for at, character in enumerate(folded):
        kind = _kind(character)
        if kind is _Kind.LETTER:
            start = at if start < 0 else start
            continue
        if start >= 0:
            yield Word(folded[start:at], start, at)
            start = -1
        if kind is _Kind.WORD:
            yield Word(character, at, at + 1)
    if start >= 0:
        yield Word(folded[start:], start, len(folded))


@lru_cache(maxsize=65_536)
def _kind(character: str) -> _Kind:
    category = unicodedata.category(character)
    if category == "So" or _UNSPACED.match(character):
        return _Kind.WORD
    is_letter = character.isalnum() or category[0] == "M" or character == STAR_LETTER
    return _Kind.LETTER if is_letter else _Kind.GAP


def fold(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the offset of the one it comes from."""
    folded: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        plain = _plain(character)
        folded.append(plain)
        origin.extend([at] * len(plain))
    return "".join(folded), origin


@lru_cache(maxsize=65_536)
def _plain(character: str) -> str:
    """One character as it is compared: no case, no accents, no width; "" for what is not seen."""
    if character.isspace():
        return " "
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character.casefold()).casefold())
    seen = (each for each in wide if not unicodedata.combining(each) and unicodedata.category(each) != "Cf" and not _UNSEEN.match(each))
    return "".join(seen).translate(_APOSTROPHES).replace(STAR_LETTER, "")
