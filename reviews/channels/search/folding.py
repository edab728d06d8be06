"""How a word is read, in a text and in a query: small letters without accents, nothing but letters and digits.

Both databases do the same to what they index (`sqlite.py`, `postgres.py`). What is changed here means a migration that calls
`install.install`: an index holds words as they were folded when they came in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Letters that Unicode doesn't take apart, or that SQLite's tokenizer leaves as they are, and what people type for them: nobody
#: should need a Polish keyboard to find Kieślowski. A soft hyphen is where a line may end, and no letter.
_SMALL = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h", "ŋ": "n",
    "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω", "ϊ": "ι", "ϋ": "υ", "ΐ": "ι", "ΰ": "υ", "ς": "σ",
    "ё": "е",
}  # fmt: skip
LETTERS = {
    **_SMALL,
    **{letter.upper(): plain.upper() for letter, plain in _SMALL.items() if len(letter.upper()) == 1 and letter not in "ıς"},
    "ẞ": "ss",
    "\u00ad": "",
}

#: Marks above and below a letter.
MARKS = "\u0300-\u036f"
_LATIN = re.compile(f"([A-Za-z])[{MARKS}]+")
_STRAY = re.compile(f"[{MARKS}]")
_TABLE = str.maketrans(LETTERS)
#: A word in a text as it stands: letters and digits, with the marks that are written apart from them, and soft hyphens.
_WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{MARKS}\u00ad])*")


def fold(text: str) -> str:
    """Return `text` in small letters without accents. Costs no more than its length."""
    text = text.lower()
    if text.isascii():
        return text
    # Composed first, for the table knows composed letters alone.
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).translate(_TABLE))
    return _STRAY.sub("", unicodedata.normalize("NFC", _LATIN.sub(r"\1", apart)))


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of `text`, folded, with where it begins and ends there."""
    for found in _WORD.finditer(text):
        yield fold(found[0]), found.start(), found.end()
