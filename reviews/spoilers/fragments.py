"""A rendition taken apart into the texts it holds: paragraphs, labels, captions, what files and addresses are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from reviews.spoilers.rendition import Html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviews.spoilers.rendition import Rendition

#: Tags of the engine's own that stand inside of a sentence; all others end a text.
_INLINE = frozenset("a code em s span strong sup".split())


class Part(StrEnum):
    """What a text is to the review or reply that it stands in."""

    TEXT = "text"
    LABEL = "label"
    ALT = "alt"
    FILE = "file"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Fragment:
    """One text that runs from its start to its end."""

    part: Part
    text: str


def fragments(rendition: Rendition) -> list[Fragment]:
    """Return what a rendition says and shows. A gate ends the text before it, as it does on the page."""
    found: list[Fragment] = []
    for piece in rendition.pieces:
        if isinstance(piece, Html):
            found.extend(_of_html(piece.html))
        elif piece.label:
            found.append(Fragment(Part.LABEL, piece.label))
    return found


def _of_html(html: str) -> Iterator[Fragment]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_text()
    yield from reader.found


class _Reader(HTMLParser):
    """Reads the engine's HTML, which holds the few tags that `spoilers.clean` lets through."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Fragment] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.end_text()
        self.found.extend(fragment for name, value in attrs for fragment in _of_attribute(name, value or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_text()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def end_text(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            self.found.append(Fragment(Part.TEXT, text))


def _of_attribute(name: str, value: str) -> Iterator[Fragment]:
    if name in {"alt", "title"}:
        yield Fragment(Part.ALT, value)
    elif name == "src":
        yield Fragment(Part.FILE, PurePosixPath(unquote(urlsplit(value).path)).stem)
    elif name == "href" and not value.startswith("#"):
        # Hosts and schemes are the same in every other link.
        parts = urlsplit(value)
        yield Fragment(Part.ADDRESS, unquote(f"{parts.path} {parts.query} {parts.fragment}"))
