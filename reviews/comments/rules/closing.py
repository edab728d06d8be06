"""When a review stops taking replies by its age."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .models import RuleBook

if TYPE_CHECKING:
    from datetime import datetime

    from .book import Settings


def closes_at(settings: Settings, *, published_at: datetime | None, last_reply_at: datetime | None = None) -> datetime | None:
    """Return the moment from which a review takes no more replies, or None while none is set.

    `last_reply_at` is when its newest reply was published; without one the days count from the review's own publication.
    """
    if not settings.close_after:
        return None
    from_reply = settings.closes_from == RuleBook.ClosesFrom.LAST_REPLY and last_reply_at is not None
    start = last_reply_at if from_reply else published_at
    return start + timedelta(days=settings.close_after) if start is not None else None


def is_closed_by_age(settings: Settings, *, published_at: datetime | None, last_reply_at: datetime | None = None, now: datetime) -> bool:
    """Whether that moment has come."""
    moment = closes_at(settings, published_at=published_at, last_reply_at=last_reply_at)
    return moment is not None and now >= moment
