"""Does a reply share with hidden passages what gives their story away? A light answer, with its reasons; never a verdict.

Names and rare words that nobody could have from the public text, words in a row, near misses in spelling, other forms of a word, and
sentences that say the same in other words. docs/nudge.md says how well it does, and what it can't do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reviews.spoilers.nudge.comparing import Comparison
from reviews.spoilers.nudge.evidence import Shared, total
from reviews.spoilers.nudge.hearsay import Hearsay
from reviews.spoilers.nudge.replying import Reply

#: From here on a reply may give the story away: one hidden name, one rare word, two turns of the story in one breath.
THRESHOLD = 0.85
#: Words that say something together are at least so many.
FEWEST = 2
#: A moderator needs a few reasons, not all of them; the strongest are kept, for each passage.
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Words of a reply that resemble words of a hidden passage, and why."""

    #: The handle of the passage, as given by the caller.
    passage: str
    #: The words as they stand in the reply, and where, in characters: `text[start:end]`.
    written: str
    start: int
    end: int
    #: The words of the passage that they resemble. As secret as the passage.
    hidden: str
    #: "name", "rare word", "run of words", "misspelling", "inflection" or "paraphrase".
    how: str
    weight: float


def resemblances(text: str, passages: Mapping[str, str], *, known: Iterable[str]) -> tuple[Resemblance, ...]:
    """Return what in a reply's public `text` may give one of the `passages` away, by passage and in the reply's order; mostly nothing.

    Total: any text has an answer, in time that grows with the lengths of the texts and not with their product. `known` is what
    anybody may know: titles, creators, tags, the review's public prose. Each passage is judged by itself, so that what is found for
    one never depends on another.
    """
    hearsay = Hearsay(known)
    reply = Reply(text, hearsay)
    return tuple(found for handle, passage in passages.items() for found in _found(handle, passage, reply, hearsay))


def _found(handle: str, passage: str, reply: Reply, known: Hearsay) -> list[Resemblance]:
    comparison = Comparison(reply, passage, known)
    words: dict[int, Shared] = {}
    for item in sorted(comparison.alone(), key=lambda item: item.how == "inflection"):  # the very word is the better reason
        if item.weight >= THRESHOLD:
            words.setdefault(item.here.start, item)
    sayings: list[list[Shared]] = []
    for shared in comparison.together():
        if len(shared) >= FEWEST and total(shared) >= THRESHOLD:
            for item in shared:
                if item.alone:
                    words.setdefault(item.here.start, item)
            sayings.append([item for item in shared if not item.alone])
    quoted = [
        Resemblance(handle, reply.text[one.start : one.end], one.start, one.end, one.hidden, "run of words", round(one.weight, 2))
        for one in comparison.quoted()
        if one.weight >= THRESHOLD
    ]
    single = [_resemblance(handle, reply, [item], item.how) for item in words.values()]
    said = [_resemblance(handle, reply, items, "paraphrase") for items in sayings if items]
    kept = quoted + [item for item in single if not _within(item, quoted)]
    for saying in sorted(said, key=lambda one: (-one.weight, one.end - one.start, one.start)):
        if not _within(saying, quoted) and not _meets(saying, [one for one in kept if one.how == "paraphrase"]):
            kept.append(saying)
    strongest = sorted(kept, key=lambda one: (-one.weight, one.start))[:MOST_FOUND]
    return sorted(strongest, key=lambda one: (one.start, one.end))


def _within(item: Resemblance, others: Iterable[Resemblance]) -> bool:
    return any(one.start <= item.start and item.end <= one.end for one in others)


def _meets(item: Resemblance, others: Iterable[Resemblance]) -> bool:
    return any(one.start < item.end and item.start < one.end for one in others)


def _resemblance(handle: str, reply: Reply, shared: Sequence[Shared], how: str) -> Resemblance:
    start, end = min(item.here.start for item in shared), max(item.here.end for item in shared)
    hidden = " … ".join(item.there.word.written for item in sorted(shared, key=lambda item: item.there.start))
    return Resemblance(handle, reply.text[start:end], start, end, hidden, how, round(total(shared), 2))
