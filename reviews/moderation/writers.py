"""What is known of the writers on one page of the desk: three queries however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q

from reviews.comments.models import Comment, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_COUNTS: dict[str, Any] = {
    "published": Count("pk", filter=Q(state=State.PUBLISHED)),
    "declined": Count("pk", filter=Q(state=State.DECLINED)),
    "spam": Count("pk", filter=Q(state=State.SPAM)),
    "since": Min("created_at"),
    "all": Count("pk"),
}


@dataclass(frozen=True)
class Record:
    """What became of a writer's replies, this one included."""

    #: `account`, `address` (proven by mail), `network`, or "" where nothing ties this reply to another.
    by: str = ""
    published: int = 0
    declined: int = 0
    spam: int = 0
    all: int = 0
    since: datetime | None = None

    @property
    def is_new(self) -> bool:
        """This is the first reply we know of."""
        return self.all <= 1

    @property
    def others(self) -> int:
        """How many other replies there are."""
        return max(self.all - 1, 0)


def records_of(comments: Iterable[Comment]) -> dict[int, Record]:
    """Return the record of each writer of `comments`, by the comment's id.

    An account or a proven address is somebody. A typed address is nobody's, so of such a guest we say only how many replies came from
    the same network.
    """
    rows = list(comments)
    accounts = _by("author_id", {row.author_id for row in rows if row.author_id}, "account")
    addresses = _by("guest_email", {row.guest_email for row in rows if _is_proven(row)}, "address", address_proven=True)
    networks = _by("network", {row.network for row in rows if row.network}, "network")
    return {row.pk: _of(row, accounts, addresses, networks) for row in rows}


def _of(row: Comment, accounts: dict[Any, Record], addresses: dict[Any, Record], networks: dict[Any, Record]) -> Record:
    if row.author_id:
        return accounts.get(row.author_id, Record())
    if _is_proven(row):
        return addresses.get(row.guest_email, Record())
    return networks.get(row.network, Record())


def _is_proven(row: Comment) -> bool:
    return not row.author_id and row.address_proven and bool(row.guest_email)


def _by(field: str, values: set[Any], kind: str, **also: Any) -> dict[Any, Record]:
    if not values:
        return {}
    found = Comment.objects.filter(**{f"{field}__in": values}, **also).order_by().values(field).annotate(**_COUNTS)
    return {row.pop(field): Record(by=kind, **row) for row in found}
