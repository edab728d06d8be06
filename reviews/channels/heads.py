"""What machines read in the head of a page: each function returns a template's context for `channels/_head.html`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviews.web.context import site as site_context

from . import structured
from .cards.previews import preview_of_author, preview_of_review, preview_of_site, preview_of_work
from .oembed import discovery_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from accounts.models import User
    from reviews.publishing.models import Review, Tag
    from reviews.web.context import SiteFacts
    from reviews.works.models import Work


def review_head(request: HttpRequest, review: Review, *, works: Sequence[Work], tags: Sequence[Tag], replies: int) -> dict[str, Any]:
    """The head of a review's page; `replies` counts the room before the break. The same for everybody, whatever they have opened."""
    site = _site(request)
    preview = preview_of_review(review, site, works=works, tags=tags)
    data = structured.review_data(review, site, works=works, tags=tags, replies=replies, image=preview.card.url)
    return {"preview": preview, "structured": data, "oembed": discovery_of(review)}


def work_head(request: HttpRequest, work: Work) -> dict[str, Any]:
    """The head of a work's page: of `work` as `structured.with_ratings` reads it."""
    return {"preview": preview_of_work(work, _site(request)), "structured": structured.work_data(work)}


def author_head(request: HttpRequest, author: User) -> dict[str, Any]:
    """The head of an author's page."""
    return {"preview": preview_of_author(author, _site(request)), "structured": structured.author_data(author)}


def home_head(request: HttpRequest) -> dict[str, Any]:
    """The head of the front page."""
    site = _site(request)
    return {"preview": preview_of_site(site), "structured": structured.site_data(site)}


def _site(request: HttpRequest) -> SiteFacts:
    return site_context(request)["site"]
