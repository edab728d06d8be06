"""The same knowledge looking backwards: are words of a passage where they must not be? For tests, audits and authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reviews.spoilers.disguises import plain, uncovered, views

#: This many words in a row, the same as in a passage, are a quotation; three are English.
RUN_LENGTH = 4
#: Names shorter than this ("Al", "Q") are found in too many other words.
NAME_LENGTH = 3
#: Words shown on each side of a leak.
CONTEXT = 5

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;…\n\"“”„«»()\[\]]\s*$")


@dataclass(frozen=True, slots=True)
class Leak:
    """Words of a passage that stand in public, as written there, and what stands around them."""

    words: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    plain: str
    #: Written with a capital that no sentence asks for: a name.
    name: bool


def find_leaks(secrets: Iterable[str], public: str, *, common: Iterable[str] = ()) -> list[Leak]:
    """Find what of the passages' texts `secrets` appears in `public`, in the order it stands there.

    Found are runs of at least four words, and single words that a passage uses only as names (a capital inside a
    sentence). Case and accents don't matter; entities, percent signs and JSON escapes are seen through. `common` are
    texts or words that may be known anyway (titles, creators, the public prose): what stands there is no leak.
    """
    known = [word for text in common for word in _words(text)]
    known_words = {word.plain for word in known}
    known_runs = set(_runs(known))
    names: set[str] = set()
    runs: set[tuple[str, ...]] = set()
    for secret in secrets:
        words = list(_words(secret))
        names |= _names(words) - known_words
        runs |= set(_runs(words)) - known_runs
    return list(_found(list(_words(uncovered(public))), names, runs))


def contains_any(planted: Iterable[str], body: bytes | str) -> list[str]:
    """Return which of the planted words stand in `body`, in any case and under any usual encoding, even inside a word."""
    looking = {word: plain(word) for word in planted}
    found: set[str] = set()
    for view in views(body):
        found |= {word for word, folded in looking.items() if word not in found and folded in view}
    return [word for word in looking if word in found]


def _words(text: str) -> Iterator[_Word]:
    """The words of a text, and which of them are written like names."""
    after = 0
    for found in _WORD.finditer(text):
        between = text[after : found.start()]
        first = after == 0 or _SENTENCE_END.search(between) is not None
        yield _Word(found[0], plain(found[0]).replace("’", "'"), found[0][0].isupper() and not first)
        after = found.end()


def _names(words: Sequence[_Word]) -> set[str]:
    """Words that are names and never anything else: "Rose" is one, unless roses are in the passage too."""
    lower = {word.plain for word in words if not word.written[0].isupper()}
    return {word.plain for word in words if word.name and len(word.plain) >= NAME_LENGTH} - lower


def _runs(words: Sequence[_Word]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words) - RUN_LENGTH + 1):
        yield tuple(word.plain for word in words[at : at + RUN_LENGTH])


def _found(words: Sequence[_Word], names: set[str], runs: set[tuple[str, ...]]) -> Iterator[Leak]:
    in_run = [False] * len(words)
    for at, run in enumerate(_runs(words)):
        if run in runs:
            in_run[at : at + RUN_LENGTH] = [True] * RUN_LENGTH
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and in_run[end]:
            end += 1
        if end == at and words[at].plain in names:
            end = at + 1
        if end > at:
            around = words[max(0, at - CONTEXT) : end + CONTEXT]
            yield Leak(_joined(words[at:end]), _joined(around))
        at = max(end, at + 1)


def _joined(words: Sequence[_Word]) -> str:
    return " ".join(word.written for word in words)
