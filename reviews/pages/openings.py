"""What a reader has opened or finished, and the way to take any of it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.comments.models import CommentPassage
from reviews.publishing.compiling import BREAK_HANDLE
from reviews.publishing.models import Review
from reviews.publishing.passages import Passage
from reviews.shelf.current import shelf_of
from reviews.shelf.guest import MAX_FINISHED, ShelfFull
from reviews.web.caching import private_page
from reviews.web.origin import stranger_post
from reviews.works.models import Part, Work

from .lists import public_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest, HttpResponse, QueryDict

    from reviews.shelf.current import Shelf
    from reviews.spoilers.reader import Reader


@dataclass(frozen=True)
class OpeningView:
    """One opening as its reader finds it again. Labels are public, so nothing here is hidden text."""

    title: str
    url: str
    what: str
    handle: str
    close_url: str


@dataclass(frozen=True)
class ShelvedView:
    """A work on this reader's shelf: finished, or reached up to a part."""

    work: Work
    until: Part | None
    #: Empty where no published review is about the work any more; what was said of it can still be taken back.
    url: str


class PartsMoved(Exception):
    """The parts changed places since the reader was shown them: “up to here” may mean something else now."""


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """All that this reader has opened or finished."""
    reader = shelf_of(request).reader()
    context = {
        "openings": list(_views(reader)),
        "shelved": list(_shelved(reader)),
        "forget_url": reverse("forget"),
    }
    return private_page(render(request, "pages/openings.html", context))


@stranger_post
def forget(request: HttpRequest) -> HttpResponse:
    """Take all of it back, at once."""
    shelf = shelf_of(request)
    shelf.forget()
    response = private_page(HttpResponseRedirect(reverse("openings"), status=303))
    shelf.remember(response)
    return response


@stranger_post
def put_on_shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """Record how far this reader is in a work (`finished=yes`, or `part=<slug>`: up to there), or take that back (`finished=no`)."""
    shelf = shelf_of(request)
    work = get_object_or_404(Work.objects.filter(Q(pk__in=public_works()) | Q(pk__in=_on(shelf.reader()))), slug=slug)
    try:
        _say(shelf, work, request.POST)
    except ShelfFull:
        refusal = _("This device remembers %(count)s works and no more. An account has room for all of them.") % {"count": MAX_FINISHED}
        return private_page(render(request, "pages/shelf_full.html", {"refusal": refusal, "work": work}, status=409))
    except PartsMoved:
        return private_page(render(request, "pages/parts_moved.html", {"work": work}, status=409))
    has_page = public_works().filter(pk=work.pk).exists()
    response = private_page(HttpResponseRedirect(work.url if has_page else reverse("openings"), status=303))
    shelf.remember(response)
    return response


def _say(shelf: Shelf, work: Work, said: QueryDict) -> None:
    """Change the shelf as `said`. Raises `BadRequest` for anything but one clear word, `PartsMoved`, `ShelfFull` and `Http404`."""
    match said.getlist("finished"), said.getlist("part"):
        case ["yes"], []:
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
            if said.get("parts_version", str(part.work.parts_version)) != str(part.work.parts_version):
                raise PartsMoved
            shelf.reach(part)
        case _:
            raise BadRequest


def _on(reader: Reader) -> set[int]:
    """The ids of the works on the shelf of `reader`."""
    return {*reader.finished, *Part.objects.filter(pk__in=reader.reached).values_list("work", flat=True)}


def _shelved(reader: Reader) -> Iterator[ShelvedView]:
    """The works finished and those reached, each up to its furthest part, from A to Z."""
    furthest = {part.work_id: part for part in Part.objects.filter(pk__in=reader.reached).order_by("number")}
    works = Work.objects.filter(pk__in={*reader.finished, *furthest})
    public = set(public_works().filter(pk__in={*reader.finished, *furthest}).values_list("pk", flat=True))
    for work in works:
        yield ShelvedView(work=work, until=furthest.get(work.pk), url=work.url if work.pk in public else "")


def _views(reader: Reader) -> Iterable[OpeningView]:
    """The breaks and passages whose review is still there, in the order of their reviews."""
    for review in Review.objects.published().filter(break_key__in=reader.breaks):
        yield _view(review, _("The break, and the replies behind it"), BREAK_HANDLE)
    public = Review.objects.published()
    passages = Passage.objects.filter(key__in=reader.opened, review__in=public).select_related("review")
    for passage in passages.defer("rendition"):
        yield _view(passage.review, passage.label or _("A passage"), passage.handle)
    replies = CommentPassage.objects.filter(key__in=reader.opened, comment__review__in=public).select_related("comment__review")
    for reply in replies.defer("rendition"):
        yield _view(reply.comment.review, reply.label or _("A passage in a reply"), reply.handle)


def _view(review: Review, what: str, handle: str) -> OpeningView:
    return OpeningView(title=review.title, url=review.url, what=what, handle=handle, close_url=reverse("close", args=[review.slug]))
