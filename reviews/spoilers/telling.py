"""What of a hidden text gives it away: its names, its rare words, its words in a row, and all of it where it is short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviews.spoilers.everyday import is_function_word
from reviews.spoilers.words import NAME_LENGTH, RUN_LENGTH, Key, Word, folded, names, plains, runs, words, written

#: Shorter words are short because everybody needs them.
RARE_LENGTH = 5
#: Of the words of a run, so many must say something: "by the end of the" is in every other review.
TELLING_WORDS = 2


@dataclass(frozen=True, slots=True)
class Telltales:
    """The keys by which a hidden text is found again. `words` may still turn out to be no rare ones: that is for a site to say."""

    names: frozenset[Key]
    words: frozenset[Key]
    runs: frozenset[Key]

    @property
    def keys(self) -> frozenset[Key]:
        return self.names | self.words | self.runs


def telltales(fragments: Iterable[str], *, phrases: Iterable[str] = ()) -> Telltales:
    """Return what gives a hidden text away; its `fragments` (paragraphs, captions) do not run into each other.

    Each of `phrases` is one thing's name, such as a title or what a file is called: up to four words are looked for in one piece.
    """
    texts = [list(words(fragment)) for fragment in fragments]
    everything = [word for text in texts for word in text]
    lower = {word.plain for word in everything if not word.written[0].isupper()}
    named = {name for text in texts if not _is_headline(text) for name in names(text)} - lower
    found = {run for text in texts for run in runs(plains(text)) if _tells(run)}
    if len(everything) < RUN_LENGTH:
        found |= _whole(plains(everything))
    for phrase in phrases:
        found |= _phrase([folded(word) for word in written(phrase)])
    return Telltales(
        names=frozenset((name,) for name in named if not is_function_word(name)),
        words=frozenset((word,) for word in plains(everything) if is_rare(word)),
        runs=frozenset(found),
    )


def is_rare(word: str) -> bool:
    """Whether a folded word may be a rare one at all: long enough, made of letters, and not one that holds others together."""
    return len(word) >= RARE_LENGTH and word.replace("'", "").isalpha() and not is_function_word(word)


def _tells(run: Key) -> bool:
    return sum(not is_function_word(word) for word in run) >= TELLING_WORDS


def _whole(folded: Sequence[str]) -> set[Key]:
    """A text of less than a run, as one key: "the butler". Nothing where it says nothing; a number may be anything's."""
    says_something = any(len(word) >= NAME_LENGTH and not word.isdigit() and not is_function_word(word) for word in folded)
    return {tuple(folded)} if says_something else set()


def _phrase(folded: Sequence[str]) -> set[Key]:
    return {run for run in runs(folded) if _tells(run)} if len(folded) > RUN_LENGTH else _whole(folded)


def _is_headline(text: Sequence[Word]) -> bool:
    """Whether A Text Is Written Like This: its capitals are a matter of style, so none of them makes a name."""
    inner = [word for word in text[1:] if not is_function_word(word.plain) and word.written[0].isalpha()]
    return len(inner) >= TELLING_WORDS and all(word.written[0].isupper() for word in inner)
