"""One decision by one moderator: is it theirs to take, what came of it, and what they see next."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import F
from django.shortcuts import redirect, render

from reviews.comments.faults import RevisionChanged, RoomChanged
from reviews.comments.models import Room, State
from reviews.comments.reading import read_one
from reviews.comments.records import Decision, Reason
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from . import actions
from .access import moderator_of
from .conflicts import FAULTS, Gone, Unread, changed, wants_fragment, why
from .filters import Filters
from .moves import place_after, said, say
from .page import row_of
from .queue import Desk
from .rows import is_shown, room_is_open
from .shown import has_read
from .texts import documents_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from reviews.comments.models import Comment
    from reviews.spoilers.reader import Reader
    from reviews.spoilers.rendition import Rendition

    from .forms import DecisionForm


#: They leave a reply where it is.
_STAYS = frozenset({Decision.Verdict.LOCK, Decision.Verdict.UNLOCK})


class Reading(Enum):
    """What somebody has to have seen of a reply before they decide about it."""

    ALL = "all"
    #: Spam is known by its public part.
    SOME = "some"
    NONE = "none"


def refuse_unseen(
    comment: Comment, *, revision: int, room: str, by: User, shelf: Reader, proof: str, reading: Reading = Reading.ALL
) -> None:  # fmt: skip
    """Raise `Gone`, `RevisionChanged` or `RoomChanged` where this is not the reply that was on the screen, and `Unread` where `by` has
    not been shown of it what the verdict takes."""
    if comment.erased_at is not None or comment.state == State.WITHDRAWN:
        raise Gone
    if comment.revision != revision:
        raise RevisionChanged
    if comment.room != room:
        raise RoomChanged(comment.decisions.exclude(room_before=F("room_after")).latest("id"))
    if reading is Reading.NONE or (proof and has_read(proof, comment, by)):
        return
    if reading is Reading.SOME and (comment.room == Room.BEFORE or room_is_open(comment, shelf)):
        return
    if not is_shown(comment, documents_of([comment])[comment.pk], shelf):
        raise Unread


def is_open_on_page(comment: Comment, reader: Reader) -> bool:
    """Whether `reader` sees all of a published reply under its review, by what they have opened there too: the desk knows no such gates."""
    if comment.state != State.PUBLISHED or (comment.room == Room.AFTER and not room_is_open(comment, reader)):
        return False
    reply = read_one(comment, reader)

    def all_open(text: Rendition) -> bool:
        return all(gate.handle in reply.opened and all_open(reply.opened[gate.handle].rendition) for gate in text.gates)

    return all_open(reply.rendition)


def take(
    request: HttpRequest, comment: Comment, form: DecisionForm, act: Callable[[User], Decision], *, reading: Reading = Reading.ALL,
    kept: Mapping[str, str] | None = None, seen_room: str | None = None,
) -> HttpResponse:  # fmt: skip
    """Take a decision that `form` is bound to, by `act`; or say what is there instead. `kept` is what was written, for that page."""
    by, seen = moderator_of(request), form.cleaned_data["revision"]
    room, proof = seen_room or comment.room, form.cleaned_data["read"]
    try:
        refuse_unseen(comment, revision=seen, room=room, by=by, shelf=reader_of(request), proof=proof, reading=reading)
        decision = act(by)
    except (*FAULTS, Unread, Gone) as fault:
        return changed(request, comment, why(fault), seen_revision=seen, kept=kept)
    return taken(request, decision)


def taken(request: HttpRequest, decision: Decision, *, sentence: str = "", to: str = "") -> HttpResponse:
    """Answer a decision: the next row, or for our script a line in the place of this one."""
    comment, by, filters = decision.comment, moderator_of(request), Filters.of(request.GET)
    actions.release(comment)
    if wants_fragment(request):
        row = row_of(comment.pk, by=by, shelf=reader_of(request))
        words = sentence or said(decision)
        context = {"row": row, "said": words, "query": filters.query, "kinds": Reason.choices}
        if row.is_on_desk or decision.verdict in _STAYS:
            # It is still there, as it is now, and can be decided again at once.
            return private_page(render(request, "moderation/_row.html", {**context, "undo": decision}))
        context |= {"decision": decision, "waiting": Desk(by).waiting()}
        return private_page(render(request, "moderation/_done.html", context))
    say(request, decision, sentence=sentence)
    return redirect(to or place_after(comment, filters, by=by, decision=decision))
