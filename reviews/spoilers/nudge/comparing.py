"""A reply laid beside a passage, breath by breath: which of the passage's sentences say what the reply says.

A passage may be a hundred pages, and a reply may be written to be slow: what is looked at is bounded by constants and by the two lengths,
never by their product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reviews.spoilers.nudge.evidence import Scale, Shared, total
from reviews.spoilers.nudge.hearsay import Hearsay
from reviews.spoilers.nudge.quoting import quotations
from reviews.spoilers.nudge.replying import Breath, Reply
from reviews.spoilers.nudge.sentences import Spot, keys_of, sentences, spots

#: A key in more places of a passage, or more breaths of a reply, leads to none of them. It still counts where another has led.
MOST_PLACES = 40
#: As many places of a passage are looked at closely for each breath of a reply, the likeliest first …
MOST_CANDIDATES = 6
#: … and as many breaths for each passage, and one more for each of its sentences: a passage of three words needs no more.
MOST_BREATHS = 8
#: Words in common that make it worth a closer look. One by itself is looked at by itself.
FEWEST_KEYS = 2
#: "Does he die?" shares words with every story in which somebody does; as a question it weighs so much of what it would weigh.
ASKED = 0.5
#: What a passage says a sentence or two before or after may belong to it ("Rourke is an agent. … She is betrayed."), and may not.
NEARBY = 0.7
NEARBY_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of the reply, word for word in the passage, and what it weighs."""

    start: int
    end: int
    hidden: str
    weight: float


class Comparison:
    """One passage beside one reply."""

    def __init__(self, reply: Reply, passage: str, known: Hearsay) -> None:
        self._reply = reply
        self._known = known
        self._sentences = sentences(passage)
        self._scale = Scale(self._sentences, known)
        #: For each sentence of the passage, what of it the reply has too, and the word that says it.
        self._shared: list[dict[str, Spot]] = []
        self._places: dict[str, list[int]] = {}
        for place, sentence in enumerate(self._sentences):
            here = {key: spot for spot in reversed(sentence.spots) for key in keys_of(spot) if key in reply.keys}
            self._shared.append(here)
            for key in here:
                self._places.setdefault(key, []).append(place)
        self._misspelt = self._misspellings()

    def _misspellings(self) -> dict[str, Spot]:
        """Which unknown words of the reply were meant to be secret ones, and which; where public ones are as near, it was those."""
        found: dict[str, Spot] = {}
        for plain, there in self._scale.secrets.items():
            for word in self._reply.unknown.of(plain, strict=not self._scale.is_name(there), besides=found.keys()):
                if word not in self._reply.meant_in_public:
                    found[word] = there
        return found

    def quoted(self) -> Iterator[Quotation]:
        """The stretches of words in a row that the reply has from the passage."""
        passage = tuple(spots(self._sentences))
        for pairs in quotations(self._reply, passage, self._known):
            weight = self._scale.quoted(pairs, whole=len(pairs) == len(passage))
            yield Quotation(pairs[0][0].start, pairs[-1][0].end, " ".join(there.word.written for _, there in pairs), weight)

    def alone(self) -> Iterator[Shared]:
        """The words that say by themselves where they were read: names, rare words, and what was meant to be one."""
        for there in self._scale.secrets.values():
            for here in self._reply.by_stem.get(there.stem, ()):
                item = self._scale.same(here, there, written_small=self._reply.written_small)
                if item is not None and item.alone:
                    yield item
        for word, there in self._misspelt.items():
            yield from (self._scale.misspelt(here, there) for here in self._reply.by_word.get(word, ()))

    def together(self) -> Iterator[list[Shared]]:
        """For each breath of the reply, what it shares with the place of the passage that it shares most with."""
        for breath in self._likely_breaths():
            best = max((self._beside(breath, place) for place in self._likely_places(breath)), key=total, default=[])
            if best and not self._is_known(best):
                yield best

    def _likely_breaths(self) -> Iterator[Breath]:
        counted: Counter[int] = Counter()
        for key in self._places:
            breaths = self._reply.breaths_by_key[key]
            if len(breaths) <= MOST_PLACES:
                counted.update(breaths)
        for at, keys in counted.most_common(MOST_BREATHS + len(self._sentences)):
            if keys >= FEWEST_KEYS:
                yield self._reply.breaths[at]

    def _likely_places(self, breath: Breath) -> list[int]:
        counted: Counter[int] = Counter()
        for key in sorted(breath.keys & self._places.keys()):
            places = self._places[key]
            if len(places) <= MOST_PLACES:
                counted.update({at for place in places for at in (place, place - 1) if at >= 0})
        return [place for place, _ in counted.most_common(MOST_CANDIDATES)]

    def _beside(self, breath: Breath, place: int) -> list[Shared]:
        """What a breath shares with a sentence of the passage and the one after it. No word and no turn counts twice."""
        found: list[Shared] = []
        taken: set[str] = set()
        for here in breath.spots:
            item = self._match(here, place) if here.telling else None
            if item is None or item.there.stem in taken or item.sense in taken:
                continue
            taken |= {here.stem, item.there.stem, *(sense.name for sense in item.there.senses)}
            found.append(item if item.alone or here.start not in breath.asked else replace(item, weight=item.weight * ASKED))
        return found

    def _match(self, here: Spot, place: int) -> Shared | None:
        """What a word of the reply resembles here, or less surely nearby."""
        item = self._among(here, range(place, min(place + 2, len(self._shared))))
        if item is not None:
            return item
        before = range(max(0, place - NEARBY_SENTENCES), place)
        after = range(place + 2, min(place + 2 + NEARBY_SENTENCES, len(self._shared)))
        item = self._among(here, [*before, *after])
        if item is None or item.alone:
            return item
        return None if item.everyday else replace(item, weight=item.weight * NEARBY)

    def _among(self, here: Spot, near: Sequence[int]) -> Shared | None:
        """What a word of the reply resembles most closely in some sentences of the passage."""
        for at in near:
            there = self._shared[at].get(here.stem)
            item = self._scale.same(here, there, written_small=self._reply.written_small) if there else None
            if item is not None:
                return item
        meant = self._misspelt.get(here.plain)
        if meant is not None and any(meant in self._sentences[at].spots for at in near):
            return self._scale.misspelt(here, meant)
        for other in sorted(other for key in keys_of(here) for other in self._known.others_for(key)):
            for at in near:
                if other in self._shared[at]:
                    return self._scale.called(here, self._shared[at][other])
        alike = (self._scale.alike(here, there) for at in near for key in keys_of(here) if (there := self._shared[at].get(key)))
        return max((item for item in alike if item is not None), key=lambda item: item.weight, default=None)

    def _is_known(self, shared: Sequence[Shared]) -> bool:
        """Whether all that is shared stands together in public as well."""
        if not all(item.public for item in shared):
            return False
        stems = (item.here.stem for item in shared if not item.sense)
        return self._known.says_at_once(stems, (item.sense for item in shared if item.sense))
