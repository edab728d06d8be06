"""Posting a reply, and opening or closing a review for replies. What is decided about a reply later is in `deciding`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.publishing.models import Review
from reviews.spoilers.door import admit

from .arriving import Incoming, look_again, weigh_arrival
from .faults import KeyUsed, ParentGone, RefusedByRule, RepliesClosed
from .models import Comment, CommentRevision, Room, State, Thread
from .receipts import hash_of, token_for
from .records import Decision
from .rules.tasks import check_reply
from .storing import NOTHING, public_text, read_comment, store
from .thread import COUNTS, came, place

if TYPE_CHECKING:
    from accounts.models import User

    from .arriving import Welcome
    from .sender import Sender
    from .storing import StoredText

#: The longest reply, in characters: about four pages. Longer texts are reviews of their own.
COMMENT_LIMIT = 10_000
#: Lines of one reply: more are a list, or an attempt to fill the page.
LINE_LIMIT = 1_000


def admit_comment_text(text: str) -> str:
    """Return `text` as it may be stored. Raises `spoilers.door.Refused` with the count when it is too long."""
    return admit(text, limit=COMMENT_LIMIT, line_limit=LINE_LIMIT)


def room_for(room: str, parent: Comment | None) -> str:
    """Return where a reply goes: never less hidden than what it answers."""
    return Room.AFTER if parent is not None and parent.room == Room.AFTER else room


def post_comment(
    *, review: Review, text: str, room: str, key: str, parent: Comment | None = None, author: User | None = None, guest_name: str = "",
    guest_email: str = "", sender: Sender | None = None,
) -> Comment:  # fmt: skip
    """Store a reply and what became of it on arrival, once: the same form again returns the comment it made.

    Raises `Refused` or `NeedsMending` for the text, `ParentGone`, `RepliesClosed`, `RepliesPaused`, `Blocked`, `RefusedByRule`, and
    `KeyUsed` for a key that made another one. Rules look at what a browser sent (`sender`); the rest waits, unless a moderator wrote it.
    """
    admitted = admit_comment_text(text)
    if (posted := posted_before(key=key, review=review, text=admitted, author=author)) is not None:
        return posted
    if parent is not None and (parent.review_id != review.pk or parent.state != State.PUBLISHED):
        raise ParentGone
    document = read_comment(admitted, subjects=review.subjects)
    guest = {"guest_name": guest_name, "guest_email": guest_email.casefold()} if author is None else {"guest_name": "", "guest_email": ""}
    room = room_for(room, parent)
    incoming = Incoming(
        review=review, parent=parent, text=admitted, document=document, room=room, key=key, author=author, sender=sender, **guest
    )
    try:
        welcome = weigh_arrival(incoming)
    except RefusedByRule:
        # The same form, sent twice at once: to the rules the second looks like a repetition of the first.
        if (posted := posted_before(key=key, review=review, text=admitted, author=author)) is not None:
            return posted
        raise
    comment = Comment(
        review=review, parent=parent, room=room, state=welcome.state, author=author, key=key, receipt_hash=hash_of(token_for(key)),
        published_at=timezone.now() if welcome.state == State.PUBLISHED else None, **guest, **welcome.columns,
    )  # fmt: skip
    stored = public_text(document, comment) if welcome.state == State.PUBLISHED else NOTHING
    try:
        with transaction.atomic():
            _insert(comment, admitted, stored, welcome)
            if welcome.ask_checker:
                check_reply.enqueue(comment.pk)
    except (IntegrityError, RefusedByRule) as fault:
        # The same form, sent twice at once: whoever came second finds what the first one made.
        if (posted := posted_before(key=key, review=review, text=admitted, author=author)) is not None:
            return posted
        if isinstance(fault, RefusedByRule):
            raise
        if not Review.objects.filter(pk=review.pk).exists():
            # Its owner deleted it, replies and all, in this very moment.
            raise RepliesClosed from None
        raise
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


def _insert(comment: Comment, text: str, stored: StoredText, welcome: Welcome) -> None:
    thread = _locked_thread(comment.review)
    if not thread.is_open:
        raise RepliesClosed
    _look_again_at_parent(comment)
    look_again(welcome)
    thread.last_number += 1
    comment.number = thread.last_number
    place(comment)
    comment.rendition, comment.search_text = stored.rendition, stored.search_text
    comment.save()
    store(comment, stored)
    CommentRevision.objects.create(comment=comment, number=1, text=text)
    Decision.objects.create(
        comment=comment, verdict=Decision.Verdict.ARRIVE, rule=welcome.rule, evidence=welcome.evidence, revision=1, revision_after=1,
        state_after=comment.state, room_after=comment.room,
    )  # fmt: skip
    came(thread, comment, +1 if comment.state == State.PUBLISHED else 0)
    thread.save(update_fields=["last_number", *COUNTS])


def _look_again_at_parent(comment: Comment) -> None:
    """Under the thread's lock: what is answered may have been taken down or moved since it was read. Raises `ParentGone`."""
    if comment.parent_id is None:
        return
    comment.parent = Comment.objects.filter(pk=comment.parent_id).first()
    if comment.parent is None or comment.parent.state != State.PUBLISHED or room_for(comment.room, comment.parent) != comment.room:
        raise ParentGone
