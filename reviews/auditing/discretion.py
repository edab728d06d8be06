"""How much of a find is said. The owner may not have finished the work, so hidden words come out on request alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.spoilers.watching import Watch, quotations
from reviews.spoilers.words import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviews.spoilers.words import Key

    from .hidden import Secret

#: First letters that are shown of a find: enough to see whether it is one name or a whole sentence.
_LETTERS = 6


def count(found: Iterable[str]) -> int:
    """How many words a find has."""
    return sum(len(stretch.split()) for stretch in found)


def letters(found: Iterable[str]) -> str:
    """The first letter of each word of a find, up to six."""
    words = [word for stretch in found for word in stretch.split()]
    return " ".join(f"{word[0]}…" for word in words[:_LETTERS]) + (" …" if len(words) > _LETTERS else "")


def hidden_excerpt(secret: Secret, keys: Iterable[Key]) -> str:
    """What stands around the words where they are hidden."""
    watch: Watch[None] = Watch()
    watch.add(None, keys)
    for text in (*secret.texts, *secret.phrases):
        words = written(text)
        for quotation in quotations(words, ((hit.start, hit.end) for hit in watch.hits(words))):
            return quotation.excerpt
    return ""
