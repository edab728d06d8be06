"""Reads the inline texts of a document, each with only those link definitions in sight that its reader may know."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.common.utils import mdTrim, normalizeReference
from markdown_it.token import Token

from reviews.spoilers.addresses import marker_in, mend_links
from reviews.spoilers.code import marker_in_code
from reviews.spoilers.directives import is_fence
from reviews.spoilers.document import SourceKind
from reviews.spoilers.door import printable
from reviews.spoilers.grammar import Blocks, Grammar
from reviews.spoilers.labels import plain_label
from reviews.spoilers.layout import BlockFault, Layout, line_of
from reviews.spoilers.problems import Problem, ProblemCode, problem

#: More tokens than any review of 200,000 characters needs; what is beyond it was written for the parser, not for people.
TOKENS_READ = 150_000


class TooComplex(Exception):
    """The text has more markup than the caps allow. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class Reading:
    """All inline texts, read."""

    #: Inline token -> its children, as the site shows them, with balanced `spoiler_open` and `spoiler_close` among them.
    children: dict[int, list[Token]] = field(default_factory=dict)
    #: Block-level faults that only show inside a text.
    block_faults: list[BlockFault] = field(default_factory=list)
    #: Inline tokens that hold an inline fault, with the line (from 1) of the first.
    faulty: dict[int, int] = field(default_factory=dict)
    #: Opening fence, or break -> its label, plain.
    labels: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class InlineReader:
    """Reads one document's inline texts against one layout."""

    def __init__(self, grammar: Grammar, kind: SourceKind, blocks: Blocks, layout: Layout) -> None:
        self.grammar, self.kind, self.blocks, self.layout = grammar, kind, blocks, layout
        self.note_names = frozenset(str(token.meta["label"]) for token in blocks.tokens if token.type == "footnote_reference_open")
        self._definitions: dict[int, dict[str, Any]] = {}
        self._by_segment: dict[int, list[dict[str, Any]]] = {}
        for each in blocks.definitions:
            self._by_segment.setdefault(layout.lines[each["map"][0]], []).append(each)
        self.reading = Reading()
        self._count = len(blocks.tokens)

    def read(self) -> Reading:
        """Read every inline text and every label. Raises TooComplex."""
        for at, fence in self.layout.fences.items():
            self._label(at, fence.label if fence.known else "")
        if self.layout.break_at is not None:
            self._label(self.layout.break_at, self.layout.break_label)
        for at, token in enumerate(self.blocks.tokens):
            if self._count > TOKENS_READ:
                raise TooComplex(line_of(token))
            if token.type == "inline":
                self._read_one(at, token)
        return self.reading

    def _label(self, at: int, written: str) -> None:
        label, marked = plain_label(self.grammar, written)
        self.reading.labels[at] = label
        if marked:
            self.reading.problems.append(problem(ProblemCode.LABEL_MARKED, line_of(self.blocks.tokens[at]), written))

    def _read_one(self, at: int, token: Token) -> None:
        content = token.content
        first = line_of(token)
        for offset, line in enumerate(content.split("\n") if ":::" in content else ()):
            if is_fence(line):
                self._fence_in_text(at, first + offset, line)
        children = self.grammar.inline(content, self._in_sight(self.layout.segments[at]), self.note_names)
        self._count += len(children)
        self._look(at, children, _line_finder(content, first))
        self.reading.children[at] = mend_links(lift_from_links(children), self.kind)

    def _fence_in_text(self, at: int, line: int, text: str) -> None:
        # A closing one could close anything before it, so nothing before it is safe.
        closing = not mdTrim(text).strip(":")
        self.reading.block_faults.append((ProblemCode.FENCE_MISPLACED, line, 0 if closing else at))

    def _in_sight(self, segment: int) -> dict[str, Any]:
        """The link definitions that text of this segment may use: its own, else those of the nearest segment around it."""
        if segment not in self._definitions:
            found: dict[str, Any] = {}
            for scope in self.layout.scopes(segment):
                own: dict[str, Any] = {}
                for each in self._by_segment.get(scope, ()):
                    own.setdefault(normalizeReference(each["label"]), each)
                found = {**own, **found}
            self._definitions[segment] = found
        return self._definitions[segment]

    def _look(self, at: int, children: Sequence[Token], line: Callable[[int], int], offset: int = 0) -> None:
        """Collect what is wrong with one inline text, and wash what came out of `&#…;`."""
        for token in children:
            place = offset + int(token.meta.get("at", 0))
            if token.type in ("spoiler_open", "footnote_ref", "link_open", "image"):
                token.meta["line"] = line(place)
            if token.type == "text_special":
                token.type, token.content = "text", printable(token.content)
            elif token.type == "fault":
                self._faulty(at, ProblemCode(token.meta["code"]), line(place), token.content)
                token.type = "text"
            elif token.type == "stray_break":
                self.reading.block_faults.append((ProblemCode.BREAK_MISPLACED, line(place), at))
                token.type = "text"
            elif token.type == "code_inline" and marker_in_code(token.content, self.kind):
                self.reading.problems.append(problem(ProblemCode.MARKER_IN_CODE, line(place), token.content))
            elif token.type in ("link_open", "image"):
                marker = marker_in(token)
                if marker:
                    self._faulty(at, ProblemCode.MARKER_IN_LINK, line(place), marker)
                if token.children:
                    # Past the `![`.
                    self._look(at, token.children, line, place + 2)

    def _faulty(self, at: int, code: ProblemCode, line: int, detail: str) -> None:
        self.reading.problems.append(problem(code, line, detail))
        self.reading.faulty[at] = min(line, self.reading.faulty.get(at, line))


def _line_finder(content: str, first: int) -> Callable[[int], int]:
    """The line of a place in an inline text; looked up, not counted each time."""
    ends = [at for at, character in enumerate(content) if character == "\n"]
    return lambda place: first + bisect_left(ends, place)


def lift_from_links(children: Sequence[Token]) -> list[Token]:
    """Hide all of a link whose text hides something, and all of a picture whose description does.

    What was hidden at the n-th depth inside still needs n openings, so the whole is wrapped as deep as its deepest part.
    """
    lifted: list[Token] = []
    link: list[Token] | None = None
    for token in children:
        if token.type == "image":
            kept = [child for child in token.children or () if child.type not in ("spoiler_open", "spoiler_close")]
            wrapped = _wrap([token], _depth(token.children or ()))
            token.children = kept
            (lifted if link is None else link).extend(wrapped)
        elif token.type == "link_open" and link is None:
            link = [token]
        elif link is not None and token.type == "link_close" and token.level == link[0].level:
            link.append(token)
            plain = [each for each in link if each.type not in ("spoiler_open", "spoiler_close")]
            lifted.extend(_wrap(plain, _depth(link)))
            link = None
        else:
            (lifted if link is None else link).append(token)
    return lifted + (link or [])


def _depth(tokens: Sequence[Token]) -> int:
    deepest = depth = 0
    for token in tokens:
        inner = _depth(token.children) if token.type == "image" and token.children else 0
        depth += {"spoiler_open": 1, "spoiler_close": -1}.get(token.type, 0)
        deepest = max(deepest, depth + inner)
    return deepest


def _wrap(tokens: list[Token], depth: int) -> list[Token]:
    opens = [Token("spoiler_open", "span", 1, meta=dict(tokens[0].meta)) for _ in range(depth)]
    return [*opens, *tokens, *(Token("spoiler_close", "span", -1) for _ in range(depth))]
