"""What is stored and framed: a list of pieces, each either sanitised HTML or the public facts of a gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from reviews.spoilers.document import Reach, Scope, SpoilerKind

Size: TypeAlias = Literal["short", "medium", "long"]


@dataclass(frozen=True, slots=True)
class Html:
    """Sanitised HTML. Around an inline gate a piece may be half of a paragraph: only all pieces together balance."""

    html: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands in a hidden passage's place. Public, every field of it; no interface words."""

    handle: str
    kind: SpoilerKind
    label: str
    scope: Scope
    size: Size


@dataclass(frozen=True, slots=True)
class Rendition:
    """A text for one kind of reader, ready to be framed in any language."""

    pieces: tuple[Html | Gate, ...] = ()

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates, in the order they stand on the page."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Gate))

    def as_json(self) -> list[dict[str, Any]]:
        """Plain lists and dicts, for a JSON column."""
        return [_html_out(piece) if isinstance(piece, Html) else _gate_out(piece) for piece in self.pieces]

    @classmethod
    def from_json(cls, data: Sequence[Mapping[str, Any]]) -> Rendition:
        """Read what `as_json` wrote. Raises ValueError when it is something else."""
        try:
            return cls(tuple(_piece_in(each) for each in data))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("not a rendition") from error


def _html_out(piece: Html) -> dict[str, Any]:
    return {"html": piece.html}


def _gate_out(gate: Gate) -> dict[str, Any]:
    scope = [[reach.work, reach.until] for reach in gate.scope.reaches]
    out = {"gate": gate.handle, "kind": gate.kind.value, "label": gate.label, "scope": scope, "size": gate.size}
    return {**out, "of_review": True} if gate.scope.of_review else out


def _piece_in(data: Mapping[str, Any]) -> Html | Gate:
    if "html" in data:
        return Html(str(data["html"]))
    if data["size"] not in get_args(Size):
        raise ValueError("not a gate's size")
    scope = Scope(
        tuple(Reach(int(work), None if until is None else int(until)) for work, until in data["scope"]), bool(data.get("of_review"))
    )
    return Gate(str(data["gate"]), SpoilerKind(data["kind"]), str(data["label"]), scope, data["size"])
