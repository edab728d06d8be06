"""Which inline markers belong together.

When an inline text is read, its markers are flat tokens. One pass with a stack pairs them, inside a link apart from
outside of it, and keeps emphasis from reaching across a spoiler's edge; so the cost is linear, whatever was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from reviews.spoilers.problems import ProblemCode

#: Inline spoilers inside each other. Nobody means five; sixteen keeps every later step shallow.
INLINE_DEPTH = 16

_LINK = -1


def pair_marks(state: StateInline) -> None:
    """Turn `mark` tokens into `spoiler_open` and `spoiler_close`, or into `fault` tokens that say what is wrong."""
    tokens = state.tokens
    if not any(token.type == "mark" for token in tokens):
        return
    pairs = _pairs(tokens)
    for opener, closer in pairs.items():
        tokens[opener].type, tokens[opener].nesting = "spoiler_open", 1
        tokens[closer].type, tokens[closer].nesting = "spoiler_close", -1
    _keep_emphasis_inside(state, pairs)


def _pairs(tokens: Sequence[Token]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            stack.append(_LINK)
        elif token.type == "link_close":
            while (opener := stack.pop()) != _LINK:
                _fault(tokens[opener], ProblemCode.INLINE_CROSSED)
        elif token.type == "mark":
            _take(tokens, at, stack, pairs)
    for opener in stack:
        _fault(tokens[opener], ProblemCode.INLINE_UNCLOSED)
    return pairs


def _take(tokens: Sequence[Token], at: int, stack: list[int], pairs: dict[int, int]) -> None:
    """Put one marker in its place: it opens, it closes the innermost open one, or it is a fault."""
    mark = tokens[at]
    top = tokens[stack[-1]].content if stack and stack[-1] != _LINK else ""
    if len(mark.content) > 2:
        _fault(mark, ProblemCode.INLINE_EMPTY)
    elif (mark.content, top) in (("||", "||"), ("!<", ">!")):
        opener = stack.pop()
        if all(_blank(token) for token in tokens[opener + 1 : at]):
            _fault(tokens[opener], ProblemCode.INLINE_EMPTY)
            _fault(mark, ProblemCode.INLINE_EMPTY)
        else:
            pairs[opener] = at
    elif mark.content == "!<":
        _close_across(tokens, mark, stack)
    elif len(stack) >= INLINE_DEPTH:
        _fault(mark, ProblemCode.NESTING_TOO_DEEP)
    else:
        stack.append(at)


def _close_across(tokens: Sequence[Token], mark: Token, stack: list[int]) -> None:
    """A `!<` that doesn't close the innermost marker: it crosses others, or closes nothing."""
    depth = next((n for n, opener in enumerate(reversed(stack), 1) if opener == _LINK or tokens[opener].content == ">!"), 0)
    if depth == 0 or stack[-depth] == _LINK:
        _fault(mark, ProblemCode.INLINE_STRAY)
        return
    _fault(mark, ProblemCode.INLINE_CROSSED)
    for opener in stack[-depth:]:
        _fault(tokens[opener], ProblemCode.INLINE_CROSSED)
    del stack[-depth:]


def _blank(token: Token) -> bool:
    return token.type in ("text", "softbreak", "hardbreak") and not token.content.strip()


def _fault(mark: Token, code: ProblemCode) -> None:
    """The marker stays, as text that its author alone will see."""
    mark.type = "fault"
    mark.meta["code"] = code


def _keep_emphasis_inside(state: StateInline, pairs: Mapping[int, int]) -> None:
    """Give each spoiler its own list of emphasis marks, so that `*a ||b* c||` can't match across the edge."""
    owners: list[int] = []
    open_: list[int] = []
    for at in range(len(state.tokens)):
        if open_ and pairs[open_[-1]] == at:
            open_.pop()
        if at in pairs:
            open_.append(at)
        owners.append(open_[-1] if open_ else -1)
    state.delimiters = _split(state, state.delimiters, owners)
    for meta in list(state.tokens_meta):
        if meta and "delimiters" in meta:
            meta["delimiters"] = _split(state, meta["delimiters"], owners)


def _split(state: StateInline, delimiters: list[Delimiter], owners: Sequence[int]) -> list[Delimiter]:
    groups: dict[int, list[Delimiter]] = {}
    for delimiter in delimiters:
        groups.setdefault(owners[delimiter.token], []).append(delimiter)
    first, *others = groups.values() or [[]]
    state.tokens_meta.extend({"delimiters": group} for group in others)
    return first
