"""Faults that show only in a whole block: markers in code, bars in tables, and which block an inline fault hides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from reviews.spoilers.code import is_unclosed, marker_in_code, marker_line
from reviews.spoilers.document import SourceKind
from reviews.spoilers.grammar import Blocks
from reviews.spoilers.inlines import Reading
from reviews.spoilers.layout import BlockFault, Layout, line_of
from reviews.spoilers.problems import Problem, ProblemCode, problem

#: In a row of a table a bar ends a cell, unless it is escaped.
_TABLE_BARS = re.compile(r"(?<!\\)\|\|")


def in_blocks(blocks: Blocks, lines: Sequence[str], kind: SourceKind) -> tuple[list[BlockFault], list[Problem]]:
    """Faults that can be seen before any inline text is read, and warnings about markers in blocks of code."""
    faults: list[BlockFault] = []
    warnings: list[Problem] = []
    # One fence too few, and code and text have changed places all the way down; so one that is open accuses them all.
    out_of_step = any(is_unclosed(token, lines) for token in blocks.tokens)
    for at, token in enumerate(blocks.tokens):
        if token.type in ("fence", "code_block") and marker_in_code(token.content, kind):
            line = line_of(token) + marker_line(token.content, kind) + (token.type == "fence")
            if out_of_step and token.type == "fence":
                # Somebody forgot to end the code, and what they meant to hide now stands in it.
                faults.append((ProblemCode.CODE_UNCLOSED, line_of(token), at))
            else:
                warnings.append(problem(ProblemCode.MARKER_IN_CODE, line, lines[line - 1] if line <= len(lines) else ""))
    if blocks.dropped_from is not None:
        line = blocks.dropped_from
        at = max((at for at, token in enumerate(blocks.tokens) if token.map and token.map[0] <= line), default=0)
        if blocks.tokens:
            faults.append((ProblemCode.NESTING_TOO_DEEP, line + 1, at))
    return faults, warnings


def hidden_blocks(tokens: Sequence[Token], layout: Layout, reading: Reading, lines: Sequence[str]) -> tuple[dict[int, int], list[Problem]]:
    """The blocks that an inline fault hides, by their opening token, with the fault's line; and the bars in tables."""
    hidden: dict[int, int] = {}
    problems: list[Problem] = []
    stack: list[int] = []
    for at, token in enumerate(tokens):
        if token.nesting == 1:
            stack.append(at)
            if token.type == "table_open":
                for line in _bars(token, lines):
                    problems.append(problem(ProblemCode.TABLE_BARS, line, "||"))
                    hidden.setdefault(at, line)
        elif token.nesting == -1:
            stack.pop()
        elif at in reading.faulty and stack:
            # A cell alone can't be hidden: a table is one thing.
            holder = next((each for each in stack if tokens[each].type == "table_open"), stack[-1])
            hidden.setdefault(holder, reading.faulty[at])
    return hidden, problems


def _bars(table: Token, lines: Sequence[str]) -> Iterator[int]:
    first, end = table.map or (0, 0)
    return (at + 1 for at in range(first, min(end, len(lines))) if _TABLE_BARS.search(lines[at]))
