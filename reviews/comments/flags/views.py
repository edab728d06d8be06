"""Reporting a reply: a page of its own, and the thanks, which are the same whatever became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from reviews.comments.faults import Blocked, RevisionChanged
from reviews.comments.models import Comment, Room
from reviews.comments.reading import read_one
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.networks import network_of
from reviews.comments.showing import comment_view
from reviews.publishing.access import readable
from reviews.publishing.framing import Frames
from reviews.publishing.names import is_name
from reviews.publishing.reading import break_facts
from reviews.publishing.showing import review_view
from reviews.shelf.current import reader_of, viewer_of
from reviews.spoilers.decide import decide
from reviews.spoilers.reader import stranger
from reviews.web.caching import private_page
from reviews.web.errors import handed_back
from reviews.web.gone import Gone
from reviews.web.origin import stranger_post

from . import flagging
from .forms import FlagForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from reviews.spoilers.reader import Reader

_OWN = gettext_lazy("This reply is yours. Its receipt lets you change it or take it back.")
_BLOCKED = gettext_lazy("A moderator has kept this account from replying and reporting.")


@require_safe
def flag(request: HttpRequest, handle: str) -> HttpResponse:
    """The page on which a reader says what is wrong with a reply they see. Whoever doesn't see it is led to its gate."""
    comment, reader = _published(handle), reader_of(request)
    if not _is_open(comment, reader):
        return private_page(HttpResponseRedirect(reverse("comment", args=[handle])))
    viewer = viewer_of(request)
    form = FlagForm(initial={"revision": comment.revision})
    if viewer is not None and comment.author_id == viewer.pk:
        return _page(request, comment, form, refusal=str(_OWN), status=403)
    if viewer is not None and viewer.blocked_at is not None:
        return _page(request, comment, form, refusal=str(_BLOCKED), status=403)
    return _page(request, comment, form)


@stranger_post
def send_flag(request: HttpRequest, handle: str) -> HttpResponse:
    """Take a report, or give it back with the reason."""
    try:
        comment, reader = _published(handle), reader_of(request)
    except Gone:
        return handed_back(request, _("The review has been taken back, and its replies with it."), status=410)
    except Http404:
        return handed_back(request, _("This reply is no longer here, so there is nothing to report."), status=404)
    if not _is_open(comment, reader):
        return handed_back(request, _("This reply stands behind the break by now, where you have not looked."), status=409)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, status=422)
    try:
        _flag(request, comment, form, reader)
    except flagging.NotThere:
        form.add_error("words", _("These words are not in the reply as you see it. Copy them from it, or leave this empty."))
        return _page(request, comment, form, status=422)
    except RevisionChanged:
        refusal = _("The reply has changed since you read it. Look at it again: what you wrote is below.")
        return _again(request, handle, form, refusal=refusal)
    except flagging.AlreadyFlagged:
        return _page(request, comment, form, refusal=_("You have reported this already. A moderator will look at it."), status=409)
    except flagging.TooManyFlags as many:
        sentence = ngettext("That is all for today: %(limit)s report a day.", "That is all for today: %(limit)s reports a day.", many.limit)
        return _page(request, comment, form, refusal=sentence % {"limit": many.limit}, status=429)
    except flagging.OwnReply:
        return _page(request, comment, form, refusal=str(_OWN), status=403)
    except Blocked:
        return _page(request, comment, form, refusal=str(_BLOCKED), status=403)
    return private_page(HttpResponseRedirect(reverse("flag-thanks", args=[handle]), status=303))


@require_safe
def thanks(request: HttpRequest, handle: str) -> HttpResponse:
    """What happens now: in the same words for every report and whatever it led to."""
    named = Comment.objects.filter(handle=handle, published_at__isnull=False) if is_name(handle) else Comment.objects.none()
    comment = named.select_related("review__author").first()
    if comment is None:
        raise Http404
    review = review_view(readable(comment.review))
    context = {"review": review, "room": comment.room, "has_log": RuleBook.current().public_log}
    return private_page(render(request, "comments/flag_thanks.html", context))


def _flag(request: HttpRequest, comment: Comment, form: FlagForm, reader: Reader) -> None:
    sent = form.cleaned_data
    flagging.flag(
        comment,
        kind=sent["kind"],
        words=sent["words"],
        note=sent["text"],
        by=viewer_of(request),
        network=network_of(request),
        seen_revision=sent["revision"],
        reader=reader,
    )


def _again(request: HttpRequest, handle: str, form: FlagForm, *, refusal: str) -> HttpResponse:
    """The reply as it is now, with what was written about it."""
    try:
        comment = _published(handle)
    except Http404:
        return handed_back(request, _("This reply is no longer here, so there is nothing to report."), status=404)
    if not _is_open(comment, reader_of(request)):
        # Moved behind the break in the meantime.
        return handed_back(request, _("This reply stands behind the break by now. Open it there to report it."), status=409)
    return _page(request, comment, form.again(revision=comment.revision), refusal=refusal, status=409)


def _published(handle: str) -> Comment:
    """Return the published reply of that name under a public review. Raises `Http404`, and `Gone` where the review was taken back."""
    named = Comment.objects.published().filter(handle=handle) if is_name(handle) else Comment.objects.none()
    comment = named.select_related("review__author", "author").first()
    if comment is None:
        raise Http404
    readable(comment.review)
    return comment


def _is_open(comment: Comment, reader: Reader) -> bool:
    return comment.room == Room.BEFORE or decide(break_facts(comment.review, comment.review.subjects), reader).open


def _page(request: HttpRequest, comment: Comment, form: FlagForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    # With its gates closed, whoever looks: what is hidden in it is hidden already.
    seen = read_one(comment, stranger())
    frames = Frames.around(comment.review.subjects)
    frames.learn([seen.rendition])
    context = {
        "review": review_view(comment.review),
        "comment": comment_view(seen, review=comment.review, viewer=viewer_of(request), frames=frames),
        "form": form,
        "refusal": refusal,
        "flag_url": reverse("flag", args=[comment.handle]),
    }
    return private_page(render(request, "comments/flag.html", context, status=status))
