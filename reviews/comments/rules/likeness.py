"""When two replies say the same."""

from __future__ import annotations

import re

from django.utils.crypto import salted_hmac

from reviews.spoilers.words import folded, written

_SALT = "reviews.comments.likeness"
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def likeness_of(text: str) -> str:
    """Return 32 hexadecimal digits that are the same for texts with the same words, whatever their case, marks, numbers and links.

    "" where nothing is left. Keyed, so that nobody finds a reply by guessing its words.
    """
    words = [word for word in _words(_LINK.sub(" ", text)) if not any(character.isdigit() for character in word)]
    return salted_hmac(_SALT, " ".join(words), algorithm="sha256").hexdigest()[:32] if words else ""


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts have the same words in a row, numbers and links included; for texts without a word, the same signs."""
    return (_words(one) or one.split()) == (_words(other) or other.split())


def _words(text: str) -> list[str]:
    return [folded(word) for word in written(text)]
