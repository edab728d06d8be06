"""How the lines that carry block markers are read: `::: spoiler Label {of="…"}`, `:::`, `<!--more Words-->`."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Word processors leave these around a marker; nobody sees them, so they don't make it another marker.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

_FENCE = re.compile(rf"[\s{INVISIBLE}]*(:{{3,}})[\s{INVISIBLE}]*([^\s{{}}{INVISIBLE}]*)")
_QUOTES = {'"': '"', "'": "'", "“": "”“", "”": "”", "„": "“”", "‘": "’‘", "’": "’", "«": "»", "‹": "›"}
_KEY = re.compile(r"\s*(of|until)\s*=\s*", re.IGNORECASE)
_BARE_SLUG = re.compile(r"[\w-]+")

#: Anything that was meant to be a break, well-formed or not: word processors turn `--` into one long dash.
BREAK_START = re.compile(r"<!\s*[-–—]+\s*more(?!\w)", re.IGNORECASE)
_BREAK_WELL = re.compile(r"<!--+\s*more(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fence:
    """A `:::` line. Without a `word` it closes; `unreadable` holds braces that don't read as attributes."""

    length: int
    word: str
    label: str = ""
    of: str | None = None
    until: str | None = None
    unreadable: str | None = None

    @property
    def closes(self) -> bool:
        """Whether the line is a closing one."""
        return not self.word and not self.label and self.unreadable is None

    @property
    def known(self) -> bool:
        """Whether it opens a spoiler, the one directive there is."""
        return self.word.casefold() == "spoiler"


def is_fence(line: str) -> bool:
    """Whether a line inside a paragraph would have been a fence, had it stood by itself."""
    return _FENCE.match(line) is not None


def read_fence(line: str) -> Fence:
    """Read a line that begins with at least three colons."""
    found = _FENCE.match(line)
    if found is None:
        return Fence(0, line)
    rest = line[found.end() :].strip().strip(INVISIBLE)
    length, word = len(found[1]), found[2]
    brace = min((at for at in (rest.find("{"), rest.find("}")) if at >= 0), default=-1)
    if brace < 0:
        return Fence(length, word, rest)
    label, braces = rest[:brace].strip(), rest[brace:].strip()
    attributes = _attributes(braces)
    if attributes is None:
        return Fence(length, word, label, unreadable=braces)
    return Fence(length, word, label, attributes.get("of"), attributes.get("until"))


def read_break(line: str) -> str | None:
    """Return the words of a well-formed break, alone on its line; `None` for one that only looks like it."""
    line = line.strip()
    found = _BREAK_WELL.match(line)
    end = line.find("-->", found.end() - 2 if found else 0)
    if found is None or end < found.end() or end + 3 != len(line):
        return None
    return line[found.end() : end].strip(" \t-")


def _attributes(braces: str) -> dict[str, str] | None:
    """Read `{of="…" until="…"}` in any common spelling; `None` for anything else."""
    if len(braces) < 2 or not braces.startswith("{") or not braces.endswith("}"):
        return None
    inside, at = braces[1:-1], 0
    found: dict[str, str] = {}
    while inside[at:].strip():
        key = _KEY.match(inside, at)
        value = _value(inside, key.end()) if key else None
        if key is None or value is None or key[1].lower() in found:
            return None
        found[key[1].lower()], at = value
    return found or None


def _value(text: str, at: int) -> tuple[str, int] | None:
    """A quoted or bare slug, and where it ends."""
    closers = _QUOTES.get(text[at : at + 1], "")
    start = at + 1 if closers else at
    padding = len(text[start:]) - len(text[start:].lstrip()) if closers else 0
    slug = _BARE_SLUG.match(text, start + padding)
    if slug is None:
        return None
    end = slug.end()
    if closers:
        while end < len(text) and text[end].isspace():
            end += 1
        if end >= len(text) or text[end] not in closers:
            return None
        end += 1
    if end < len(text) and not text[end].isspace():
        return None
    return slug[0], end
