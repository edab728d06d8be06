"""The words of a rendition, as somebody reads them on the page: for the first line of a reply, and to find what a reader has selected.

A rendition is what the one seam let through, so nothing is hidden or shown here: only markup goes.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from reviews.spoilers.document import SpoilerKind
from reviews.spoilers.rendition import Html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviews.publishing.reading import Opened
    from reviews.spoilers.rendition import Gate, Rendition

ELLIPSIS = "…"
#: What stands where a gate does.
GATE = "[…]"
#: Characters of a reply in its short form: one line on a desk, two on a phone.
FIRST_WORDS = 80

#: Where one line ends and the next begins.
_ENDS_LINE = frozenset({
    "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table",
    "tbody", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})


def first_words(rendition: Rendition, limit: int = FIRST_WORDS) -> str:
    """Return how a text begins: whole words on one line, `limit` characters at most, and a sign that there is more."""
    text = " ".join(lines(rendition, {}))
    if len(text) <= limit:
        return text
    cut = text[: limit + 1]
    # A script without blanks has no words to keep whole.
    return (cut[: cut.rindex(" ")] if " " in cut else text[:limit]).rstrip(" ,;:.–—") + ELLIPSIS


def lines(rendition: Rendition, opened: Mapping[str, Opened]) -> list[str]:
    """Return the text line by line, without markup: a paragraph is a line. Of a gate that `opened` has no text for, only a sign is left."""
    reader = _Reader()
    reader.feed("".join(_markup(rendition, opened)))
    reader.close()
    return reader.lines()


def _markup(rendition: Rendition, opened: Mapping[str, Opened]) -> Iterator[str]:
    for piece in rendition.pieces:
        if isinstance(piece, Html):
            yield piece.html
        elif (text := opened.get(piece.handle)) is not None:
            yield from _apart(piece, "".join(_markup(text.rendition, opened)))
        else:
            yield from _apart(piece, GATE)


def _apart(gate: Gate, inside: str) -> Iterator[str]:
    """An inline gate stands in its sentence, any other on lines of its own."""
    yield inside if gate.kind is SpoilerKind.INLINE else f"<p>{inside}</p>"


class _Reader(HTMLParser):
    """Collects what is read of the engine's own markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._as_is = 0

    def lines(self) -> list[str]:
        joined = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return [line for line in joined if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._as_is += tag == "pre"
        self._between(tag)

    def handle_endtag(self, tag: str) -> None:
        self._as_is -= tag == "pre"
        self._between(tag)

    def handle_data(self, data: str) -> None:
        self._parts.append(data if self._as_is else data.replace("\n", " "))

    def _between(self, tag: str) -> None:
        if tag in _ENDS_LINE:
            self._parts.append("\n")
        elif tag in _CELLS:
            self._parts.append(" ")
