"""A reply, read once and indexed, to be laid beside any number of passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from reviews.spoilers.nudge.hearsay import Hearsay
from reviews.spoilers.nudge.misspelling import Misspellings
from reviews.spoilers.nudge.sentences import Sentence, Spot, keys_of, sentences, spots
from reviews.spoilers.nudge.smalltalk import is_small_talk
from reviews.spoilers.words import Key, runs

#: "My father" is the writer's own, and no character's.
_MINE = frozenset({"my", "our"})
_RELATIVES = frozenset(
    "father mother parent grandfather grandmother brother sister twin son daughter wife husband family friend boss teacher".split()
)
#: Words between "my" and whom it is about: "my own late father".
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Breath:
    """A sentence, or two that follow each other, as what is compared; and what it may be found by in a passage."""

    spots: tuple[Spot, ...]
    keys: frozenset[str]
    #: Where its words stand that only ask.
    asked: frozenset[int]


class Reply:
    """What a reply has that a passage may have too."""

    def __init__(self, text: str, known: Hearsay) -> None:
        self.text = text
        read = sentences(text)
        self.spots = tuple(spots(read))
        self.breaths = tuple(_breaths([_of_others(sentence) for sentence in read], known))
        #: Who writes no capitals at all writes none for names.
        self.written_small = not any(spot.word.written[0].isupper() and spot.plain != "i" for spot in self.spots)
        self.keys = frozenset(key for breath in self.breaths for key in breath.keys)
        self.unknown = Misspellings({spot.plain for spot in self.spots if not known.has(spot) and not is_small_talk(spot.plain)})
        self._known = known
        self._runs: dict[int, frozenset[Key]] = {}

    def runs(self, length: int) -> frozenset[Key]:
        """Its words, so many in a row."""
        if length not in self._runs:
            self._runs[length] = frozenset(runs([spot.plain for spot in self.spots], length))
        return self._runs[length]

    @cached_property
    def by_stem(self) -> dict[str, list[Spot]]:
        """Where each word stands, in any of its forms."""
        return _grouped((spot.stem, spot) for spot in self.spots if spot.telling)

    @cached_property
    def by_word(self) -> dict[str, list[Spot]]:
        """Where each word stands, in this form."""
        return _grouped((spot.plain, spot) for spot in self.spots if spot.telling)

    @cached_property
    def breaths_by_key(self) -> dict[str, list[int]]:
        """In which of its breaths each key stands."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, breath in enumerate(self.breaths):
            for key in breath.keys:
                found[key].append(at)
        return found

    @cached_property
    def meant_in_public(self) -> frozenset[str]:
        """Unknown words that are more likely slips for one that anybody may know."""
        return frozenset(word for known in self._known.words for word in self.unknown.of(known))


def _grouped(pairs: Iterator[tuple[str, Spot]]) -> dict[str, list[Spot]]:
    found: defaultdict[str, list[Spot]] = defaultdict(list)
    for key, spot in pairs:
        found[key].append(spot)
    return found


def _breaths(read: Sequence[Sentence], known: Hearsay) -> Iterator[Breath]:
    seen: set[tuple[frozenset[str], bool]] = set()
    for some in [*((sentence,) for sentence in read), *pairwise(read)]:
        held = tuple(spots(some))
        own = {key for spot in held for key in keys_of(spot)}
        keys = frozenset(own.union(*(known.others_for(key) for key in own)))
        asked = frozenset(spot.start for sentence in some for spot in sentence.spots if sentence.asks)
        if (keys, bool(asked)) not in seen:  # said twice is said once
            seen.add((keys, bool(asked)))
            yield Breath(held, keys, asked)


def _of_others(sentence: Sentence) -> Sentence:
    """The sentence without the writer's own relatives."""
    kept: list[Spot] = []
    for at, spot in enumerate(sentence.spots):
        before = {earlier.plain for earlier in sentence.spots[max(0, at - 1 - _BETWEEN) : at]}
        if before.isdisjoint(_MINE) or not any(sense.name in _RELATIVES for sense in spot.senses):
            kept.append(spot)
    return Sentence(tuple(kept), sentence.asks)
