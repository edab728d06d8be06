"""A mail from this house: its two parts, from two templates, in the site's language, and the headers that all of them carry."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone, translation

from .actions import put_in_outbox
from .quoting import html_words, plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from reviews.web.models import Site

    from .models import Mail


@dataclass(frozen=True)
class Letter:
    """A mail that has been written and not been put anywhere yet."""

    subject: str
    text: str
    html: str
    headers: dict[str, str]

    def put(self, *, to: str, key: str) -> Mail:
        """Put it in the outbox, unless one with this key is there."""
        return put_in_outbox(
            to=to, subject=self.subject, body_text=self.text, body_html=self.html, headers=self.headers, key=key
        )  # fmt: skip


def write(name: str, *, site: Site, subject: str, stop_url: str, **context: Any) -> Letter:
    """Write the letter `notices/<name>.txt` and `.html`. `stop_url` ends such mail, by a page and by one click (RFC 8058).

    A subject is public wherever it shows, so callers put nothing into it that anybody but the house or an author wrote.
    """
    shared = {"site": site, "site_url": settings.SITE_URL, "language": site.language, "subject": subject, "stop_url": stop_url}
    filled = {**shared, **context}
    headers = {
        "Auto-Submitted": "auto-generated",
        "Content-Language": site.language,
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    text, html = plain_words(f"notices/{name}.txt", filled), html_words(f"notices/{name}.html", filled)
    return Letter(subject=subject, text=text, html=html, headers=headers)


def home_of(path: str) -> str:
    """Return the absolute address of a path of ours."""
    return f"{settings.SITE_URL}{path}"


@contextmanager
def voice_of(site: Site) -> Iterator[None]:
    """Speak the site's language, in its time zone, as its pages do."""
    with translation.override(site.language), timezone.override(zone_of(site)):
        yield


def zone_of(site: Site) -> tzinfo:
    """The site's time zone; a zone that the machine's database has since dropped is no reason to send nothing."""
    try:
        return ZoneInfo(site.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
