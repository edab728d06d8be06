"""What the standards ask of a feed (RFC 4287, the RSS 2.0 specification and its profile, JSON Feed 1.1), one sentence a fault."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import html5lib
from defusedxml import ElementTree

from tests.house_client import html_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def faults(form: str, body: bytes, address: str = "") -> list[str]:
    """What is wrong with a feed in the format `form`. `address` is where it was fetched, which it must name; "" where it must not."""
    return list(_RULES[form](body, address))


def contents(form: str, body: bytes) -> list[str]:
    """The HTML of its entries."""
    if form == "json":
        return [item["content_html"] for item in json.loads(body)["items"]]
    name = f"{ATOM}content" if form == "atom" else CONTENT
    return [element.text or "" for element in ElementTree.fromstring(body).iter(name)]


def ids(form: str, body: bytes) -> list[str]:
    """The ids of its entries."""
    if form == "json":
        return [item["id"] for item in json.loads(body)["items"]]
    path = f"{ATOM}entry/{ATOM}id" if form == "atom" else "channel/item/guid"
    return [element.text or "" for element in ElementTree.fromstring(body).findall(path)]


def _atom(body: bytes, address: str) -> Iterator[str]:
    root = ElementTree.fromstring(body)
    if root.tag != f"{ATOM}feed":
        yield f"the root is {root.tag}"
    for name in ("id", "title", "updated"):
        yield from _once(root, ATOM + name)
    yield from _stamped(root, f"{ATOM}updated", _is_rfc3339)
    yield from _self_link(root, address)
    entries = root.findall(f"{ATOM}entry")
    yield from _unique([root.findtext(f"{ATOM}id", ""), *(entry.findtext(f"{ATOM}id", "") for entry in entries)])
    for entry in entries:
        for name in ("id", "title", "updated", "published", "content"):
            yield from _once(entry, ATOM + name)
        for name in ("updated", "published"):
            yield from _stamped(entry, ATOM + name, _is_rfc3339)
        if not entry.findtext(f"{ATOM}author/{ATOM}name", "").strip():
            yield "an entry without an author"
        links = [link.get("href", "") for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        if len(links) != 1 or not _is_absolute(links[0]):
            yield f"an entry's page: {links}"
        content = entry.find(f"{ATOM}content")
        if content is not None and content.get("type") != "html":
            yield f"content of type {content.get('type')}"
        yield from _html(content.text or "" if content is not None else "")


def _rss(body: bytes, address: str) -> Iterator[str]:
    root = ElementTree.fromstring(body)
    if (root.tag, root.get("version")) != ("rss", "2.0"):
        yield f"the root is {root.tag} {root.get('version')}"
    channel = root.find("channel")
    if channel is None:
        yield "no channel"
        return
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        yield from _once(channel, name)
    yield from _stamped(channel, "lastBuildDate", _is_rfc822)
    yield from _self_link(channel, address)
    items = channel.findall("item")
    yield from _unique([item.findtext("guid", "") for item in items])
    for item in items:
        for name in ("title", "link", "guid", "pubDate", "description", CREATOR, CONTENT):
            yield from _once(item, name)
        yield from _stamped(item, "pubDate", _is_rfc822)
        guid = item.find("guid")
        if guid is not None and guid.get("isPermaLink") != "false":
            yield "a guid that claims to be an address"
        if not _is_absolute(item.findtext("link", "")):
            yield f"an entry's page: {item.findtext('link')}"
        for name in ("description", CONTENT):
            yield from _html(item.findtext(name, ""))


def _json(body: bytes, address: str) -> Iterator[str]:
    feed = json.loads(body)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')}"
    if not feed.get("title"):
        yield "no title"
    if feed.get("feed_url", "") != address:
        yield f"its own address is {feed.get('feed_url', '')!r}"
    if not _is_absolute(feed.get("home_page_url", "")):
        yield "no page"
    yield from _unique([item.get("id", "") for item in feed["items"]])
    for item in feed["items"]:
        if not all(isinstance(item.get(name), str) and item[name] for name in ("id", "url", "title", "content_html")):
            yield "an entry lacks an id, an address, a title or its text"
        if not _is_absolute(item.get("url", "")):
            yield f"an entry's page: {item.get('url')}"
        if not all(_is_rfc3339(item.get(name, "")) for name in ("date_published", "date_modified")):
            yield "an entry without its dates"
        if not item.get("authors") or not all(author.get("name") for author in item["authors"]):
            yield "an entry without an author"
        yield from _html(item.get("content_html", ""))


_RULES: dict[str, Callable[[bytes, str], Iterator[str]]] = {"atom": _atom, "rss": _rss, "json": _json}


def _once(element: Element, name: str) -> Iterator[str]:
    found = element.findall(name)
    if len(found) != 1 or not (found[0].text or "").strip():
        yield f"{element.tag} has {len(found)} {name}"


def _stamped(element: Element, name: str, is_date: Callable[[str], bool]) -> Iterator[str]:
    if not is_date(element.findtext(name, "")):
        yield f"{name} is {element.findtext(name)!r}"


def _self_link(element: Element, address: str) -> Iterator[str]:
    links = [link.get("href", "") for link in element.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if links != ([address] if address else []):
        yield f"its own address is {links}"


def _unique(names: list[str]) -> Iterator[str]:
    yield from (f"the id {name!r} stands {times} times" for name, times in Counter(names).items() if times > 1)
    yield from (f"the id {name!r} is no absolute address" for name in names if not urlsplit(name).scheme)


def _html(html: str) -> Iterator[str]:
    yield from html_faults(html)
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        for name in ("href", "src"):
            if name in element.attrib and not (_is_absolute(element.attrib[name]) or element.attrib[name].startswith("mailto:")):
                yield f"{element.tag} leads to {element.attrib[name]!r}"


def _is_absolute(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).netloc) and address.isascii() and " " not in address


def _is_rfc3339(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None and "T" in text
    except ValueError:
        return False


def _is_rfc822(text: str) -> bool:
    try:
        return parsedate_to_datetime(text).tzinfo is not None
    except (TypeError, ValueError):
        return False
