"""Former slugs: what becomes of an address that a public review leaves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils import timezone

from .models import FormerSlug, Review

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


class SlugTaken(Exception):
    """Another review stands at this slug, or stood there in public and links still lead to it."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def review_that_left(slug: str) -> Review | None:
    """Return the review that stood at `slug` in public and has another slug now, in whatever state it is; None for any other slug."""
    return Review.objects.filter(former_slugs__slug=slug).first()


def has_left_any(review: Review) -> bool:
    """Whether links to former slugs of `review` still lead to it."""
    return FormerSlug.objects.filter(review=review.pk).exists()


@contextmanager
def claiming(review: Review) -> Iterator[None]:
    """Around the transaction that writes `review`: raises `SlugTaken` where another one took its slug at the same moment."""
    try:
        yield
    except IntegrityError as refused:
        if Review.objects.filter(slug=review.slug).exclude(pk=review.pk).exists():
            raise SlugTaken(review.slug) from refused
        raise


def settle(review: Review, *, before: dict[str, Any] | None) -> None:
    """Keep the slug that `review` has just left, and let it have the one it stands at now. Raises `SlugTaken`.

    `before` is its row (slug, status, published_at) as it was, or None for a new one. Called after the new row is written, in the same
    transaction: whoever took or left the slug at the same moment has been waited for by then, and what they did can be seen.
    """
    if review_that_left(review.slug) not in (None, review):
        raise SlugTaken(review.slug)
    FormerSlug.objects.filter(slug=review.slug).delete()
    if before is not None and before["slug"] != review.slug and (_is_public(**before) or _was_public_at(review, before["slug"])):
        FormerSlug.objects.update_or_create(slug=before["slug"], defaults={"review": review, "left_at": timezone.now()})


def _is_public(*, status: str, published_at: datetime | None, **_others: Any) -> bool:
    return Review(status=status, published_at=published_at).is_public


def _was_public_at(review: Review, slug: str) -> bool:
    """Whether strangers could ever read `review` at `slug`. Asked of its history: the clock publishes, and dates are changed.

    A draft that had a date, was renamed and only then published has left no address that anybody knows.
    """
    rows = list(review.history.order_by("history_date", "history_id").values_list("slug", "status", "published_at", "history_date"))
    # Each row held until the next one came.
    ends: list[datetime] = [*(row[3] for row in rows[1:]), timezone.now()]
    return any(
        at == slug and status == Review.Status.PUBLISHED and published_at is not None and published_at <= end
        for (at, status, published_at, _since), end in zip(rows, ends, strict=True)
    )
