"""What a reader has opened or finished, and the way to take any of it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.comments.models import CommentPassage
from reviews.publishing.compiling import BREAK_HANDLE
from reviews.publishing.models import Passage, Review
from reviews.shelf.current import shelf_of
from reviews.shelf.guest import MAX_FINISHED, ShelfFull
from reviews.web.caching import private_page
from reviews.web.origin import stranger_post
from reviews.works.models import Work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from reviews.spoilers.reader import Reader


@dataclass(frozen=True)
class OpeningView:
    """One opening as its reader finds it again. Labels are public, so nothing here is hidden text."""

    title: str
    url: str
    what: str
    handle: str
    close_url: str


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """All that this reader has opened or finished."""
    reader = shelf_of(request).reader()
    context = {
        "openings": list(_views(reader)),
        "finished": list(Work.objects.filter(pk__in=reader.finished)),
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
    """Record that this reader has finished a work, or take that back (`finished=no`)."""
    work = get_object_or_404(Work, slug=slug)
    shelf = shelf_of(request)
    try:
        if request.POST.get("finished") == "no":
            shelf.put_back(work)
        else:
            shelf.finish(work)
    except ShelfFull:
        refusal = _("This device remembers %(count)s works and no more. An account has room for all of them.") % {"count": MAX_FINISHED}
        return private_page(render(request, "pages/shelf_full.html", {"refusal": refusal, "work": work}, status=409))
    response = private_page(HttpResponseRedirect(work.url, status=303))
    shelf.remember(response)
    return response


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
