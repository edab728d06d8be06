"""A small square with somebody's initials: drawn here, from the name alone, so that no other host learns who reads."""

from __future__ import annotations

import unicodedata
import zlib

#: The colours there are: `--initial-0` and so on in the style sheet.
TINTS = 8
#: Where a name has neither letters nor digits.
NOBODY = "·"


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of `name`, in capitals; one letter where there is one word."""
    letters = [letter for word in name.split() if (letter := _first(word))]
    return "".join([letters[0], *letters[1:][-1:]]) if letters else NOBODY


def tint(name: str) -> int:
    """Return the number of the colour that belongs to `name`: the same on every page and every machine, in any case of letters."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return zlib.crc32(plain.encode()) % TINTS


def _first(word: str) -> str:
    """The first letter or digit of a word, in a capital that takes no more room than itself."""
    return next((character.upper()[:1] for character in word if character.isalnum()), "")
