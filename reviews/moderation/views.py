"""The moderators' desk: what waits, oldest first; and whether a review takes replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviews.comments import actions
from reviews.publishing.access import published_review
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from .access import moderator_of, moderators_only
from .filters import Filters
from .forms import RepliesForm
from .page import desk_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["desk", "moderators_only", "replies"]


@moderators_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, or another pile (`state`), narrowed by `reason`, `review` or `like`. Hidden text follows the moderator's own shelf."""
    filters = Filters.of(request.GET)
    page = desk_page(filters, by=moderator_of(request), shelf=reader_of(request))
    return private_page(render(request, "moderation/desk.html", {"page": page, "query": filters.query, "kinds": page.kinds}))


@moderators_only
@require_POST
def replies(request: HttpRequest, slug: str) -> HttpResponse:
    """Open or close a review for replies (`open`: yes or no)."""
    review = published_review(slug)
    form = RepliesForm(request.POST)
    if form.is_valid():
        actions.set_replies_open(review, is_open=form.cleaned_data["open"] == "yes")
    return redirect(f"{review.url}#reply")
