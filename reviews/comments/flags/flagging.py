"""Flags: a reader says what is wrong with a reply. What gives the story away is put out of sight until a moderator has looked.

Whatever becomes of a flag, its reader gets the same thanks: what others have flagged, and what moderators said to it, is not theirs to find
out. So a flag against what has been decided is a row like any other, answered by that decision from the start.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from reviews.comments import masking, moving
from reviews.comments.content import stands_in
from reviews.comments.faults import AlreadyDecided, AlreadyThere, Blocked, CannotMask, RevisionChanged
from reviews.comments.models import Comment, Room, State, Thread
from reviews.comments.reading import read_one
from reviews.comments.records import Decision, Flag
from reviews.comments.rules.models import RuleBook
from reviews.comments.words import lines

from .track_record import GUESTS_WAIT, LOOKED_AT, Record, may_hide

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from reviews.comments.reading import Reply
    from reviews.spoilers.reader import Reader

#: The rule's name in the log.
RULE = "flag"
_DAY = timedelta(days=1)


class OwnReply(Exception):
    """Nobody flags what they wrote: their receipt lets them change it."""


class AlreadyFlagged(Exception):
    """This reader has flagged this very text before."""


class TooManyFlags(Exception):
    """This reader has flagged as much as a day allows; `limit` is how much that is."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class NotThere(Exception):
    """The words are not in the text that this reader sees."""


def flag(
    comment: Comment, *, kind: str, words: str, note: str, by: User | None, network: str, seen_revision: int, reader: Reader
) -> Flag:  # fmt: skip
    """Store what a reader says of a published reply, and hide what gives the story away, if their record allows it.

    The caller has decided that this reader may see `comment`. `words` are those the reader selected in it, for `Kind.SPOILER` alone.
    Raises `Blocked`, `OwnReply`, `RevisionChanged` where the text is another by now, `NotThere`, `AlreadyFlagged` and `TooManyFlags`.
    """
    if by is not None and by.blocked_at is not None:
        raise Blocked
    if by is not None and comment.author_id == by.pk:
        raise OwnReply
    if comment.revision != seen_revision:
        raise RevisionChanged
    words = words if kind == Flag.Kind.SPOILER else ""
    seen = read_one(comment, reader)
    if words and not _all_stand_in(words, seen, everything=True):
        raise NotThere
    with transaction.atomic():
        # One flag after the other under one review: the limits are counted before each.
        Thread.objects.select_for_update().get(review=comment.review_id)
        current = Comment.objects.select_for_update().select_related("review").get(pk=comment.pk)
        if current.revision != seen_revision or current.state != State.PUBLISHED:
            raise RevisionChanged
        before = _flags_of(by, network)
        _within_limits(before, current, by=by, network=network)
        answered = _answer_to(current, kind)
        made = _write_down(current, kind=kind, words=words, note=note, by=by, network=network, answered=answered)
        if answered is None and kind == Flag.Kind.SPOILER and current.room == Room.BEFORE:
            _hide_for_now(made, current, words, seen, before)
    comment.refresh_from_db()
    return made


def _all_stand_in(words: str, seen: Reply, *, everything: bool) -> bool:
    """Whether each line of a selection stands in the text: in all that its reader sees of it, or in what everybody does."""
    text = " ".join(lines(seen.rendition, seen.opened if everything else {}))
    selected = [line for line in words.splitlines() if any(character.isalnum() for character in line)]
    return bool(selected) and all(stands_in(line, text) for line in selected)


def _flags_of(by: User | None, network: str) -> QuerySet[Flag]:
    """All flags of one reader. Guests whose network isn't known count as one."""
    return Flag.objects.filter(by=by) if by is not None else Flag.objects.filter(by=None, network=network)


def _within_limits(before: QuerySet[Flag], comment: Comment, *, by: User | None, network: str) -> None:
    if (by is not None or network) and before.filter(comment=comment, revision=comment.revision).exists():
        raise AlreadyFlagged
    limit = RuleBook.current().flags_a_day
    if limit and before.filter(created_at__gt=timezone.now() - _DAY).count() >= limit:
        raise TooManyFlags(limit)


def _answer_to(comment: Comment, kind: str) -> Decision | None:
    """Return the decision that answers a flag before it is made: a moderator's lock on what is hidden, or what they said to a flag of the
    same kind on this very text."""
    if comment.is_locked and kind == Flag.Kind.SPOILER:
        return comment.decisions.filter(verdict=Decision.Verdict.LOCK).order_by("id").last()
    dismissed = Flag.objects.filter(comment=comment, revision=comment.revision, kind=kind, outcome=Flag.Outcome.DISMISSED)
    last = dismissed.exclude(settled=None).select_related("settled").order_by("id").last()
    return last.settled if last else None


def _write_down(
    comment: Comment, *, kind: str, words: str, note: str, by: User | None, network: str, answered: Decision | None
) -> Flag:  # fmt: skip
    try:
        with transaction.atomic():
            return Flag.objects.create(
                comment=comment, revision=comment.revision, kind=kind, words=words, note=note, by=by, network="" if by else network,
                outcome=Flag.Outcome.DISMISSED if answered else Flag.Outcome.WAITING, settled=answered,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyFlagged from error


def _hide_for_now(made: Flag, comment: Comment, words: str, seen: Reply, before: QuerySet[Flag]) -> None:
    """Put what was flagged out of sight, as a rule's decision that a moderator can take back."""
    if words and not _all_stand_in(words, seen, everything=False):
        return  # it stands behind a gate already
    record = _record(before, is_member=made.by_id is not None, network=made.network)
    decision = _mask(comment, words, made.revision) if words and may_hide(record) else None
    if decision is None and may_hide(_taking_along(record, comment)):
        decision = _move(comment, made.revision)
    if decision is not None:
        made.hid = decision
        made.save(update_fields=["hid"])


def _mask(comment: Comment, words: str, revision: int) -> Decision | None:
    try:
        return masking.mask(comment, words=words.splitlines(), by=None, seen_revision=revision, publish=False, rule=RULE)
    except (CannotMask, AlreadyDecided):
        # It can't be hidden alone: then all of it is.
        return None


def _move(comment: Comment, revision: int) -> Decision | None:
    try:
        return moving.move(comment, room=Room.AFTER, by=None, seen_revision=revision, rule=RULE)
    except AlreadyThere:
        return None


def _record(before: QuerySet[Flag], *, is_member: bool, network: str) -> Record:
    """What is known of a reader by the flags they made before this one.

    A flag that was answered before it was made tells nothing of them.
    """
    now = timezone.now()
    settled = before.filter(settled__created_at__gte=F("created_at"))
    last = list(settled.order_by("-id").values_list("outcome", flat=True)[:LOOKED_AT])
    dismissed = Q(outcome=Flag.Outcome.DISMISSED, created_at__gt=now - GUESTS_WAIT)
    return Record(
        is_member=is_member,
        is_known=is_member or bool(network),
        hidden_today=before.filter(created_at__gt=now - _DAY).exclude(hid=None).count(),
        upheld=last.count(Flag.Outcome.UPHELD),
        dismissed=last.count(Flag.Outcome.DISMISSED),
        dismissed_lately=settled.filter(dismissed).exists(),
    )


def _taking_along(record: Record, comment: Comment) -> Record:
    """The same reader, before the whole of a reply and all that answers it."""
    return replace(record, takes_along=comment.published_below)
