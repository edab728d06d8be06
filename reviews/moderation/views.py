"""The moderators' desk: what waits, oldest first, and one decision at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required, permission_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviews.comments import actions, moving
from reviews.comments.access import comment_on_desk, decision_on_desk
from reviews.comments.models import Comment, Decision, State
from reviews.comments.storing import NeedsMending
from reviews.publishing.access import published_review
from reviews.publishing.problems import sentences
from reviews.shelf.current import reader_of
from reviews.spoilers.reader import omniscient
from reviews.web.caching import private_page

from .desk import PAGE_SIZE, rows_for
from .forms import DecisionForm, DeclineForm, MoveForm, RepliesForm
from .moves import place_of, place_on_desk, place_where_it_was, say_moved, say_undone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask strangers to sign in, and refuse whoever may not decide."""
    return login_required(permission_required("reviews.moderate_comment", raise_exception=True)(view))


@moderators_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Everything that waits. Hidden text follows the moderator's own shelf."""
    waiting = Comment.objects.awaiting_decision()
    context = {"rows": rows_for(waiting.for_desk()[:PAGE_SIZE], reader=reader_of(request)), "waiting": waiting.count()}
    return private_page(render(request, "moderation/desk.html", context))


@moderators_only
@require_POST
def look(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Open one reply on the desk, without touching the moderator's shelf."""
    comment = comment_on_desk(comment_id)
    return private_page(
        render(request, "moderation/reply.html", {"row": rows_for([comment], reader=omniscient(), shelf=reader_of(request))[0]})
    )


@moderators_only
@require_POST
def publish(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _without_reason(request, comment_id, Decision.Verdict.PUBLISH)


@moderators_only
@require_POST
def spam(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _without_reason(request, comment_id, Decision.Verdict.SPAM)


@moderators_only
@require_POST
def decline(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Decline with a reason; without one the form comes back."""
    comment = comment_on_desk(comment_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        row = rows_for([comment], reader=reader_of(request))[0]
        context = {"row": row, "comment": row.comment, "form": form}
        return private_page(render(request, "moderation/decline.html", context, status=422))
    return _decide(
        request,
        comment,
        verdict=Decision.Verdict.DECLINE,
        seen_revision=form.cleaned_data["revision"],
        reason=form.cleaned_data["reason"],
    )


@moderators_only
@require_POST
def replies(request: HttpRequest, slug: str) -> HttpResponse:
    """Open or close a review for replies (`open`: yes or no)."""
    review = published_review(slug)
    form = RepliesForm(request.POST)
    if form.is_valid():
        actions.set_replies_open(review, is_open=form.cleaned_data["open"] == "yes")
    return redirect(f"{review.url}#reply")


@moderators_only
@require_POST
def move(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Move a reply to the other side of the break (`room`), behind it with all that answers it, and go on where it was: on the review
    page, if the button was pressed there (`back`), or on the desk."""
    comment = comment_on_desk(comment_id)
    form = MoveForm(request.POST)
    if "room" in form.errors:
        return _changed(request, comment, _("Say on which side of the break it should stand."), status=422)
    if not form.is_valid():
        return _changed(request, comment)
    try:
        decision = moving.move(
            comment, room=form.cleaned_data["room"], by=_moderator(request.user), seen_revision=form.cleaned_data["revision"]
        )
    except actions.RevisionChanged:
        return _edited(request, comment)
    except moving.AlreadyThere as there:
        return _changed(request, comment, _already(there.decision))
    except moving.ParentBehind:
        return _changed(request, comment, _("What it answers stands behind the break, and a reply is never less hidden than that."))
    say_moved(request, decision)
    return redirect(place_where_it_was(decision) if request.POST.get("back") == "review" else place_on_desk(comment))


@moderators_only
@require_POST
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a move back, whole."""
    decision = decision_on_desk(decision_id)
    try:
        say_undone(request, moving.undo(decision, by=_moderator(request.user)))
    except moving.NothingToUndo:
        return _changed(request, decision.comment, _("Only a move can be undone, and only as a whole."))
    except moving.AlreadyUndone as undone:
        return _changed(request, decision.comment, _already(undone.decision))
    except moving.ChangedSince:
        return _changed(request, decision.comment, _("A reply of this move was moved, edited or published after it."))
    except moving.ParentBehind:
        return _changed(request, decision.comment, _("What it answers stands behind the break by now."))
    except moving.AnsweredInFront:
        why = _("Replies to it stand before the break by now. Move it behind the break, and they go with it.")
        return _changed(request, decision.comment, why)
    return redirect(place_of(comment_on_desk(decision.comment_id)))


def _without_reason(request: HttpRequest, comment_id: int, verdict: str) -> HttpResponse:
    comment = comment_on_desk(comment_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _changed(request, comment)
    seen_room = form.cleaned_data["room"] or None
    return _decide(request, comment, verdict=verdict, seen_revision=form.cleaned_data["revision"], seen_room=seen_room)


def _decide(
    request: HttpRequest, comment: Comment, *, verdict: str, seen_revision: int, reason: str = "", seen_room: str | None = None
) -> HttpResponse:
    try:
        actions.decide(
            comment, verdict=verdict, by=_moderator(request.user), seen_revision=seen_revision, reason=reason, seen_state=State.PENDING,
            seen_room=seen_room,
        )  # fmt: skip
    except actions.RevisionChanged:
        return _edited(request, comment)
    except actions.RoomChanged as moved:
        return _changed(request, comment, _already(moved.decision))
    except actions.AlreadyDecided as decided:
        return _changed(request, comment, _already(decided.decision))
    except NeedsMending as mending:
        return _changed(request, comment, " ".join(sentences(mending.problems)))
    return redirect("moderation")


def _changed(request: HttpRequest, comment: Comment, why: str = "", *, status: int = 409) -> HttpResponse:
    """409: what was decided on is not what is there now. The current text and the buttons, again."""
    current = comment_on_desk(comment.pk)
    context = {"row": rows_for([current], reader=reader_of(request))[0], "why": why}
    return private_page(render(request, "moderation/changed.html", context, status=status))


def _edited(request: HttpRequest, comment: Comment) -> HttpResponse:
    return _changed(request, comment, _("The writer has changed this reply since you read it."))


def _already(decision: Decision) -> str:
    if decision.verdict == Decision.Verdict.ARRIVE:
        return _("It has been there from the beginning.")
    who = decision.by.byline if decision.by else _("A rule")
    return _("%(who)s has decided meanwhile: %(verdict)s.") % {"who": who, "verdict": decision.get_verdict_display()}


def _moderator(user: User | AnonymousUser) -> User:
    """The decorator has let nobody else in."""
    assert user.is_authenticated  # noqa: S101 - for the type checker
    return user
