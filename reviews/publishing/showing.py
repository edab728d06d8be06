"""Reviews as templates show them: public facts, already read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from reviews.works.models import Work

    from .models import Review, Tag


@dataclass(frozen=True)
class ReviewView:
    title: str
    slug: str
    summary: str
    url: str
    reply_url: str
    byline: str
    author_url: str
    published_at: datetime | None
    updated_at: datetime
    rating: Decimal | None
    works: tuple[Work, ...]
    tags: tuple[Tag, ...] = ()


def review_view(review: Review, *, works: Iterable[Work] | None = None, tags: Iterable[Tag] = ()) -> ReviewView:
    """Return the public facts of `review`; its author and works are best read beforehand (`ReviewQuerySet.for_cards`)."""
    return ReviewView(
        title=review.title,
        slug=review.slug,
        summary=review.summary,
        url=review.url,
        reply_url=review.reply_url,
        byline=review.byline,
        author_url=review.author_url,
        published_at=review.published_at,
        updated_at=review.public_changed_at,
        rating=review.rating,
        works=tuple(review.subjects if works is None else works),
        tags=tuple(tags),
    )
