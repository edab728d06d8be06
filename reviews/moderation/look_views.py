"""Opening a reply for a decision, having it open, and leaving it to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.comments.access import comment_on_desk
from reviews.comments.models import State
from reviews.comments.records import Reason
from reviews.notices.people import moderators
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from . import actions
from .access import moderator_of, moderators_only
from .conflicts import changed, wants_fragment
from .filters import Filters
from .models import Claim
from .moves import STAYS_TAG, place_after, place_on_desk
from .page import row_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@moderators_only
@require_POST
def look(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Open one reply on the desk, without touching the moderator's shelf."""
    comment, by = comment_on_desk(comment_id), moderator_of(request)
    row = row_of(comment.pk, by=by, shelf=reader_of(request), looked=True)
    actions.claim(comment, by=by)
    context = {"row": row, "query": Filters.of(request.GET).query, "kinds": Reason.choices}
    template = "moderation/_row.html" if wants_fragment(request) else "moderation/reply.html"
    return private_page(render(request, template, context))


@moderators_only
@require_POST
def claim(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Say that this moderator is looking at a row, unless another one is."""
    comment, by = comment_on_desk(comment_id), moderator_of(request)
    if not Claim.objects.standing().filter(comment=comment).exclude(by=by).exists():
        actions.claim(comment, by=by)
    return private_page(HttpResponse(status=204))


@moderators_only
@require_POST
def hand_over(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Leave a reply to the other moderators, or (`back`) take it back."""
    comment, by, filters = comment_on_desk(comment_id), moderator_of(request), Filters.of(request.GET)
    if comment.state != State.PENDING:
        return changed(request, comment, _("It waits no longer, so there is nothing to hand over."))
    if "back" in request.POST:
        actions.take_back(comment, by=by)
        messages.success(request, _("It is on your desk again."), extra_tags=STAYS_TAG)
        return redirect(place_on_desk(comment))
    actions.hand_over(comment, by=by)
    sentence = _("Handed over to the others.")
    if not any(member.pk != by.pk for member in moderators()):
        sentence = _("There is nobody to hand it over to, so it stays here.")
    messages.success(request, sentence, extra_tags=STAYS_TAG)
    return redirect(place_after(comment, filters, by=by))
