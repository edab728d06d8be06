"""Ids in a page: those of headings and footnotes. None holds a hidden word, and no number counts hidden things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from markdown_it.token import Token

from reviews.spoilers.redact import Redacted

#: Long enough to be recognised in an address, short enough to be pasted.
SLUG_LENGTH = 60

_NOT_WORD = re.compile(r"[\W_]+")


class Anchors:
    """Gives out ids while one Redacted is rendered, and remembers them for the sanitiser.

    Public headings are named by their public words. Inside a passage they are numbered under the passage's handle, so
    that the address of an open heading tells nothing.
    """

    def __init__(self, redacted: Redacted, handles: Mapping[int, str], prefix: str) -> None:
        self.handles = handles
        self.given: set[str] = set()
        self._seen: dict[str, int] = {}
        self._stack = [prefix + "-" if prefix else ""]
        self._depth = 0
        if redacted.passage is not None:
            self.enter(redacted.passage)

    def enter(self, passage: int) -> None:
        """An open passage begins."""
        self._stack.append(f"{self.handles.get(passage) or f'p{passage}'}-")

    def leave(self) -> None:
        """It ends."""
        self._stack.pop()

    def heading(self, children: Sequence[Token]) -> str:
        """An id for a heading."""
        if len(self._stack) > 1:
            name = self._stack[-1]
            self._seen[name] = self._seen.get(name, 0) + 1
            return self._give(f"{name}{self._seen[name]}")
        # "h-": a heading called "main" must not take the page's own "main" away.
        name = f"{self._stack[-1]}h-{slug(_public_words(children)) or 'section'}"
        self._seen[name] = self._seen.get(name, 0) + 1
        return self._give(name if self._seen[name] == 1 else self._free(name))

    def footnote(self, number: int) -> str:
        """The id of a footnote in this prose."""
        return self._give(f"{self._stack[-1]}fn-{number}")

    def reference(self, number: int, use: int = 1) -> str:
        """The id of the `use`th reference to it."""
        return self._give(f"{self._stack[-1]}ref-{number}" + (f"-{use}" if use > 1 else ""))

    def _free(self, name: str) -> str:
        """`name` with the next number that no other heading spells out by itself."""
        while (numbered := f"{name}-{self._seen[name]}") in self.given:
            self._seen[name] += 1
        return numbered

    def _give(self, name: str) -> str:
        self.given.add(name)
        return name


def slug(words: str) -> str:
    """Words as one id: letters and digits of any script, lower-case, with hyphens."""
    return _NOT_WORD.sub("-", unicodedata.normalize("NFKC", words).casefold()).strip("-")[:SLUG_LENGTH].rstrip("-")


def _public_words(children: Sequence[Token]) -> str:
    """A heading's words outside of any passage, open ones included: its id is the same for every reader."""
    words: list[str] = []
    depth = 0
    for child in children:
        depth += {"passage_open": 1, "passage_close": -1}.get(child.type, 0)
        if depth == 0:
            words.append(" " if child.type in ("softbreak", "hardbreak") else str(child.attrs.get("alt", child.content)))
    return "".join(words)
