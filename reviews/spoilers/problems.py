"""What can be wrong with a text. Codes only: the words for people are written outside of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

#: A text with more problems than this is wrong in one way a thousand times; nobody reads the rest.
PROBLEMS_SHOWN = 100

#: A detail is a pointer for the author, not a copy of the paragraph.
DETAIL_LENGTH = 60


class ProblemCode(StrEnum):
    """Every code the engine can give. Blocking unless the comment says "warning"."""

    # The break
    #: A `<!--more-->` in a quotation, a list, a footnote, a fence or in the middle of a text.
    BREAK_MISPLACED = "break_misplaced"
    #: Looks like a break but isn't one: never closed, words after it, dashes put together by a word processor.
    BREAK_MALFORMED = "break_malformed"
    #: Warning. A second `<!--more-->`; it is dropped.
    BREAK_REPEATED = "break_repeated"

    # Fences
    #: `::: spoiler` without a closing `:::` in the same list item, quotation or footnote.
    FENCE_UNCLOSED = "fence_unclosed"
    #: A closing `:::` that closes nothing, or is shorter than the fence it stands in.
    FENCE_STRAY = "fence_stray"
    #: A `:::` line inside a paragraph, indented too far to be one.
    FENCE_MISPLACED = "fence_misplaced"
    #: `:::` followed by a word that isn't `spoiler`. Detail: the word.
    DIRECTIVE_UNKNOWN = "directive_unknown"
    #: Braces that don't read as {of="…" until="…"}. Detail: what stands in them.
    ATTRIBUTES_UNREADABLE = "attributes_unreadable"
    #: A spoiler marker inside a label; labels are public. The label is left out.
    LABEL_MARKED = "label_marked"

    # Inline markers. Detail: the marker.
    #: An opening marker without a closing one in the same block.
    INLINE_UNCLOSED = "inline_unclosed"
    #: A closing marker without an opening one.
    INLINE_STRAY = "inline_stray"
    #: Two spoilers that overlap, or one that begins inside a link and ends outside.
    INLINE_CROSSED = "inline_crossed"
    #: A spoiler with nothing in it, or three and more bars in a row, which can be read in two ways.
    INLINE_EMPTY = "inline_empty"
    #: `||` in a row of a table, where a bar ends a cell.
    TABLE_BARS = "table_bars"
    #: A marker in the address or title of a link or picture, where nothing can be hidden. Detail: the marker.
    MARKER_IN_LINK = "marker_in_link"

    # Code
    #: Warning. A marker in code is literal: was it meant?
    MARKER_IN_CODE = "marker_in_code"
    #: A code fence is never closed, and this one, or one before it, has swallowed a marker.
    CODE_UNCLOSED = "code_unclosed"

    # Footnotes. Detail: the footnote's name.
    #: The footnote is defined inside a spoiler but used outside of it.
    FOOTNOTE_HIDDEN = "footnote_hidden"
    #: A footnote that leads back into itself through a spoiler.
    FOOTNOTE_CYCLE = "footnote_cycle"
    #: Warning. A footnote that nothing refers to (or a second one of that name) is not shown.
    FOOTNOTE_UNUSED = "footnote_unused"

    # Scope. Detail: the slug.
    #: `of` names a work that the site doesn't know.
    UNKNOWN_WORK = "unknown_work"
    #: `until` names a part that the work doesn't have.
    UNKNOWN_PART = "unknown_part"
    #: `until` without `of`, where more than one work (or none) is under review.
    UNTIL_WITHOUT_OF = "until_without_of"

    # Caps
    #: Spoilers, quotations or lists inside each other, deeper than we follow.
    NESTING_TOO_DEEP = "nesting_too_deep"
    #: More markup than we are ready to read in one text.
    TOO_COMPLEX = "too_complex"
    #: The parser failed; that is our fault, and all of the text is hidden.
    UNREADABLE = "unreadable"


#: What `bind` may add; binding again replaces these.
BINDING_CODES = frozenset({ProblemCode.UNKNOWN_WORK, ProblemCode.UNKNOWN_PART, ProblemCode.UNTIL_WITHOUT_OF})

WARNINGS = frozenset({ProblemCode.BREAK_REPEATED, ProblemCode.MARKER_IN_CODE, ProblemCode.FOOTNOTE_UNUSED})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `detail` quotes the text and is for its author alone; `line` counts from 1."""

    code: str
    line: int
    detail: str
    blocking: bool


def problem(code: ProblemCode, line: int, detail: str = "") -> Problem:
    """Make a problem; whether it blocks follows from its code, and the detail is cut to a pointer's length."""
    return Problem(code.value, line, " ".join(detail.split())[:DETAIL_LENGTH], code not in WARNINGS)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by line, blocking ones first where the list must be cut."""
    unique = sorted(set(problems), key=lambda each: (not each.blocking, each.line, each.code, each.detail))
    return tuple(sorted(unique[:PROBLEMS_SHOWN], key=lambda each: (each.line, each.code, each.detail)))
