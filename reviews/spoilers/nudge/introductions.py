"""Who is who, as far as a text says it in passing: "the engineer, Dov Kessel", "a mapmaker named Corin", "Jonas, the brother"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reviews.spoilers.nudge.sentences import Sentence, Spot, keys_of, spots
from reviews.spoilers.words import names

#: They stand before many names, so they are nobody's.
_TITLES = frozenset("mr mrs ms miss dr sir madam lady lord dame old young saint".split())
_NAMED = frozenset({"named", "called"})
_BEFORE_A_ROLE = frozenset({"the", "a", "an", "his", "her", "their"})


def introductions(text: Sequence[Sentence]) -> Mapping[str, frozenset[str]]:
    """For stems and turns (`keys_of`): the stems that stand for the same person. A name in common makes no two people one."""
    if is_headline(text):
        return {}
    called = names([spot.word for spot in spots(text)]) - _TITLES
    found: defaultdict[str, set[str]] = defaultdict(set)
    for sentence in text:
        for one, other in _pairs(sentence.spots, called):
            for key in keys_of(one):
                found[key].add(other.stem)
            for key in keys_of(other):
                found[key].add(one.stem)
    return {stem: frozenset(others) for stem, others in found.items()}


def is_headline(text: Sequence[Sentence]) -> bool:
    """Whether A Text Is Written Like This, or is too short to tell: its capitals name nobody."""
    inner = [spot for spot in list(spots(text))[1:] if spot.telling]
    return all(spot.word.written[0].isupper() for spot in inner)


def _pairs(line: Sequence[Spot], called: set[str]) -> list[tuple[Spot, Spot]]:
    pairs: list[tuple[Spot, Spot]] = []
    at = 0
    while at < len(line):
        end = at
        while end < len(line) and _may_be_called(line[end], called, first=end == 0):
            end += 1
        parts = [spot for spot in line[at:end] if spot.plain not in _TITLES] if any(spot.plain in called for spot in line[at:end]) else []
        pairs += [(one, other) for one in parts for other in parts if one.start < other.start]
        roles = [*_role_before(line, at), *_role_after(line, end)] if parts else []
        pairs += [(role, part) for role in roles for part in parts]
        at = max(end, at + 1)
    return pairs


def _may_be_called(spot: Spot, called: set[str], *, first: bool) -> bool:
    """Whether a word is (part of) a name: the first of a sentence is written like one, and may be."""
    return spot.word.written[0].isupper() and (spot.plain in called or spot.plain in _TITLES or (first and spot.telling))


def _role_before(line: Sequence[Spot], at: int) -> Sequence[Spot]:
    """ "The engineer", "a mapmaker named": the word right before a name, where it says what somebody is."""
    if at > 1 and line[at - 1].plain in _NAMED:
        at -= 1
    if (
        at > 1
        and line[at - 1].telling
        and line[at - 1].word.written.islower()
        and any(spot.plain in _BEFORE_A_ROLE for spot in line[max(0, at - 5) : at - 1])
    ):
        return [line[at - 1]]
    return []


def _role_after(line: Sequence[Spot], end: int) -> Sequence[Spot]:
    """ ", the brother": the word after a name, an article and nothing else."""
    if end + 1 >= len(line) or line[end].plain not in _BEFORE_A_ROLE or line[end].start - line[end - 1].end != len(", "):
        return []
    if line[end + 1].telling and line[end + 1].word.written.islower():
        return [line[end + 1]]
    return []
