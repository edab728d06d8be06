"""A foreign reader of our HTML: html5lib, strict, which knows nothing of how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from reviews.spoilers.document import SpoilerKind
from reviews.spoilers.rendition import Gate, Html, Rendition

ALLOWED = {
    "a": {"href", "title", "rel", "id", "class"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "div": {"class"},
    "em": set(),
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "hr": set(),
    "img": {"src", "alt", "title", "loading"},
    "li": {"id"},
    "ol": {"start"},
    "p": set(),
    "pre": set(),
    "s": set(),
    "section": {"class"},
    "span": {"class", "id"},
    "strong": set(),
    "sup": {"class"},
    "table": set(),
    "tbody": set(),
    "td": {"class"},
    "th": {"class"},
    "thead": set(),
    "tr": set(),
    "ul": set(),
}


def whole(rendition: Rendition) -> str:
    """The pieces as one, an empty element in each gate's place."""
    return "".join(piece.html if isinstance(piece, Html) else _empty(piece) for piece in rendition.pieces)


def _empty(gate: Gate) -> str:
    return "<span></span>" if gate.kind is SpoilerKind.INLINE else "<div></div>"


def check(rendition: Rendition) -> None:
    """Fail unless the HTML is well-formed and holds nothing but the tags, attributes and schemes we allow."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(whole(rendition), container="div")
    ids: list[str] = []
    for element in _elements(root):
        assert set(element.attrib) <= ALLOWED[element.tag], (element.tag, element.attrib)
        for name in ("href", "src"):
            assert _harmless(element.attrib.get(name, "")), element.attrib
        ids += [element.attrib["id"]] if "id" in element.attrib else []
    assert len(ids) == len(set(ids)), ids


def _elements(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if element is not root and isinstance(element.tag, str))


def _harmless(address: str) -> bool:
    before = address.split("/", maxsplit=1)[0].split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
    return ":" not in before or before.split(":")[0].lower() in ("http", "https", "mailto")
