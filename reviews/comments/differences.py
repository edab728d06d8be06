"""What has changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: Longer texts are compared by their rarer words first: a text of one word ten thousand times would take minutes otherwise.
EXACT_PIECES = 600
#: Words, and what stands between them, so that the pieces put together are the text.
_PIECES = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Change:
    """A stretch of text that is the same in both, in the old one alone, or in the new one alone."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_diff(old: str, new: str) -> list[Change]:
    """Return `old` and `new` as one text, in stretches. What is given has come through the seam for whoever reads the result."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    changes: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > EXACT_PIECES)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(before[old_from:old_to])))
            continue
        if old_to > old_from:
            changes.append(Change("gone", "".join(before[old_from:old_to])))
        if new_to > new_from:
            changes.append(Change("new", "".join(after[new_from:new_to])))
    return changes
