"""From a reply that arrives to the facts about it: the few questions that the rules ask of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Q

from reviews.comments.models import Comment, CommentRevision, State, Thread

from .facts import Facts
from .likeness import likeness_of, says_the_same

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from reviews.comments.models import CommentQuerySet
    from reviews.publishing.models import Review

__all__ = ["Arrival", "facts_for", "likeness_of"]

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
#: So many earlier replies with the same likeness are compared word by word.
_COMPARED = 20
#: One writer's published replies are counted this far: nobody is asked for more before they are trusted.
_COUNTED = 1_000


@dataclass(frozen=True)
class Arrival:
    """A reply as it arrives, before there is a row."""

    review: Review
    #: The source, admitted.
    text: str
    #: The same in plain words with everything open, and where its links lead (`content.content_of`).
    words: str
    links: tuple[str, ...]
    author: User | None
    #: May moderate.
    is_staff: bool
    guest_name: str
    guest_email: str
    #: An account, or an address that this browser has proven.
    is_known: bool
    #: `networks.network_of` the request.
    network: str
    #: `receipts.key_made_at`: None where the key says nothing that can be believed.
    key_made_at: datetime | None
    #: What stood in the field that people don't see.
    trap: str
    #: The nudge's evidence.
    resembles: tuple[dict[str, Any], ...]
    now: datetime
    parent: Comment | None = None

    def __repr__(self) -> str:
        """Never the text, nor who wrote it."""
        return f"Arrival({len(self.text)} characters)"


def facts_for(arrival: Arrival) -> Facts:
    """Return what the rules are asked with. At most five queries, each of them on an index."""
    author, now = arrival.author, arrival.now
    by_author = Comment.objects.filter(author=author) if author is not None else Comment.objects.none()
    by_network = Comment.objects.filter(network=arrival.network) if arrival.network else Comment.objects.none()
    last_of_author, hour_of_author = _lately(by_author, now) if author is not None else (None, 0)
    last_of_network, hour_of_network = _lately(by_network, now) if arrival.network else (None, 0)
    last = last_of_author if author is not None else last_of_network
    return Facts(
        text=arrival.text, words=arrival.words, name=author.byline if author is not None else arrival.guest_name,
        email=arrival.guest_email if author is None else "",
        links=tuple(link for link in arrival.links if leads_away(link)),
        is_member=author is not None, is_staff=arrival.is_staff,
        is_known=author is not None or arrival.is_known,
        published_before=_published_before(arrival),
        seconds_since_key=_seconds(now, arrival.key_made_at), seconds_since_last=_seconds(now, last),
        replies_last_hour=hour_of_author, replies_last_hour_from_network=hour_of_network,
        is_twice=_is_twice(arrival), trap=arrival.trap,
        days_since_publication=_days(now, arrival.review.published_at) or 0.0,
        days_since_last_reply=_days(now, _last_reply(arrival.review)),
        resembles=arrival.resembles,
    )  # fmt: skip


def leads_away(link: str) -> bool:
    """Whether a link leads to another site: one within ours advertises nothing."""
    try:
        there = urlsplit(link)
    except ValueError:
        return True
    return bool(there.scheme or there.netloc) and there.netloc.casefold() != urlsplit(settings.SITE_URL).netloc.casefold()


def _last_reply(review: Review) -> datetime | None:
    """When a reply under `review` was last published."""
    try:
        return review.thread.last_published_at
    except Thread.DoesNotExist:
        return None


def _lately(comments: CommentQuerySet, now: datetime) -> tuple[datetime | None, int]:
    """The newest reply of a day, and how many there were within the hour, whatever became of them."""
    asked = comments.filter(created_at__gt=now - _DAY).aggregate(
        last=Max("created_at"), within_hour=Count("pk", filter=Q(created_at__gt=now - _HOUR))
    )
    return asked["last"], asked["within_hour"]


def _published_before(arrival: Arrival) -> int:
    """An account's published replies, or those of a proven address, if it is proven for this very reply as well."""
    if arrival.author is not None:
        mine = Comment.objects.published().filter(author=arrival.author)
    elif arrival.is_known and arrival.guest_email:
        mine = Comment.objects.published().filter(guest_email=arrival.guest_email.casefold(), address_proven=True, author=None)
    else:
        return 0
    return mine[:_COUNTED].count()


def _is_twice(arrival: Arrival) -> bool:
    """Whether the same words stand in the same place already, by the same account, or from the same network where there is no account.

    “Thank you” to two people is no repetition, and neither is what was withdrawn before it is sent again.
    """
    if arrival.author is None and not arrival.network:
        return False
    mine = {"author": arrival.author} if arrival.author is not None else {"author": None, "network": arrival.network}
    alike = Comment.objects.filter(review=arrival.review, parent=arrival.parent, likeness=likeness_of(arrival.text), **mine)
    alike = alike.exclude(state=State.WITHDRAWN).order_by("-id")[:_COMPARED]
    first = CommentRevision.objects.filter(comment__in=list(alike.values_list("pk", flat=True)), number=1)
    return any(says_the_same(arrival.text, revision.text.reveal()) for revision in first)


def _seconds(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else (now - then).total_seconds()


def _days(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else (now - then) / _DAY
