"""Pages that list reviews: home, works, one work, one author. Public fields alone, the same bytes for every stranger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from reviews.publishing.models import Mention, Review
from reviews.publishing.showing import review_view
from reviews.shelf.current import reader_of, viewer_of
from reviews.spoilers.reader import stranger
from reviews.web.caching import private_page, public_page
from reviews.works.models import Story, Work

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from reviews.spoilers.reader import Reader
    from reviews.works.models import Part, WorkQuerySet

#: Cards on one page: a first visit scrolls through about this many.
CARDS = 12
#: Works on one page of the list from A to Z.
WORKS = 100
#: One way to write each number; more digits than this no list will need.
_PAGE = re.compile(r"[1-9][0-9]{0,5}")


def public_works() -> WorkQuerySet:
    """Works that a published review is about, or mentions in public. Of any other, strangers don't know that it is here."""
    public = Review.objects.published()
    mentioned = Mention.objects.filter(review__in=public, is_public=True)
    listed: WorkQuerySet = Work.objects.filter(Q(pk__in=public.values("works")) | Q(pk__in=mentioned.values("work")))
    return listed


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest reviews."""
    return _answer(request, "pages/home.html", _cards(request, Review.objects.published()))


@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """Every work that a published review is about or mentions, from A to Z."""
    page = _page(request, public_works().order_by("title", "year", "id"), WORKS)
    return _answer(request, "pages/works.html", {"works": page["items"], **page["links"]})


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """One work: its reviews, its parts, and the works that tell the same story. One without a published review is not found."""
    family = list(public_works().filter(Q(slug=slug) | Q(story__in=Story.objects.filter(works__slug=slug))))
    found = next((member for member in family if member.slug == slug), None)
    if found is None:
        raise Http404
    reader = reader_of(request)
    parts = list(found.parts.all())
    context = {
        "work": found,
        "siblings": [member for member in family if member != found],
        "parts": parts,
        "shelf": {"url": found.shelf_url, "finished": found.pk in reader.finished, "reached": _furthest(parts, reader)},
        **_cards(request, Review.objects.published().filter(works=found)),
    }
    return _answer(request, "pages/work.html", context, reader=reader)


@require_safe
def author(request: HttpRequest, username: str) -> HttpResponse:
    """The published reviews of one author; somebody without any has no page. The page of one who left stays, like the reviews."""
    found = get_object_or_404(User, username=username)
    cards = _cards(request, Review.objects.published().filter(author=found))
    if not cards["reviews"]:
        raise Http404
    return _answer(request, "pages/author.html", {"author": found, **cards})


@require_safe
def promise(request: HttpRequest) -> HttpResponse:
    """What is promised to readers, in plain words."""
    return _answer(request, "pages/promise.html", {})


def _answer(request: HttpRequest, template: str, context: dict[str, Any], *, reader: Reader | None = None) -> HttpResponse:
    """Render for whoever asks; `reader` is who that is, where the view had to know already."""
    context["canonical_url"] = settings.SITE_URL + request.path
    response = render(request, template, context)
    is_stranger = viewer_of(request) is None and (reader or reader_of(request)) == stranger()
    return public_page(response) if is_stranger else private_page(response)


def _furthest(parts: list[Part], reader: Reader) -> Part | None:
    """The last of `parts`, which are in order, that `reader` has finished."""
    return next((part for part in reversed(parts) if part.pk in reader.reached), None)


def _cards(request: HttpRequest, reviews: QuerySet[Review]) -> dict[str, Any]:
    page = _page(request, reviews.for_cards(), CARDS)  # type: ignore[attr-defined]  # every caller passes a ReviewQuerySet
    return {"reviews": [review_view(review) for review in page["items"]], **page["links"]}


def _page(request: HttpRequest, rows: QuerySet[Any], size: int) -> dict[str, Any]:
    """Return one page of `rows` with the addresses of its neighbours; a page that is not there is a 404.

    Reads one row more than it shows, to know whether there is a next page: nothing is counted.
    """
    raw = request.GET.get("page", "1")
    number = int(raw) if _PAGE.fullmatch(raw) else 0
    found = list(rows[(number - 1) * size : number * size + 1]) if number else []
    if number != 1 and not found:
        raise Http404(_("There is no such page."))
    return {
        "items": found[:size],
        "links": {
            "previous_url": f"{request.path}?page={number - 1}" if number > 1 else "",
            "next_url": f"{request.path}?page={number + 1}" if len(found) > size else "",
        },
    }
