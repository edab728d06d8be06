"""The public moderation log: what was decided, why and when. No texts, no names, and nothing that tells which reply it was.

A reply's room is left out with the rest: who counted decisions behind the break would count what is said there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reviews.comments.flags.flagging import RULE as FLAG
from reviews.comments.models import State
from reviews.comments.records import Decision
from reviews.comments.rules.words import plain_name, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.utils.functional import _StrOrPromise

    from reviews.publishing.models import Review

#: Rows on one page.
PAGE_SIZE = 50

_Verdict = Decision.Verdict
#: What moderators and rules do. Arriving, editing, withdrawing and erasing are the writer's own; what was undone, and the undoing, is as if
#: it had not been.
_WHAT: dict[str, _StrOrPromise] = {
    _Verdict.PUBLISH: _("A reply was published"),
    _Verdict.HOLD: _("A reply was taken down, to be looked at again"),
    _Verdict.DECLINE: _("A reply was declined"),
    _Verdict.SPAM: _("A reply was marked as spam"),
    _Verdict.MOVE: _("A reply was moved to the other side of the break"),
    _Verdict.MASK: _("Words of a reply were hidden"),
    _Verdict.ASK: _("The writer of a reply was asked for a change"),
    _Verdict.LOCK: _("What is hidden in a reply was locked"),
    _Verdict.UNLOCK: _("What is hidden in a reply was unlocked"),
    _Verdict.KEEP: _("A reply was reported, and left as it is"),
    _Verdict.AGREE: _("A reply was reported, and what had been done about it stays"),
}
_NOTHING_HOLDS_IT = _("Nothing holds it any longer.")
_A_READER_SAYS_SO = _("A reader has reported it, and a moderator looks next.")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Microseconds until the year 3000: what an address asks for beyond is no time of ours.
_LATEST = 32_503_680_000_000_000


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    what: _StrOrPromise
    why: _StrOrPromise
    #: Whether a moderator decided, and not a rule.
    by_moderator: bool
    at: datetime
    #: Only where strangers may read it.
    review_title: str = ""
    review_url: str = ""


@dataclass(frozen=True)
class LogPage:
    """Some of the log, newest first, and the moment from which the next page goes on ("" where there is none)."""

    entries: tuple[Entry, ...]
    older: str


def log_page(before: datetime | None) -> LogPage:
    """Return the decisions made before a moment, or the latest ones. One query, however many there are."""
    found = _public_decisions()
    if before is not None:
        found = found.filter(created_at__lt=before)
    rows = list(found[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    if len(rows) > PAGE_SIZE:
        shown = list(_whole_moments(rows))
    return LogPage(tuple(_entry(row) for row in shown), moment_word(shown[-1].created_at) if len(rows) > PAGE_SIZE else "")


def moment_word(moment: datetime) -> str:
    """Return how a moment stands in an address: microseconds, for decisions are made several a second. Their numbers would count them."""
    return str((moment - _EPOCH) // timedelta(microseconds=1))


def moment_of(word: str) -> datetime | None:
    """Return the moment that an address asks for, or None where it names none."""
    if not (word.isascii() and word.isdecimal() and len(word) <= len(str(_LATEST)) and int(word) <= _LATEST):
        return None
    return _EPOCH + timedelta(microseconds=int(word))


def _public_decisions() -> QuerySet[Decision]:
    decided = Decision.objects.filter(verdict__in=list(_WHAT), part_of=None, undoes=None, undone_by=None)
    # What a rule says of a reply that waits already belongs to its arrival.
    decided = decided.exclude(verdict=_Verdict.HOLD, state_before=State.PENDING)
    return decided.select_related("comment__review").defer(*_UNREAD).order_by("-created_at", "-id")


#: A line of the log needs none of the texts, so none is read.
_UNREAD = (
    "reason", "evidence", "comment__rendition", "comment__search_text", "comment__guest_name", "comment__guest_email",
    "comment__review__rendition", "comment__review__search_text", "comment__review__summary",
)  # fmt: skip


def _whole_moments(rows: list[Decision]) -> Iterator[Decision]:
    """All of a full page but the last, less the decisions of the same moment as what comes next: the next page begins with all of them."""
    cut = rows[-1].created_at
    kept = [row for row in rows[:-1] if row.created_at != cut]
    yield from kept or rows[:-1]


def _entry(decision: Decision) -> Entry:
    review: Review = decision.comment.review
    return Entry(
        what=_WHAT[decision.verdict],
        why=_why(decision),
        by_moderator=not decision.rule,
        at=decision.created_at,
        review_title=review.title if review.is_public else "",
        review_url=review.url if review.is_public else "",
    )


def _why(decision: Decision) -> _StrOrPromise:
    """The reason by its kind; what a moderator wrote to the writer is theirs."""
    if decision.reason_kind:
        return decision.get_reason_kind_display()
    if decision.rule == FLAG:
        return _A_READER_SAYS_SO
    if not decision.rule:
        return ""
    # A rule's plain name says why a reply waits.
    if decision.verdict == _Verdict.PUBLISH:
        return _NOTHING_HOLDS_IT
    return plain_name(decision.rule) if decision.verdict == _Verdict.HOLD else title_of(decision.rule)
