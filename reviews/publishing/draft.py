"""What somebody wants a review to be, before anybody has agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from accounts.models import User
    from reviews.works.models import Work


@dataclass(frozen=True, kw_only=True)
class ReviewDraft:
    """The whole of a review as its author gives it. An empty slug is made from the title."""

    title: str
    summary: str
    author: User
    text: str
    works: tuple[Work, ...]
    slug: str = ""
    mentions: tuple[Work, ...] = ()
    tags: tuple[str, ...] = ()
    rating: Decimal | None = None
    status: str = "draft"
    published_at: datetime | None = None
