"""What a reply says, in the plain terms that rules and moderators' questions are put in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.spoilers.everyday import is_function_word
from reviews.spoilers.reader import omniscient, stranger
from reviews.spoilers.redact import redact, redact_passage
from reviews.spoilers.render import to_links, to_search_text
from reviews.spoilers.words import folded, written

if TYPE_CHECKING:
    from reviews.spoilers.document import Document


@dataclass(frozen=True)
class Content:
    """One text, taken apart."""

    #: All of it in plain words, with everything open.
    words: str
    #: What a stranger would read of it.
    public_words: str
    #: What each of its spoilers hides, without those nested in it.
    hidden_words: tuple[str, ...]
    #: The targets of its links, the hidden ones too.
    links: tuple[str, ...]


def content_of(document: Document) -> Content:
    """Take a text apart. With everything open: whatever looks at it is the house, not a reader."""
    whole = redact(document, omniscient(), {})
    return Content(
        words=to_search_text(whole),
        public_words=to_search_text(redact(document, stranger(), {})),
        hidden_words=tuple(to_search_text(redact_passage(document, spoiler.index)) for spoiler in document.spoilers),
        links=to_links(whole),
    )


def grown_links(before: Content, after: Content) -> tuple[str, ...]:
    """The links that were not there before."""
    return tuple(link for link in dict.fromkeys(after.links) if link not in before.links)


def lost_marks(before: Content, after: Content) -> tuple[str, ...]:
    """What was hidden before and can be read now, or has lost its mark though it is worded otherwise: the words that were hidden."""
    if len(after.hidden_words) < len(before.hidden_words):
        return tuple(Counter(before.hidden_words) - Counter(after.hidden_words))
    if whole := tuple(words for words in before.hidden_words if _times(words, after.public_words) > _times(words, before.public_words)):
        return whole
    public = _telling(before.public_words)
    shown = {word for words in before.hidden_words for word in _telling(words)} & (_telling(after.public_words) - public)
    return tuple(sorted(shown))


def shows_hidden(before: Content, after: Content) -> bool:
    """Whether a passage that was hidden stands in the open now, whole, or has lost its mark."""
    fewer = len(after.hidden_words) < len(before.hidden_words)
    return fewer or any(_times(words, after.public_words) > _times(words, before.public_words) for words in before.hidden_words)


def _telling(text: str) -> set[str]:
    """The words of a text that say something, as they are compared."""
    return {word for each in written(text) if not is_function_word(word := folded(each))}


def stands_in(words: str, text: str) -> bool:
    """Whether the same words stand in `text` in a row, whatever their case and accents and what stands between them."""
    return _times(words, text) > 0


def _times(words: str, text: str) -> int:
    """How often the words stand in `text` in a row; 0 for no words."""
    looked_for, here = ([folded(word) for word in written(each)] for each in (words, text))
    size = len(looked_for)
    return sum(here[at : at + size] == looked_for for at in range(len(here) - size + 1)) if size else 0
