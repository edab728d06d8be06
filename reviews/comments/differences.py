"""What has changed between two texts, word by word."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: As many pairs of equal pieces are looked at; a text of one word ten thousand times has a hundred million.
MOST_PAIRS = 60_000
#: Words with the blanks behind them, and what stands between, so that the pieces put together are the text.
_PIECES = re.compile(r"\w+[^\S\n]*|\s+|[^\w\s]\s*")
#: The same by sentences and lines.
_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")


@dataclass(frozen=True)
class Change:
    """A stretch of text that is the same in both, in the old one alone, or in the new one alone."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_diff(old: str, new: str) -> list[Change]:
    """Return `old` and `new` as one text, in stretches. What is given has come through the seam for whoever reads the result."""
    before, after = _pieces_of(old, new)
    changes: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(before[old_from:old_to])))
            continue
        if old_to > old_from:
            changes.append(Change("gone", "".join(before[old_from:old_to])))
        if new_to > new_from:
            changes.append(Change("new", "".join(after[new_from:new_to])))
    return changes


def _pieces_of(old: str, new: str) -> tuple[list[str], list[str]]:
    """Both texts in pieces, as fine as they can be compared: words, else sentences, else each whole."""
    for pieces in (_PIECES, _SENTENCES):
        before, after = pieces.findall(old), pieces.findall(new)
        counted = Counter(after)
        if sum(counted[piece] for piece in before) <= MOST_PAIRS:
            return before, after
    return [old] if old else [], [new] if new else []
