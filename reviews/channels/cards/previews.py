"""What other sites show of a link to one of our pages: OpenGraph's few facts, from public fields alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.channels.structured import moments_of
from reviews.works.models import Work

from .links import CardLink, card_of, card_of_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reviews.publishing.models import Review, Tag

    from .facts import SiteNames

#: https://ogp.me/#types; a game has none of its own.
_TYPES = {Work.Kind.FILM: "video.movie", Work.Kind.BOOK: "book", Work.Kind.SERIES: "video.tv_show"}


@dataclass(frozen=True)
class Preview:
    """One page's facts. Addresses are absolute, moments ISO 8601; what is empty is left out."""

    type: str
    title: str
    description: str
    url: str
    card: CardLink
    #: Of a review alone.
    published_at: str = ""
    modified_at: str = ""
    author_url: str = ""
    tags: tuple[str, ...] = ()
    #: Of a member alone.
    username: str = ""


def preview_of_review(review: Review, site: SiteNames, *, works: Sequence[Work], tags: Sequence[Tag]) -> Preview:
    """Return the preview of a review: its title, its summary and its card. No query where its author is loaded."""
    published, changed = moments_of(review)
    return Preview(
        type="article",
        title=review.title,
        description=review.summary,
        url=settings.SITE_URL + review.url,
        card=card_of(review, site, works=works),
        published_at=published,
        modified_at=changed,
        author_url=settings.SITE_URL + review.author_url,
        tags=tuple(tag.name for tag in tags),
    )


def preview_of_work(work: Work, site: SiteNames) -> Preview:
    """Return the preview of a work's page."""
    named = {"title": work.title, "kind": work.get_kind_display(), "site_name": site.name}
    return Preview(
        type=_TYPES.get(Work.Kind(work.kind), "website"),
        title=str(work),
        description=_("%(title)s, %(kind)s: its reviews on %(site_name)s.") % named,
        url=settings.SITE_URL + work.url,
        card=card_of_site(site),
    )


def preview_of_author(author: User, site: SiteNames) -> Preview:
    """Return the preview of an author's page: the name readers see."""
    return Preview(
        type="profile",
        title=author.byline,
        description=_("Reviews by %(byline)s on %(site_name)s.") % {"byline": author.byline, "site_name": site.name},
        url=settings.SITE_URL + reverse("author", args=[author.username]),
        card=card_of_site(site),
        username=author.username,
    )


def preview_of_site(site: SiteNames) -> Preview:
    """Return the preview of the front page."""
    return Preview(type="website", title=site.name, description=site.tagline, url=f"{settings.SITE_URL}/", card=card_of_site(site))
