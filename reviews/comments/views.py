"""Leave a Reply: form, preview, receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.publishing.access import published_review
from reviews.publishing.framing import Frames
from reviews.publishing.problems import words_for
from reviews.shelf.current import viewer_of
from reviews.spoilers.reader import omniscient
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_rendition
from reviews.web.caching import private_page
from reviews.web.errors import handed_back
from reviews.web.gone import Gone
from reviews.web.origin import stranger_post

from . import access, actions
from .forms import ReplyForm
from .models import Room
from .reading import Reply, own_text, whole_text
from .receipts import new_key, receipt_url
from .showing import CommentView, comment_view
from .storing import NeedsMending, read_comment

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
    room = Room.AFTER if request.GET.get("room") == Room.AFTER else Room.BEFORE
    form = ReplyForm(viewer=viewer_of(request), initial={"parent": parent.pk if parent else "", "room": actions.room_for(room, parent)})
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
        return _reply_page(request, review, ReplyForm(viewer=viewer, initial=request.POST.dict()), parent)
    if not form.is_valid():
        return _reply_page(request, review, form, parent, status=422)
    try:
        return _take(request, review, form, parent, viewer)
    except NeedsMending as mending:
        for problem in mending.problems:
            form.add_error("text", words_for(problem))
        return _reply_page(request, review, form, parent, status=422)
    except actions.ParentGone:
        refusal = _("The reply you were answering is no longer here. You can still send yours as a reply to the review.")
        form = ReplyForm(viewer=viewer, initial={**form.cleaned_data, "parent": "", "key": ""})
        return _reply_page(request, review, form, None, refusal=refusal, status=409)
    except actions.RepliesClosed:
        return _reply_page(request, review, form, parent, refusal=_("This review takes no more replies."), status=403)


def _take(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None, viewer: User | None) -> HttpResponse:
    sent = form.cleaned_data
    if sent["parent"] and parent is None:
        raise actions.ParentGone
    if not access.thread_of(review).is_open:
        raise actions.RepliesClosed
    if not sent["key"] or request.POST.get("action") != "send":
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
    return private_page(HttpResponseRedirect(receipt_url(comment.key), status=303))


def _preview(request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None) -> HttpResponse:
    """Show the reply as it will read, on a page that holds the once-only key."""
    works = list(review.works.all())
    document = read_comment(form.cleaned_data["text"], subjects=works)
    handles = {index: f"preview-{index}" for index in range(len(document.spoilers))}
    rendition = to_rendition(redact(document, omniscient(), {}), handles)
    frames = Frames()
    frames.learn([rendition], known=works)
    initial = {
        **form.cleaned_data,
        "room": actions.room_for(form.cleaned_data["room"], parent),
        "key": form.cleaned_data["key"] or new_key(),
    }
    context = {
        "review": review,
        "form": ReplyForm(viewer=viewer_of(request), initial=initial),
        "pieces": frames.frame(rendition, {}),
    }
    return private_page(render(request, "comments/preview.html", context))


def _reply_page(
    request: HttpRequest, review: Review, form: ReplyForm, parent: Comment | None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"review": review, "form": form, "parent": _parent_view(parent, review), "refusal": refusal}
    return private_page(render(request, "comments/reply.html", context, status=status))


def _parent_view(parent: Comment | None, review: Review) -> CommentView | None:
    """What is being answered, if it stands before the break; one behind it is not repeated outside."""
    if parent is None or parent.room == Room.AFTER:
        return None
    parent.review = review
    text = whole_text(parent)
    frames = Frames()
    frames.learn([text], known=[])
    return comment_view(Reply(parent, text, {}), review=review, viewer=None, frames=frames)


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of one reply, for its writer: the text as written, what became of it, and why."""
    comment = access.comment_of_receipt(token)
    rendition = own_text(comment)
    frames = Frames()
    frames.learn([rendition], known=[])
    view = comment_view(Reply(comment, rendition, {}), review=comment.review, viewer=viewer_of(request), frames=frames)
    decision = comment.decisions.order_by("id").last()
    context = {
        "comment": view,
        "room": comment.room,
        # The one place where a source is shown as it is: to its writer, who has the key to this page.
        "text": comment.revisions.get(number=comment.revision).text.reveal(),
        "review": comment.review,
        "state_label": comment.get_state_display(),
        "reason": decision.reason if decision else "",
    }
    return private_page(render(request, "comments/receipt.html", context))
