"""A text as its sentences, and every word of it with its place: what is said in one breath, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviews.spoilers.everyday import is_function_word
from reviews.spoilers.nudge.stemming import stem
from reviews.spoilers.nudge.synonyms import Sense, phrases, senses
from reviews.spoilers.words import Word, words

#: A sentence that goes on for longer is taken in pieces: words so far from each other have little to do with each other.
LONGEST_SENTENCE = 40
_ENDS = frozenset(".!?;…\n")
#: A full stop after one of these ends nothing, and they are nobody's.
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "st", "prof", "jr", "sr", "capt", "rev"})
#: How a question begins that may be answered with yes or no, and so tells nothing ("Does he die?") …
_ASKING = frozenset("is are was were do does did will would can could should has have".split())
#: … unless it asks about those who know already ("Did anybody else guess that …", "Is it just me, or …", "Can we talk about …").
_KNOWING = frozenset("anyone anybody nobody everyone everybody you we i it just".split())
#: Words at the start of a question that are looked at for that.
_OPENING = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A word of a text, where it stands, and what it is compared by."""

    word: Word
    start: int
    end: int
    stem: str
    #: What turn of a story it may tell of, by itself or as the first word of several ("made up").
    senses: frozenset[Sense]
    #: It says something, and does not only hold other words together.
    telling: bool

    @property
    def plain(self) -> str:
        return self.word.plain


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that belong together, and whether they only ask."""

    spots: tuple[Spot, ...]
    asks: bool


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text, in order; one that never ends comes in pieces."""
    found: list[Sentence] = []
    held: list[tuple[Word, int, int]] = []
    after = 0
    for word in words(text):
        start = text.index(word.written, after)
        gap = text[after:start]
        if held and (len(held) == LONGEST_SENTENCE or _ends(gap, held[-1][0])):
            found.append(_sentence(held, asks="?" in gap))
            held = []
        after = start + len(word.written)
        held.append((word, start, after))
    if held:
        found.append(_sentence(held, asks="?" in text[after:]))
    return found


def _ends(gap: str, before: Word) -> bool:
    return not _ENDS.isdisjoint(gap) and not (before.plain in _TITLES and gap.strip() == ".")


def _sentence(held: Sequence[tuple[Word, int, int]], *, asks: bool) -> Sentence:
    stems = [stem(word.plain) for word, _, _ in held]
    told = [senses(word.plain) if not is_function_word(word.plain) else frozenset() for word, _, _ in held]
    for at, end, found in phrases(tuple(stems)):
        told[at] |= found
        stems[at] = " ".join(stems[at:end])
    spots = tuple(
        Spot(word, start, end, stemmed, here, bool(here) or not (is_function_word(word.plain) or word.plain in _TITLES))
        for (word, start, end), stemmed, here in zip(held, stems, told, strict=True)
    )
    first = [word.plain for word, _, _ in held[:_OPENING]]
    return Sentence(spots, asks and first[0] in _ASKING and _KNOWING.isdisjoint(first))


def spots(found: Sequence[Sentence]) -> Iterator[Spot]:
    """All words of some sentences, in order."""
    return (spot for sentence in found for spot in sentence.spots)


def turn_key(sense: str) -> str:
    """What a turn of the story is found by: written as no stem can be."""
    return f"={sense}"


def keys_of(spot: Spot) -> Iterator[str]:
    """What a word is found by: its stem, and the turns it may tell of."""
    if spot.telling:
        yield spot.stem
        yield from (turn_key(sense.name) for sense in spot.senses)
