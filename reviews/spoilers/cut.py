"""The cut: from the flat tokens to public prose and spoilers, each with a gate in its place and nothing else of it.

A footnote is shown at the end of each prose that refers to it, so its tokens are cut anew there: what it hides belongs
to the passage it is shown in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from markdown_it.token import Token

from reviews.spoilers.document import Prose, Spoiler, SpoilerKind
from reviews.spoilers.footnotes import Note, Notes, Place
from reviews.spoilers.inlines import Reading, TooComplex
from reviews.spoilers.layout import Layout, line_of
from reviews.spoilers.lists import renumber
from reviews.spoilers.problems import Problem, ProblemCode, problem

#: A footnote is shown wherever it is used, so a short text can ask for a very long page. It may come to so many times
#: the tokens that were read, and so many more for the shortest.
GROWTH = 4
GROWTH_OF_SHORT_TEXTS = 10_000

#: Each is a row, a rendition and two names of its own; a text with more is no text, and would take its reader minutes to store.
SPOILERS = 1_000

#: Passages around a footnote. Together with fences and markers it stays far from Python's own limit.
NOTE_DEPTH = 24

#: What of a container's attributes is for a reader; anything else it carries is the text's own source.
_KEPT_ATTRS = ("start", "style")

_WORD = re.compile(r"\w+")


class Cutter:
    """Cuts one text; `spoilers` and `problems` are filled on the way."""

    def __init__(self, tokens: Sequence[Token], layout: Layout, reading: Reading, faulty: Mapping[int, int]) -> None:
        """`faulty` are the blocks to be hidden for an inline fault: opening token -> line."""
        self.tokens, self.layout, self.reading, self.faulty = tokens, layout, reading, faulty
        self.notes = Notes(tokens, layout)
        self.spoilers: list[Spoiler] = []
        self.problems: list[Problem] = []
        self._used: set[Note] = set()
        self._in_fault = False
        self._left = GROWTH_OF_SHORT_TEXTS + GROWTH * (len(tokens) + sum(map(len, reading.children.values())))

    def cut(self) -> Prose:
        """Return the public prose. Raises TooComplex."""
        prose = self._prose(0, len(self.tokens), Place())
        for note in self.notes.all:
            if note not in self._used:
                self.problems.append(problem(ProblemCode.FOOTNOTE_UNUSED, note.line, note.name))
        self._count_words()
        return prose

    def _count_words(self) -> None:
        """Nested spoilers come after those around them, so one pass from the end adds them up."""
        counts = [sum(_words(token) for token in spoiler.body.tokens) for spoiler in self.spoilers]
        for spoiler in reversed(self.spoilers):
            if spoiler.parent is not None:
                counts[spoiler.parent] += counts[spoiler.index]
        self.spoilers = [replace(spoiler, words=counts[spoiler.index]) for spoiler in self.spoilers]

    def _prose(self, first: int, end: int, place: Place, whole: int = -1) -> Prose:
        """The prose of a range of tokens, with its footnotes. In inline places all of it becomes one inline text."""
        if place.inline:
            children = self._flat(first, end, place, whole) + self._inline_notes(place)
            return Prose((Token("inline", "", 0, children=children),))
        return Prose(tuple(renumber(self._blocks(first, end, place, whole) + self._block_notes(place))))

    def _blocks(self, first: int, end: int, place: Place, whole: int = -1) -> list[Token]:
        """Block tokens with gates. The block that opens at `whole` is not hidden again for its fault."""
        out: list[Token] = []
        at = first
        while at < end:
            gate, after = self._gate_at(at, place, whole)
            token = self.tokens[at]
            if gate is not None:
                out.append(gate)
            elif token.type == "inline":
                out.append(Token("inline", "", 0, children=self._inline(at, place)))
            elif token.type in ("code_block", "fence"):
                out.append(Token("code_block", "code", 0, content=token.content))
            elif token.type in ("fence_line", "break_line"):
                out.extend(self._marker_line(token))
            elif token.type != "footnote_reference_open":
                attrs = {name: value for name, value in token.attrs.items() if name in _KEPT_ATTRS}
                out.append(Token(token.type, token.tag, token.nesting, attrs=attrs, hidden=token.hidden))
            at = after
        self._spend(len(out), first)
        return out

    def _marker_line(self, token: Token) -> list[Token]:
        """A marker that came to nothing: shown to its author among what it hid; otherwise it was a second break, and goes."""
        if not self._in_fault:
            return []
        line = Token("inline", "", 0, children=[Token("text", "", 0, content=token.content)])
        return [Token("paragraph_open", "p", 1), line, Token("paragraph_close", "p", -1)]

    def _gate_at(self, at: int, place: Place, whole: int) -> tuple[Token | None, int]:
        """The gate of a spoiler that begins with this token, if one does, and the token that comes next."""
        token, layout = self.tokens[at], self.layout
        if at == layout.fault_at and not self._in_fault:
            self._in_fault = True
            return self._spoiler(SpoilerKind.BLOCK, at, len(self.tokens), place, line=layout.fault_line), len(self.tokens)
        if at == layout.break_at:
            index = self._open(SpoilerKind.BREAK, line_of(token), place, label=self.reading.labels.get(at, ""))
            return self._fill(index, at + 1, len(self.tokens), place), len(self.tokens)
        if at in layout.pairs:
            fence, closer = layout.fences[at], layout.pairs[at]
            faulty = not fence.known or fence.unreadable is not None
            label = self.reading.labels.get(at, "")
            index = self._open(SpoilerKind.BLOCK, line_of(token), place, label, fence.of, fence.until, faulty=faulty)
            return self._fill(index, at + 1, closer, place), closer + 1
        if at in self.faulty and at != whole:
            end = layout.closes[at] + 1
            return self._spoiler(SpoilerKind.BLOCK, at, end, place, line=self.faulty[at], whole=at), end
        if token.type == "footnote_reference_open":
            return None, layout.closes[at] + 1
        return None, at + 1

    def _spoiler(self, kind: SpoilerKind, first: int, end: int, place: Place, *, line: int, whole: int = -1) -> Token:
        """Hide what a fail-closed rule hides."""
        return self._fill(self._open(kind, line, place, faulty=True), first, end, place, whole)

    def _open(
        self,
        kind: SpoilerKind,
        line: int,
        place: Place,
        label: str = "",
        of: str | None = None,
        until: str | None = None,
        *,
        faulty: bool = False,
    ) -> int:
        index = len(self.spoilers)
        if index == SPOILERS:
            raise TooComplex(line)
        # In a sentence there is no room for a block's gate.
        kind = SpoilerKind.INLINE if place.inline else kind
        self.spoilers.append(Spoiler(index, place.parent, kind, label, of, until, line, Prose(), faulty=faulty))
        return index

    def _fill(self, index: int, first: int, end: int, place: Place, whole: int = -1) -> Token:
        body = self._prose(first, end, place.inside(index, inline=False), whole)
        self.spoilers[index] = replace(self.spoilers[index], body=body)
        return Token("gate", "", 0, meta={"spoiler": index})

    def _flat(self, first: int, end: int, place: Place, whole: int = -1) -> list[Token]:
        """The same as `_blocks` where only inline text may stand: blocks become lines."""
        out: list[Token] = []
        at = first
        while at < end:
            gate, after = self._gate_at(at, place, whole)
            token = self.tokens[at]
            if out and (gate is not None or token.type in ("inline", "code_block", "fence")):
                out.append(Token("softbreak", "br", 0))
            if gate is not None:
                out.append(gate)
            elif token.type == "inline":
                out.extend(self._inline(at, place))
            elif token.type in ("code_block", "fence"):
                out.append(Token("code_inline", "code", 0, content=token.content))
            at = after
        self._spend(len(out), first)
        return out

    def _inline(self, at: int, place: Place) -> list[Token]:
        children = self.reading.children[at]
        return self._run(children, 0, len(children), place, at)

    def _run(self, children: Sequence[Token], first: int, end: int, place: Place, at: int) -> list[Token]:
        """Inline tokens with gates in the place of spoilers."""
        out: list[Token] = []
        here = first
        while here < end:
            token = children[here]
            if token.type == "spoiler_open":
                close = _close_of(children, here)
                index = self._open(SpoilerKind.INLINE, token.meta.get("line", line_of(self.tokens[at])), place)
                inner = place.inside(index, inline=True)
                body = self._run(children, here + 1, close, inner, at) + self._inline_notes(inner)
                self.spoilers[index] = replace(self.spoilers[index], body=Prose((Token("inline", "", 0, children=body),)))
                out.append(Token("gate", "", 0, meta={"spoiler": index}))
                here = close
            elif token.type == "footnote_ref":
                out.extend(self._reference(token, place, at))
            elif token.type != "text" or token.content:
                out.append(Token(token.type, token.tag, token.nesting, attrs=token.attrs, content=token.content))
            here += 1
        self._spend(len(out), at)
        return out

    def _reference(self, token: Token, place: Place, at: int) -> list[Token]:
        """A footnote reference with its number, or nothing and a problem."""
        name, line = str(token.meta["name"]), int(token.meta.get("line", line_of(self.tokens[at])))
        note = self.notes.find(self.layout.segments[at], name)
        if note is None:
            self.problems.append(problem(ProblemCode.FOOTNOTE_HIDDEN, line, name))
        elif note in place.within:
            self.problems.append(problem(ProblemCode.FOOTNOTE_CYCLE, line, name))
        elif place.depth > NOTE_DEPTH:
            self.problems.append(problem(ProblemCode.NESTING_TOO_DEEP, line, name))
        else:
            number, use = place.refer(note)
            return [Token("footnote_ref", "", 0, meta={"number": number, "use": use})]
        return []

    def _block_notes(self, place: Place) -> list[Token]:
        """The list of footnotes at the end of a prose, if it refers to any."""
        out: list[Token] = []
        while place.waiting:
            note = self._next_note(place)
            body = self._blocks(note.first, note.end, place)
            back = Token("footnote_back", "", 0, meta={"number": place.numbers[note]})
            if len(body) > 1 and body[-1].type == "paragraph_close" and body[-2].type == "inline":
                body[-2].children = [*(body[-2].children or ()), back]
            else:
                paragraph = Token("inline", "", 0, children=[back])
                body += [Token("paragraph_open", "p", 1), paragraph, Token("paragraph_close", "p", -1)]
            out.append(Token("footnote_open", "li", 1, meta={"number": place.numbers[note]}))
            out += [*body, Token("footnote_close", "li", -1)]
        place.current = None
        return [Token("footnotes_open", "section", 1), *out, Token("footnotes_close", "section", -1)] if out else []

    def _inline_notes(self, place: Place) -> list[Token]:
        """The same inside a sentence."""
        out: list[Token] = []
        while place.waiting:
            note = self._next_note(place)
            number = {"number": place.numbers[note]}
            out.append(Token("inline_footnote_open", "span", 1, meta=number))
            out += [*self._flat(note.first, note.end, place), Token("footnote_back", "", 0, meta=number)]
            out.append(Token("inline_footnote_close", "span", -1))
        place.current = None
        return out

    def _next_note(self, place: Place) -> Note:
        place.current = note = place.waiting.popleft()
        self._used.add(note)
        return note

    def _spend(self, tokens: int, at: int) -> None:
        # The one more is for what came to nothing: an empty footnote costs time as well.
        self._left -= tokens + 1
        if self._left < 0:
            raise TooComplex(line_of(self.tokens[at]) if at < len(self.tokens) else 1)


def _words(token: Token) -> int:
    return len(_WORD.findall(token.content)) + sum(_words(child) for child in token.children or ())


def _close_of(children: Sequence[Token], opener: int) -> int:
    depth = 0
    for at in range(opener, len(children)):
        depth += {"spoiler_open": 1, "spoiler_close": -1}.get(children[at].type, 0)
        if depth == 0:
            return at
    raise ValueError("spoilers don't balance")
