"""The library's parser, set up for our language. The only place that knows how markdown-it is put together."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import autolink, backtick, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from reviews.spoilers import marks, pairs
from reviews.spoilers.directives import BREAK_START
from reviews.spoilers.document import SourceKind

#: Quotations and lists inside each other (a list takes two levels). What the library would drop beyond it is a problem of ours.
BLOCK_DEPTH = 32
#: Brackets inside each other. Every level makes looking for a link's end slower for all brackets that have none.
BRACKET_DEPTH = 12
#: A wider table is no table here. The library fills up short rows, so without a cap a small text makes a huge page.
TABLE_COLUMNS = 32

#: Stands for the `>` of every `>!` while blocks are read, so that it never begins a quotation. A noncharacter: no text holds it.
ANGLE = "\ufdd0"
_ANGLE_IN_ADDRESS = "%EF%B7%90"


@dataclass(slots=True)
class Blocks:
    """What the block rules found: flat tokens, link definitions in the order of the text, and where they gave up."""

    tokens: list[Token]
    definitions: list[dict[str, Any]] = field(default_factory=list)
    #: 0-based line from which the nesting was too deep and the library dropped the text.
    dropped_from: int | None = None


class _Blocks(ParserBlock):
    """The library's block parser, which tells where it stops following the nesting instead of keeping it to itself."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 (the library's names)
        """Generate tokens for a range of lines."""
        if state.level >= state.md.options.maxNesting:
            state.env.setdefault("dropped_from", startLine)
        super().tokenize(state, startLine, endLine)


class Grammar:
    """One set-up parser. Not for two threads at once: `grammar` hands each its own."""

    def __init__(self, kind: SourceKind) -> None:
        # Two, for the library has one limit for both.
        self.block_md = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": BLOCK_DEPTH})
        self.inline_md = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": BRACKET_DEPTH})
        self._set_up_blocks(kind)
        self._set_up_inline(kind)

    def _set_up_blocks(self, kind: SourceKind) -> None:
        block = self.block_md.block = _Blocks()
        anywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
        block.ruler.disable(["html_block"])
        block.ruler.at("table", narrow_table, {"alt": ["paragraph", "reference"]})
        block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
        # Before the table: a label with a bar in it, over a line of dashes, is still a label.
        block.ruler.before("table", "fence_line", fence_line, anywhere)
        if kind is SourceKind.REVIEW:
            block.ruler.before("table", "break_line", break_line, anywhere)

    def _set_up_inline(self, kind: SourceKind) -> None:
        inline = self.inline_md.inline
        inline.add_terminator_char("|")
        inline.ruler.enable(["strikethrough"])
        inline.ruler.disable(["html_inline"])
        inline.ruler2.enable(["strikethrough"])
        for name, rule in (("backticks", backtick), ("link", link), ("image", image), ("autolink", autolink)):
            inline.ruler.at(name, marks.placed(rule))
        inline.ruler.before("strikethrough", "spoiler_mark", marks.spoiler_mark)
        inline.ruler.before("strikethrough", "bare_address", marks.bare_address)
        inline.ruler.before("link", "footnote_reference", marks.footnote_reference)
        if kind is SourceKind.REVIEW:
            inline.ruler.before("autolink", "break_in_text", marks.break_in_text)
        inline.ruler2.before("balance_pairs", "pair_marks", pairs.pair_marks)

    def blocks(self, text: str) -> Blocks:
        """Read `text` as blocks; inline texts stay unread, in the `content` of `inline` tokens."""
        env: dict[str, Any] = {}
        tokens: list[Token] = []
        self.block_md.block.parse(text.replace(">!", ANGLE + "!"), self.block_md, env, tokens)
        for token in tokens:
            token.content = token.content.replace(ANGLE, ">")
            if "label" in token.meta:
                token.meta["label"] = token.meta["label"].replace(ANGLE, ">")
        return Blocks(tokens, _definitions(env), env.get("dropped_from"))

    def inline(self, text: str, definitions: dict[str, Any], note_names: frozenset[str]) -> list[Token]:
        """Read one inline text with only these link definitions and footnote names in sight."""
        tokens: list[Token] = []
        env = {"references": definitions, "note_names": note_names}
        self.inline_md.inline.parse(text, self.inline_md, env, tokens)
        return tokens


def fence_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Any line of three and more colons, as one flat token; `layout` says what it opens or closes."""
    return _marker_line(state, start, silent, "fence_line", ":::")


def break_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that begins like a break, well-formed or not, as one flat token."""
    at = state.bMarks[start] + state.tShift[start]
    return BREAK_START.match(state.src, at, state.eMarks[start]) is not None and _marker_line(state, start, silent, "break_line", "<!")


def narrow_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's table, unless it is too wide."""
    width = state.src.count("|", state.bMarks[start], state.eMarks[start])
    return 0 < width <= TABLE_COLUMNS and table(state, start, end, silent)


def _marker_line(state: StateBlock, line: int, silent: bool, name: str, marker: str) -> bool:
    at = state.bMarks[line] + state.tShift[line]
    if state.is_code_block(line) or not state.src.startswith(marker, at, state.eMarks[line]):
        return False
    if not silent:
        token = state.push(name, "", 0)
        token.map = [line, line + 1]
        token.content = state.src[at : state.eMarks[line]]
        state.line = line + 1
    return True


def _definitions(env: dict[str, Any]) -> list[dict[str, Any]]:
    """Every link definition with its label and lines, duplicates included: which one counts depends on where it stands."""
    firsts = [{"label": label, **found} for label, found in env.get("references", {}).items()]
    everything = firsts + list(env.get("duplicate_refs", ()))
    for each in everything:
        each["label"] = each["label"].replace(ANGLE, ">")
        each["title"] = each["title"].replace(ANGLE, ">")
        each["href"] = each["href"].replace(_ANGLE_IN_ADDRESS, "%3E")
    return sorted(everything, key=lambda each: int(each["map"][0]))


_local = threading.local()


def grammar(kind: SourceKind) -> Grammar:
    """This thread's parser for `kind`; building one takes milliseconds, and the link finder in it is not thread-safe."""
    found = getattr(_local, kind.value, None)
    if not isinstance(found, Grammar):
        found = Grammar(kind)
        setattr(_local, kind.value, found)
    return found
