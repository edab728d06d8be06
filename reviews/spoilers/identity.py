"""What a passage's two random names are kept by, from one edit of a text to the next."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import TypeVar

from markdown_it.token import Token

from reviews.spoilers.document import Document, Spoiler

T = TypeVar("T")


def public_identity(document: Document, index: int) -> str:
    """What a *handle* is kept by: the gates around it, and its own kind, label and scope. No hidden word goes in."""
    chain: list[object] = []
    at: int | None = index
    while at is not None:
        spoiler = document.spoilers[at]
        chain.append([spoiler.kind.value, spoiler.label, _scope(spoiler)])
        at = spoiler.parent
    return _digest(["public", chain])


def full_identity(document: Document, index: int) -> str:
    """What a *key* is kept by: kind, label, scope and the passage's own text, the passages nested in it excluded."""
    spoiler = document.spoilers[index]
    body = list(_own_text(spoiler.body.tokens))
    return _digest(["full", spoiler.kind.value, spoiler.label, _scope(spoiler), body])


def match(previous: Sequence[tuple[str, T]], identities: Sequence[str]) -> list[T | None]:
    """Give each identity what an equal one had before, in order of occurrence; `None` where there is none left."""
    waiting: defaultdict[str, deque[T]] = defaultdict(deque)
    for identity, value in previous:
        waiting[identity].append(value)
    return [waiting[identity].popleft() if waiting[identity] else None for identity in identities]


def _scope(spoiler: Spoiler) -> object:
    """The bound scope; before `bind`, what the author wrote."""
    if spoiler.scope is None:
        return ["unbound", spoiler.of, spoiler.until]
    return sorted([reach.work, reach.until or 0] for reach in spoiler.scope.reaches)


def _own_text(tokens: Sequence[Token]) -> Iterator[object]:
    """The tokens as plain values without the gates among them, so that an edit behind a nested gate changes nothing."""
    for token in tokens:
        if token.type == "gate":
            continue
        yield [token.type, token.tag, token.content, sorted((key, str(value)) for key, value in token.attrs.items())]
        yield from _own_text(token.children or ())


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()
