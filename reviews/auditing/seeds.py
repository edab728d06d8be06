"""Where the crawl begins, and what it asks for on purpose: also what no page leads to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from accounts.models import User
from reviews.comments.models import Comment, State
from reviews.publishing.models import FormerSlug, Review, Tag
from reviews.works.models import Story, Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .texts import Texts

#: Known to be there, or asked for by programs whether or not it is.
_FIRST = ("/", "/robots.txt", "/sitemap.xml", "/promise/", "/feeds/", "/favicon.ico", "/healthz", "/readyz")
#: Addresses that nobody has: the page that says so, with what was asked for in it.
_UNKNOWN = ("/nothing-is-here/?asked=nothing", "/reviews/nobody-wrote-this/", "/feeds/nobody-wrote-this.xml")
#: What may stand in a place of an address: a slug or a name, a number, a year, a month, a kind of file.
_GUESSES: tuple[object, ...] = ("nobody-wrote-this", 1, 2001, 12, "atom", "x.png")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An address with places to be filled in."""

    name: str
    route: str
    places: tuple[str, ...]

    def filled(self, **known: str) -> str:
        """The address with these values in their places and guesses in the others; "" where they have no place in it."""
        if not known.keys() <= set(self.places):
            return ""
        open_places = [place for place in self.places if place not in known]
        for guesses in product(_GUESSES, repeat=len(open_places)):
            try:
                return reverse(self.name, kwargs={**known, **dict(zip(open_places, guesses, strict=True))})
            except NoReverseMatch:
                continue
        return ""


def seeds(texts: Texts) -> Iterator[str]:
    """Return the addresses to begin with, the likeliest to matter first. Some are not ours to ask for; the crawl knows."""
    patterns = _patterns(get_resolver())
    yield from _FIRST
    yield from (pattern.filled() for pattern in patterns if not pattern.places)
    yield from _UNKNOWN
    yield from (pattern.filled() for pattern in patterns if pattern.places)
    yield from _below(patterns, "review", list(texts.reviews))
    yield from _below(patterns, "card", list(texts.reviews))
    yield from _below(patterns, "comment", list(texts.replies))
    public_works = Work.objects.order_by("pk").filter(reviews__in=Review.objects.published()).distinct()
    yield from _below(patterns, "work", list(public_works.values_list("slug", flat=True)))
    yield from _below(patterns, "story", list(Story.objects.order_by("pk").values_list("slug", flat=True)))
    yield from _below(patterns, "tag", list(Tag.objects.order_by("pk").values_list("slug", flat=True)))
    authors = User.objects.filter(reviews__isnull=False).order_by("pk").distinct()
    yield from _below(patterns, "author", list(authors.values_list("username", flat=True)))


def closed_addresses(texts: Texts) -> Iterator[str]:
    """What has left its address, what was taken back, and what was never there for strangers: under every address that takes a slug."""
    patterns = _patterns(get_resolver())
    former = FormerSlug.objects.order_by("pk").values_list("slug", flat=True)
    withheld = [slug for slug in Review.objects.order_by("pk").values_list("slug", flat=True) if slug not in texts.reviews]
    unnamed = [slug for work, slug in Work.objects.order_by("pk").values_list("pk", "slug") if work not in texts.works]
    for slug in [*former, *withheld, *unnamed]:
        yield from (pattern.filled(slug=slug) for pattern in patterns)
    for slug in withheld:
        page = settings.SITE_URL + reverse("review", args=[slug])
        yield from (f"{pattern.filled()}?{urlencode({'url': page})}" for pattern in patterns if pattern.name == "oembed")
    handles = Comment.objects.exclude(state=State.PUBLISHED).order_by("pk").values_list("handle", flat=True)
    yield from _below(patterns, "comment", list(handles))


def _below(patterns: Sequence[_Pattern], name: str, values: Sequence[str]) -> Iterator[str]:
    """The address of that name and all below it (`/reviews/…/`, `/reviews/…/replies.atom`), filled in with each of `values`."""
    for above in [pattern for pattern in patterns if pattern.name == name and len(pattern.places) == 1]:
        below = [pattern for pattern in patterns if pattern.route.startswith(above.route) and pattern.places[:1] == above.places]
        for value in values:
            yield from (pattern.filled(**{above.places[0]: value}) for pattern in below)


def _patterns(resolver: URLResolver, above: str = "") -> list[_Pattern]:
    """Every address with a name, but those of the admin and other applications with a namespace of their own."""
    found: list[_Pattern] = []
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += [] if entry.namespace else _patterns(entry, route)
        elif entry.name:
            found.append(_Pattern(entry.name, route, tuple(entry.pattern.converters)))
    return found
