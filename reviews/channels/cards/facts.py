"""What a card says. Public columns alone go in, and a digest of them names the picture."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from reviews.web.models import Site

from .layout import Layout, lay_out
from .lettering import drawable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from reviews.publishing.models import Review
    from reviews.works.models import Work

    class SiteNames(Protocol):
        """What the site calls itself: its row, or the facts that templates know."""

        @property
        def name(self) -> str: ...
        @property
        def tagline(self) -> str: ...
        @property
        def language(self) -> str: ...


#: Raise it when a card of the same facts looks different: services that keep a copy by its address fetch the new one.
LOOK = 1


@dataclass(frozen=True)
class CardFacts:
    """The words of one card, and its stars."""

    #: The works under review with their kinds: `Dracula (book, 1897)`; where the letters lack the title, the kind alone.
    works: tuple[str, ...]
    title: str
    #: Half stars, 1 to 10; None: no rating.
    half_stars: int | None
    byline: str
    #: Who shows it: the foot of the card.
    imprint: str

    @property
    def digest(self) -> str:
        """Twelve letters that change whenever the picture does: they stand in its address and name it in the cache."""
        facts = json.dumps([LOOK, asdict(self)], sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()[:12]

    def layout(self) -> Layout:
        return lay_out(works=self.works, title=self.title, half_stars=self.half_stars, byline=self.byline, imprint=self.imprint)


def facts_of(review: Review, site: SiteNames, *, works: Iterable[Work] | None = None) -> CardFacts:
    """Return what the card of `review` says, in the site's language. No query where its author is loaded and `works` are given."""
    under_review = review.subjects if works is None else works
    with translation.override(site.language):
        return CardFacts(
            works=tuple(dict.fromkeys(_work_words(work) for work in under_review)),
            title=drawable(review.title),
            half_stars=int(review.rating * 2) if review.rating else None,
            byline=_byline(review.byline),
            imprint=drawable(site.name),
        )


def facts_of_site(site: SiteNames) -> CardFacts:
    """Return what the card of the site itself says."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    return CardFacts(works=(), title=drawable(site.name), half_stars=None, byline=drawable(site.tagline), imprint=drawable(host))


def words_on(review: Review) -> tuple[str, ...]:
    """Return the words that are drawn on the card of `review`, one text a string, exactly as they stand there."""
    prefetch_related_objects([review], "author", "reviewedwork_set__work")
    return facts_of(review, Site.current()).layout().words


def _work_words(work: Work) -> str:
    kind = str(work.get_kind_display())
    facts = drawable(f"{kind}, {work.year}" if work.year else kind)
    title = drawable(work.title)
    return f"{title} ({facts})" if title and facts else title or facts[:1].upper() + facts[1:]


def _byline(name: str) -> str:
    drawn = drawable(name)
    return drawable(_("by %(byline)s") % {"byline": drawn}) if drawn else ""
