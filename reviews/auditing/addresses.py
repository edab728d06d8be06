"""The addresses that an answer names on our own host, however it names them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .asking import Answer

#: Longer ones than any server takes.
_MOST_LETTERS = 2_000
_ATTRIBUTE = re.compile(r"""\b(?:href|src|poster|cite|data)\s*=\s*(?:"([^"<>\s]+)"|'([^'<>\s]+)'|([^"'<>\s]+))""", re.IGNORECASE)
#: In a string of its own and from the root: in data, in attributes of our own, in forms that are sent by POST (asked for by GET, they may
#: say no more than that it can't be done so).
_ROOTED = re.compile(r"""["'](/[^"'\s<>\\]*)["']""")
_SRCSET = re.compile(r"""\bsrcset\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_FORM = re.compile(r"<form\b[^<>]*>", re.IGNORECASE)
_METHOD = re.compile(r"""\bmethod\s*=\s*["']?([a-z]+)""", re.IGNORECASE)
_ACTION = re.compile(r"""\baction\s*=\s*["']?([^"'<>\s]+)""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"""https?://[^\s"'<>\\)\]}]+""")
_LINK_HEADER = re.compile(r"<([^<>]+)>")
#: What stands behind an address in a sentence.
_PUNCTUATION = ".,;:!?"


class Ours:
    """Which addresses are asked for: those of this site, but no static files, and nothing of the admin's and the accounts'."""

    def __init__(self) -> None:
        self._base = f"{settings.SITE_URL}/"
        self._host = urlsplit(settings.SITE_URL).netloc.lower()
        self._known: dict[str, str] = {}
        self._skipped = tuple(filter(None, (urlsplit(settings.STATIC_URL).path, _folder_of("admin:index"), _folder_of("account_login", 2))))

    def normal(self, address: str, seen_at: str = "/") -> str:
        """Return the path and query of an address of ours, in the one form it is asked for; "" for any other."""
        if not address or len(address) > _MOST_LETTERS:
            return ""
        if not address.startswith(("/", "http")):
            return self._normal(address, seen_at)
        # Most addresses stand on every page, and mean the same wherever they stand.
        if address not in self._known:
            self._known[address] = self._normal(address, "/")
        return self._known[address]

    def _normal(self, address: str, seen_at: str) -> str:
        try:
            parts = urlsplit(urljoin(urljoin(self._base, seen_at), address))
        except ValueError:
            return ""
        if parts.scheme not in {"http", "https"} or parts.netloc.lower() != self._host:
            return ""
        path = parts.path or "/"
        return "" if path.startswith(self._skipped) else urlunsplit(("", "", path, parts.query, ""))

    def named_in(self, answer: Answer) -> Iterator[str]:
        """Every address of ours that an answer names: in links, forms that are sent by GET, headers, feeds, sitemaps and data."""
        for address in set(_written_in(answer)):
            if known := self.normal(address, answer.address):
                yield known


def _folder_of(name: str, above: int = 1) -> str:
    """The folder that an address stands in: `/admin/`, and `/accounts/` for the one below it."""
    try:
        return "/".join([*reverse(name).split("/")[:-above], ""])
    except NoReverseMatch:
        return ""


def _written_in(answer: Answer) -> Iterator[str]:
    yield answer.header("Location")
    yield answer.header("Content-Location")
    yield from _LINK_HEADER.findall(answer.header("Link"))
    if not answer.is_text:
        return
    text = answer.body.decode("utf-8", errors="replace")
    # Once for what is markup or data, and once more for HTML that stands escaped in it, as in a feed. Percent signs stay: they are part
    # of an address.
    for _ in range(2):
        text = html.unescape(text.replace("\\/", "/").replace('\\"', '"').replace("\\u0026", "&"))
        yield from _ours_in(text)


def _ours_in(text: str) -> Iterator[str]:
    for found in _ATTRIBUTE.finditer(text):
        yield next(filter(None, found.groups()))
    yield from _ROOTED.findall(text)
    for sources in _SRCSET.findall(text):
        yield from (source.split()[0] for source in sources.split(",") if source.strip())
    for form in _FORM.findall(text):
        method = _METHOD.search(form)
        action = _ACTION.search(form)
        if action is not None and (method is None or method[1].lower() == "get"):
            yield action[1]
    for address in _ABSOLUTE.findall(text):
        yield address.rstrip(_PUNCTUATION)
