"""Sitemaps: every page a stranger may find, and when its public words last changed."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage
from django.db.models import F, Max, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from accounts.models import User
from reviews.publishing.models import Review, Tag
from reviews.publishing.public import public_works
from reviews.web.caching import public_page
from reviews.works.models import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import Aggregate, QuerySet
    from django.http import HttpRequest

#: Addresses in one file. The protocol allows 50,000; with these each file is written in a moment, and a new review changes a small one.
LIMIT = 1_000
#: Pages that are there whatever has been published.
PAGES = ("home", "works", "tags", "archive", "replies", "promise", "privacy", "feeds")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class HouseSitemap(Sitemap[Any]):
    """Django's, for a site that knows its own address: where a request came in says nothing about it."""

    limit = LIMIT

    def get_protocol(self, protocol: str | None = None) -> str:
        return str(settings.SITE_URL).partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        return str(settings.SITE_URL).partition("://")[2]


class RowsSitemap(HouseSitemap):
    """One page for each row. The rows have `moments`, each a column; the newest of those that are there is the last change.

    In order of their rows: what comes later changes the last file alone.
    """

    moments: tuple[str, ...] = ("review_changed", "review_published")

    def items(self) -> QuerySet[Any]:
        raise NotImplementedError

    def lastmod(self, item: Any) -> datetime | None:
        return _newest(getattr(item, moment) for moment in self.moments)

    def get_latest_lastmod(self) -> datetime | None:
        return _newest(self.items().order_by().aggregate(**{f"newest_{moment}": Max(moment) for moment in self.moments}).values())


class ReviewSitemap(RowsSitemap):
    """Reviews, each with the replies on its page."""

    moments = ("public_changed_at", "published_at", "replies_changed")

    def items(self) -> QuerySet[Any]:
        reviews = Review.objects.published().annotate(replies_changed=F("thread__public_changed_at"))
        return reviews.only("slug", "public_changed_at", "published_at").order_by("pk")


class WorkSitemap(RowsSitemap):
    """Works that a public review is about, or mentions in public. No list of reviews shows replies, so those count for none."""

    def items(self) -> QuerySet[Any]:
        return public_works().annotate(**_changes_of("reviews")).order_by("pk")


class StorySitemap(RowsSitemap):
    """Stories that a work strangers know of tells."""

    def items(self) -> QuerySet[Any]:
        return Story.objects.filter(works__in=public_works()).annotate(**_changes_of("works__reviews")).order_by("pk")

    def location(self, item: Story) -> str:
        return reverse("story", args=[item.slug])


class AuthorSitemap(RowsSitemap):
    """Whoever has published."""

    def items(self) -> QuerySet[Any]:
        return User.objects.filter(reviews__in=Review.objects.published()).annotate(**_changes_of("reviews")).order_by("pk")

    def location(self, item: User) -> str:
        return reverse("author", args=[item.username])


class TagSitemap(RowsSitemap):
    """Tags of public reviews."""

    def items(self) -> QuerySet[Any]:
        return Tag.objects.filter(reviews__in=Review.objects.published()).annotate(**_changes_of("reviews")).order_by("pk")

    def location(self, item: Tag) -> str:
        return reverse("tag", args=[item.slug])


class PageSitemap(HouseSitemap):
    """Pages by their names. The first page changes with the reviews it lists; when the others last did, nobody keeps."""

    def items(self) -> Sequence[str]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        if item != "home":
            return None
        return _newest(Review.objects.published().aggregate(Max("public_changed_at"), Max("published_at")).values())

    def get_latest_lastmod(self) -> datetime | None:
        return self.lastmod("home")


SECTIONS: dict[str, type[HouseSitemap]] = {
    "pages": PageSitemap,
    "reviews": ReviewSitemap,
    "works": WorkSitemap,
    "stories": StorySitemap,
    "authors": AuthorSitemap,
    "tags": TagSitemap,
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sitemaps there are. A section without a page has none."""
    rows: list[tuple[str, datetime | None]] = []
    for name, section in SECTIONS.items():
        sitemap = section()
        pages = sitemap.paginator
        if pages.count:
            addresses = [reverse("sitemap-section", args=[name, number]) for number in pages.page_range]
            changed = sitemap.get_latest_lastmod()
            rows += [(f"{settings.SITE_URL}{address}", changed) for address in addresses]
    return _answer("sitemapindex", "sitemap", rows)


@require_safe
def section(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One sitemap of a section. Raises `Http404` for one that the index doesn't list."""
    sitemap = SECTIONS[name]() if name in SECTIONS else None
    try:
        urls = sitemap.get_urls(page=number) if sitemap else []
    except EmptyPage:
        urls = []
    if not urls:
        raise Http404
    return _answer("urlset", "url", [(url["location"], url["lastmod"]) for url in urls])


def _changes_of(reviews: str) -> dict[str, Aggregate]:
    """Annotations: when one of the public reviews that a row reaches by `reviews` changed or came out; NULL where it reaches none."""
    public = Q(**{f"{reviews}__in": Review.objects.published()})
    return {
        "review_changed": Max(f"{reviews}__public_changed_at", filter=public),
        "review_published": Max(f"{reviews}__published_at", filter=public),
    }


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    """The newest of those that are there. Worked out here: what the greatest of a NULL and a date is, each database says differently."""
    return max((moment for moment in moments if moment is not None), default=None)


def _answer(root: str, element: str, rows: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    """Write `rows`, addresses with their last change, as https://www.sitemaps.org/protocol.html has it."""
    written = StringIO()
    xml = SimplerXMLGenerator(written, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": _NAMESPACE}))
    for address, changed in rows:
        xml.startElement(element, AttributesImpl({}))
        xml.addQuickElement("loc", address)
        if changed is not None:
            xml.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        xml.endElement(element)
    xml.endElement(root)
    response = public_page(HttpResponse(written.getvalue(), content_type="application/xml; charset=utf-8"))
    # For search engines to read and not to show.
    response["X-Robots-Tag"] = "noindex"
    return response
