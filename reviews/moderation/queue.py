"""What lies on the desk: which replies, in which order, and how many.

Two piles make the queue: what waits for a decision, and what is published and has been flagged. Each is read by an index of its own, and
a page merges the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from reviews.comments.models import Comment, State
from reviews.comments.records import Decision, Flag
from reviews.notices.people import moderators

from .filters import FLAGGED, Filters, Place, Which
from .models import Handover

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from reviews.comments.models import CommentQuerySet
    from reviews.comments.records import FlagQuerySet

#: As many replies as somebody decides on in one sitting; the next ones move up as these are done.
PAGE_SIZE = 25
#: Reviews to choose from: those with the most to do. The others are reached from their rows.
MOST_REVIEWS = 30


@dataclass(frozen=True)
class QueuePage:
    comments: list[Comment]
    #: Where the next page begins; None on the last.
    next: Place | None


@dataclass(frozen=True)
class Choice:
    """One thing to narrow the desk by."""

    value: str
    words: str
    count: int


@dataclass(frozen=True)
class Counts:
    states: dict[Which, int]
    #: Rule -> how many of those that wait it has held.
    rules: dict[str, int]
    reviews: list[Choice]

    @property
    def waiting(self) -> int:
        return self.states[Which.WAITING]


@dataclass(frozen=True)
class Pile:
    """Replies, and the column that says since when each lies there."""

    replies: CommentQuerySet
    since: str = "created_at"

    def but(self, **conditions: Any) -> Pile:
        """The same without those that meet `conditions`."""
        return replace(self, replies=self.replies.exclude(**conditions))

    def places(self, filters: Filters, size: int) -> list[Place]:
        """Return the first `size` places behind the one that `filters` name."""
        rows, here, latest_first = self.replies, filters.after, filters.state.is_decided
        if here is not None:
            way = "lt" if latest_first else "gt"
            # The first of the two is said for the index: the database can't read it out of the second.
            rows = rows.filter(**{f"{self.since}__{way}e": here.since}).filter(
                Q(**{f"{self.since}__{way}": here.since}) | Q(**{self.since: here.since, f"pk__{way}": here.id})
            )
        order = (f"-{self.since}", "-pk") if latest_first else (self.since, "pk")
        return [Place(moment, pk) for moment, pk in rows.order_by(*order).values_list(self.since, "pk")[:size]]


class Desk:
    """The replies as one moderator has them on the desk."""

    def __init__(self, by: User) -> None:
        self.by = by

    def page(self, filters: Filters, *, size: int = PAGE_SIZE) -> QueuePage:
        """Return one page with all that its rows show, in the same number of queries however many they are."""
        piles = (pile.places(filters, size + 1) for pile in self._piles(filters))
        places = merge(*piles, reverse=filters.state.is_decided)
        found = list(islice(places, size + 1))
        comments = in_order([place.id for place in found[:size]])
        return QueuePage(comments, found[size - 1] if len(found) > size else None)

    def next_after(self, place: Place, filters: Filters) -> int | None:
        """Return the id of the row behind a place that was left; of the first one at the end; None where nothing is there."""
        piles = [pile.but(pk=place.id) for pile in self._piles(filters)]
        for behind in (place, None):
            following = replace(filters, after=behind)
            found = next(merge(*(pile.places(following, 1) for pile in piles), reverse=filters.state.is_decided), None)
            if found is not None:
                return found.id
        return None

    def waiting(self) -> int:
        """How many wait for this moderator."""
        return self._mine().count() + _count_flagged()

    def counts(self) -> Counts:
        """Return how many there are of each, in the same number of queries however many they are."""
        mine = self._mine()
        pending, reported = mine.count(), _count_flagged()
        by_state = dict(Comment.objects.order_by().values_list("state").annotate(Count("pk")))
        states = {which: by_state.get(which.value, 0) for which in Which}
        states[Which.WAITING] = pending + reported
        states[Which.FLAGGED] = reported
        states[Which.WRITER] = Comment.objects.filter(state=State.PENDING, waits_for_writer=True).count()
        states[Which.HANDED] = self._handed().count()
        held = _holding().filter(comment__in=mine.order_by().values("pk"))
        rules = dict(held.order_by().values_list("rule").annotate(Count("comment", distinct=True)))
        return Counts(states=states, rules={rule: count for rule, count in rules.items() if rule}, reviews=_reviews(mine))

    def _piles(self, filters: Filters) -> list[Pile]:
        match filters.state:
            case Which.WAITING:
                piles = {FLAGGED: [_flagged()], "": [Pile(self._mine()), _flagged()]}.get(filters.reason, [Pile(self._mine())])
            case Which.WRITER:
                piles = [Pile(Comment.objects.filter(state=State.PENDING, waits_for_writer=True))]
            case Which.FLAGGED:
                piles = [_flagged()]
            case Which.HANDED:
                piles = [Pile(self._handed())]
            case _:
                piles = [Pile(Comment.objects.filter(state=filters.state.value))]
        narrowing = _narrowing(filters)
        return [replace(pile, replies=pile.replies.filter(narrowing)) for pile in piles]

    def _mine(self) -> CommentQuerySet:
        """What waits, without what this moderator has left to others, unless they all have: then it stays with everybody."""
        mine = Handover.objects.filter(by=self.by).values("comment")
        return Comment.objects.awaiting_decision().exclude(Q(pk__in=mine) & ~Q(pk__in=self.left_by_all))

    def _handed(self) -> CommentQuerySet:
        return Comment.objects.filter(state=State.PENDING, pk__in=Handover.objects.filter(by=self.by).values("comment"))

    @cached_property
    def left_by_all(self) -> list[int]:
        """The replies that every moderator has left to the others. There are few: a handover is one press by one person."""
        everybody = [member.pk for member in moderators()]
        left = Handover.objects.filter(by__in=everybody, comment__state=State.PENDING).order_by().values_list("comment")
        return [pk for pk, _times in left.annotate(times=Count("pk")).filter(times=len(everybody))]


def _waiting_flags() -> FlagQuerySet:
    """The flags of the same replies as in the pile of flagged ones. To be counted from here: flags are few, and published replies many."""
    return Flag.objects.waiting().filter(comment__state=State.PUBLISHED).order_by()


def _count_flagged() -> int:
    return _waiting_flags().values("comment").distinct().count()


def _flagged() -> Pile:
    """What is published and has been flagged lies there since the first flag that nobody has decided on."""
    return Pile(Comment.objects.flagged(), since="flagged_at")


def _holding() -> QuerySet[Decision]:
    """What rules have said of replies: on their arrival, after an edit, after the spam checker's answer."""
    return Decision.objects.filter(verdict__in=[Decision.Verdict.ARRIVE, Decision.Verdict.EDIT, Decision.Verdict.HOLD], by=None)


def _narrowing(filters: Filters) -> Q:
    narrowing = Q()
    if filters.reason and filters.reason != FLAGGED:
        narrowing &= Q(Exists(_holding().filter(comment=OuterRef("pk"), rule=filters.reason)))
    if filters.review:
        narrowing &= Q(review__slug=filters.review)
    if filters.like:
        narrowing &= _like(filters.like)
    return narrowing


def in_order(ids: list[int]) -> list[Comment]:
    """Return these replies as rows need them, in this order."""
    found = (
        Comment.objects.for_desk()
        .select_related("claim__by")
        .prefetch_related(
            "handovers__by",
            "decisions__by",
            Prefetch("flags", queryset=Flag.objects.waiting().select_related("by"), to_attr="waiting_flags"),
        )
        .in_bulk(ids)
    )
    return [found[pk] for pk in ids if pk in found]


def _like(handle: str) -> Q:
    """The reply of this handle, and those in its room that say the same in the same words."""
    row = Comment.objects.filter(handle=handle).values("likeness", "room").first()
    if row is None or not row["likeness"]:
        return Q(handle=handle)
    return Q(likeness=row["likeness"], room=row["room"])


def _reviews(waiting: CommentQuerySet) -> list[Choice]:
    """The reviews with the most to do."""
    pending = waiting.order_by().values_list("review__slug", "review__title").annotate(Count("pk"))
    reported = _waiting_flags().values_list("comment__review__slug", "comment__review__title").annotate(Count("comment", distinct=True))
    found: dict[str, Choice] = {}
    for slug, title, count in [*pending, *reported]:
        before = found[slug].count if slug in found else 0
        found[slug] = Choice(slug, title, before + count)
    return sorted(found.values(), key=lambda choice: (-choice.count, choice.words))[:MOST_REVIEWS]
