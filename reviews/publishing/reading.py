"""Which passages a reader may see, and only then their text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from reviews.spoilers.decide import GateFacts, decide
from reviews.spoilers.document import Reach, Scope, SpoilerKind
from reviews.spoilers.reader import Reader, stranger
from reviews.spoilers.rendition import Rendition

from .passages import Passage, PassageBase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from reviews.works.models import Work

    from .models import Review


def break_facts(review: Review, works: Iterable[Work]) -> GateFacts:
    """Return what decides over the break of `review` and its after-break room: all works under review, whole."""
    return GateFacts(key=review.break_key, kind=SpoilerKind.BREAK, scope=Scope(tuple(Reach(work.pk, None) for work in works)))


@dataclass(frozen=True)
class Opened:
    """The text of a passage its reader may see."""

    rendition: Rendition
    #: Open by consent alone, so that closing it again means something.
    closable: bool


def is_closable(facts: GateFacts, reader: Reader) -> bool:
    """Whether only consent holds this gate open: what the shelf opens is closed by taking the work from the shelf."""
    return not decide(facts, replace(reader, opened=frozenset(), breaks={})).open


def opened(passages: QuerySet[PassageBase], reader: Reader, *, subjects: Iterable[int]) -> dict[str, Opened]:
    """Return the text of the passages that `reader` may see, by handle, while the works `subjects` are under review.

    A passage inside another needs both open. Text is read for those alone; a stranger costs no query.
    """
    if reader == stranger():
        return {}
    closable = _open(passages.defer("rendition").order_by("position", "id"), reader, list(subjects))
    if not closable:
        return {}
    rows = passages.filter(handle__in=closable).values_list("handle", "rendition")
    return {handle: Opened(Rendition.from_json(stored), closable[handle]) for handle, stored in rows}


def opened_in_each(reviews: Iterable[Review], reader: Reader) -> dict[int, dict[str, Opened]]:
    """Return the same for several reviews at once, by the id of each review that has anything open. Two queries however many they are.

    Their works are best read beforehand (`ReviewQuerySet.for_cards`).
    """
    if reader == stranger():
        return {}
    subjects = {review.pk: [work.pk for work in review.subjects] for review in reviews}
    passages = Passage.objects.filter(review__in=subjects)
    closable: dict[int, bool] = {}
    for review, rows in groupby(passages.defer("rendition").order_by("review_id", "position", "id"), attrgetter("review_id")):
        here = list(rows)
        known = _open(here, reader, subjects[review])
        closable.update({passage.pk: known[passage.handle] for passage in here if passage.handle in known})
    texts: dict[int, dict[str, Opened]] = {}
    if closable:
        for pk, review, handle, stored in passages.filter(pk__in=closable).values_list("pk", "review_id", "handle", "rendition"):
            texts.setdefault(review, {})[handle] = Opened(Rendition.from_json(stored), closable[pk])
    return texts


def _open(passages: Iterable[PassageBase], reader: Reader, subjects: list[int]) -> dict[str, bool]:
    """The handles of those of one text's `passages`, in reading order, that `reader` may see, and whether each can be closed again."""
    closable: dict[str, bool] = {}
    for passage in passages:
        above_is_open = not passage.parent_handle or passage.parent_handle in closable
        facts = passage.facts(subjects)
        if above_is_open and decide(facts, reader).open:
            closable[passage.handle] = is_closable(facts, reader)
    return closable
