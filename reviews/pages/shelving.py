"""How far a reader is in a work: said on its page, at a gate, or on a review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reviews.publishing.models import Review
from reviews.publishing.names import is_name
from reviews.publishing.public import public_works
from reviews.shelf.current import shelf_of
from reviews.shelf.guest import MOST_WORKS, ShelfFull
from reviews.web.caching import private_page, taken_back
from reviews.web.origin import stranger_post
from reviews.works.models import Part, Work

from .opening import passage_behind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from reviews.shelf.current import Shelf
    from reviews.spoilers.reader import Reader


@dataclass(frozen=True)
class ShelfView:
    """How far this reader is in one work, and where they say so."""

    url: str
    finished: bool
    reached: Part | None
    #: Parts came or moved since the reader said how far they are, so that less is open than they said.
    is_outdated: bool = False


class PartsMoved(Exception):
    """Parts came or changed places since the reader was shown them: “up to here” may mean something else now."""


def shelf_view(work: Work, parts: list[Part], reader: Reader, *, is_outdated: bool = False, story: str = "") -> ShelfView:
    """Return how far `reader` is in `work`, whose `parts` are in order. `story` is the slug of the story on whose page they say so."""
    furthest = next((part for part in reversed(parts) if part.pk in reader.reached), None)
    url = f"{work.shelf_url}?{urlencode({'story': story})}" if story else work.shelf_url
    return ShelfView(url=url, finished=work.pk in reader.finished, reached=furthest, is_outdated=is_outdated)


@stranger_post
def put_on_shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """Record how far this reader is in a work (`finished=yes`, or `part=<slug>`: up to there), or take that back (`finished=no`).

    Said on a review, its address tells which (`?review=`) and at which gate (`&at=`), and the answer leads back there.
    """
    shelf = shelf_of(request)
    review = Review.objects.published().filter(slug=request.GET.get("review", "").replace("\x00", "")).first()
    gate = request.GET.get("at", "")
    # A gate inside hidden text may name a work that no public page does. Who knows its handle has seen it.
    behind = passage_behind(review, gate) if review else None
    named = [work for work, _until in behind.scope] if behind else []
    work = get_object_or_404(Work.objects.filter(Q(pk__in=public_works()) | Q(pk__in=[*shelf.places, *named])), slug=slug)
    place = _place(request.GET, review, work)
    try:
        _say(shelf, work, request.POST, request.POST.get("edition") or request.GET.get("edition") or work.edition)
    except ShelfFull:
        refusal = _("This device remembers %(count)s works and no more. An account has room for all of them.") % {"count": MOST_WORKS}
        return full(request, refusal, url=place, title=work.title)
    except PartsMoved:
        return private_page(render(request, "pages/parts_moved.html", {"work": work, "back_url": place}, status=409))
    response = private_page(HttpResponseRedirect(place, status=303))
    shelf.remember(response)
    return response if request.POST.get("finished") == "yes" else taken_back(response)


def full(request: HttpRequest, refusal: str, *, url: str, title: str) -> HttpResponse:
    """409: a guest's cookie holds no more. What was there before stays; an account has room. `url` leads back."""
    return private_page(render(request, "pages/shelf_full.html", {"refusal": refusal, "back_url": url, "back_title": title}, status=409))


def _place(said_at: QueryDict, review: Review | None, work: Work) -> str:
    """Where it was said: at a gate of a review, under the review, on a story's page or on the work's own."""
    if review is not None:
        gate = said_at.get("at", "")
        return f"{review.url}#g-{gate}" if is_name(gate) else f"{review.url}#shelf"
    if not public_works().filter(pk=work.pk).exists():
        return reverse("openings")
    if work.story is not None and said_at.get("story") == work.story.slug:
        return f"{reverse('story', args=[work.story.slug])}#shelf-{work.slug}"
    return work.url


def _say(shelf: Shelf, work: Work, said: QueryDict, shown: str) -> None:
    """Change the shelf as `said`. Raises `BadRequest` for anything but one clear word, `PartsMoved`, `ShelfFull` and `Http404`.

    `shown` is the edition of the work that the reader had before them; what they said of another one counts for nothing.
    """
    match said.getlist("finished"), said.getlist("part"):
        case ["yes"], []:
            if shown != work.edition:
                raise PartsMoved
            shelf.finish(work)
        case ["no"], []:
            shelf.put_back(work)
        case [], [slug]:
            # The part is read with the version that its number belongs to, so a change in between counts for nothing. Compared here:
            # what a browser sends may be something that a database refuses to be asked.
            parts = Part.objects.filter(work=work).select_related("work")
            part = next((part for part in parts if part.slug == slug), None)
            if part is None:
                raise Http404
            if shown != part.work.edition:
                raise PartsMoved
            shelf.reach(part)
        case _:
            raise BadRequest
