"""May this viewer have this review? The only place that decides 404 and 410."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from reviews.web.gone import Gone
from reviews.web.moved import Moved

from .former import review_that_left
from .models import Review

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from accounts.models import User


def published_review(slug: str, *, related: tuple[str, ...] = (), noted: Mapping[str, Any] | None = None) -> Review:
    """Return the review strangers may read at `slug`, with what is `related` to it and `noted` (annotations) on it, in one query.

    Raises `Http404`, `Gone` for a retracted one, and `Moved` for a former slug of a review that they may read elsewhere.
    """
    review = Review.objects.filter(slug=slug).select_related("author", *related).annotate(**(noted or {})).first()
    if review is not None and review.is_public:
        return review
    # Asked where a draft stands, too, for which it is nobody: nobody shall tell a draft from nothing by the work that the answer takes.
    left = review_that_left(slug)
    if review is not None:
        return readable(review)
    if left is None:
        raise Http404
    raise Moved(former=slug, slug=readable(left).slug)


def readable(review: Review) -> Review:
    """Return `review` if strangers may read it. Raises `Http404`, or `Gone` for a retracted one."""
    was_public = review.published_at is not None and review.published_at <= timezone.now()
    if review.status == Review.Status.RETRACTED and was_public:
        raise Gone
    if not review.is_public:
        raise Http404
    return review


def may_edit(member: User, review: Review) -> bool:
    """Whether `member` may change `review` in the admin."""
    if not member.has_perm("reviews.change_review"):
        return False
    return review.author_id == member.pk or member.has_perm("reviews.change_any_review")


def may_write_for_others(member: User) -> bool:
    """Whether `member` chooses who a review is by."""
    return member.has_perm("reviews.change_any_review")


def member(request: HttpRequest) -> User:
    """Return the member behind a request that a login has already been asked of. Raises `PermissionDenied` otherwise."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
