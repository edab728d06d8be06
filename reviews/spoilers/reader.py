"""What somebody knows: which works they finished, which parts they reached, which gates they opened. No rights in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader's knowledge as plain values.

    `finished` holds work ids; `reached` holds part ids, *every* part up to the reader's place in a work; `opened` holds
    passage keys; `breaks` holds, by a break's key, the works the reader agreed to when opening it.
    """

    finished: frozenset[int] = frozenset()
    reached: frozenset[int] = frozenset()
    opened: frozenset[str] = frozenset()
    breaks: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    #: The author's own view. Never set it from a request.
    everything: bool = False


def stranger() -> Reader:
    """Somebody who knows nothing and has asked for nothing: public pages, feeds and all mail are for them."""
    return Reader()


def omniscient() -> Reader:
    """The author's own view of a text. Say so wherever it is used."""
    return Reader(everything=True)
