"""What a reader has opened or finished, and the way to take any of it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.comments.models import CommentPassage
from reviews.publishing.compiling import BREAK_HANDLE
from reviews.publishing.models import Review
from reviews.publishing.passages import Passage
from reviews.publishing.public import public_works
from reviews.shelf import current
from reviews.shelf.current import shelf_of
from reviews.web.caching import private_page, taken_back
from reviews.web.origin import stranger_post
from reviews.works.models import Part, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest, HttpResponse

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
    """A work on this reader's shelf: finished, or reached up to a part, or said to be before the work changed."""

    work: Work
    finished: bool
    until: Part | None
    #: Parts came or moved since the reader said how far they are, so that less is open than they said.
    is_outdated: bool
    #: Empty where no published review is about the work any more; what was said of it can still be taken back.
    url: str


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """All that this reader has opened or finished."""
    shelf = shelf_of(request)
    reader = shelf.reader()
    opened = list(_views(reader))
    context = {
        "openings": opened,
        # Of reviews that were taken back, and of passages that have changed since: the first count again when the review returns.
        "away": len(reader.breaks) + len(reader.opened) - len(opened),
        "shelved": list(_shelved(shelf)),
        "forget_url": reverse("forget"),
    }
    return private_page(render(request, "pages/openings.html", context))


@stranger_post
def answer_offer(request: HttpRequest) -> HttpResponse:
    """Whether what the device remembered is this member's own (`mine`: yes or no)."""
    answers = request.POST.getlist("mine")
    if answers not in (["yes"], ["no"]):
        raise BadRequest
    current.answer_offer(request, is_mine=answers == ["yes"])
    return private_page(HttpResponseRedirect(reverse("openings"), status=303))


@stranger_post
def forget(request: HttpRequest) -> HttpResponse:
    """Take all of it back, at once."""
    shelf = shelf_of(request)
    shelf.forget()
    current.answer_offer(request, is_mine=False)
    response = private_page(HttpResponseRedirect(reverse("openings"), status=303))
    shelf.remember(response)
    return taken_back(response)


def _shelved(shelf: Shelf) -> Iterator[ShelvedView]:
    """Every work of which something was said, each up to its furthest part, from A to Z."""
    known = shelf.progress
    furthest = {part.work_id: part for part in Part.objects.filter(pk__in=known.reached).order_by("number")}
    works = Work.objects.filter(pk__in=shelf.places)
    public = set(public_works().filter(pk__in=shelf.places).values_list("pk", flat=True))
    for work in works:
        yield ShelvedView(
            work=work,
            finished=work.pk in known.finished,
            until=furthest.get(work.pk),
            is_outdated=work.pk in known.outdated,
            url=work.url if work.pk in public else "",
        )


def _views(reader: Reader) -> Iterable[OpeningView]:
    """The breaks and passages whose review is still there, in the order of their reviews."""
    for review in Review.objects.published().filter(break_key__in=reader.breaks):
        yield _view(review, _("The break, and the replies behind it"), BREAK_HANDLE)
    public = Review.objects.published()
    passages = Passage.objects.filter(key__in=reader.opened, review__in=public).select_related("review")
    for passage in passages.defer("rendition"):
        yield _view(passage.review, passage.label or _("A passage"), passage.handle)
    # The works under review are a part of what consent to a reply's passage is recorded under.
    keys = {key.partition(".")[0] for key in reader.opened}
    replies = CommentPassage.objects.filter(key__in=keys, comment__review__in=public).select_related("comment__review")
    for reply in replies.defer("rendition"):
        yield _view(reply.comment.review, reply.label or _("A passage in a reply"), reply.handle)


def _view(review: Review, what: str, handle: str) -> OpeningView:
    return OpeningView(title=review.title, url=review.url, what=what, handle=handle, close_url=reverse("close", args=[review.slug]))
