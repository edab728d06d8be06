"""Looking for many words and runs at once: indexed once, then found in any text in one pass over it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reviews.spoilers.words import Key, folded, runs

#: Words shown on each side of a leak.
CONTEXT = 5

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Leak:
    """Words of a passage that stand in public, as written there, and what stands around them."""

    words: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A key that stands in a text, from the word `start` up to the word `end`, and whose it is."""

    start: int
    end: int
    key: Key
    tags: tuple[T, ...]


class Watch(Generic[T]):
    """Keys, each with the tags of those it was added for. Looking through a text takes as long as the text, whatever is watched."""

    def __init__(self) -> None:
        self._tags: dict[Key, tuple[T, ...]] = {}
        self._lengths: set[int] = set()

    def __len__(self) -> int:
        return len(self._tags)

    def __contains__(self, key: Key) -> bool:
        return key in self._tags

    def __iter__(self) -> Iterator[Key]:
        return iter(self._tags)

    def add(self, tag: T, keys: Iterable[Key]) -> None:
        """Look for each of `keys` from now on. A tag brings all of its keys at once."""
        for key in set(keys):
            self._tags[key] = (*self._tags.get(key, ()), tag)
            self._lengths.add(len(key))

    def drop(self, keys: Iterable[Key]) -> None:
        """Look for none of `keys` any more."""
        for key in keys:
            self._tags.pop(key, None)

    def tags(self, key: Key) -> tuple[T, ...]:
        """Whose a key is; nobody's if it isn't watched."""
        return self._tags.get(key, ())

    def hits(self, written: Sequence[str]) -> Iterator[Hit[T]]:
        """Return what of the keys stands in the words of a text: for each length of key, in the order of the words."""
        plain = [folded(word) for word in written]
        for length in sorted(self._lengths):
            for start, key in enumerate(runs(plain, length)):
                tags = self._tags.get(key)
                if tags is not None:
                    yield Hit(start, start + length, key, tags)


def quotations(written: Sequence[str], spans: Iterable[tuple[int, int]]) -> Iterator[Leak]:
    """The stretches of a text's words that the spans cover, in order: those of several words in one piece where they touch."""
    stretches: list[tuple[int, int]] = []
    alone: set[int] = set()
    for start, end in sorted(set(spans)):
        if end - start == 1:
            alone.add(start)
        elif stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    alone.difference_update(*(range(start, end) for start, end in stretches))
    for start, end in sorted([*stretches, *((at, at + 1) for at in alone)]):
        yield Leak(" ".join(written[start:end]), " ".join(written[max(0, start - CONTEXT) : end + CONTEXT]))
