"""Which passage is still which: how its two random names outlive an edit of the text, or a change of the engine."""

from __future__ import annotations

import json
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from reviews.spoilers.identity import match
from reviews.spoilers.rendition import Html, Rendition

from .passages import stored_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviews.spoilers.document import Document

    from .passages import PassageBase

#: Tags that may stand in the middle of a word. Any other one ends it.
_IN_WORDS = frozenset("a code em s span strong sup".split())
#: What of an element a reader gets beside its text: where it leads, what it shows.
_SHOWN = ("href", "src", "alt", "title")
#: What is read in a nested gate's place: words end there.
_GATE = "<hr>"


def kept_handles(document: Document, identities: Sequence[str], previous: Sequence[PassageBase], *, same_text: bool) -> list[str | None]:
    """Return the handle each spoiler of `document` had among `previous`, by its public shape; None for a gate that is new.

    `same_text` says that `previous` was made of this very text, so a shape that is merely called differently now is found all the same.
    """
    found = match([(passage.public_identity, passage) for passage in previous], identities)
    if same_text:
        found = _look_again(found, previous, _places_before(previous), _places_now(document))
    return [None if passage is None else passage.handle for passage in found]


def kept_keys(
    document: Document, rows: Sequence[Mapping[str, Any]], previous: Sequence[PassageBase], *, same_text: bool
) -> list[str | None]:
    """Return the key each passage had among `previous`; None for one that has to be opened anew.

    `rows` are the values of the new passages, in the order of the document. A passage is known by its full identity; where the text is the
    same and its engine another (`same_text`), also by its old place with its old words. One that holds a word more than before never
    keeps its key, whatever it is called: consent was to what stood there.
    """
    found = match([(passage.full_identity, passage) for passage in previous], [str(row["full_identity"]) for row in rows])
    # Names without words are those of a reply that is down. It may be published again as it was, but it tells nothing of a new engine.
    found = [
        None if passage is not None and (passage.rendition or same_text) and _has_grown(passage.rendition, row["rendition"]) else passage
        for passage, row in zip(found, rows, strict=True)
    ]
    if same_text:
        before = _with_words(_places_before(previous), (passage.rendition for passage in previous))
        found = _look_again(found, previous, before, _with_words(_places_now(document), (row["rendition"] for row in rows)))
    return [None if passage is None else passage.key for passage in found]


def own_words(stored: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what a reader gets of a stored rendition, word by word: its text, where its links lead, what its pictures show.

    Passages nested in it are left out, label and all, and so are addresses within the page: they are made of handles.
    """
    reader = _Words()
    reader.feed("".join(piece.html if isinstance(piece, Html) else _GATE for piece in Rendition.from_json(stored).pieces))
    reader.close()
    return tuple("".join(reader.parts).split())


class _Words(HTMLParser):
    """Collects words from our own sanitised HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_endtag(tag)
        for name, value in attrs:
            if name in _SHOWN and value and not value.startswith("#"):
                self.parts.append(f" {name}={value} ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _IN_WORDS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _look_again(
    found: Sequence[PassageBase | None], previous: Sequence[PassageBase], before: Sequence[str], now: Sequence[str]
) -> list[PassageBase | None]:
    """Give what was not found the passage that is left in the same place, in order of occurrence. An empty place is none."""
    taken = {passage.pk for passage in found if passage is not None}
    left = [(place, passage) for place, passage in zip(before, previous, strict=True) if place and passage.pk not in taken]
    missing = [number for number, passage in enumerate(found) if passage is None and now[number]]
    again = dict(zip(missing, match(left, [now[number] for number in missing]), strict=True))
    return [again.get(number) if passage is None else passage for number, passage in enumerate(found)]


def _places_before(previous: Sequence[PassageBase]) -> list[str]:
    """Where each stored passage stood: its own kind, label and scope, and those of the passages around it."""
    own = {passage.handle: [passage.kind, passage.label, passage.scope, passage.of_review] for passage in previous}
    above = {passage.handle: passage.parent_handle for passage in previous}
    return [_chain(passage.handle, above, own) for passage in previous]


def _places_now(document: Document) -> list[str]:
    own: dict[int, list[Any]] = {}
    for spoiler in document.spoilers:
        scope = None if spoiler.faulty else spoiler.scope
        own[spoiler.index] = [spoiler.kind.value, spoiler.label, stored_scope(scope), scope is not None and scope.of_review]
    above = {spoiler.index: spoiler.parent for spoiler in document.spoilers}
    return [_chain(spoiler.index, above, own) for spoiler in document.spoilers]


def _chain(at: Any, above: Mapping[Any, Any], own: Mapping[Any, list[Any]]) -> str:
    chain = []
    while at in own:
        chain.append(own[at])
        at = above[at]
    return json.dumps(chain)


def _with_words(places: Iterable[str], renditions: Iterable[Sequence[Mapping[str, Any]]]) -> list[str]:
    """Places together with the words that stand there. Without a word there is nothing to know a passage by."""
    return [json.dumps([place, *words]) if words else "" for place, words in zip(places, map(own_words, renditions), strict=True)]


def _has_grown(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a reader gets a word of `now` that was not in `before`."""
    return before != now and bool(Counter(own_words(now)) - Counter(own_words(before)))
