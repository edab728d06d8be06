"""What a machine finds in the head of a page: read with the standard library's parser, and knowing nothing of ours."""

from __future__ import annotations

import json
import warnings
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import rdflib
from rdflib.plugins.shared.jsonld import context as jsonld_context

#: The terms of https://schema.org's own context that we use, and no `@vocab`: a word schema.org doesn't know is dropped, and missed.
SCHEMA_ORG = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))
SCHEMA = rdflib.Namespace("http://schema.org/")


class Head(HTMLParser):
    """OpenGraph's reader: `properties` by name, each with all its contents in order; `<link>`s; blocks of JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.properties: dict[str, list[str]] = {}
        self.names: dict[str, list[str]] = {}
        self.links: list[dict[str, str]] = []
        self.blocks: list[str] = []
        self._in_block = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "meta":
            for place, key in ((self.properties, facts.get("property")), (self.names, facts.get("name"))):
                if key:
                    place.setdefault(key, []).append(facts.get("content") or "")
        elif tag == "link":
            self.links.append({name: value or "" for name, value in facts.items()})
        self._in_block = tag == "script" and facts.get("type") == "application/ld+json"
        if self._in_block:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_block = False

    def handle_data(self, data: str) -> None:
        if self._in_block:
            self.blocks[-1] += data

    def handle_comment(self, data: str) -> None:
        assert not self._in_block, "a comment began in the block"

    def one(self, name: str) -> str:
        """The content of the one property of that name."""
        (content,) = self.properties[name]
        return content


def structured(html: str) -> dict[str, Any]:
    """The page's one block of JSON-LD."""
    (block,) = Head(html).blocks
    data: dict[str, Any] = json.loads(block)
    return data


def graph(html: str, monkeypatch: Any) -> rdflib.Graph:
    """The same, read by rdflib. schema.org's context comes from a file; whatever else would be fetched is a fault."""

    def fetch(source: str, *_: object, **__: object) -> tuple[Any, None]:
        assert str(source) == "https://schema.org", f"would fetch {source}"
        return SCHEMA_ORG, None

    monkeypatch.setattr(jsonld_context, "source_to_json", fetch)
    (block,) = Head(html).blocks
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, of its own
        return rdflib.Graph().parse(data=block, format="json-ld")


def keys_of(data: Any) -> int:
    """How many statements a piece of JSON-LD makes: each must survive the reading."""
    if isinstance(data, dict):
        own = sum(len(value) if isinstance(value, list) else 1 for key, value in data.items() if key not in {"@context", "@id"})
        return own + sum(keys_of(value) for value in data.values())
    return sum(map(keys_of, data)) if isinstance(data, list) else 0
