"""HTML that leaves its page: addresses that lead home from anywhere, and none of the marks that mean something on the page alone."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Classes need our style sheets, and an id would stand on one page of a feed reader as often as entries have a “first” heading.
_KEPT = frozenset({"alt", "href", "rel", "src", "start", "title"})
_ADDRESSES = frozenset({"href", "src"})


def absolute(html: str, *, page: str, here: str) -> str:
    """Return sanitised `html` as it can be read anywhere.

    Addresses are completed as on the page at `page`; those that lead to a place of the same text lead to it at `here`. An address that
    can't be read is left out, its words stay. Ids and classes are dropped.
    """
    writer = _Writer(page, here)
    writer.feed(html)
    writer.close()
    return "".join(writer.parts)


class _Writer(HTMLParser):
    """Writes down what it reads, tag by tag."""

    def __init__(self, page: str, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.here = page, here
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"<{tag}{''.join(self._attributes(attrs))}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))

    def _attributes(self, attrs: list[tuple[str, str | None]]) -> Iterable[str]:
        for name, value in attrs:
            kept = self._complete(value or "") if name in _ADDRESSES else value or ""
            if name in _KEPT and kept is not None:
                yield f' {name}="{escape(kept)}"'

    def _complete(self, address: str) -> str | None:
        try:
            return urljoin(self.here if address.startswith("#") else self.page, address)
        except ValueError:
            return None
