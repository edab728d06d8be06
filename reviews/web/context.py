"""What every template knows about the site."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from .models import Site


@dataclass(frozen=True)
class SiteFacts:
    """The public facts of the site, as `{{ site }}`. `url` has no slash at its end."""

    name: str
    tagline: str
    language: str
    url: str
    is_demo: bool

    def __str__(self) -> str:
        return self.name


def site_of(request: HttpRequest) -> Site:
    """The site that `SiteMiddleware` put on the request; by a query of its own when the request never got that far."""
    known = getattr(request, "house", None)
    return known if isinstance(known, Site) else Site.current()


def site(request: HttpRequest) -> dict[str, SiteFacts]:
    """Context processor: `{{ site.name }}`, `.tagline`, `.language`, `.url`, `.is_demo`."""
    row = site_of(request)
    return {"site": SiteFacts(row.name, row.tagline, row.language, settings.SITE_URL, row.demo)}
