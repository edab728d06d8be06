"""Opening all that one review hides: what it gives away is told first, and exactly that is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from reviews.publishing.access import published_review
from reviews.publishing.framing import Frames
from reviews.publishing.showing import review_view
from reviews.shelf.current import shelf_of
from reviews.shelf.guest import ShelfFull
from reviews.spoilers.document import SpoilerKind
from reviews.spoilers.rendition import Gate
from reviews.web.caching import private_page
from reviews.web.origin import stranger_post

from .shelving import full

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from reviews.publishing.framing import GateView
    from reviews.publishing.models import Review
    from reviews.publishing.passages import Passage
    from reviews.shelf.guest import Openings

_SALT = "reviews.pages.opening_all"


@stranger_post
def open_all(request: HttpRequest, slug: str) -> HttpResponse:
    """List the works that everything hidden here gives away; then, told `seen`, open exactly what was listed.

    The list itself says what passages inside passages are about, so it is an answer to a POST too. Where the text has changed since
    it was shown, it is shown again (409).
    """
    review = published_review(slug)
    passages = [passage for passage in review.passages.defer("rendition").order_by("position") if passage.key]
    openings = _openings(review, passages)
    now, seen = _digest(openings), request.POST.get("seen", "")
    if not constant_time_compare(seen, now):
        return _list(request, review, passages, now, status=409 if seen else 200)
    shelf = shelf_of(request)
    try:
        shelf.open_all(openings)
    except ShelfFull:
        refusal = _(
            "This device can’t remember so much at once. Open what you want to read one by one, or sign up: an account holds all of it."
        )
        return full(request, refusal, url=review.url, title=review.title)
    response = private_page(HttpResponseRedirect(f"{review.url}#main", status=303))
    shelf.remember(response)
    return response


def _openings(review: Review, passages: list[Passage]) -> Openings:
    """What consent to all of it is recorded as: the break with its works, every passage by its own key."""
    works = tuple(work.pk for work in review.subjects)
    return {passage.key: works if passage.key == review.break_key else None for passage in passages}


def _digest(openings: Openings) -> str:
    return salted_hmac(_SALT, repr(sorted(openings.items()))).hexdigest()


def _list(request: HttpRequest, review: Review, passages: list[Passage], seen: str, *, status: int) -> HttpResponse:
    gates = _gates(review, passages)
    context = {
        "review": review_view(review),
        "gates": gates,
        "works": list({reach.work.pk: reach.work for gate in gates for reach in gate.reaches}.values()),
        "seen": seen,
        "open_all_url": reverse("open-all", args=[review.slug]),
        "opens_room": review.has_break,
        "has_changed": status == 409,
    }
    return private_page(render(request, "pages/open_all.html", context, status=status))


def _gates(review: Review, passages: list[Passage]) -> list[GateView]:
    """Every passage as its gate calls it, in reading order."""
    frames = Frames.around(review.subjects)
    subjects = [work.pk for work in review.subjects]
    gates = [Gate(passage.handle, SpoilerKind(passage.kind), passage.label, passage.facts(subjects).scope, "short") for passage in passages]
    frames.learn_gates(gates)
    return [frames.gate(gate) for gate in gates]
