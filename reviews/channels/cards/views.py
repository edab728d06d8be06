"""The pictures themselves, at addresses that say which facts they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from reviews.publishing.access import published_review
from reviews.web.caching import public_page
from reviews.web.context import site_of

from .drawing import SIZES, paint
from .facts import facts_of, facts_of_site
from .layout import WIDTH

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .facts import CardFacts

#: Seconds. A preview is asked for most in the days after somebody posted a link; drawing it again costs a few tenths of a second.
KEPT = 30 * 24 * 60 * 60


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of a review, `?w=` pixels wide. 404 and 410 like the review; `?v=` only tells one drawing's address from the next."""
    return _picture(request, facts_of(published_review(slug), site_of(request)))


@require_safe
def site_card(request: HttpRequest) -> HttpResponse:
    """The card of the site itself, for pages that are not a review."""
    return _picture(request, facts_of_site(site_of(request)))


def _picture(request: HttpRequest, facts: CardFacts) -> HttpResponse:
    wanted = request.GET.get("w", str(WIDTH))
    width = next((width for width in SIZES if str(width) == wanted), None)
    if width is None:
        raise Http404
    # The facts name the entry: what changes them makes another, so an old picture is never served for new words.
    name = f"card:{facts.digest}:{width}"
    png = cache.get(name)
    if png is None:
        png = paint(facts.layout(), width=width)
        cache.set(name, png, KEPT)
    return public_page(HttpResponse(png, content_type="image/png"))
