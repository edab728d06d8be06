"""Renditions put into the frames a template fills: stored pieces hold no interface words, and no names of works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from django.utils.safestring import SafeString, mark_safe

from reviews.spoilers.rendition import Gate, Html, Rendition
from reviews.works.models import Part, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .reading import Opened


@dataclass(frozen=True)
class ReachView:
    work: Work
    part: Part | None


@dataclass(frozen=True)
class GateView:
    """What a template needs to frame a gate. All of it is public."""

    handle: str
    kind: str
    label: str
    size: str
    reaches: tuple[ReachView, ...] = ()

    @property
    def inline(self) -> bool:
        return self.kind == "inline"


@dataclass(frozen=True)
class HtmlPiece:
    html: SafeString
    kind: str = "html"


@dataclass(frozen=True)
class GatePiece:
    gate: GateView
    kind: str = "gate"


@dataclass(frozen=True)
class PassagePiece:
    gate: GateView
    pieces: tuple[HtmlPiece | GatePiece | PassagePiece, ...]
    closable: bool = True
    kind: str = "passage"


Piece = HtmlPiece | GatePiece | PassagePiece


@dataclass
class Frames:
    """The works and parts that gates on one page name, read in at most two queries for the whole page."""

    #: Ids of the works under review, in order: what a gate that names no work gives away.
    subjects: list[int] = field(default_factory=list)
    works: dict[int, Work] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)

    def learn(self, renditions: Iterable[Rendition], *, known: Iterable[Work] = ()) -> None:
        """Read the works and parts that the gates of `renditions` name, except those `known` already."""
        self.learn_gates((gate for rendition in renditions for gate in rendition.gates), known=known)

    def learn_gates(self, gates: Iterable[Gate], *, known: Iterable[Work] = ()) -> None:
        """Read the works and parts that `gates` name, except those `known` already."""
        self.works.update({work.pk: work for work in known})
        reaches = [reach for gate in gates for reach in gate.scope.now(self.subjects).reaches]
        missing = {reach.work for reach in reaches} - self.works.keys()
        if missing:
            self.works.update(Work.objects.in_bulk(missing))
        parts = {reach.until for reach in reaches if reach.until is not None} - self.parts.keys()
        if parts:
            self.parts.update(Part.objects.in_bulk(parts))

    @classmethod
    def around(cls, subjects: Iterable[Work]) -> Self:
        """Frames for a page about the works `subjects`."""
        works = list(subjects)
        return cls(subjects=[work.pk for work in works], works={work.pk: work for work in works})

    def gate(self, gate: Gate) -> GateView:
        reaches = tuple(
            ReachView(self.works[reach.work], self.parts.get(reach.until) if reach.until is not None else None)
            for reach in gate.scope.now(self.subjects).reaches
            if reach.work in self.works
        )
        return GateView(handle=gate.handle, kind=gate.kind.value, label=gate.label, size=gate.size, reaches=reaches)

    def frame(self, rendition: Rendition, opened: Mapping[str, Opened]) -> tuple[Piece, ...]:
        """Return the pieces of `rendition`, with each gate that `opened` has the text of opened in place."""
        pieces: list[Piece] = []
        for piece in rendition.pieces:
            if isinstance(piece, Html):
                # Renditions come from the engine's sanitiser alone: this is the one place that says so to a template.
                pieces.append(HtmlPiece(mark_safe(piece.html)))  # noqa: S308
            elif (text := opened.get(piece.handle)) is not None:
                pieces.append(PassagePiece(self.gate(piece), self.frame(text.rendition, opened), text.closable))
            else:
                pieces.append(GatePiece(self.gate(piece)))
        return tuple(pieces)
