"""Posting a reply, and deciding about one. Every change of state goes through here and leaves a decision; rooms change in `moving`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from reviews.spoilers.door import admit

from .models import Comment, CommentRevision, Decision, Room, State, Thread
from .receipts import hash_of, token_for
from .storing import NOTHING, public_text, read_comment, store
from .thread import COUNTS, count, place

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.publishing.models import Review

    from .storing import StoredText

#: The longest reply, in characters: about four pages. Longer texts are reviews of their own.
COMMENT_LIMIT = 10_000
#: Lines of one reply: more are a list, or an attempt to fill the page.
LINE_LIMIT = 1_000
#: Names of the rules that decide on arrival.
HOLD_ALL, STAFF = "hold_all", "staff"

_STATE_AFTER = {
    Decision.Verdict.PUBLISH: State.PUBLISHED,
    Decision.Verdict.HOLD: State.PENDING,
    Decision.Verdict.DECLINE: State.DECLINED,
    Decision.Verdict.SPAM: State.SPAM,
    Decision.Verdict.WITHDRAW: State.WITHDRAWN,
}


class ParentGone(Exception):
    """The reply that was to be answered is not under this review, or no longer public."""


class RepliesClosed(Exception):
    """The review takes no replies."""


class RevisionChanged(Exception):
    """The comment was edited after the decider read it."""


class RoomChanged(Exception):
    """The comment was moved to the other side of the break after the decider read it; `decision` did it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.room_after)
        self.decision = decision


class KeyUsed(Exception):
    """The once-only key has made a comment already, and not this one."""


class AlreadyDecided(Exception):
    """Somebody else decided meanwhile; `decision` is theirs."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.verdict)
        self.decision = decision


def admit_comment_text(text: str) -> str:
    """Return `text` as it may be stored. Raises `spoilers.door.Refused` with the count when it is too long."""
    return admit(text, limit=COMMENT_LIMIT, line_limit=LINE_LIMIT)


def room_for(room: str, parent: Comment | None) -> str:
    """Return where a reply goes: never less hidden than what it answers."""
    return Room.AFTER if parent is not None and parent.room == Room.AFTER else room


def post_comment(
    *,
    review: Review,
    text: str,
    room: str,
    key: str,
    parent: Comment | None = None,
    author: User | None = None,
    guest_name: str = "",
    guest_email: str = "",
) -> Comment:
    """Store a reply and what became of it on arrival, once: the same form again returns the comment it made.

    Raises `Refused` or `NeedsMending` for the text, `ParentGone`, `RepliesClosed`, and `KeyUsed` for a key that made another one.
    """
    admitted = admit_comment_text(text)
    if (posted := posted_before(key=key, review=review, text=admitted, author=author)) is not None:
        return posted
    if parent is not None and (parent.review_id != review.pk or parent.state != State.PUBLISHED):
        raise ParentGone
    document = read_comment(admitted, subjects=review.subjects)
    state, rule = _on_arrival(author)
    comment = Comment(
        review=review, parent=parent, room=room_for(room, parent), state=state, author=author,
        guest_name=guest_name if author is None else "", guest_email=guest_email if author is None else "",
        key=key, receipt_hash=hash_of(token_for(key)), published_at=timezone.now() if state == State.PUBLISHED else None,
    )  # fmt: skip
    stored = public_text(document, comment) if state == State.PUBLISHED else NOTHING
    try:
        with transaction.atomic():
            _insert(comment, admitted, stored, rule=rule)
    except IntegrityError:
        # The same form, sent twice at once: whoever came second finds what the first one made.
        if (posted := posted_before(key=key, review=review, text=admitted, author=author)) is None:
            raise
        return posted
    return comment


def posted_before(*, key: str, review: Review, text: str, author: User | None) -> Comment | None:
    """Return the comment that this very form has made already, or None. Raises `KeyUsed` when its key has made another one."""
    comment = Comment.objects.filter(key=key).first()
    if comment is None:
        return None
    first = comment.revisions.get(number=1)
    if comment.review_id != review.pk or comment.author != author or first.text.reveal() != text:
        raise KeyUsed
    return comment


def decide(
    comment: Comment, *, verdict: str, by: User | None, seen_revision: int, rule: str = "", reason: str = "",
    seen_state: str | None = None, seen_room: str | None = None,
) -> Decision:  # fmt: skip
    """Record a verdict on `comment` and put its text where the new state wants it.

    The decision is bound to the revision that was seen: raises `RevisionChanged` for another, and `AlreadyDecided` when the
    state is no longer `seen_state` (default: the state of the `comment` in hand). What is good behind the break may not be good before
    it, so publishing is bound to the room as well: raises `RoomChanged` when it is no longer `seen_room` (default likewise).
    """
    expected = seen_state or comment.state
    revision = comment.revisions.get(number=comment.revision)
    state = _STATE_AFTER[Decision.Verdict(verdict)]
    stored = NOTHING
    if state == State.PUBLISHED:
        stored = public_text(read_comment(revision.text.reveal(), subjects=comment.review.subjects), comment)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(review=comment.review_id)
        current = Comment.objects.select_for_update().get(pk=comment.pk)
        if current.revision != seen_revision or revision.number != seen_revision:
            raise RevisionChanged
        if current.state != expected:
            raise AlreadyDecided(current.decisions.exclude(state_before=F("state_after")).latest("id"))
        if state == State.PUBLISHED and {comment.room, seen_room or comment.room} != {current.room}:
            raise RoomChanged(current.decisions.exclude(room_before=F("room_after")).latest("id"))
        decision = Decision.objects.create(
            comment=current, verdict=verdict, by=by, rule=rule, reason=reason, revision=seen_revision, revision_after=seen_revision,
            state_before=current.state, state_after=state, room_before=current.room, room_after=current.room,
        )  # fmt: skip
        _enter(current, state, stored, thread)
    comment.refresh_from_db()
    return decision


def set_replies_open(review: Review, *, is_open: bool) -> Thread:
    """Open or close `review` for replies. What was posted stays."""
    with transaction.atomic():
        thread = _locked_thread(review)
        if thread.is_open != is_open:
            thread.is_open, thread.public_changed_at = is_open, timezone.now()
            thread.save(update_fields=["is_open", "public_changed_at"])
    return thread


def _locked_thread(review: Review) -> Thread:
    """Return the thread of `review`, locked. A new one has changed nothing that strangers see, so it is as old as the review's page."""
    Thread.objects.get_or_create(review=review, defaults={"public_changed_at": review.public_changed_at})
    return Thread.objects.select_for_update().get(review=review)


def _on_arrival(author: User | None) -> tuple[str, str]:
    """Return the state a new reply takes and the rule that says so."""
    if author is not None and author.has_perm("reviews.moderate_comment"):
        return State.PUBLISHED, STAFF
    return State.PENDING, HOLD_ALL


def _insert(comment: Comment, text: str, stored: StoredText, *, rule: str) -> None:
    thread = _locked_thread(comment.review)
    if not thread.is_open:
        raise RepliesClosed
    _look_again_at_parent(comment)
    thread.last_number += 1
    comment.number = thread.last_number
    place(comment)
    comment.rendition, comment.search_text = stored.rendition, stored.search_text
    comment.save()
    store(comment, stored)
    CommentRevision.objects.create(comment=comment, number=1, text=text)
    Decision.objects.create(
        comment=comment, verdict=Decision.Verdict.ARRIVE, rule=rule, revision=1, revision_after=1,
        state_after=comment.state, room_after=comment.room,
    )  # fmt: skip
    count(thread, comment.room, +1 if comment.state == State.PUBLISHED else 0)
    thread.save(update_fields=["last_number", *COUNTS])


def _look_again_at_parent(comment: Comment) -> None:
    """Under the thread's lock: what is answered may have been taken down or moved since it was read. Raises `ParentGone`."""
    if comment.parent_id is None:
        return
    comment.parent = Comment.objects.get(pk=comment.parent_id)
    if comment.parent.state != State.PUBLISHED or room_for(comment.room, comment.parent) != comment.room:
        raise ParentGone


def _enter(comment: Comment, state: str, stored: StoredText, thread: Thread) -> None:
    was_public = comment.state == State.PUBLISHED
    comment.state = state
    if state == State.PUBLISHED and comment.published_at is None:
        comment.published_at = timezone.now()
    store(comment, stored)
    comment.save(update_fields=["state", "published_at", "rendition", "search_text"])
    count(thread, comment.room, (state == State.PUBLISHED) - was_public)
    thread.save(update_fields=COUNTS)
