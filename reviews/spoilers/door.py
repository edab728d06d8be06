"""The one door for text: what comes from outside is cleaned here, once, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

#: More marks than this on one letter is a tower that runs over the lines above it; no script needs it.
COMBINING_MARKS = 8

#: C0 without tab and line feed, DEL and C1: they print nothing, and some of them break XML, logs and databases.
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
#: Half a character: can't be written as UTF-8, so one of them anywhere is an error page.
_SURROGATES = r"\ud800-\udfff"
#: Embeddings, overrides and isolates let a text show other words than it holds. The plain marks (LRM, RLM) stay.
_BIDI = r"\u202a-\u202e\u2066-\u2069"
#: Code points that are no characters and are forbidden in HTML.
_NONCHARACTERS = r"\ufdd0-\ufdef" + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))

UNPRINTABLE = re.compile(f"[{_CONTROLS}{_SURROGATES}{_BIDI}{_NONCHARACTERS}]")

#: The ranges in which a combining mark can stand; only texts with one of them are looked at letter by letter.
_MAYBE_MARK = re.compile("[\u0300-\U0010ffff]")


class Refused(ValueError):
    """A text that can't be mended here. `code` is "too_long" or "too_many_lines"; `facts` say by how much."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def admit(text: str, *, limit: int, line_limit: int) -> str:
    """Return `text` as the rest of the house may have it, or raise `Refused`.

    The result is NFC with plain line feeds, without controls, surrogates, bidirectional overrides and noncharacters,
    and has at most eight combining marks in a row. The caps count what is left (facts: `count`, `limit`).
    """
    text = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    # Before NFC, which takes quadratic time over a tower of thousands; and after, for it can raise one again.
    text = _short_towers(unicodedata.normalize("NFC", _short_towers(text)))
    if len(text) > limit:
        raise Refused("too_long", count=len(text), limit=limit)
    lines = text.count("\n") + 1
    if lines > line_limit:
        raise Refused("too_many_lines", count=lines, limit=line_limit)
    return text


def printable(text: str) -> str:
    """Drop what no reader should ever be sent. Also for text that comes out of `&#…;`, which the door can't see."""
    return UNPRINTABLE.sub("", text)


def _short_towers(text: str) -> str:
    if not _MAYBE_MARK.search(text):
        return text
    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if height <= COMBINING_MARKS:
            kept.append(character)
    return "".join(kept)
