"""One function per channel's needs. Each takes a `Redacted` and nothing else; there is no way here from a `Source`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping

from reviews.spoilers.clean import clean
from reviews.spoilers.markup import Markup
from reviews.spoilers.plain import ELLIPSIS, paragraphs, prose_words
from reviews.spoilers.redact import ClosedGate, Redacted
from reviews.spoilers.rendition import Gate, Html, Rendition


def to_rendition(redacted: Redacted, handles: Mapping[int, str], *, prefix: str = "") -> Rendition:
    """Return the text as sanitised HTML with its gates between.

    `handles` maps a spoiler's index to what its gate is called on the page ("" where there is none yet). `prefix` keeps
    ids apart where several texts stand on one page, as comments do. Where a spoiler is open, its text is framed by
    `<div class="passage">` or `<span class="passage">`.
    """
    # Nobody can know the nonce when they write their text, so nobody can write a gate, or end up with one split open.
    nonce = secrets.token_hex(8)
    markup = Markup(redacted, handles, prefix, lambda tag, index: f'<{tag} data-gate="{nonce}-{index}"></{tag}>')
    html = clean(markup.write(), ids=frozenset(markup.anchors.given))
    gate = re.compile(rf'<(?:span|div) data-gate="{nonce}-(\d+)"></(?:span|div)>')
    pieces: list[Html | Gate] = []
    for at, piece in enumerate(gate.split(html)):
        if at % 2:
            pieces.append(_public(redacted.gates[int(piece)], handles))
        elif piece:
            pieces.append(Html(piece))
    return Rendition(tuple(pieces))


def to_text(redacted: Redacted) -> str:
    """Plain text, a blank line between blocks. A gate is "[…]", with its label if it has one."""
    return "\n\n".join(paragraphs(redacted, labels=True))


def to_teaser(redacted: Redacted, words: int) -> str:
    """The first `words` words on one line. An inline gate is "[…]"; the teaser ends before any other gate."""
    taken: list[str] = []
    for word in _before_first_gate(redacted):
        if len(taken) == words:
            return " ".join(taken) + ELLIPSIS
        taken.append(word)
    return " ".join(taken)


def to_search_text(redacted: Redacted) -> str:
    """The visible prose on one line, for an index. Gates leave nothing, not even their label."""
    return " ".join(" ".join(prose_words(redacted)).split())


def to_links(redacted: Redacted) -> tuple[str, ...]:
    """The targets of the visible links, in reading order, each as often as it is linked."""
    children = (child for token in redacted.tokens if token.type == "inline" for child in token.children or ())
    return tuple(str(child.attrs.get("href", "")) for child in children if child.type == "link_open")


def _before_first_gate(redacted: Redacted) -> Iterator[str]:
    for paragraph in paragraphs(redacted, labels=False, until_gate=True):
        yield from paragraph.split()


def _public(gate: ClosedGate, handles: Mapping[int, str]) -> Gate:
    return Gate(handles.get(gate.index, ""), gate.kind, gate.label, gate.scope, gate.size)
