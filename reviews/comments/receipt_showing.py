"""A reply as its own writer sees it: everything they wrote, what became of it, and what they can still do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, prefetch_related_objects

from reviews.publishing.framing import Frames
from reviews.publishing.showing import ReviewView, review_view

from .access import comment_of_receipt
from .differences import Change, word_diff
from .editing import is_editable, is_withdrawable
from .history import Step, explaining, history_of, why_of
from .models import Comment, State
from .reading import own_text
from .records import Decision

if TYPE_CHECKING:
    from datetime import datetime

    from reviews.publishing.framing import Piece


#: What was noted on arrival and is not told: how many words were like a hidden passage would tell whoever guesses that they guessed right,
#: and how many replies came from a network is about others.
_UNSAID = frozenset({"resembles", "replies_last_hour_from_network"})


@dataclass(frozen=True)
class Written:
    """One revision, in the signs it is written with."""

    number: int
    text: str
    at: datetime
    #: A moderator hid words in it. The words are the writer's all the same.
    is_masked: bool
    is_current: bool


@dataclass(frozen=True)
class Receipt:
    """Everything a receipt shows."""

    token: str
    handle: str
    #: None where the review has been taken back: strangers don't know of it, and its name is not said.
    review: ReviewView | None
    byline: str
    room: str
    state: str
    state_label: str
    created_at: datetime
    published_at: datetime | None
    erased: bool
    waits_for_writer: bool
    #: How many wait for a moderator before this one; None where it does not wait for one.
    ahead: int | None
    why: tuple[str, ...]
    pieces: tuple[Piece, ...]
    text: str
    written: tuple[Written, ...]
    #: What a moderator's marks changed, while they stand.
    masked: tuple[Change, ...]
    history: tuple[Step, ...]
    url: str
    is_member: bool
    address_proven: bool
    takes_mail: bool
    asks_for_mail: bool
    may_edit: bool
    may_withdraw: bool


def receipt_of(token: str) -> tuple[Comment, Receipt]:
    """Return the comment that a receipt's token opens, and the receipt. As many queries for each. Raises `Http404`."""
    comment = comment_of_receipt(token)
    prefetch_related_objects([comment], "revisions")
    decisions = list(comment.decisions.select_related("undoes").order_by("id"))
    written = written_in(comment, decisions)
    rendition = own_text(comment)
    frames = Frames.around(comment.review.subjects)
    frames.learn([rendition])
    reason = explaining(decisions, comment.state)
    return comment, Receipt(
        token=token,
        handle=comment.handle,
        review=review_view(comment.review) if comment.review.is_public else None,
        byline="" if comment.erased_at else comment.byline,
        room=comment.room,
        state=comment.state,
        state_label=comment.get_state_display(),
        created_at=comment.created_at,
        published_at=comment.published_at,
        erased=comment.erased_at is not None,
        waits_for_writer=comment.waits_for_writer,
        ahead=_ahead_of(comment),
        why=why_of(reason) if reason else (),
        pieces=frames.frame(rendition, {}),
        text=next((each.text for each in written if each.is_current), ""),
        written=tuple(reversed(written)),
        masked=tuple(_masked(written)),
        history=tuple(reversed(history_of(decisions))),
        url=comment.get_absolute_url() if comment.state == State.PUBLISHED and comment.review.is_public else "",
        is_member=comment.author_id is not None,
        address_proven=comment.author_id is not None or comment.address_proven,
        takes_mail=comment.erased_at is None and (comment.author_id is not None or bool(comment.guest_email)),
        asks_for_mail=comment.mail_decision or comment.mail_replies,
        may_edit=is_editable(comment),
        may_withdraw=is_withdrawable(comment),
    )


def written_in(comment: Comment, decisions: list[Decision]) -> list[Written]:
    """Return the revisions of `comment` in order. The one place where a source is shown as it is: to its writer, by the receipt's key.

    Whose a revision is follows from the log: a moderator's account may be gone, and with it the name on the row.
    """
    masks = {decision.revision_after for decision in decisions if decision.verdict == Decision.Verdict.MASK}
    return [
        Written(
            number=revision.number, text=revision.text.reveal(), at=revision.created_at, is_masked=revision.number in masks,
            is_current=revision.number == comment.revision,
        )
        for revision in sorted(comment.revisions.all(), key=lambda revision: revision.number)
    ]  # fmt: skip


def changes_between(written: list[Written], seen: int) -> list[Change]:
    """Return what has changed since the revision `seen`, sign by sign: a mark that hides a word is a change too."""
    texts = {each.number: each.text for each in written}
    current = next((each.text for each in written if each.is_current), "")
    return word_diff(texts[seen], current) if seen in texts else []


def _masked(written: list[Written]) -> list[Change]:
    """What the moderators' marks have changed in the writer's own last words, while the marks stand."""
    current = next((each for each in written if each.is_current), None)
    if current is None or not current.is_masked:
        return []
    own = [each for each in written if not each.is_masked and each.number < current.number]
    return word_diff(own[-1].text, current.text) if own else []


def _ahead_of(comment: Comment) -> int | None:
    if comment.state != State.PENDING or comment.waits_for_writer:
        return None
    earlier = Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk)
    return Comment.objects.awaiting_decision().filter(earlier).count()


def kept_about(comment: Comment) -> dict[str, Any]:
    """Return everything that is kept about one reply, as JSON, for its writer.

    Of what the rules saw, `_UNSAID` is left out. So are the words of their evidence, which stand in the text itself.
    """
    decisions = list(comment.decisions.select_related("undoes").order_by("id"))
    return {
        "reply": comment.handle,
        "review": comment.review.title if comment.review.is_public else "",
        "in_reply_to": comment.parent.handle if comment.parent is not None else "",
        "room": comment.room,
        "state": comment.state,
        "name": "" if comment.erased_at else comment.byline,
        "e_mail": comment.guest_email,
        "e_mail_confirmed": comment.address_proven,
        "received": comment.created_at,
        "published": comment.published_at,
        "changed": comment.edited_at,
        "erased": comment.erased_at,
        "mail": {"decision": comment.mail_decision, "replies": comment.mail_replies},
        "network_hash": comment.network,
        "likeness_hash": comment.likeness,
        "noted_on_arrival": {name: value for name, value in comment.arrival.items() if name not in _UNSAID},
        "flags_by_readers": comment.flags.count(),
        "texts": [
            {"number": each.number, "written": each.at, "marked_by_a_moderator": each.is_masked, "text": each.text}
            for each in written_in(comment, decisions)
        ],
        "history": [{"at": step.at, "what": step.what, "why": list(step.why)} for step in history_of(decisions)],
    }
