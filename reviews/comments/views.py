"""Leave a Reply: form, preview, receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.publishing.access import published_review
from reviews.publishing.framing import Frames
from reviews.publishing.problems import sentences
from reviews.publishing.showing import review_view
from reviews.shelf.current import viewer_of
from reviews.spoilers.reader import omniscient
from reviews.spoilers.rendition import Rendition
from reviews.web.caching import private_page
from reviews.web.errors import handed_back
from reviews.web.gone import Gone
from reviews.web.origin import stranger_post

from . import access, actions
from .forms import ReplyForm
from .models import Room
from .reading import Reply, own_text, rendition_for
from .receipts import new_key, receipt_url
from .showing import CommentView, comment_view
from .storing import NeedsMending, ShowsNothing, read_comment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from reviews.publishing.models import Review

    from .models import Comment


@require_safe
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """The reply page: for one comment (`?to=`), or for the review."""
    review = published_review(slug, related=("thread",))
    parent = access.answerable(review, request.GET.get("to", ""))
    initial = {"parent": parent.handle if parent else "", "room": actions.room_for(Room.BEFORE, parent)}
    form = ReplyForm(viewer=viewer_of(request), initial=initial)
    if not access.thread_of(review).is_open:
        return _reply_page(request, review, form, parent, refusal=_("This review takes no more replies."), status=403)
    return _reply_page(request, review, form, parent)


@stranger_post
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a reply: without a once-only key it is previewed, with one it is stored and answered by its receipt."""
    try:
        review = published_review(slug, related=("thread",))
    except Gone:
        return handed_back(request, _("This review has been taken back, so it takes no replies."), status=410)
    except Http404:
        return handed_back(request, _("There is no review here to reply to."), status=404)
    viewer = viewer_of(request)
    form = ReplyForm(request.POST, viewer=viewer)
    parent = access.answerable(review, request.POST.get("parent", ""))
    if request.POST.get("action") == "edit":
        return _reply_page(request, review, form.again(), parent)
    if not form.is_valid():
        return _reply_page(request, review, form, parent, status=422)
    try:
        return _take(request, review, form, parent, viewer)
    except NeedsMending as mending:
        for sentence in sentences(mending.problems):
            form.add_error("text", sentence)
        return _reply_page(request, review, form, parent, status=422)
    except ShowsNothing:
        form.add_error("text", _("Nothing of this would be seen. Write something first."))
        return _reply_page(request, review, form, parent, status=422)
    except actions.KeyUsed:
        refusal = _("A reply was sent from this page already. This one is another: look at it, and send it once more.")
        return _reply_page(request, review, form.again(), parent, refusal=refusal, status=409)
    except actions.ParentGone:
        refusal = _("The reply you were answering is no longer here. You can still send yours as a reply to the review.")
        return _reply_page(request, review, form.again(parent=""), None, refusal=refusal, status=409)
    except actions.RepliesClosed:
        return _reply_page(request, review, form, parent, refusal=_("This review takes no more replies."), status=403)


def _take(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None, viewer: User | None) -> HttpResponse:
    sent = form.cleaned_data
    is_sent = bool(sent["key"]) and request.POST.get("action") == "send"
    if is_sent and (posted := actions.posted_before(key=sent["key"], review=review, text=sent["text"], author=viewer)):
        return _to_receipt(posted)
    if sent["parent"] and parent is None:
        raise actions.ParentGone
    if not access.thread_of(review).is_open:
        raise actions.RepliesClosed
    if not is_sent:
        return _preview(request, review, form, parent)
    comment = actions.post_comment(
        review=review,
        text=sent["text"],
        room=sent["room"],
        key=sent["key"],
        parent=parent,
        author=viewer,
        guest_name=sent.get("name", ""),
        guest_email=sent.get("email", ""),
    )
    return _to_receipt(comment)


def _to_receipt(comment: Comment) -> HttpResponse:
    return private_page(HttpResponseRedirect(receipt_url(comment.key), status=303))


def _preview(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None) -> HttpResponse:
    """Show the reply as it will read, on a page that holds the once-only key."""
    # With nothing hidden: whoever wrote it is looking.
    document = read_comment(form.cleaned_data["text"], subjects=review.subjects)
    rendition = rendition_for(document, omniscient(), "preview")
    frames = Frames.around(review.subjects)
    frames.learn([rendition])
    room = actions.room_for(form.cleaned_data["room"], parent)
    context = {
        "review": review_view(review),
        "form": form.again(room=room, key=form.cleaned_data["key"] or new_key()),
        "pieces": frames.frame(rendition, {}),
        "warnings": sentences(document.problems),
    }
    return private_page(render(request, "comments/preview.html", context))


def _reply_page(
    request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    if parent is not None and parent.room == Room.AFTER:
        form.keep_after()
    context = {"review": review_view(review), "form": form, "parent": _parent_view(parent, review), "refusal": refusal}
    return private_page(render(request, "comments/reply.html", context, status=status))


def _parent_view(parent: Comment | None, review: Review) -> CommentView | None:
    """What is being answered, if it stands before the break; one behind it is not repeated outside."""
    if parent is None or parent.room == Room.AFTER:
        return None
    parent.review = review
    text = Rendition.from_json(parent.rendition)
    frames = Frames.around(review.subjects)
    frames.learn([text])
    return comment_view(Reply(parent, text, {}), review=review, viewer=None, frames=frames)


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of one reply, for its writer: the text as written, what became of it, and why."""
    comment = access.comment_of_receipt(token)
    rendition = own_text(comment)
    frames = Frames.around(comment.review.subjects)
    frames.learn([rendition])
    view = comment_view(Reply(comment, rendition, {}), review=comment.review, viewer=viewer_of(request), frames=frames)
    context = {
        "comment": view,
        "room": comment.room,
        # The one place where a source is shown as it is: to its writer, who has the key to this page.
        "text": comment.revisions.get(number=comment.revision).text.reveal(),
        "review": review_view(comment.review),
        "state_label": comment.get_state_display(),
        "reason": access.reason_for_state(comment),
    }
    return private_page(render(request, "comments/receipt.html", context))
