"""What a moderator is told after a decision, and where they go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews.comments.access import handle_above
from reviews.comments.models import State
from reviews.comments.records import Decision

from .filters import Place, Which
from .queue import Desk

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from reviews.comments.models import Comment

    from .filters import Filters

#: The tag of a note that stays in sight, for the page is entered further down; and what the tag begins with of one that offers to undo a
#: decision, whose id follows (both are read in `templatetags/desk.py`).
STAYS_TAG, UNDO_TAG = "stays", "undo-"

Verdict = Decision.Verdict

_SAID = {
    Verdict.PUBLISH: gettext_lazy("Published."),
    Verdict.DECLINE: gettext_lazy("Declined."),
    Verdict.SPAM: gettext_lazy("Marked as spam."),
    Verdict.HOLD: gettext_lazy("Back in the queue."),
    Verdict.ASK: gettext_lazy("Sent back to its writer."),
    Verdict.LOCK: gettext_lazy("Locked."),
    Verdict.UNLOCK: gettext_lazy("Unlocked."),
    Verdict.KEEP: gettext_lazy("Left as it is."),
    Verdict.AGREE: gettext_lazy("Left hidden."),
}


def said(decision: Decision) -> str:
    """Say in a sentence what a decision did."""
    if decision.verdict == Verdict.MOVE:
        count = decision.parts.count()
        words = ngettext("Moved, with %(count)s reply.", "Moved, with %(count)s replies.", count) if count else _("Moved.")
        return words % {"count": count}
    if decision.verdict == Verdict.MASK:
        return _("Hidden, and published.") if decision.state_after == State.PUBLISHED else _("Hidden.")
    return str(_SAID[Verdict(decision.verdict)])


def say(request: HttpRequest, decision: Decision, *, sentence: str = "") -> None:
    """Say on the next page what was decided, and offer to undo it."""
    messages.success(request, sentence or said(decision), extra_tags=f"{STAYS_TAG} {UNDO_TAG}{decision.pk}")


def say_undone(request: HttpRequest, decision: Decision) -> None:
    """Say on the next page what was taken back."""
    messages.success(request, said_undone(decision), extra_tags=STAYS_TAG)


def said_undone(undoing: Decision) -> str:
    """Say in a sentence what was taken back."""
    if undoing.room_before == undoing.room_after:
        return _("Taken back.")
    count = undoing.parts.count()
    words = ngettext("Moved back, with %(count)s reply.", "Moved back, with %(count)s replies.", count) if count else _("Moved back.")
    return words % {"count": count}


def place_on_desk(comment: Comment, filters: Filters | None = None) -> str:
    """Where a reply stands on the desk while it waits."""
    return f"{filters.url if filters else reverse('moderation')}#row-{comment.pk}"


def place_after(comment: Comment, filters: Filters, *, by: User, decision: Decision | None = None) -> str:
    """Where to go on once `comment` is decided: the next row, or the desk where nothing is left."""
    since = comment.created_at
    if decision is not None and decision.state_before == State.PUBLISHED and filters.state in {Which.WAITING, Which.FLAGGED}:
        since = decision.settled_flags.aggregate(since=Min("created_at"))["since"] or since
    following = Desk(by).next_after(Place(since, comment.pk), filters)
    return f"{filters.url}#row-{following}" if following else filters.url


def place_where_it_was(decision: Decision) -> str:
    """Where on the review page the moved reply stood: what stood right above it, or the beginning of the room."""
    comment, room = decision.comment, decision.room_before
    if not comment.review.is_public:
        return place_on_desk(comment)
    above = handle_above(comment.review, room, comment.path)
    return reverse("comment", args=[above]) if above else f"{comment.review.url}#{room}-room"


def place_of(comment: Comment) -> str:
    """Where a reply is found now: its own address once it is published, and the desk."""
    is_public = comment.state == State.PUBLISHED and comment.review.is_public
    return reverse("comment", args=[comment.handle]) if is_public else place_on_desk(comment)
