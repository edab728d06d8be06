"""What our pages say to machines in schema.org's words (JSON-LD). From public fields alone, and from what the page has read."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Avg, Count, OuterRef, Subquery
from django.urls import reverse

from reviews.publishing.models import Review, ReviewedWork
from reviews.works.models import Work

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from accounts.models import User
    from reviews.publishing.models import Tag
    from reviews.web.context import SiteFacts
    from reviews.works.models import WorkQuerySet

Data = dict[str, Any]

CONTEXT = "https://schema.org"
#: Characters of the prose. Search engines show a few lines of it, and all of it stands on the same page: twice would weigh twice.
BODY_LENGTH = 1_000
#: Half a star to five; there is no way to give none.
_SCALE: Data = {"bestRating": 5, "worstRating": 0.5}
#: Kind -> type, and what schema.org calls the year it came out and those who made it.
_KINDS = {
    Work.Kind.FILM: ("Movie", "dateCreated", "creator"),
    Work.Kind.BOOK: ("Book", "datePublished", "author"),
    Work.Kind.SERIES: ("TVSeries", "dateCreated", "creator"),
    Work.Kind.GAME: ("VideoGame", "datePublished", "creator"),
}


def moments_of(review: Review) -> tuple[str, str]:
    """When `review` was published and when its public bytes last changed, in ISO 8601, whatever the site's time zone.

    A review that the clock published was written before that: it has not changed since.
    """
    published = review.published_at or review.public_changed_at
    return published.astimezone(UTC).isoformat(), max(published, review.public_changed_at).astimezone(UTC).isoformat()


def review_data(review: Review, site: SiteFacts, *, works: Iterable[Work], tags: Iterable[Tag], replies: int, image: str) -> Data:
    """Return a `Review`. `replies` counts the room before the break alone; `image` is the address of the card."""
    published, changed = moments_of(review)
    url = _absolute(review.url)
    items = [_work(work) for work in works]
    return {
        "@context": CONTEXT,
        "@type": "Review",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "name": review.title,
        "description": review.summary,
        "reviewBody": beginning(review.search_text),
        "author": _person(review.author),
        "publisher": _organisation(site),
        "datePublished": published,
        "dateModified": changed,
        "inLanguage": site.language,
        "image": image,
        "commentCount": replies,
        "itemReviewed": items[0] if len(items) == 1 else items,
        **({"keywords": names} if (names := [tag.name for tag in tags]) else {}),
        **({"reviewRating": {"@type": "Rating", "ratingValue": _number(review.rating), **_SCALE}} if review.rating else {}),
    }


def work_data(work: Work) -> Data:
    """Return a work, with the mean of its ratings if it has any: of `work` as `with_ratings` reads it."""
    facts = {"@context": CONTEXT, **_work(work)}
    count, mean = getattr(work, "rating_count", None), getattr(work, "rating_mean", None)
    if not count or mean is None:
        return facts
    return {**facts, "aggregateRating": {"@type": "AggregateRating", "ratingValue": _number(mean), "ratingCount": count, **_SCALE}}


def with_ratings(works: WorkQuerySet) -> WorkQuerySet:
    """Read with `works`, in the same query, how many public reviews rate each, and the mean."""
    rated = (
        ReviewedWork.objects.filter(work=OuterRef("pk"), review__in=Review.objects.published(), review__rating__isnull=False)
        .order_by()
        .values("work")
    )
    return works.annotate(
        rating_count=Subquery(rated.annotate(count=Count("pk")).values("count")),
        rating_mean=Subquery(rated.annotate(mean=Avg("review__rating")).values("mean")),
    )


def author_data(author: User) -> Data:
    """Return the page of an author: the name readers see, and no more."""
    person = _person(author)
    return {"@context": CONTEXT, "@type": "ProfilePage", "@id": person["url"], "url": person["url"], "mainEntity": person}


def site_data(site: SiteFacts) -> Data:
    """Return the site, and how it is searched."""
    search = f"{_absolute(reverse('search'))}?q={{search_term_string}}"
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": _absolute("/"),
        "url": _absolute("/"),
        "name": site.name,
        **({"description": site.tagline} if site.tagline else {}),
        "inLanguage": site.language,
        "publisher": _organisation(site),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def beginning(text: str, length: int = BODY_LENGTH) -> str:
    """Return `text`, cut at the end of a word with an ellipsis where it is longer than `length` characters."""
    if len(text) <= length:
        return text
    words, _, _ = text[:length].rpartition(" ")
    return f"{words or text[: length - 1]}…"


def _work(work: Work) -> Data:
    type_name, came_out, made_by = _KINDS[Work.Kind(work.kind)]
    url = _absolute(work.url)
    makers = [{"@type": "Person", "name": name} for name in work.creators]
    return {
        "@type": type_name,
        "@id": url,
        "url": url,
        "name": work.title,
        # ISO 8601 has years of four digits.
        **({came_out: f"{work.year:04d}"} if work.year else {}),
        **({made_by: makers} if makers else {}),
    }


def _person(author: User) -> Data:
    return {"@type": "Person", "name": author.byline, "url": _absolute(reverse("author", args=[author.username]))}


def _organisation(site: SiteFacts) -> Data:
    return {"@type": "Organization", "name": site.name, "url": _absolute("/")}


def _number(rating: Decimal | float) -> float:
    """Two places: a mean of thirds has no end."""
    return round(float(rating), 2)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
