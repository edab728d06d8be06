"""Markers in code: literal, but the author is asked whether they were meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from reviews.spoilers.directives import BREAK_START
from reviews.spoilers.document import SourceKind

#: Two bars alone are an "or" in many languages; a pair of them on a line looks like a spoiler.
_BARS = re.compile(r"\|\|[^|\n]+\|\|")
_FENCE = re.compile(r"^[ \t]*:{3,}", re.MULTILINE)


def marker_in_code(code: str, kind: SourceKind) -> bool:
    """Whether the code holds something that outside of code would hide text."""
    if _BARS.search(code) or _FENCE.search(code):
        return True
    if kind is SourceKind.REVIEW and BREAK_START.search(code):
        return True
    opener = code.find(">!")
    return opener >= 0 and code.find("!<", opener + 2) >= 0


def marker_line(code: str, kind: SourceKind) -> int:
    """The first line (from 0, counted in the code) with a marker that stands on one line."""
    return next((at for at, line in enumerate(code.split("\n")) if marker_in_code(line, kind)), 0)


def is_unclosed(token: Token, lines: Sequence[str]) -> bool:
    """Whether a code fence ended only because its container did, and so may have swallowed what was never code."""
    if token.type != "fence" or not token.map:
        return False
    begin, end = token.map
    closing = lines[end - 1].strip(" \t>") if 0 < end <= len(lines) else ""
    return end - begin < 2 or not (len(closing) >= len(token.markup) and set(closing) == set(token.markup))
