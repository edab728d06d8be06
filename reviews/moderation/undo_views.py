"""Moving a reply across the break, and taking decisions back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from reviews.comments import moving, undoing
from reviews.comments.access import comment_on_desk, decision_on_desk
from reviews.comments.models import Room
from reviews.comments.records import Decision, Reason
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from .access import moderator_of, moderators_only
from .bulk import MOST
from .conflicts import FAULTS, Gone, Unread, changed, wants_fragment, why
from .deciding import Reading, is_open_on_page, refuse_unseen, taken
from .filters import DIGITS, Filters
from .forms import MoveForm
from .moves import STAYS_TAG, place_of, place_on_desk, place_where_it_was, said_undone, say_undone
from .page import row_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@moderators_only
@require_POST
def move(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Move a reply to the other side of the break (`room`), behind it with all that answers it, and go on where it was: on the review
    page, if the button was pressed there (`back`), or on the desk.

    Behind the break it is shown to fewer, so that takes nothing. Whoever brings it before the break has been shown all of it, and in the
    state it is in.
    """
    comment, by = comment_on_desk(comment_id), moderator_of(request)
    form = MoveForm(request.POST)
    if "room" in form.errors:
        return changed(request, comment, _("Say on which side of the break it should stand."), status=422)
    if not form.is_valid():
        return changed(request, comment)
    room, revision, proof = (form.cleaned_data[name] for name in ("room", "revision", "read"))
    forward = room == Room.BEFORE
    try:
        if forward:
            shelf = reader_of(request)
            reading = Reading.NONE if is_open_on_page(comment, shelf) else Reading.ALL
            refuse_unseen(comment, revision=revision, room=Room.AFTER, by=by, shelf=shelf, proof=proof, reading=reading)
        seen_state = form.seen_state if forward else None
        decision = moving.move(comment, room=room, by=by, seen_revision=revision, seen_state=seen_state)
    except (*FAULTS, Unread, Gone) as fault:
        return changed(request, comment, why(fault), seen_revision=revision)
    back = request.POST.get("back") == "review"
    return taken(request, decision, to=place_where_it_was(decision) if back else place_on_desk(comment, Filters.of(request.GET)))


@moderators_only
@require_POST
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back, a move whole."""
    decision, by = decision_on_desk(decision_id), moderator_of(request)
    try:
        undone = undoing.undo(decision, by=by)
    except FAULTS as fault:
        return changed(request, decision.comment, why(fault, undoing=True))
    if wants_fragment(request):
        row = row_of(decision.comment_id, by=by, shelf=reader_of(request))
        context = {"row": row, "said": said_undone(undone), "query": Filters.of(request.GET).query, "kinds": Reason.choices}
        return private_page(render(request, "moderation/_row.html", context))
    say_undone(request, undone)
    return redirect(place_of(comment_on_desk(decision.comment_id)))


@moderators_only
@require_POST
def undo_several(request: HttpRequest) -> HttpResponse:
    """Take several decisions back (`decision`, as often as wanted), all of them or none."""
    ids = [int(pk) for pk in request.POST.getlist("decision")[:MOST] if pk.isascii() and pk.isdecimal() and len(pk) <= DIGITS]
    decisions = list(Decision.objects.filter(pk__in=ids).select_related("comment__review"))
    if not decisions:
        return redirect("moderation")
    try:
        undone = undoing.undo_all(decisions, by=moderator_of(request))
    except FAULTS as fault:
        context = {"why": why(fault, undoing=True), "lead": _("Nothing was taken back: it goes back as a whole or not at all.")}
        return private_page(render(request, "moderation/changed.html", context, status=409))
    words = ngettext("%(count)s decision taken back.", "%(count)s decisions taken back.", len(undone)) % {"count": len(undone)}
    messages.success(request, words, extra_tags=STAYS_TAG)
    response = redirect("moderation")
    response.status_code = 303
    return response
