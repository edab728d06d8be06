"""The public moderation log. It stands outside the desk: everybody reads it, unless the owner has turned it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.comments.rules.models import RuleBook
from reviews.shelf.current import is_stranger
from reviews.web.caching import private_page, public_page

from .log import log_page, moment_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """One page of the log: the same bytes for every stranger. Raises `Http404` where it is turned off, or asked for at no moment."""
    asked = request.GET.get("before", "")
    before = moment_of(asked)
    if not RuleBook.current().public_log or (asked and before is None):
        raise Http404
    page = log_page(before)
    address = reverse("moderation-log")
    context = {
        "entries": page.entries,
        "previous_url": address if before else "",
        "next_url": f"{address}?before={page.older}" if page.older else "",
        "canonical_url": f"{settings.SITE_URL}{address}" + (f"?before={asked}" if before else ""),
    }
    response = render(request, "moderation/log.html", context)
    return public_page(response) if is_stranger(request) else private_page(response)
