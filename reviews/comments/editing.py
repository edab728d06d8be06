"""What a writer does with their own reply: change it, or take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from reviews.publishing.compiling import read
from reviews.spoilers.document import SourceKind
from reviews.spoilers.reader import stranger

from .actions import admit_comment_text
from .arriving import Incoming, look_whether_taken, may_moderate, weigh_text
from .changing import enter, held, same_room, text_of, write_down
from .content import content_of, grown_links, lost_marks, shows_hidden
from .faults import LockedMark, NotEditable, RefusedByRule, RevisionChanged
from .masking import next_revision
from .models import CommentRevision, State
from .records import Decision
from .rules.findings import Effect, Finding
from .rules.gathering import likeness_of
from .rules.models import RuleBook
from .sender import Sender
from .storing import NOTHING, public_text, read_comment

if TYPE_CHECKING:
    from reviews.spoilers.document import Document
    from reviews.spoilers.reader import Reader

    from .content import Content
    from .models import Comment

#: The rule that sends an edited reply back to the moderators.
EDITED = "edited"
_EDITABLE = frozenset({State.PENDING, State.PUBLISHED, State.DECLINED})
_WITHDRAWABLE = frozenset({State.PENDING, State.PUBLISHED})


def is_editable(comment: Comment) -> bool:
    """Whether its writer may change it: what a moderator declined may be sent in again, what is spam may not."""
    return comment.state in _EDITABLE and comment.erased_at is None


def is_withdrawable(comment: Comment) -> bool:
    """Whether its writer may take it back."""
    return comment.state in _WITHDRAWABLE


def edit(comment: Comment, *, text: str, seen_revision: int, seen_room: str | None = None, knows: Reader | None = None) -> Decision:
    """Store what the writer, who may read what `knows` says (default: nothing), changed `comment` to, as a revision of its own.

    What was published stays so unless it grew links, lost a spoiler mark, or the rules about what is said find something in it; then, and
    when it was declined or sent back, it waits for a moderator. Raises `Refused`, `NeedsMending` and `ShowsNothing` for the text,
    `RefusedByRule`, `Blocked` and `RepliesPaused` as for a new reply, `RevisionChanged` and `RoomChanged` (what is good behind the break
    may not be good before it), `NotEditable`, and `LockedMark` where a moderator's lock hides what the new text would show.
    """
    look_whether_taken(comment.author)
    _look_at_pace(comment)
    admitted = admit_comment_text(text)
    subjects = comment.review.subjects
    document = read_comment(admitted, subjects=subjects)
    before = content_of(read(text_of(comment, seen_revision), SourceKind.COMMENT, subjects=subjects))
    after = content_of(document)
    findings = _findings(comment, admitted, document, knows)
    evidence = _evidence(before, after, findings)
    with held(comment) as (thread, current):
        if current.revision != seen_revision:
            raise RevisionChanged
        if not is_editable(current):
            raise NotEditable
        same_room(current, {comment.room, seen_room or comment.room})
        if current.is_locked and shows_hidden(before, after):
            raise LockedMark
        stays = current.state == State.PUBLISHED and (not evidence or may_moderate(current.author))
        state = State.PUBLISHED if stays else State.PENDING
        number = next_revision(current)
        rule = EDITED if current.state == State.PUBLISHED and not stays else ""
        decision = write_down(current, Decision.Verdict.EDIT, state=state, revision_after=number, rule=rule, evidence=evidence)
        CommentRevision.objects.create(comment=current, number=number, text=admitted)
        edited_at = timezone.now() if current.published_at else current.edited_at
        stored = public_text(document, current) if stays else NOTHING
        enter(
            thread, current, state=state, stored=stored, revision=number, waits_for_writer=False, edited_at=edited_at,
            likeness=likeness_of(admitted),
        )  # fmt: skip
    return decision


def withdraw(comment: Comment) -> Decision:
    """Take a reply back, as its writer asks. Raises `NotEditable` for one that has been decided against or withdrawn already."""
    with held(comment) as (thread, current):
        if not is_withdrawable(current):
            raise NotEditable
        decision = write_down(current, Decision.Verdict.WITHDRAW, state=State.WITHDRAWN)
        enter(thread, current, state=State.WITHDRAWN, stored=NOTHING, waits_for_writer=False)
    return decision


def _look_at_pace(comment: Comment) -> None:
    """Raise `RefusedByRule` where this reply has been changed as often within the hour as anybody may reply."""
    limit = RuleBook.current().replies_an_hour
    lately = comment.decisions.filter(verdict=Decision.Verdict.EDIT, created_at__gt=timezone.now() - timedelta(hours=1))
    if limit and not may_moderate(comment.author) and (count := lately.count()) >= limit:
        raise RefusedByRule(Finding("flood", Effect.REFUSE, {"count": count, "limit": limit, "by": "account"}))


def _findings(comment: Comment, text: str, document: Document, knows: Reader | None) -> list[dict[str, Any]]:
    """What the rules about a text say of the new one. Raises `RefusedByRule`."""
    sender = Sender(network=comment.network, knows=knows or stranger())
    rewritten = Incoming(
        review=comment.review, parent=comment.parent, text=text, document=document, room=comment.room, key=comment.key,
        author=comment.author, guest_name=comment.guest_name, guest_email=comment.guest_email, sender=sender,
    )  # fmt: skip
    return [finding.as_stored() for finding in weigh_text(rewritten)]


def _evidence(before: Content, after: Content, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """Why an edited reply goes back to the moderators; empty where it need not."""
    links, marks = grown_links(before, after), lost_marks(before, after)
    found = {"links": list(links), "marks": list(marks), "findings": findings}
    return {name: what for name, what in found.items() if what}
