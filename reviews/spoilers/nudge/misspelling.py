"""Words that are written almost like another: a letter dropped, doubled, changed or swapped, or spelt as it sounds.

The few words of a reply are indexed, and the many words of a passage looked up: it takes as long as both together, and never their product.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice

#: With four letters, one of which may be another, "Mary" is "Mark".
SHORTEST = 5
#: From this length on, two letters may be wrong before the word is another one.
LONG = 8
#: Longer words are no words, and leaving out each of their letters would cost their length squared.
LONGEST = 24
#: A reply in which more words than this are nearly alike was made to; the rest of them are not looked at.
MOST_NEAR = 6
#: Letters and pairs that sound alike.
_SOUNDS = (("ph", "f"), ("ck", "k"), ("qu", "k"), ("ch", "k"), ("gh", "g"), ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("w", "v"))
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """The consonants of a word, each as it sounds and once: what is left when vowels are a matter of taste."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return word[:1] + _DOUBLED.sub(r"\1", re.sub(r"[aeiouyh]", "", word[1:]))


def is_misspelling(word: str, of: str, *, strict: bool = False) -> bool:
    """Whether somebody who meant `of` may have written `word`. `strict` for words that are not names: short ones must sound the same."""
    if word == of or min(len(word), len(of) - 1) < SHORTEST - 1 or max(len(word), len(of)) > LONGEST or word[0] != of[0]:
        return False
    same_sound = sound(word) == sound(of)
    allowed = 2 if (same_sound if strict or len(of) < LONG else True) else 1
    # A rare word with another consonant is another word ("switches", "stitches"); with one left out or two swapped it is a slip.
    slip = len(of) >= LONG - 1 and (len(word) != len(of) or sorted(word) == sorted(of))
    return distance(word, of, allowed) <= allowed and (same_sound or not strict or slip)


def distance(one: str, other: str, limit: int) -> int:
    """Letters put in, left out, changed or swapped with a neighbour on the way from one word to the other; past `limit`, limit + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


class Misspellings:
    """The words of a text that may be misspelt ones, found by what they may have been meant to be."""

    def __init__(self, words: Iterable[str]) -> None:
        self._near: dict[str, list[str]] = {}
        for word in sorted(words):
            if SHORTEST - 1 <= len(word) <= LONGEST:
                for key in _keys(word):
                    near = self._near.setdefault(key, [])
                    if len(near) < MOST_NEAR:
                        near.append(word)

    def of(self, meant: str, *, strict: bool = False, besides: Container[str] = ()) -> Iterator[str]:
        """The words that somebody who meant this one may have written; not those `besides`, which are explained already."""
        if SHORTEST <= len(meant) <= LONGEST and self._near:
            candidates = dict.fromkeys(word for key in _keys(meant) for word in self._near.get(key, ()))
            for word in islice(candidates, MOST_NEAR):
                if word not in besides and is_misspelling(word, meant, strict=strict):
                    yield word


def _keys(word: str) -> Iterator[str]:
    """The word, the word without each of its letters, and its sound: two words with one letter wrong between them share one of these."""
    yield word
    yield "~" + sound(word)
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
