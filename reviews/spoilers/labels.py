"""A gate's label: public and plain, whatever was typed into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from reviews.spoilers.addresses import description
from reviews.spoilers.door import printable
from reviews.spoilers.grammar import Grammar

#: A label is a line on a button's frame, not a paragraph; it must fit on a phone.
LABEL_LENGTH = 120


def plain_label(grammar: Grammar, written: str) -> tuple[str, bool]:
    """Return the label without its markup, and whether a spoiler marker stands in it; then there is no label at all."""
    tokens = grammar.inline(written[: 8 * LABEL_LENGTH], {}, frozenset())
    if any(_is_marker(token) for token in tokens):
        return "", True
    label = " ".join(printable("".join(_words(tokens))).split())
    return (label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1].rstrip() + "…"), False


def _is_marker(token: Token) -> bool:
    return token.type in ("spoiler_open", "fault", "stray_break") or any(_is_marker(child) for child in token.children or ())


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield description(token) if token.type == "image" else " " if token.type in ("softbreak", "hardbreak") else token.content
