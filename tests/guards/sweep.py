"""Every address of the site, and who fetches it: the leak test's map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from reviews.comments.receipts import receipt_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fixture_site import FixtureSite

#: Who looks.
READERS = ("stranger", "half-way", "finished", "author", "moderator")
#: What they opened before they looked.
CONSENTS = ("nothing", "the break", "one passage")


@dataclass(frozen=True)
class Page:
    """An address, and a word that must be there for the page to count as looked at: an empty page leaks nothing."""

    name: str
    address: Callable[[FixtureSite], str]
    shows: str = ""
    status: tuple[int, ...] = (200,)
    #: Only who wrote the text knows the address, and it shows them their own words.
    for_its_writer: bool = False


PAGES = (
    Page("home", lambda site: "/", "Down the well"),
    Page("promise", lambda site: "/promise/"),
    Page("works", lambda site: "/works/", "The Well"),
    Page("work", lambda site: site.novel.url, "Down the well"),
    Page("work", lambda site: site.mill.url, "The Mill"),
    Page("author", lambda site: "/authors/ada/", "Down the well"),
    Page("openings", lambda site: "/openings/"),
    Page("review", lambda site: site.review.url, "openwhisper"),
    Page("review", lambda site: site.review.url + "?before=00001"),
    Page("review", lambda site: site.draft.url, status=(404,)),
    Page("review", lambda site: site.retracted.url, status=(410,)),
    Page("reply", lambda site: site.review.reply_url, "Down the well"),
    Page("reply", lambda site: site.before.reply_url, "robinbefore"),
    Page("reply", lambda site: site.after.reply_url, "Down the well"),
    Page("reply", lambda site: site.pending.reply_url, "Down the well"),
    Page("receipt", lambda site: receipt_url(site.before.key), "robinbefore", for_its_writer=True),
    Page("moderation", lambda site: "/moderation/", status=(200, 302, 403)),
    Page("admin:index", lambda site: "/admin/", status=(200, 302, 403)),
    Page("admin:reviews_review_changelist", lambda site: "/admin/reviews/review/", status=(200, 302, 403)),
    Page("admin:reviews_work_changelist", lambda site: "/admin/reviews/work/", status=(200, 302, 403)),
    Page("media", lambda site: "/media/reviews/nothing.webp", status=(404,)),
)

#: Addresses that are not fetched by the sweep, and why.
EXEMPT = {
    "open": "a POST; tests/pages/test_review_page.py holds what it answers",
    "close": "a POST; tests/pages/test_review_page.py",
    "shelf": "a POST that answers with a redirect",
    "forget": "a POST that answers with a redirect",
    "moderation-look": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-publish": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-decline": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-spam": "a POST for moderators; tests/moderation/test_desk.py",
}
#: Whole families: allauth's pages and the admin's own know nothing of reviews but what tests/publishing/test_admin.py looks at.
EXEMPT_PREFIXES = {
    "account_": "accounts: no review text reaches them",
    "mfa_": "accounts: no review text reaches them",
    "accounts/": "allauth's redirects without a name",
    "admin:": "behind the staff's door; who may open which row is in tests/publishing/test_admin.py",
}


def url_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every name in the address book; an address without a name stands by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield namespace + (entry.name or str(entry.pattern))
