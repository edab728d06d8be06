"""Works, one work, and one story with all the works that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.http import Http404
from django.views.decorators.http import require_safe

from reviews.channels.heads import work_head
from reviews.channels.structured import with_ratings
from reviews.publishing.models import Review, ReviewedWork
from reviews.publishing.public import public_works
from reviews.shelf.current import shelf_of
from reviews.works.models import Story

from .lists import answer, cards, page_of_list
from .shelving import shelf_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from reviews.shelf.current import Shelf
    from reviews.spoilers.reader import Reader
    from reviews.works.models import Part, Work

    from .shelving import ShelfView

#: Works on one page of the list from A to Z.
WORKS = 100


@dataclass(frozen=True)
class Telling:
    """One of the works that tell a story, and how far this reader is in it."""

    work: Work
    parts: list[Part]
    shelf: ShelfView
    #: Reviews of it that are public now.
    review_count: int


@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """Every work that a published review is about or mentions, from A to Z."""
    listed, links = page_of_list(request, public_works().order_by("title", "year", "id"), WORKS)
    return answer(request, "pages/works.html", {"works": listed, **links})


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """One work: its reviews, its parts, and the works that tell the same story. One without a published review is not found."""
    told = public_works().filter(Q(slug=slug) | Q(story__in=Story.objects.filter(works__slug=slug))).select_related("story")
    family = with_ratings(told)
    found = next((member for member in family if member.slug == slug), None)
    if found is None:
        raise Http404
    shelf = shelf_of(request)
    reader = shelf.reader()
    parts = list(found.parts.all())
    context = {
        "work": found,
        "story": found.story,
        "siblings": [member for member in family if member != found],
        "parts": parts,
        "shelf": shelf_view(found, parts, reader, is_outdated=found.pk in shelf.progress.outdated),
        **work_head(request, found),
        **cards(request, Review.objects.published().filter(works=found)),
    }
    return answer(request, "pages/work.html", context)


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """The works that tell one story, side by side, and the reviews of any of them. One none of whose works is public is not found."""
    shelf = shelf_of(request)
    reader = shelf.reader()
    tellings = list(_tellings(slug, shelf, reader))
    if not tellings:
        raise Http404
    # By the places and not by a join: a review of the novel and its film stands here once.
    about = ReviewedWork.objects.filter(work__in=[telling.work.pk for telling in tellings])
    context = {
        "story": tellings[0].work.story,
        "tellings": tellings,
        **cards(request, Review.objects.published().filter(pk__in=about.values("review"))),
    }
    return answer(request, "pages/story.html", context)


def _tellings(slug: str, shelf: Shelf, reader: Reader) -> Iterator[Telling]:
    """The public works of the story at `slug`, the first one told first. Two queries."""
    public = Count("reviews", filter=Q(reviews__in=Review.objects.published()))
    told = public_works().filter(story__slug=slug).select_related("story").prefetch_related("parts").annotate(review_count=public)
    in_order: Iterable[Any] = told.order_by(F("year").asc(nulls_last=True), "title", "id")  # Any: the count is no field of `Work`
    outdated = shelf.progress.outdated
    for work in in_order:
        parts = list(work.parts.all())
        yield Telling(
            work=work,
            parts=parts,
            shelf=shelf_view(work, parts, reader, is_outdated=work.pk in outdated, story=slug),
            review_count=work.review_count,
        )
