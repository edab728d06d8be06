"""What is kept of readers and writers, why, and for how long. Each figure on the page comes from where the thing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.views.decorators.http import require_safe

from reviews.comments.rules.book import settings_of
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.networks import truncated
from reviews.notices.timing import SENT_KEPT
from reviews.shelf import guest

from .lists import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_DAY = 24 * 60 * 60
#: Days. What the browser itself keeps, by our scripts: half-written replies (`static/js/drafts.js`), and the name and address of whoever
#: asked to be remembered on this device (`static/js/remember.js`).
DRAFT_DAYS, WRITER_DAYS = 14, 400
#: Addresses that are nobody's (RFC 5737, RFC 3849), to show what is left of one.
EXAMPLES = ("203.0.113.77", "2001:db8:7:1::77")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy page: the same for everybody."""
    return answer(request, "pages/privacy.html", facts())


def facts() -> dict[str, Any]:
    """Return what the page states, as it is set up now. One query."""
    rules = RuleBook.current()
    return {
        "keep_networks": rules.keep_networks,
        "examples": [(address, truncated(address)) for address in EXAMPLES],
        "shelf_days": guest.MAX_AGE // _DAY,
        "session_days": settings.SESSION_COOKIE_AGE // _DAY,
        "csrf_days": settings.CSRF_COOKIE_AGE // _DAY,
        "cookies": {"session": settings.SESSION_COOKIE_NAME, "shelf": guest.COOKIE, "csrf": settings.CSRF_COOKIE_NAME},
        "draft_days": DRAFT_DAYS,
        "writer_days": WRITER_DAYS,
        "mail_days": SENT_KEPT.days,
        "checker": urlsplit(rules.checker_url).hostname if settings_of(rules).asks_checker else "",
        "media": urlsplit(settings.MEDIA_ORIGIN).hostname or "",
        "public_log": rules.public_log,
        "contact": {"words": settings.CONTACT.removeprefix("https://").removeprefix("http://"), "url": settings.CONTACT_URL},
    }
