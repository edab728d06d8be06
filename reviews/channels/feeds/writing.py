"""A feed in the three formats that reader apps know: Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1. The same feed is the same bytes."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date

from reviews.spoilers.door import printable

if TYPE_CHECKING:
    from datetime import datetime
    from typing import TextIO

    from django.utils.xmlutils import SimplerXMLGenerator

    from .entries import Entry, Feed


class AtomWriter(Atom1Feed):
    """Django's, with the whole text beside the summary."""

    def latest_post_date(self) -> datetime:
        return _updated(self)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["summary"]:
            # Django's own element says that a summary is HTML; ours is plain text.
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        handler.addQuickElement("content", item["html"], {"type": "html"})


class RssWriter(Rss201rev2Feed):
    """Django's, with the whole text and the moment of the last change, each under its own name space."""

    def latest_post_date(self) -> datetime:
        return _updated(self)

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        # Readers take this element for HTML, and the oldest of them know no other.
        handler.addQuickElement("description", escape(item["summary"], quote=False) or item["html"])
        handler.addQuickElement("content:encoded", item["html"])
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class JsonWriter(SyndicationFeed):
    """JSON Feed 1.1 (https://jsonfeed.org/version/1.1), by the same interface."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: TextIO, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [_json_item(item) for item in self.items],
        }
        json.dump(_filled(feed), outfile, ensure_ascii=False, indent=1)
        outfile.write("\n")


WRITERS: dict[str, type[AtomWriter | RssWriter | JsonWriter]] = {"atom": AtomWriter, "rss": RssWriter, "json": JsonWriter}


def write(feed: Feed, form: str) -> tuple[bytes, str]:
    """Return `feed` in the format `form`, a key of `WRITERS`, and its media type."""
    writer = WRITERS[form](
        title=printable(feed.title),
        link=feed.page_url,
        description=printable(feed.description),
        subtitle=printable(feed.description),
        language=feed.language,
        feed_url=feed.self_url or None,
        feed_guid=feed.id,
        updated=feed.updated,
    )
    for entry in feed.entries:
        writer.add_item(**_item(entry))
    return writer.writeString("utf-8").encode(), writer.content_type


def _item(entry: Entry) -> dict[str, Any]:
    """The entry as Django's writers take it, without a character that XML could not hold: one would take the whole feed down."""
    return {
        "title": printable(entry.title),
        "link": entry.url,
        # Each format has a place of its own for the summary.
        "description": None,
        "summary": printable(entry.summary),
        "html": printable(entry.html),
        "author_name": printable(entry.author),
        "author_link": entry.author_url or None,
        "pubdate": entry.published,
        "updateddate": entry.updated,
        "unique_id": entry.id,
        "unique_id_is_permalink": False,
        "categories": [printable(tag) for tag in entry.tags],
    }


def _json_item(item: dict[str, Any]) -> dict[str, Any]:
    return _filled(
        {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["html"],
            "summary": item["summary"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [_filled({"name": item["author_name"], "url": item["author_link"]})],
            "tags": list(item["categories"]),
        }
    )


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    """What the format lets us leave out where there is nothing to say. A list of entries may be empty, and is then said to be."""
    return {name: value for name, value in facts.items() if value or name == "items"}


def _updated(feed: SyndicationFeed) -> datetime:
    """Never “now”, which is what Django says of a feed without entries."""
    moment: datetime = feed.feed["updated"]
    return moment
