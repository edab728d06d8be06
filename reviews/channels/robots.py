"""robots.txt: everything is there to be found but what is somebody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.web.caching import public_page

if TYPE_CHECKING:
    from django.http import HttpRequest

#: The beginnings of addresses that answer only whom they belong to. A search engine that asks there gets nothing, so it need not ask.
PRIVATE = ("/admin/", "/accounts/", "/moderation/", "/openings/", "/r/", "/feeds/mine/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309, with the sitemap's address."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return public_page(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))
