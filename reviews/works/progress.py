"""How far somebody is in which works: what they said, and what of it still counts now that the works may have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .models import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .models import Part


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody said they were in one work, and what the work was like then."""

    finished: bool
    #: The id of the last part behind them; of a finished work its last part then, if it had any.
    part: int | None
    #: `Work.parts_version` and `Work.extent` at that time.
    parts_version: int
    extent: int


@dataclass(frozen=True)
class Progress:
    """What counts of what somebody said."""

    finished: frozenset[int] = frozenset()
    #: Work id -> ids of its parts that are behind them.
    parts: Mapping[int, frozenset[int]] = field(default_factory=dict)
    #: Works that have changed since, so that less counts than was said.
    outdated: frozenset[int] = frozenset()

    @property
    def reached(self) -> frozenset[int]:
        return frozenset().union(*self.parts.values())

    def is_further(self, work: int, other: Progress) -> bool:
        """Whether more of `work` is behind this reader than behind the `other`."""
        if work in self.finished or work in other.finished:
            return work not in other.finished
        return len(self.parts.get(work, ())) > len(other.parts.get(work, ()))


def finished(work: Work) -> Place:
    """Return the place of somebody who has finished `work` as it was when it was read."""
    last = work.parts.select_related("work").order_by("number").last()
    # A part that came since the work was read is none that they have finished.
    is_known = last is not None and last.work.edition == work.edition
    return Place(finished=True, part=last.pk if last and is_known else None, parts_version=work.parts_version, extent=work.extent)


def up_to(part: Part) -> Place:
    """Return the place of somebody who has finished `part`, which was read with its work, and all before it."""
    return Place(finished=False, part=part.pk, parts_version=part.work.parts_version, extent=part.work.extent)


def progress(places: Mapping[int, Place]) -> Progress:
    """Return what counts of `places` (work id -> place) today. One query, and none where there is no place.

    A finished work that has grown since leaves its reader at what was its last part. Parts that have changed places, or are in no
    part of that work, count for nothing.
    """
    if not places:
        return Progress()
    works: dict[int, tuple[int, int]] = {}
    numbers: dict[int, dict[int, int]] = {}
    rows = Work.objects.filter(pk__in=places).order_by().values_list("pk", "parts_version", "extent", "parts__id", "parts__number")
    for work, version, extent, part, number in rows:
        works[work] = (version, extent)
        if part is not None:
            numbers.setdefault(work, {})[part] = number
    done, behind, outdated = set(), {}, set()
    for work, (version, extent) in works.items():
        place = places[work]
        if place.finished and place.extent == extent:
            done.add(work)
            continue
        there = numbers.get(work, {})
        holds = place.part in there and place.parts_version == version
        if holds and place.part is not None:
            behind[work] = frozenset(part for part, number in there.items() if number <= there[place.part])
        if place.finished or not holds:
            outdated.add(work)
    return Progress(frozenset(done), behind, frozenset(outdated))
