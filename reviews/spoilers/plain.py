"""The words of a `Redacted`, without any markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from reviews.spoilers.redact import Redacted

ELLIPSIS = "…"
#: What stands in a gate's place where there is no button.
GATE = "[…]"

_ENDS_LINE = frozenset({"tr_close"})
_ENDS_PARAGRAPH = frozenset({"paragraph_close", "heading_close", "table_close", "list_item_close"})


def paragraphs(redacted: Redacted, *, labels: bool, until_gate: bool = False) -> Iterator[str]:
    """The blocks of the text, one by one; `until_gate` ends before the first gate that isn't inline."""
    parts: list[str] = []
    for token in redacted.tokens:
        if token.type == "gate":
            yield from _done(parts)
            if until_gate:
                return
            label = redacted.gates[token.meta["gate"]].label
            yield f"[{ELLIPSIS} {label}]" if labels and label else GATE
        elif token.type == "inline":
            parts.extend(_inline(token.children or (), GATE))
        elif token.type == "code_block":
            yield from _done([*parts, token.content])
            parts = []
        elif token.type in _ENDS_PARAGRAPH:
            yield from _done(parts)
        elif token.type in _ENDS_LINE:
            parts.append("\n")
        elif token.type in ("th_close", "td_close"):
            parts.append(" ")
    yield from _done(parts)


def prose_words(redacted: Redacted) -> Iterator[str]:
    """The visible text in pieces, gates left out."""
    for token in redacted.tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or (), " "))
        elif token.type == "code_block":
            yield token.content


def _done(parts: list[str]) -> Iterator[str]:
    """The paragraph that has been collected, if there is anything in it; the list starts anew."""
    text = "\n".join(line.strip() for line in "".join(parts).strip().split("\n"))
    parts.clear()
    if text:
        yield text


def _inline(children: Sequence[Token], gate: str) -> Iterator[str]:
    for child in children:
        if child.type == "gate":
            yield gate
        elif child.type == "image":
            yield str(child.attrs.get("alt", ""))
        elif child.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif child.type == "footnote_ref":
            yield f"[{child.meta['number']}]" if gate == GATE else ""
        elif child.type == "inline_footnote_open":
            yield f" [{child.meta['number']}] "
        else:
            yield child.content
