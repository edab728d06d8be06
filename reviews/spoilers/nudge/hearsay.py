"""What anybody may know: the words of titles, tags and public prose, and what is said there in one breath."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.spoilers.nudge.introductions import introductions, is_headline
from reviews.spoilers.nudge.sentences import Spot, sentences, spots, turn_key
from reviews.spoilers.words import RUN_LENGTH, Key, names, runs


class Hearsay:
    """Texts that are no secret. A word of theirs gives nothing away, and neither do several that stand together there already."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words: set[str] = set()
        self._stems: set[str] = set()
        self._senses: set[str] = set()
        self._runs: set[Key] = set()
        self._places: dict[str, set[int]] = {}
        self._names: set[str] = set()
        self._called: dict[str, frozenset[str]] = {}
        place = 0
        for text in texts:
            plain: list[str] = []
            read = sentences(text)
            if not is_headline(read):
                self._names |= names([spot.word for spot in spots(read)])
            for one, others in introductions(read).items():
                self._called[one] = self._called.get(one, frozenset()) | others
            for sentence in read:
                place += 1
                plain.extend(spot.plain for spot in sentence.spots)
                for spot in sentence.spots:
                    self._hear(spot, place)
            for length in range(2, RUN_LENGTH + 1):
                self._runs.update(runs(plain, length))
            place += 1  # the last sentence of a text and the first of the next are no neighbours

    def _hear(self, spot: Spot, place: int) -> None:
        self.words.add(spot.plain)
        self._stems.add(spot.stem)
        self._senses.update(sense.name for sense in spot.senses)
        for key in (spot.stem, *(turn_key(sense.name) for sense in spot.senses)):
            # Two sentences in a row are one place, as they are where a passage is compared with a reply.
            self._places.setdefault(key, set()).update((place, place + 1))

    def has(self, spot: Spot) -> bool:
        """Whether a word is public, in any of its forms."""
        return spot.plain in self.words or spot.stem in self._stems

    def tells_of(self, sense: str) -> bool:
        """Whether a turn of the story is mentioned in public, in whatever words."""
        return sense in self._senses

    def is_name(self, word: str) -> bool:
        """Whether a folded word is somebody's name in public."""
        return word in self._names

    def others_for(self, key: str) -> frozenset[str]:
        """How else somebody is called who is called so: the stems of a second name, and of what the public text says they are."""
        return self._called.get(key, frozenset())

    def quotes(self, run: Key) -> bool:
        """Whether words in a row stand in a row in public."""
        return run in self._runs

    def says_at_once(self, stems: Iterable[str], senses: Iterable[str]) -> bool:
        """Whether all of this is said in one place: it is known then that it belongs together."""
        places = [self._places.get(key, set()) for key in (*stems, *map(turn_key, senses))]
        return bool(places) and bool(set.intersection(*places))
