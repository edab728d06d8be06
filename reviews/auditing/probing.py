"""Asking the search for hidden words: it must answer as it does for a word that nobody ever wrote."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.crypto import get_random_string

from reviews.spoilers.telling import is_rare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .asking import Answer, Stranger
    from .lookout import Lookout

#: Words asked for. What answers one of them otherwise does so for most.
SAMPLE = 20
#: A search may find a word by its stem, and no stem is longer than that.
_STEM = 4
#: Their values are made of the bytes of the answer, the word that was asked for among them.
_MADE_OF_THE_BODY = frozenset({"etag", "content-length", "date"})
_LETTERS = "bcdfghjklmnpqrstvwxz"


def hidden_words(lookout: Lookout, most: int = SAMPLE) -> list[str]:
    """Return rare hidden words that no public word is like, so that a right answer finds nothing for them."""
    stems = {word[:_STEM] for word in lookout.vocabulary}
    everything = "\n".join(sorted(lookout.vocabulary))
    candidates = (key[0] for key in lookout.watch if len(key) == 1 and key[0].isascii() and key[0].isalpha() and is_rare(key[0]))
    # The longest are the rarest.
    ranked = sorted((word for word in candidates if word[:_STEM] not in stems), key=lambda word: (-len(word), word))
    return list(islice((word for word in ranked if word not in everything), most))


def probe(stranger: Stranger, lookout: Lookout) -> Iterator[tuple[str, Answer | None]]:
    """Ask the search for each of some hidden words; beside each the answer if it is another than for a word of no text, else None."""
    try:
        search = reverse("search")
    except NoReverseMatch:
        return
    for word in hidden_words(lookout):
        nothing = get_random_string(len(word), _LETTERS)
        answer, plain = (stranger.get(f"{search}?{urlencode({'q': each})}") for each in (word, nothing))
        yield word, None if _without(answer, word) == _without(plain, nothing) else answer


def _without(answer: Answer, word: str) -> tuple[object, ...]:
    """All that an answer says, with the word that was asked for taken out wherever it is repeated."""

    def bare(text: str) -> str:
        return re.sub(re.escape(word), "", text, flags=re.IGNORECASE)

    headers = [(name, bare(value)) for name, value in answer.headers if name.lower() not in _MADE_OF_THE_BODY]
    return answer.status, headers, bare(answer.body.decode("utf-8", errors="replace"))
