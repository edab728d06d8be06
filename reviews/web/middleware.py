"""The site's language and time zone, for everybody: a stranger's browser is not asked, so closed pages are the same bytes for all."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from .models import Site


class SiteMiddleware:
    """Put the site on the request (one query; `context.site_of` reads it) and answer in its language and time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site = Site.current()
        request.house = site  # type: ignore[attr-defined]  # not `site`: that name is taken by django.contrib.sites
        with translation.override(site.language), timezone.override(_zone(site.time_zone)):
            return self.get_response(request)


def _zone(name: str) -> ZoneInfo:
    """A zone that the machine's database has since dropped is no reason for a page not to be shown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
