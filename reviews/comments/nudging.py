"""Whether a reply before the break resembles what its review hides: for a nudge to a writer who may know it, and for moderators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviews.spoilers.decide import decide
from reviews.spoilers.fragments import Part, fragments
from reviews.spoilers.nudge.resembling import resemblances
from reviews.spoilers.reader import stranger
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_search_text
from reviews.spoilers.rendition import Rendition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviews.publishing.models import Review
    from reviews.publishing.passages import Passage
    from reviews.spoilers.document import Document
    from reviews.spoilers.nudge.resembling import Resemblance
    from reviews.spoilers.reader import Reader

#: What a fragment of a passage may be to count as something it says.
_SAYS = frozenset({Part.TEXT, Part.ALT})


@dataclass(frozen=True)
class Match:
    """What of a reply resembles which passages, and whether its writer may read all of those."""

    found: tuple[Resemblance, ...]
    may_read: bool

    @property
    def written(self) -> list[str]:
        """The reply's own words, each stretch once, in their order."""
        return list(dict.fromkeys(each.written for each in self.found))

    def as_evidence(self) -> list[dict[str, Any]]:
        """For moderators. `hidden` is gated like the passage it is taken from."""
        return [
            {"passage": each.passage, "written": each.written, "start": each.start, "end": each.end, "hidden": each.hidden, "how": each.how}
            for each in self.found
        ]


def match_of(review: Review, document: Document, reader: Reader) -> Match | None:
    """Return what of the public words of `document`, a reply before the break, resembles hidden passages of `review`; None for nothing.

    `reader` is what its writer may read: who may not read all that was matched must not be told that it was, for that would tell them
    that they guessed right.
    """
    passages = list(review.passages.all())
    if not passages:
        return None
    hidden = {passage.handle: _words_of(passage) for passage in passages}
    found = resemblances(to_search_text(redact(document, stranger(), {})), hidden, known=_known_to_all(review))
    if not found:
        return None
    open_to = _open_to(passages, reader, [work.pk for work in review.subjects])
    return Match(found, may_read=all(each.passage in open_to for each in found))


def _words_of(passage: Passage) -> str:
    return "\n\n".join(fragment.text for fragment in fragments(Rendition.from_json(passage.rendition)) if fragment.part in _SAYS)


def _known_to_all(review: Review) -> list[str]:
    """What anybody may know: what the review says in public, and what its works and their parts are called."""
    known = [review.title, review.summary, review.search_text, review.byline]
    known += [tag.name for tag in review.tags.all()]
    for work in review.subjects:
        known += [work.title, *work.creators, *(part.title for part in work.parts.all())]
    return known


def _open_to(passages: Iterable[Passage], reader: Reader, subjects: list[int]) -> set[str]:
    """The handles of the passages that `reader` may see: themselves, and all they stand in."""
    shown: set[str] = set()
    for passage in sorted(passages, key=lambda passage: (passage.position, passage.pk)):
        if (not passage.parent_handle or passage.parent_handle in shown) and decide(passage.facts(subjects), reader).open:
            shown.add(passage.handle)
    return shown
