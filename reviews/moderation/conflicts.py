"""What was decided on is not what is there: what happened, what changed word by word, and the buttons again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from reviews.comments import faults
from reviews.comments.differences import word_diff
from reviews.comments.reading import plain_text_for
from reviews.comments.records import Decision, Reason
from reviews.comments.storing import NeedsMending, ShowsNothing
from reviews.publishing.problems import sentences
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from .access import moderator_of
from .filters import Filters
from .page import row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from reviews.comments.differences import Change
    from reviews.comments.models import Comment
    from reviews.spoilers.reader import Reader

    from .rows import Row

#: Whatever keeps a decision from being taken, and is nobody's mistake.
FAULTS = (
    faults.RevisionChanged, faults.RoomChanged, faults.AlreadyDecided, faults.AlreadyThere, faults.AlreadyUndone, faults.ParentBehind,
    faults.AnsweredInFront, faults.NothingToUndo, faults.ChangedSince, faults.ParentGone, NeedsMending, ShowsNothing,
)  # fmt: skip


class Unread(Exception):
    """The moderator has not been shown all of it."""


class Gone(Exception):
    """Its writer has taken it back, or had it erased: there is nothing left to decide."""


def wants_fragment(request: HttpRequest) -> bool:
    """Whether our script asks, which puts the answer in the place of the row."""
    return request.headers.get("X-Requested-With") == "fetch"


def why(fault: Exception, *, undoing: bool = False) -> str:
    """Say what kept a decision from being taken, or from being taken back."""
    match fault:
        case faults.ParentBehind() if undoing:
            return _("What it answers stands behind the break by now.")
        case faults.RoomChanged() | faults.AlreadyDecided() | faults.AlreadyThere() | faults.AlreadyUndone():
            return already(fault.decision)
        case NeedsMending():
            return " ".join(sentences(fault.problems))
        case _:
            return _WORDS[type(fault)]()


def already(decision: Decision) -> str:
    """Say who has decided what."""
    if decision.verdict == Decision.Verdict.ARRIVE:
        return _("It has been there from the beginning.")
    if decision.verdict in {Decision.Verdict.WITHDRAW, Decision.Verdict.EDIT, Decision.Verdict.ERASE}:
        return _("Its writer has acted meanwhile: %(verdict)s.") % {"verdict": decision.get_verdict_display()}
    who = decision.by.byline if decision.by else _("A rule")
    return _("%(who)s has decided meanwhile: %(verdict)s.") % {"who": who, "verdict": decision.get_verdict_display()}


_WORDS: dict[type[Exception], Callable[[], str]] = {
    Unread: lambda: _("Read all of it first: nobody decides about a text they have not been shown."),
    Gone: lambda: _("Its writer has taken it back, so there is nothing to decide."),
    faults.RevisionChanged: lambda: _("The writer has changed this reply since you read it."),
    faults.ParentBehind: lambda: _("What it answers stands behind the break, and a reply is never less hidden than that."),
    faults.ParentGone: lambda: _("It can't be answered: it is not published."),
    faults.AnsweredInFront: lambda: _("Replies to it stand before the break by now. Move it behind the break, and they go with it."),
    faults.NothingToUndo: lambda: _("This can't be taken back by itself: a move or a press on many goes back only as a whole."),
    faults.ChangedSince: lambda: _("Something else has happened to it since: it was moved, edited or published after it."),
    ShowsNothing: lambda: _("None of its text would be seen."),
}


def changed(
    request: HttpRequest, comment: Comment, sentence: str = "", *, status: int = 409, seen_revision: int | None = None,
    kept: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """409: what is there now, as this moderator may see it, with the buttons. `kept` is what they wrote, so that it is not lost."""
    shelf = reader_of(request)
    row = row_of(comment.pk, by=moderator_of(request), shelf=shelf)
    context = {
        "row": row,
        "why": sentence or _("The reply has changed since you saw it."),
        "changes": _changes(comment, row, shelf, seen_revision),
        "kept": kept or {},
        "query": Filters.of(request.GET).query,
        "kinds": Reason.choices,
    }
    template = "moderation/_changed_row.html" if wants_fragment(request) else "moderation/changed.html"
    return private_page(render(request, template, context, status=status))


def _changes(comment: Comment, row: Row, shelf: Reader, seen_revision: int | None) -> list[Change]:
    """What is new since the revision that was seen, in what the moderator may read of both."""
    if row.gated or seen_revision is None or seen_revision == row.revision:
        return []
    if not comment.revisions.filter(number=seen_revision).exists():
        return []
    old, new = (plain_text_for(comment, shelf, revision=number) for number in (seen_revision, row.revision))
    return word_diff(old, new)
