"""One page of the desk, put together: rows, groups of rows that say the same, counts, and whether mail is late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.comments.editing import EDITED
from reviews.comments.models import Comment, State
from reviews.comments.records import Reason
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.words import title_of
from reviews.notices.access import overdue
from reviews.spoilers.reader import omniscient

from .filters import FLAGGED, Filters, Which
from .queue import PAGE_SIZE, Choice, Counts, Desk, in_order
from .rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta

    from accounts.models import User
    from reviews.spoilers.reader import Reader

#: So many look-alikes are decided in one press; a flood has more, and is decided in several.
MOST_ALIKE = 100


_TIES = {
    "account": gettext_lazy("One member wrote them."),
    "address": gettext_lazy("They come from one proven address."),
    "network": gettext_lazy("They come from one network."),
}


@dataclass(frozen=True)
class Group:
    """Rows that belong together: one, or several that say the same."""

    rows: tuple[Row, ...]

    @property
    def alike(self) -> int:
        """How many say the same, those on other pages too; 1 for a row by itself."""
        return self.rows[0].alike + 1

    @property
    def tie(self) -> str:
        """What else those on this page have in common: where they come from."""
        # Who has one record is one writer, or one network.
        one = len(self.rows) > 1 and len({id(row.record) for row in self.rows}) == 1
        return str(_TIES.get(self.rows[0].record.by, "")) if one else ""


@dataclass(frozen=True)
class DeskPage:
    """What the template of the desk shows."""

    groups: tuple[Group, ...]
    filters: Filters
    counts: Counts
    states: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    next_url: str
    overdue: timedelta | None
    #: The public log is turned on.
    has_log: bool
    kinds: tuple[tuple[str, object], ...] = tuple(Reason.choices)

    @property
    def rows(self) -> list[Row]:
        return list(chain.from_iterable(group.rows for group in self.groups))


def desk_page(filters: Filters, *, by: User, shelf: Reader) -> DeskPage:
    """Return one page of the desk for `by`, hidden text as their `shelf` has it."""
    desk = Desk(by)
    page = desk.page(filters, size=MOST_ALIKE if filters.like else PAGE_SIZE)
    counts = desk.counts()
    rows = _with_alike(Rows(page.comments, by=by, shelf=shelf).all())
    return DeskPage(
        groups=tuple(_groups(rows)),
        filters=filters,
        counts=counts,
        states=tuple(Choice(which.value, str(which.label), counts.states[which]) for which in Which),
        reasons=_reasons(counts),
        next_url=filters.but(after=page.next).url if page.next else "",
        overdue=overdue(),
        has_log=RuleBook.current().public_log,
    )


def row_of(comment_id: int, *, by: User, shelf: Reader, looked: bool = False) -> Row:
    """Return one reply as it is now; all of it where `by` has `looked` at it for this decision."""
    rows = Rows(in_order([comment_id]), by=by, shelf=shelf).all(reader=omniscient() if looked else None)
    return _with_alike(rows)[0]


def _reasons(counts: Counts) -> tuple[Choice, ...]:
    rules = sorted(counts.rules.items(), key=lambda item: -item[1])
    flags = counts.states[Which.FLAGGED]
    from_rules = [Choice(rule, _("Edited after it was published") if rule == EDITED else title_of(rule), count) for rule, count in rules]
    return tuple([Choice(FLAGGED, str(Which.FLAGGED.label), flags), *from_rules] if flags else from_rules)


def _with_alike(rows: Sequence[Row]) -> list[Row]:
    """Count what says the same. Not for rows whose text this moderator doesn't see: the others would say what stands there."""
    likenesses = {row.likeness for row in rows if row.likeness and row.state == State.PENDING}
    counted: dict[tuple[str, str], int] = {}
    if likenesses:
        alike = Comment.objects.filter(state=State.PENDING, waits_for_writer=False, likeness__in=likenesses)
        found = alike.order_by().values_list("likeness", "room").annotate(Count("pk"))
        counted = {(likeness, room): count for likeness, room, count in found}
    return [replace(row, alike=max(counted.get((row.likeness, row.room), 1) - 1, 0)) if row.state == State.PENDING else row for row in rows]


def _groups(rows: Iterable[Row]) -> list[Group]:
    """Each group stands where its oldest row would."""
    groups: dict[object, list[Row]] = {}
    for row in rows:
        together = (row.likeness, row.room) if row.alike else row.id
        groups.setdefault(together, []).append(row)
    return [Group(tuple(some)) for some in groups.values()]
