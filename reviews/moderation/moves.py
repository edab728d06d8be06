"""What a moderator is told after a move, and where they go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.comments.access import handle_above
from reviews.comments.models import State

if TYPE_CHECKING:
    from django.http import HttpRequest

    from reviews.comments.models import Comment, Decision

#: The tag of a note that stays in sight, for the page is entered further down; and what the tag begins with of one that offers to undo a
#: decision, whose id follows (both are read in `templatetags/desk.py`).
STAYS_TAG, UNDO_TAG = "stays", "undo-"


def say_moved(request: HttpRequest, decision: Decision) -> None:
    """Say on the next page what was moved, and offer to undo it."""
    count = decision.parts.count()
    words = ngettext("Moved, with %(count)s reply.", "Moved, with %(count)s replies.", count) if count else _("Moved.")
    messages.success(request, words % {"count": count}, extra_tags=f"{STAYS_TAG} {UNDO_TAG}{decision.pk}")


def say_undone(request: HttpRequest, decision: Decision) -> None:
    """Say on the next page what was moved back."""
    count = decision.parts.count()
    words = ngettext("Moved back, with %(count)s reply.", "Moved back, with %(count)s replies.", count) if count else _("Moved back.")
    messages.success(request, words % {"count": count}, extra_tags=STAYS_TAG)


def place_on_desk(comment: Comment) -> str:
    """Where a reply stands on the desk while it waits."""
    return f"{reverse('moderation')}#row-{comment.pk}"


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
