"""The seam: from a document to what one reader may see. `Redacted` is the only type that may leave the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markdown_it.token import Token

from reviews.spoilers.decide import GateFacts, decide
from reviews.spoilers.document import Document, Scope, SourceKind, Spoiler, SpoilerKind
from reviews.spoilers.reader import Reader
from reviews.spoilers.rendition import Size

#: Up to here it is a sentence or two: "a short passage".
SHORT_WORDS = 40
#: Up to here it is several paragraphs, read in a minute; beyond it is a part of the text of its own.
#: Three values at most: the rounder the word, the less it says about what is hidden.
MEDIUM_WORDS = 250

#: Held by this module alone, so that nobody makes a Redacted by accident.
_SEAL = object()


@dataclass(frozen=True, slots=True)
class ClosedGate:
    """The public facts of a spoiler that stays closed."""

    index: int
    kind: SpoilerKind
    label: str
    scope: Scope
    size: Size


class Redacted:
    """What one reader may see of a text, and only that. Made by `redact` and `redact_passage`, and by nothing else.

    Where a spoiler is closed, `tokens` hold a `gate` token (meta {"gate": index}); where one is open, its body stands
    between `passage_open` and `passage_close` (meta {"passage": index}).
    """

    __slots__ = ("gates", "kind", "passage", "tokens")

    tokens: tuple[Token, ...]
    gates: Mapping[int, ClosedGate]
    kind: SourceKind
    #: The spoiler whose body this is; None for a text from its start.
    passage: int | None

    def __init__(
        self, seal: object, tokens: tuple[Token, ...], gates: Mapping[int, ClosedGate], kind: SourceKind, passage: int | None
    ) -> None:
        if seal is not _SEAL:
            raise TypeError("a Redacted is made by redact() or redact_passage()")
        for name, value in (("tokens", tokens), ("gates", MappingProxyType(dict(gates))), ("kind", kind), ("passage", passage)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Redacted doesn't change")


def redact(document: Document, reader: Reader, keys: Mapping[int, str]) -> Redacted:
    """Return what `reader` may see, and only that: gated text is absent from the result, not hidden in it.

    `keys` maps a spoiler's index to its passage key; a spoiler without one can't have been opened by anybody.
    What a fail-closed rule hides opens for its author alone.
    """
    return _Redaction(document, reader, keys).redacted(document.prose.tokens, None)


def redact_passage(document: Document, index: int) -> Redacted:
    """Return one passage's own text, for somebody who opened it; every passage nested in it is still a gate."""
    return _Redaction(document, Reader(), {}).redacted(document.spoilers[index].body.tokens, index)


class _Redaction:
    def __init__(self, document: Document, reader: Reader, keys: Mapping[int, str]) -> None:
        self.document, self.reader, self.keys = document, reader, keys
        self.gates: dict[int, ClosedGate] = {}

    def redacted(self, tokens: Sequence[Token], passage: int | None) -> Redacted:
        seen = tuple(self._seen(tokens))
        return Redacted(_SEAL, seen, self.gates, self.document.source.kind, passage)

    def _seen(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Copies of what may be seen. A body is only walked into once its own gate is found open."""
        for token in tokens:
            if token.type == "gate":
                yield from self._gate(self.document.spoilers[token.meta["spoiler"]])
            elif token.type == "inline":
                yield _inline(list(self._seen(token.children or ())))
            else:
                yield token.copy()

    def _gate(self, spoiler: Spoiler) -> Iterator[Token]:
        inline = spoiler.kind is SpoilerKind.INLINE
        tag = "span" if inline else "div"
        if not self._is_open(spoiler):
            closed = ClosedGate(spoiler.index, spoiler.kind, spoiler.label, _scope(spoiler), size(spoiler.words))
            self.gates[spoiler.index] = closed
            yield Token("gate", tag, 0, meta={"gate": spoiler.index})
            return
        body = list(self._seen(spoiler.body.tokens))
        if inline:
            # Among inline tokens the wrapper around them has no place.
            body = [child for token in body for child in token.children or ()]
        yield Token("passage_open", tag, 1, meta={"passage": spoiler.index})
        yield from body
        yield Token("passage_close", tag, -1, meta={"passage": spoiler.index})

    def _is_open(self, spoiler: Spoiler) -> bool:
        key = "" if spoiler.faulty else self.keys.get(spoiler.index, "")
        return decide(GateFacts(key, spoiler.kind, _scope(spoiler)), self.reader).open


def size(words: int) -> Size:
    """The rounded size of a hidden text, passages nested in it included."""
    return "short" if words <= SHORT_WORDS else "medium" if words <= MEDIUM_WORDS else "long"


def _scope(spoiler: Spoiler) -> Scope:
    """What must be known; a spoiler that isn't bound, or is hidden for a fault, has no scope and so never opens by the shelf."""
    return Scope() if spoiler.faulty or spoiler.scope is None else spoiler.scope


def _inline(children: list[Token]) -> Token:
    return Token("inline", "", 0, children=children)
