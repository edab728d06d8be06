"""Pages that list reviews: home, one author; and what every list is made of. Public fields alone, the same bytes for every stranger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.channels.heads import author_head, home_head
from reviews.publishing.models import Review
from reviews.publishing.public import public_authors
from reviews.publishing.showing import review_view
from reviews.shelf.current import is_stranger
from reviews.web.caching import private_page, public_page

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

#: Cards on one page: a first visit scrolls through about this many.
CARDS = 12
#: One way to write each number; more digits than this no list will need.
_PAGE = re.compile(r"[1-9][0-9]{0,5}")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest reviews."""
    return answer(request, "pages/home.html", {**home_head(request), **cards(request, Review.objects.published())})


@require_safe
def author(request: HttpRequest, username: str) -> HttpResponse:
    """The published reviews of one author; somebody without any has no page. The page of one who left stays, like the reviews."""
    found = get_object_or_404(public_authors(), username=username)
    listed = cards(request, Review.objects.published().filter(author=found))
    return answer(request, "pages/author.html", {"author": found, **author_head(request, found), **listed})


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render for whoever asks: the same bytes for every stranger, a page of their own for everybody else."""
    response = render(request, template, {"canonical_url": settings.SITE_URL + iri_to_uri(request.path), **context})
    return public_page(response) if is_stranger(request) else private_page(response)


def cards(request: HttpRequest, reviews: QuerySet[Review]) -> dict[str, Any]:
    """Return one page of `reviews` for a template's context, with the addresses of its neighbours. Two queries."""
    items, links = page_of_list(request, reviews.for_cards(), CARDS)  # type: ignore[attr-defined]  # every caller passes a ReviewQuerySet
    return {"reviews": [review_view(review) for review in items], **links}


def page_of_list(request: HttpRequest, rows: QuerySet[Any], size: int) -> tuple[list[Any], dict[str, str]]:
    """Return one page of `rows`, and the addresses of its neighbours for the template; a page that is not there is a 404.

    Reads one row more than it shows, to know whether there is a next page: nothing is counted.
    """
    raw = request.GET.get("page", "1")
    number = int(raw) if _PAGE.fullmatch(raw) else 0
    found = list(rows[(number - 1) * size : number * size + 1]) if number else []
    if number != 1 and not found:
        raise Http404(_("There is no such page."))
    links = {
        "previous_url": f"{request.path}?page={number - 1}" if number > 1 else "",
        "next_url": f"{request.path}?page={number + 1}" if len(found) > size else "",
    }
    if number > 1:
        links["canonical_url"] = f"{settings.SITE_URL}{iri_to_uri(request.path)}?page={number}"
    return found[:size], links
