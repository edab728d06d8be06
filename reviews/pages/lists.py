"""Pages that list reviews: home, works, one work, one author. Public fields alone, the same bytes for every stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from reviews.publishing.models import Review
from reviews.publishing.showing import review_view
from reviews.shelf.current import reader_of, viewer_of
from reviews.spoilers.reader import stranger
from reviews.web.caching import private_page, public_page
from reviews.works.models import Work

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

#: Cards on one page: a first visit scrolls through about this many.
CARDS = 12
#: Works on one page of the list from A to Z.
WORKS = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest reviews."""
    return _answer(request, "pages/home.html", _cards(request, Review.objects.published()))


@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """Every work that a published review is about or mentions, from A to Z."""
    public = Review.objects.published().values("pk")
    listed = Work.objects.filter(reviews__in=public) | Work.objects.filter(mentioned_in__in=public)
    page = _page(request, listed.distinct().order_by("title", "year", "id"), WORKS)
    return _answer(request, "pages/works.html", {"works": list(page["items"]), **page["links"]})


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """One work: its reviews, its parts, and the works that tell the same story."""
    found = get_object_or_404(Work.objects.select_related("story"), slug=slug)
    reader = reader_of(request)
    siblings = Work.objects.filter(story=found.story).exclude(pk=found.pk) if found.story_id else Work.objects.none()
    context = {
        "work": found,
        "siblings": list(siblings),
        "parts": list(found.parts.all()),
        "shelf": {"url": found.shelf_url, "finished": found.pk in reader.finished},
        **_cards(request, Review.objects.published().filter(works=found)),
    }
    return _answer(request, "pages/work.html", context)


@require_safe
def author(request: HttpRequest, username: str) -> HttpResponse:
    """The published reviews of one author; somebody without any has no page."""
    found = get_object_or_404(User, username=username, is_active=True)
    reviews = Review.objects.published().filter(author=found)
    if not reviews.exists():
        raise Http404
    return _answer(request, "pages/author.html", {"author": found, **_cards(request, reviews)})


@require_safe
def promise(request: HttpRequest) -> HttpResponse:
    """What is promised to readers, in plain words."""
    return _answer(request, "pages/promise.html", {})


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    context["canonical_url"] = settings.SITE_URL + request.path
    response = render(request, template, context)
    is_stranger = viewer_of(request) is None and reader_of(request) == stranger()
    return public_page(response) if is_stranger else private_page(response)


def _cards(request: HttpRequest, reviews: QuerySet[Review]) -> dict[str, Any]:
    page = _page(request, reviews.for_cards(), CARDS)  # type: ignore[attr-defined]  # every caller passes a ReviewQuerySet
    return {"reviews": [review_view(review) for review in page["items"]], **page["links"]}


def _page(request: HttpRequest, rows: QuerySet[Any], size: int) -> dict[str, Any]:
    """Return one page of `rows` with the addresses of its neighbours; a page that is not there is a 404."""
    raw = request.GET.get("page", "1")
    paginator = Paginator(rows, size)
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:6]) <= paginator.num_pages):
        raise Http404(_("There is no such page."))
    page = paginator.page(int(raw))
    return {
        "items": page.object_list,
        "links": {
            "previous_url": f"{request.path}?page={page.number - 1}" if page.has_previous() else "",
            "next_url": f"{request.path}?page={page.number + 1}" if page.has_next() else "",
        },
    }
