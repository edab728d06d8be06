"""The inline rules of our own: spoiler markers, footnote references, a break in the middle of a text, bare addresses.

Each has markdown-it's signature: `(state, silent) -> matched`, and `silent` only looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.rules_inline import StateInline

from reviews.spoilers.directives import BREAK_START

InlineRule = Callable[[StateInline, bool], bool]

#: The longest footnote name: a cap makes looking for its end linear.
NOTE_NAME = 100
#: The longest address that browsers and servers reliably take; a cap makes looking for its end linear.
ADDRESS_LENGTH = 2048

_BARS = re.compile(r"\|+")
_NOTE_REFERENCE = re.compile(rf"\[\^([^\s\]]{{1,{NOTE_NAME}}})\]")
#: What ends a bare address: blanks, angle brackets, and every spoiler marker. Nothing hidden may slip into a link.
_ADDRESS = re.compile(rf"(?:(?!\|\||!<)[^\s<>]){{1,{ADDRESS_LENGTH}}}")
_BARE_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)


def spoiler_mark(state: StateInline, silent: bool) -> bool:
    """`||`, `>!` and `!<` become flat `mark` tokens; `pairs.pair_marks` makes spoilers of them."""
    here = state.pos
    bars = _BARS.match(state.src, here, state.posMax)
    if bars is not None:
        end = bars.end()
    elif state.src.startswith((">!", "!<"), here):
        end = here + 2
    else:
        return False
    if end - here < 2 or end > state.posMax:
        return False
    if not silent:
        token = state.push("mark", "", 0)
        token.content = state.src[here:end]
        token.meta = {"at": here}
    state.pos = end
    return True


def break_in_text(state: StateInline, silent: bool) -> bool:
    """A break where there can be none. In comments this rule is off and the marker literal."""
    found = BREAK_START.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("stray_break", "", 0)
        token.content = found[0]
        token.meta = {"at": state.pos}
    state.pos = found.end()
    return True


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """`[^name]`, where the text defines that name anywhere; whether it may be used here is decided later."""
    found = _NOTE_REFERENCE.match(state.src, state.pos, state.posMax)
    if found is None or found[1] not in state.env["note_names"]:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta = {"at": state.pos, "name": found[1]}
    state.pos = found.end()
    return True


def bare_address(state: StateInline, silent: bool) -> bool:
    """`http://…` and `https://…` in running text. Names without a scheme stay text: "the end.So what" is no link."""
    here = state.pos
    if state.linkLevel or silent or not state.src.startswith("://", here):
        return False
    # Only the tail: reading all that is pending at every colon would be quadratic.
    scheme = _BARE_SCHEME.search(state.pending[-7:])
    if scheme is None:
        return False
    begin = here - len(scheme[1])
    candidate = _ADDRESS.match(state.src, begin, state.posMax)
    linkify = state.md.linkify
    found = linkify.match_at_start(candidate[0]) if candidate and linkify else None
    if found is None:
        return False
    # Stars end a link, or bold text around it would lose its closing marks.
    url = str(found.url).rstrip("*")
    address = state.md.normalizeLink(url)
    if begin + len(url) <= here + 3 or not state.md.validateLink(address):
        return False
    state.pending = state.pending[: -len(scheme[1])]
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = state.md.normalizeLinkText(url)
    state.push("link_close", "a", -1)
    state.pos = begin + len(url)
    return True


def placed(rule: InlineRule) -> InlineRule:
    """The same rule, with the place remembered on the token it opens with, for problems with their line."""

    def rule_with_place(state: StateInline, silent: bool) -> bool:
        before, here = len(state.tokens), state.pos
        matched = rule(state, silent)
        if matched and not silent:
            # The first new token may be the text that was pending.
            for token in state.tokens[before : before + 2]:
                if token.type in ("link_open", "image", "code_inline"):
                    token.meta["at"] = here
                    break
        return matched

    return rule_with_place
