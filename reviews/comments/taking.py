"""Whether a review takes replies now, and if not, why: for the page, in the one query that fetches the review."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import F, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from .access import thread_of
from .rules.book import settings_of
from .rules.closing import is_closed_by_age
from .rules.models import RuleBook

if TYPE_CHECKING:
    from reviews.publishing.models import Review

#: The settings that decide it, and what they are called on a review that was fetched with them.
_COLUMNS = ("paused", "close_after", "closes_from")
_NOTED = "reply_rules"


class Closed(StrEnum):
    """Why a review takes no replies."""

    #: A moderator closed it.
    BY_HAND = "hand"
    #: It is older than the owner wants replies for.
    BY_AGE = "age"
    #: The owner has paused all replies.
    PAUSED = "paused"


def with_reply_rules() -> dict[str, Any]:
    """What `published_review` is to note on the review, so that `closed_because` asks the database nothing more."""
    return {_NOTED: Subquery(RuleBook.objects.filter(pk=1).values(of=JSONObject(**{name: F(name) for name in _COLUMNS})))}


def closed_because(review: Review) -> Closed | None:
    """Return why `review` takes no replies now; None where it does. Its thread is best fetched with it."""
    thread = thread_of(review)
    if not thread.is_open:
        return Closed.BY_HAND
    book = RuleBook(**(getattr(review, _NOTED) or {})) if hasattr(review, _NOTED) else RuleBook.current()
    if book.paused:
        return Closed.PAUSED
    closed = is_closed_by_age(
        settings_of(book), published_at=review.published_at, last_reply_at=thread.last_published_at, now=timezone.now()
    )  # fmt: skip
    return Closed.BY_AGE if closed else None
