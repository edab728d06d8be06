"""Which footnote a reference means, and what number it gets.

A definition belongs to the segment it stands in: public text, or a spoiler. A reference may use those of its own segment
and of the segments around it. Each prose numbers the footnotes that *it* refers to, from 1, so that no number tells of
footnotes elsewhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from reviews.spoilers.layout import Layout, line_of


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as it was defined: where it stands, and the tokens of its body."""

    name: str
    segment: int
    line: int
    first: int
    end: int


@dataclass(slots=True)
class Place:
    """One prose while it is put together: whose it is, and which footnotes it refers to."""

    #: The spoiler it is the body of; None for public prose.
    parent: int | None = None
    depth: int = 0
    #: Inline prose stands in a sentence, so nothing in it, footnotes included, may be a block.
    inline: bool = False
    #: Footnotes that are being shown around this place. One of them again would never end.
    within: frozenset[Note] = frozenset()
    #: The footnote whose body is being shown.
    current: Note | None = None
    numbers: dict[Note, int] = field(default_factory=dict)
    uses: dict[Note, int] = field(default_factory=dict)
    waiting: deque[Note] = field(default_factory=deque)

    def inside(self, parent: int, *, inline: bool) -> Place:
        """The place of a spoiler in this one."""
        within = self.within | {self.current} if self.current else self.within
        return Place(parent, self.depth + 1, inline or self.inline, within)

    def refer(self, note: Note) -> tuple[int, int]:
        """Return the footnote's number in this prose, and how often it was referred to, this time included."""
        if note not in self.numbers:
            self.numbers[note] = len(self.numbers) + 1
            self.waiting.append(note)
        self.uses[note] = self.uses.get(note, 0) + 1
        return self.numbers[note], self.uses[note]


class Notes:
    """All footnotes of a text."""

    def __init__(self, tokens: Sequence[Token], layout: Layout) -> None:
        self.layout = layout
        self.all = [
            Note(str(token.meta["label"]), layout.segments[at], line_of(token), at + 1, layout.closes[at])
            for at, token in enumerate(tokens)
            if token.type == "footnote_reference_open"
        ]
        self._found: dict[tuple[int, str], Note] = {}
        for note in self.all:
            # As with link definitions, the first of a name counts.
            self._found.setdefault((note.segment, note.name), note)

    def find(self, segment: int, name: str) -> Note | None:
        """The footnote that a reference in `segment` means; None when the only ones stand where it must not see."""
        scopes = (self._found.get((scope, name)) for scope in self.layout.scopes(segment))
        return next((note for note in scopes if note is not None), None)
