"""The rows of the desk: each reply with what a moderator needs to decide, hidden text gated by their own shelf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.comments.models import Comment, Room, State
from reviews.comments.reading import Reply, rendition_for
from reviews.comments.receipts import new_key
from reviews.comments.showing import CommentView, comment_view
from reviews.comments.words import lines
from reviews.publishing.framing import Frames
from reviews.publishing.reading import break_facts
from reviews.spoilers.decide import decide
from reviews.spoilers.rendition import Rendition

from .evidence import Evidence, Why
from .reports import Report, reports_of
from .shown import proof_of_reading
from .texts import documents_of
from .writers import Record, records_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.models import User
    from reviews.comments.records import Decision
    from reviews.publishing.models import Review
    from reviews.spoilers.document import Document
    from reviews.spoilers.reader import Reader

    from .models import Claim


@dataclass(frozen=True)
class Last:
    """What somebody decided last. Words alone: a decision would bring its reply along."""

    what: str
    by: str
    at: datetime
    reasons: tuple[str, ...]
    #: There are reasons that this moderator is not shown before they have opened the reply.
    withholds: bool = False


@dataclass(frozen=True)
class Row:
    """One reply on the desk."""

    id: int
    handle: str
    revision: int
    comment: CommentView
    review: Review
    parent: CommentView | None
    #: It answers something that readers don't see any more.
    parent_gone: bool
    room: str
    state: str
    state_words: str
    byline: str
    created_at: datetime
    #: It is for the room after the break, and this moderator has not finished the works: nothing of it is shown.
    gated: bool
    #: All of it is on the page. Who has not read a reply can't publish or decline it.
    shown: bool
    record: Record
    #: What moderators have of a member, where the name is not withheld.
    member_url: str = ""
    why: tuple[Why, ...] = ()
    reports: tuple[Report, ...] = ()
    #: For the forms of a row that was opened for this moderator alone.
    proof: str = ""
    key: str = ""
    #: Another moderator who has it open.
    claimed_by: str = ""
    handed_by: tuple[str, ...] = ()
    handed_by_me: bool = False
    waits_for_writer: bool = False
    is_locked: bool = False
    edited_at: datetime | None = None
    last: Last | None = None
    #: What says the same: how many others wait in the same room, and the address that lists them.
    alike: int = 0
    likeness: str = ""

    @property
    def seen(self) -> str:
        """What a press on many rows is bound to."""
        return " ".join(filter(None, (str(self.id), str(self.revision), self.room, self.state, self.proof)))

    @property
    def has_more(self) -> bool:
        """Something of it, or of what readers and moderators say about it, is not on the page yet."""
        return not self.shown or any(report.withholds for report in self.reports) or (self.last is not None and self.last.withholds)

    @property
    def is_on_desk(self) -> bool:
        """It waits for a moderator."""
        return self.state == State.PENDING and not self.waits_for_writer

    @property
    def is_hidden_by_flags(self) -> bool:
        """A flag has hidden some of it until somebody decides."""
        return any(report.hid for report in self.reports)

    @property
    def is_flagged(self) -> bool:
        return self.state == State.PUBLISHED and bool(self.reports)


class Rows:
    """The rows of one page for one moderator, in the same number of queries however many they are."""

    def __init__(self, comments: Sequence[Comment], *, by: User, shelf: Reader) -> None:
        self.comments, self.by, self.shelf = comments, by, shelf
        parents = [parent for comment in comments if (parent := _public_parent(comment))]
        self.documents = documents_of([*comments, *parents])
        self.records = records_of(comments)
        self.evidence = Evidence(comments, shelf)
        self.frames = Frames()
        #: They were opened for a decision, whatever the shelf says.
        self.looked = False

    def all(self, *, reader: Reader | None = None) -> list[Row]:
        """Return the rows as `reader` may see them, which is the moderator's own shelf where no other is given."""
        self.looked = reader is not None
        knows = reader or self.shelf
        texts = {comment.pk: self._text(comment, knows) for comment in self.comments}
        parents = {comment.pk: self._parent_text(comment) for comment in self.comments}
        # Works under a review are read with it; what gates name beside them is read once for the page.
        known = [work for comment in self.comments for work in comment.review.subjects]
        self.frames.learn(filter(None, [*texts.values(), *parents.values()]), known=known)
        return _told_apart([self._row(comment, texts[comment.pk], parents[comment.pk], knows) for comment in self.comments])

    def _text(self, comment: Comment, reader: Reader) -> Rendition | None:
        """What `reader` may see; None where the whole of it stands behind the break that they have not opened."""
        if comment.room == Room.AFTER and not room_is_open(comment, reader):
            return None
        return rendition_for(self.documents[comment.pk], reader, comment.handle)

    def _parent_text(self, comment: Comment) -> Rendition | None:
        """What is answered follows the shelf, whatever was opened of the answer."""
        parent = _public_parent(comment)
        if parent is None or (parent.room == Room.AFTER and not room_is_open(comment, self.shelf)):
            return None
        return rendition_for(self.documents[parent.pk], self.shelf, f"answered-{comment.handle}")

    def _row(self, comment: Comment, text: Rendition | None, parent: Rendition | None, knows: Reader) -> Row:
        self.frames.subjects = [work.pk for work in comment.review.subjects]
        shown = text is not None and not text.gates
        read = lines(text, {}) if text is not None else []
        view = comment_view(Reply(comment, text or Rendition(()), {}), review=comment.review, viewer=None, frames=self.frames)
        # In the second room names are withheld with the text: one may be a spoiler.
        view = view if text is not None else replace(view, byline=str(_("Somebody")), initials="", tint=0)
        knows_the_story = room_is_open(comment, knows)
        handovers = {handover.by_id: handover.by.byline for handover in comment.handovers.all()}
        return Row(
            id=comment.pk,
            handle=comment.handle,
            revision=comment.revision,
            comment=view,
            review=comment.review,
            parent=self._parent(comment, parent),
            parent_gone=comment.parent is not None and comment.parent.state != State.PUBLISHED,
            room=comment.room,
            state=comment.state,
            state_words=comment.get_state_display(),
            byline=view.byline,
            created_at=comment.created_at,
            gated=text is None,
            shown=shown,
            record=self.records[comment.pk],
            member_url=reverse("moderation-member", args=[comment.author.username]) if comment.author and text is not None else "",
            why=self.evidence.of(comment, read, all_shown=shown) if comment.state == State.PENDING else (),
            reports=reports_of(comment, read, knows_the_story=knows_the_story),
            proof=proof_of_reading(comment, self.by) if shown and self.looked else "",
            key=new_key(),
            claimed_by=self._claimed_by(comment),
            handed_by=tuple(byline for member, byline in handovers.items() if member != self.by.pk),
            handed_by_me=self.by.pk in handovers,
            waits_for_writer=comment.waits_for_writer,
            is_locked=comment.is_locked,
            edited_at=comment.edited_at,
            last=_last(comment, knows_the_story=knows_the_story) if comment.state != State.PENDING else None,
            likeness=comment.likeness if shown else "",
        )

    def _parent(self, comment: Comment, text: Rendition | None) -> CommentView | None:
        parent = comment.parent
        if parent is None or text is None:
            return None
        return comment_view(Reply(parent, text, {}), review=comment.review, viewer=None, frames=self.frames)

    def _claimed_by(self, comment: Comment) -> str:
        claim: Claim | None = getattr(comment, "claim", None)
        if claim is None or claim.by_id == self.by.pk or not claim.stands():
            return ""
        return claim.by.byline


def _last(comment: Comment, *, knows_the_story: bool) -> Last | None:
    """The last decision that somebody has made, with its reasons: they were written by somebody who had read it all, and may say more
    of the story than the reply does."""
    decision: Decision | None = next((each for each in reversed([*comment.decisions.all()]) if each.by), None)
    if decision is None or decision.by is None:
        return None
    kind = decision.get_reason_kind_display() if decision.reason_kind else ""
    reasons = tuple(filter(None, (str(kind), decision.reason)))
    return Last(
        what=str(decision.get_verdict_display()),
        by=decision.by.byline,
        at=decision.created_at,
        reasons=reasons if knows_the_story else (),
        withholds=bool(reasons) and not knows_the_story,
    )


def is_shown(comment: Comment, document: Document, reader: Reader) -> bool:
    """Whether `reader` sees all of `comment` without opening anything."""
    if comment.room == Room.AFTER and not room_is_open(comment, reader):
        return False
    return not rendition_for(document, reader, comment.handle).gates


def room_is_open(comment: Comment, reader: Reader) -> bool:
    return decide(break_facts(comment.review, comment.review.subjects), reader).open


def _public_parent(comment: Comment) -> Comment | None:
    """What is answered, where readers can still see it."""
    parent = comment.parent
    if parent is None or parent.state != State.PUBLISHED:
        return None
    parent.review = comment.review
    return parent


def _told_apart(rows: list[Row]) -> list[Row]:
    """Number those whose names are withheld, where there are several."""
    hidden = [row.id for row in rows if row.gated]
    if len(hidden) < 2:
        return rows
    return [replace(row, byline=_("Somebody (%(number)d)") % {"number": hidden.index(row.id) + 1}) if row.gated else row for row in rows]
