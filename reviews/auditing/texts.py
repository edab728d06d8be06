"""All texts of the site, the hidden and the public, worked out from the sealed sources as they are read for a stranger now.

What is stored for strangers is never asked: whether it is right is the question.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviews.spoilers.fragments import Fragment, Part, fragments
from reviews.spoilers.reader import omniscient, stranger
from reviews.spoilers.redact import redact, redact_passage
from reviews.spoilers.render import to_rendition
from reviews.spoilers.rendition import Rendition

from .public import Origin, Place, PublicText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviews.publishing.passages import PassageBase
    from reviews.spoilers.document import Document

    from .hidden import Secret


@dataclass
class Texts:
    """What was read, and what the pages of the site are told apart by."""

    secrets: list[Secret] = field(default_factory=list)
    public: list[PublicText] = field(default_factory=list)
    #: Works that public reviews and replies are about or name.
    works: set[int] = field(default_factory=set)
    #: The random names of replies and passages. Chance makes short words of them.
    handles: set[str] = field(default_factory=set)
    #: Slug -> review, for those that are public.
    reviews: dict[str, int] = field(default_factory=dict)
    #: Handle -> review, for replies that are published in either room.
    replies: dict[str, int] = field(default_factory=dict)

    def say(self, place: Place, text: str, **whose: int | str) -> None:
        """Note a text that is public."""
        if text:
            self.public.append(PublicText(Origin(place, **whose), text))  # type: ignore[arg-type]  # an origin's own fields

    def say_all(self, document: Document, places: dict[Part, Place], *, subjects: Sequence[int], **whose: int | str) -> None:
        """Note what a stranger may read of `document`, each part as what `places` calls it, and the works that its gates name."""
        rendition = to_rendition(redact(document, stranger(), {}), {})
        for fragment in fragments(rendition):
            self.say(places[fragment.part], fragment.text, **whose)
        self.works.update(reach.work for gate in rendition.gates for reach in gate.scope.now(subjects).reaches)


def whole(document: Document) -> list[Fragment]:
    """All that a text says, to somebody who may read all of it; what its gates would be called is part of it."""
    labels = [Fragment(Part.LABEL, spoiler.label) for spoiler in document.spoilers if spoiler.label]
    return [*fragments(to_rendition(redact(document, omniscient(), {}), {})), *labels]


def passage_texts(document: Document, rows: Iterable[PassageBase]) -> dict[int, list[Fragment]]:
    """What each passage of a text hides, by its place: as its source says now, and as it is stored beside that."""
    hidden = {spoiler.index: fragments(to_rendition(redact_passage(document, spoiler.index), {})) for spoiler in document.spoilers}
    for row in rows:
        known = hidden.setdefault(row.position, [])
        known += [fragment for fragment in _stored(row) if fragment not in known]
    return hidden


def _stored(row: PassageBase) -> list[Fragment]:
    try:
        return fragments(Rendition.from_json(row.rendition))
    except ValueError:
        # Nobody can be shown it as it is; its words are hidden all the same.
        return [Fragment(Part.TEXT, json.dumps(row.rendition, ensure_ascii=False))]


def gate_facts(document: Document, place: int) -> tuple[str, str]:
    """What a stranger may know of the gate of the passage at `place`: its label; for one inside another, the outermost gate's instead."""
    spoilers = {spoiler.index: spoiler for spoiler in document.spoilers}
    if place not in spoilers:
        return "", ""
    outermost = spoilers[place]
    while (above := outermost.parent) is not None:
        outermost = spoilers[above]
    return (outermost.label, "") if outermost.index == place else ("", outermost.label)


def texts_of(found: Iterable[Fragment]) -> tuple[str, ...]:
    """The texts that are sentences, or parts of them."""
    return tuple(fragment.text for fragment in found if fragment.part != Part.FILE)


def files_of(found: Iterable[Fragment]) -> tuple[str, ...]:
    """What the pictures among them are called."""
    return tuple(fragment.text for fragment in found if fragment.part == Part.FILE)
