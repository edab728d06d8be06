"""Where spoilers begin and end, block by block.

Markers are flat lines among the library's block tokens. One pass with a stack pairs the fences, finds the break, and
finds what is wrong; a second says which spoiler each token and each line of the text belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from markdown_it.token import Token

from reviews.spoilers.directives import Fence, read_break, read_fence
from reviews.spoilers.problems import Problem, ProblemCode, problem

#: Fences inside each other. Nobody means five; sixteen keeps every later step shallow.
FENCE_DEPTH = 16

#: A block-level fault: its code, its line (from 1) and the token it was found in.
BlockFault: TypeAlias = tuple[ProblemCode, int, int]

#: The segment of public text. Any other segment is named by the index of the token that opens it.
PUBLIC = -1


@dataclass(slots=True)
class Layout:
    """The shape of a text. Indexes are of block tokens."""

    #: Opening fence -> closing fence, in the same list item, quotation, footnote or the text itself.
    pairs: dict[int, int] = field(default_factory=dict)
    fences: dict[int, Fence] = field(default_factory=dict)
    break_at: int | None = None
    break_label: str = ""
    #: From this token on all is hidden, whatever it is: a block-level fault begins in it.
    fault_at: int | None = None
    fault_line: int = 1
    problems: list[Problem] = field(default_factory=list)
    #: Token -> the top-level block it stands in.
    tops: list[int] = field(default_factory=list)
    #: Opening token -> closing token.
    closes: dict[int, int] = field(default_factory=dict)
    #: Token -> segment, and segment -> the one around it.
    segments: list[int] = field(default_factory=list)
    around: dict[int, int] = field(default_factory=dict)
    #: Line (from 0) -> segment.
    lines: list[int] = field(default_factory=list)

    def fault(self, code: ProblemCode, line: int, top: int, detail: str = "") -> None:
        """Hide the top-level block `top` and all that follows, because of what stands in `line` (from 1)."""
        self.problems.append(problem(code, line, detail))
        if self.fault_at is None or top < self.fault_at:
            self.fault_at, self.fault_line = top, line

    def scopes(self, segment: int) -> tuple[int, ...]:
        """The segment and those around it, innermost first; public text is always the last."""
        chain = [segment]
        while chain[-1] != PUBLIC:
            chain.append(self.around[chain[-1]])
        return tuple(chain)


def lay_out(tokens: Sequence[Token], line_count: int, known_faults: Iterable[BlockFault] = ()) -> Layout:
    """Find the shape. `known_faults` are block-level ones that were found elsewhere."""
    layout = _Walk(tokens).walk()
    for code, line, at in known_faults:
        layout.fault(code, line, layout.tops[at])
    if layout.break_at is not None and layout.fault_at is not None and layout.break_at >= layout.fault_at:
        layout.break_at = None
    _paint(layout, tokens, line_count)
    return layout


def line_of(token: Token) -> int:
    """The token's first line, from 1."""
    return token.map[0] + 1 if token.map else 1


class _Walk:
    """One pass over the tokens with a stack of open containers and fences."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.layout = Layout()
        self.stack: list[int] = []
        self.depth = 0
        self.too_deep: set[int] = set()

    def walk(self) -> Layout:
        for at, token in enumerate(self.tokens):
            self.layout.tops.append(self.stack[0] if self.stack else at)
            if token.nesting == 1:
                self.stack.append(at)
            elif token.nesting == -1:
                self._close_container(at)
            elif token.type == "fence_line":
                self._take_fence(at)
            elif token.type == "break_line":
                self._take_break(at)
        while self.stack:
            self._leave_open(self.stack.pop())
        return self.layout

    def _close_container(self, at: int) -> None:
        """A fence that is still open inside was never closed where it had to be."""
        while self.tokens[opener := self.stack.pop()].type == "fence_line":
            self._leave_open(opener)
        self.layout.closes[opener] = at
        self.layout.tops[at] = self.stack[0] if self.stack else opener

    def _leave_open(self, opener: int) -> None:
        self.depth -= 1
        token = self.tokens[opener]
        self.layout.fault(ProblemCode.FENCE_UNCLOSED, line_of(token), self.layout.tops[opener], token.content)

    def _take_fence(self, at: int) -> None:
        fence, token = read_fence(self.tokens[at].content), self.tokens[at]
        if fence.closes:
            self._close_fence(at, fence)
            return
        if not fence.known:
            detail = fence.word or token.content
            self.layout.fault(ProblemCode.DIRECTIVE_UNKNOWN, line_of(token), self.layout.tops[at], detail)
        if fence.unreadable is not None:
            self.layout.problems.append(problem(ProblemCode.ATTRIBUTES_UNREADABLE, line_of(token), fence.unreadable))
        if self.depth >= FENCE_DEPTH:
            if not self.too_deep:
                self.layout.fault(ProblemCode.NESTING_TOO_DEEP, line_of(token), self.layout.tops[at])
            self.too_deep.add(at)
        self.layout.fences[at] = fence
        self.stack.append(at)
        self.depth += 1

    def _close_fence(self, at: int, fence: Fence) -> None:
        opener = self.stack[-1] if self.stack else -1
        if opener in self.layout.fences and self.layout.fences[opener].length <= fence.length:
            self.stack.pop()
            self.depth -= 1
            # Those too deep are behind the fault, whole; nobody walks into them.
            if opener not in self.too_deep:
                self.layout.pairs[opener] = at
        else:
            # Nobody can know where the opening was meant to be: all of the text may be behind it.
            self.layout.fault(ProblemCode.FENCE_STRAY, line_of(self.tokens[at]), 0, self.tokens[at].content)

    def _take_break(self, at: int) -> None:
        token, layout = self.tokens[at], self.layout
        label = read_break(token.content)
        if self.stack:
            layout.fault(ProblemCode.BREAK_MISPLACED, line_of(token), layout.tops[at], token.content)
        elif label is None:
            layout.fault(ProblemCode.BREAK_MALFORMED, line_of(token), at, token.content)
        elif layout.break_at is None:
            layout.break_at, layout.break_label = at, label
        else:
            layout.problems.append(problem(ProblemCode.BREAK_REPEATED, line_of(token), token.content))


def _paint(layout: Layout, tokens: Sequence[Token], line_count: int) -> None:
    """Say for each token and each line which segment it is in; inner segments paint over outer ones."""
    layout.lines = [PUBLIC] * line_count
    stack = [PUBLIC]
    ends: Mapping[int, int] = {closer: opener for opener, closer in layout.pairs.items()}
    # The fault's segment needs a name that no token has: the token it begins with may open a spoiler of its own.
    fault = len(tokens)
    for at, token in enumerate(tokens):
        opened = [fault] if at == layout.fault_at else []
        if at == layout.break_at or at in layout.pairs:
            opened.append(at)
        for segment in opened:
            layout.around[segment] = stack[-1]
            stack.append(segment)
            first = 0 if at == 0 else line_of(token) - 1
            last = line_of(tokens[layout.pairs[segment]]) if segment in layout.pairs else line_count
            layout.lines[first:last] = [segment] * (last - first)
        layout.segments.append(stack[-1])
        if at in ends:
            stack.pop()
