"""Where a card is, and what it shows, for those who can't see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from reviews.templatetags.house import rating_words

from .drawing import SIZES
from .facts import facts_of, facts_of_site
from .layout import WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviews.publishing.models import Review
    from reviews.works.models import Work

    from .facts import SiteNames


@dataclass(frozen=True)
class CardLink:
    """A card's absolute address, its size in pixels, and its words."""

    url: str
    width: int
    height: int
    alt: str

    def within(self, width: int | None, height: int | None) -> CardLink | None:
        """The same card in the largest size that fits; None where not even the smallest does."""
        for wide, high in SIZES.items():
            if wide <= (width or wide) and high <= (height or high):
                return CardLink(self.url if wide == WIDTH else f"{self.url}&w={wide}", wide, high, self.alt)
        return None


def card_of(review: Review, site: SiteNames, *, works: Sequence[Work]) -> CardLink:
    """Return the link to the card of `review`. No query where its author is loaded."""
    facts = facts_of(review, site, works=works)
    return _link(reverse("card", args=[review.slug]), facts.digest, _words(review, works))


def card_of_site(site: SiteNames) -> CardLink:
    """Return the link to the site's own card."""
    alt = f"{site.name}: {site.tagline}" if site.tagline else site.name
    return _link(reverse("site-card"), facts_of_site(site).digest, alt)


def _link(path: str, digest: str, alt: str) -> CardLink:
    return CardLink(f"{settings.SITE_URL}{path}?v={digest}", WIDTH, SIZES[WIDTH], alt)


def _words(review: Review, works: Sequence[Work]) -> str:
    named = {
        "title": review.title,
        "works": get_text_list([str(work) for work in works], _("and")),
        "byline": review.byline,
    }
    words = _("“%(title)s”, a review of %(works)s by %(byline)s") % named
    return f"{words}: {rating_words(review.rating)}" if review.rating else words
