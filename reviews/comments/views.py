"""Leave a Reply: form, preview, and every way in which a reply is not taken. Its receipt is in `receipt_views`."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.publishing.access import published_review
from reviews.publishing.framing import Frames
from reviews.publishing.problems import sentences
from reviews.publishing.showing import review_view
from reviews.shelf.current import is_stranger, reader_of, viewer_of
from reviews.spoilers.rendition import Rendition
from reviews.web.caching import private_page, public_page
from reviews.web.errors import handed_back
from reviews.web.gone import Gone
from reviews.web.origin import stranger_post

from . import access, actions
from .arriving import look_whether_taken, may_moderate
from .faults import Blocked, CannotMask, ParentGone, RepliesClosed, RepliesPaused
from .forms import ReplyForm
from .masking import masked
from .models import Room
from .nudging import match_of
from .previewing import add_faults, asks_for_fragment, both_views, fragment
from .reading import Reply
from .receipts import new_key, receipt_url
from .refusals import FAULTS, Refusal, refusal_for
from .rules.networks import network_of
from .sender import Sender
from .showing import CommentView, comment_view
from .storing import NeedsMending, ShowsNothing, read_comment
from .taking import Closed, closed_because

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from reviews.publishing.models import Review
    from reviews.spoilers.document import Document

    from .models import Comment

#: Whoever sees a preview has written before, and reads it in a second if it is short: how long they wrote is not known here.
BEFORE_PREVIEW = timedelta(minutes=1)
#: What the buttons of the preview and of the nudge send: as it is, and behind the break.
SEND, SEND_BEHIND = "send", "behind"


@require_safe
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """The reply page: for one comment (`?to=`), or for the review."""
    review = published_review(slug, related=("thread",))
    parent = access.answerable(review, request.GET.get("to", ""))
    initial = {"parent": parent.handle if parent else "", "room": actions.room_for(Room.BEFORE, parent)}
    form = ReplyForm(viewer=viewer_of(request), initial=initial)
    try:
        _look_whether_open(review, form.viewer)
    except (Blocked, RepliesClosed, RepliesPaused) as fault:
        return _reply_page(request, review, form, parent, refusal=refusal_for(fault))
    return _reply_page(request, review, form, parent)


@require_safe
def markdown(request: HttpRequest) -> HttpResponse:
    """How to write a reply: Markdown, and how to hide a spoiler in it."""
    response = render(request, "comments/markdown.html")
    return public_page(response) if is_stranger(request) else private_page(response)


@stranger_post
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a reply: without a once-only key it is previewed, with one it is stored and answered by its receipt."""
    try:
        review = published_review(slug, related=("thread",))
    except Gone:
        return handed_back(request, _("This review has been taken back, so it takes no replies."), status=410)
    except Http404:
        return handed_back(request, _("There is no review here to reply to."), status=404)
    form = ReplyForm(request.POST, viewer=viewer_of(request))
    if asks_for_fragment(request):
        return fragment(request, review, form)
    parent = access.answerable(review, request.POST.get("parent", ""))
    if request.POST.get("action") == "edit":
        return _reply_page(request, review, form.again(), parent)
    if request.POST.get("action") == "mark":
        return _marked(request, review, form, parent)
    if not form.is_valid():
        return _reply_page(request, review, form, parent, status=422)
    try:
        return _take(request, review, form, parent)
    except (NeedsMending, ShowsNothing) as fault:
        add_faults(form, fault)
        return _reply_page(request, review, form, parent, status=422)
    except FAULTS as fault:
        return _refused(request, review, form, parent, fault)


def _refused(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None, fault: Exception) -> HttpResponse:
    """Hand the text back with the reason."""
    refusal = refusal_for(fault)
    # A key that has made nothing is still good. What needs a new one gets ours: a browser whose clock is wrong would make another bad one.
    key = new_key() if refusal.needs_new_key else form.cleaned_data["key"]
    if isinstance(fault, ParentGone):
        return _reply_page(request, review, form.again(key=key, parent=""), None, refusal=refusal)
    return _reply_page(request, review, form.again(key=key), parent, refusal=refusal)


def _take(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None) -> HttpResponse:
    sent, action = form.cleaned_data, request.POST.get("action")
    is_sent = bool(sent["key"]) and action in {SEND, SEND_BEHIND}
    if is_sent and (posted := actions.posted_before(key=sent["key"], review=review, text=sent["text"], author=form.viewer)):
        return _to_receipt(posted)
    if sent["parent"] and parent is None:
        raise ParentGone
    _look_whether_open(review, form.viewer)
    room = actions.room_for(Room.AFTER if action == SEND_BEHIND else sent["room"], parent)
    document = read_comment(sent["text"], subjects=review.subjects)
    if not is_sent:
        return _preview(request, review, form, document, room=room)
    sender = sender_of(request, form=form)
    if room == Room.BEFORE and not sent["asked"]:
        match = match_of(review, document, sender.knows)
        # Who may not read what it resembles is asked nothing: the question would tell them that they guessed right.
        if match is not None and match.may_read:
            return _nudge(request, review, form, match.written)
    comment = actions.post_comment(
        review=review, text=sent["text"], room=room, key=sent["key"], parent=parent, author=form.viewer,
        guest_name=sent.get("name", ""), guest_email=sent.get("email", ""), sender=sender,
    )  # fmt: skip
    return _to_receipt(comment)


def _look_whether_open(review: Review, viewer: User | None) -> None:
    """Raise `Blocked`, `RepliesPaused` or `RepliesClosed` where `viewer` can't reply; a moderator can, unless it was closed by hand."""
    look_whether_taken(viewer)
    closed = closed_because(review)
    if closed is Closed.BY_HAND or (closed is Closed.BY_AGE and not may_moderate(viewer)):
        raise RepliesClosed


def sender_of(request: HttpRequest, *, form: ReplyForm) -> Sender:
    """Return what came along with a valid `form`. Members are written to as their account says; guests choose on the receipt."""
    member = form.viewer
    return Sender(
        network=network_of(request),
        proof=form.cleaned_data.get("proof", ""),
        trap=form.cleaned_data["website"],
        mail_decision=member is not None and member.mail_decisions,
        mail_replies=member is not None and member.mail_replies,
        knows=reader_of(request),
    )


def _to_receipt(comment: Comment) -> HttpResponse:
    return private_page(HttpResponseRedirect(receipt_url(comment.key), status=303))


def _preview(request: HttpRequest, review: Review, form: ReplyForm, document: Document, *, room: str) -> HttpResponse:
    """Show the reply as it will read, on a page that holds the once-only key."""
    context = {
        "review": review_view(review),
        "form": form.again(room=room, key=form.cleaned_data["key"] or new_key(written_for=BEFORE_PREVIEW)),
        "room": room,
        **both_views(document, review),
        "warnings": sentences(document.problems),
    }
    return private_page(render(request, "comments/preview.html", context))


def _nudge(request: HttpRequest, review: Review, form: ReplyForm, words: list[str]) -> HttpResponse:
    """Ask once, before it is sent, whether it belongs behind the break. The key stays: nothing has been made of it."""
    context = {"review": review_view(review), "form": form.again(key=form.cleaned_data["key"], asked="yes"), "words": words}
    return private_page(render(request, "comments/nudge.html", context))


def _marked(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None) -> HttpResponse:
    """The form again, with what may give the story away marked as a spoiler: for a writer who may read what it resembles."""
    if not form.is_valid():
        return _reply_page(request, review, form, parent, status=422)
    text = form.cleaned_data["text"]
    with suppress(NeedsMending, ShowsNothing, CannotMask):
        match = match_of(review, read_comment(text, subjects=review.subjects), reader_of(request))
        if match is not None and match.may_read:
            text = masked(text, match.written, subjects=review.subjects)
    return _reply_page(request, review, form.again(text=text), parent)


def _reply_page(
    request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    if parent is not None and parent.room == Room.AFTER:
        form.keep_after()
    context = {"review": review_view(review), "form": form, "parent": _parent_view(parent, review), "refusal": refusal}
    response = private_page(render(request, "comments/reply.html", context, status=refusal.status if refusal else status))
    if refusal and refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _parent_view(parent: Comment | None, review: Review) -> CommentView | None:
    """What is being answered, if it stands before the break; one behind it is not repeated outside."""
    if parent is None or parent.room == Room.AFTER:
        return None
    parent.review = review
    text = Rendition.from_json(parent.rendition)
    frames = Frames.around(review.subjects)
    frames.learn([text])
    return comment_view(Reply(parent, text, {}), review=review, viewer=None, frames=frames)
