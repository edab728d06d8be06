"""Links in mails that do something: once, for whoever they were sent to, about what they were sent for, and by a button alone."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reviews.comments import deciding
from reviews.comments.faults import AlreadyDecided, RevisionChanged, RoomChanged
from reviews.comments.models import Comment, Room, State, Thread
from reviews.comments.proving import prove_address
from reviews.comments.receipts import hash_of
from reviews.comments.records import Decision
from reviews.comments.storing import NeedsMending, ShowsNothing

from .letters import home_of
from .models import Errand
from .people import may_decide

if TYPE_CHECKING:
    from datetime import timedelta

    from accounts.models import User

_VERDICTS = {Errand.Action.PUBLISH: Decision.Verdict.PUBLISH, Errand.Action.SPAM: Decision.Verdict.SPAM}


class Fault(StrEnum):
    """Why a link does nothing any more."""

    USED = "used"
    EXPIRED = "expired"
    #: The text is another than the one the mail was about.
    CHANGED = "changed"
    #: Somebody has decided, or asked its writer for a change.
    DECIDED = "decided"
    #: It stands behind the break by now, or its review was taken back.
    MOVED = "moved"
    #: Its writer took it back.
    GONE = "gone"
    #: Whom it was sent to no longer decides about replies.
    NOT_YOURS = "not_yours"


class Over(Exception):
    """The link does nothing any more; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def new_errand(action: str, comment: Comment, *, lasts: timedelta, by: User | None = None) -> tuple[str, Errand]:
    """Return the absolute address of a new link, and its row, which the caller saves together with the mail."""
    token = secrets.token_urlsafe(24)
    errand = Errand(
        token_hash=hash_of(token), action=action, comment=comment, revision=comment.revision, by=by, expires_at=timezone.now() + lasts
    )
    return home_of(reverse("errand", args=[token])), errand


def fault_of(errand: Errand) -> Fault | None:
    """Return why this link does nothing any more, or None while it works."""
    comment = errand.comment
    if errand.action != Errand.Action.PROVE and not may_decide(errand.by):
        return Fault.NOT_YOURS
    if errand.used_at is not None:
        return Fault.USED
    if errand.expires_at <= timezone.now():
        return Fault.EXPIRED
    if comment.erased_at is not None or (comment.state == State.WITHDRAWN and errand.action != Errand.Action.PROVE):
        return Fault.GONE
    return None if errand.action == Errand.Action.PROVE else _changed(errand, comment)


def run(errand: Errand) -> None:
    """Do what the link was sent for, and never again. Raises `Over`; then nothing has been done, and nothing is used up."""
    with transaction.atomic():
        held = _held(errand)
        if (fault := fault_of(held)) is not None:
            raise Over(fault)
        held.used_at = timezone.now()
        held.save(update_fields=["used_at"])
        if held.action == Errand.Action.PROVE:
            prove_address(held.comment)
        else:
            _decide(held)


def _held(errand: Errand) -> Errand:
    """The link as it is now, held: its thread and its reply before it, as everybody takes them. Raises `Over`."""
    Thread.objects.select_for_update().filter(pk=errand.comment.review_id).first()
    Comment.objects.select_for_update().filter(pk=errand.comment_id).first()
    held = Errand.objects.select_for_update(of=("self",)).select_related("comment__review", "by").filter(pk=errand.pk).first()
    if held is None:
        raise Over(Fault.GONE)  # deleted with its review, in this very moment
    return held


def _changed(errand: Errand, comment: Comment) -> Fault | None:
    if comment.state != State.PENDING or comment.waits_for_writer:
        return Fault.DECIDED
    if comment.revision != errand.revision:
        return Fault.CHANGED
    return Fault.MOVED if comment.room != Room.BEFORE or not comment.review.is_public else None


def _decide(errand: Errand) -> None:
    """As on the desk, bound to the text that was in the mail and to the room it stood in."""
    try:
        deciding.decide(
            errand.comment, verdict=_VERDICTS[Errand.Action(errand.action)], by=errand.by, seen_revision=errand.revision,
            seen_state=State.PENDING, seen_room=Room.BEFORE,
        )  # fmt: skip
    except (RevisionChanged, NeedsMending, ShowsNothing) as changed:
        raise Over(Fault.CHANGED) from changed
    except AlreadyDecided as decided:
        raise Over(Fault.DECIDED) from decided
    except RoomChanged as moved:
        raise Over(Fault.MOVED) from moved
