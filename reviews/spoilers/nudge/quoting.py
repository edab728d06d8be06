"""Words in a row that stand in a row in a passage too: somebody quotes it, or remembers it well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviews.spoilers.nudge.hearsay import Hearsay
from reviews.spoilers.nudge.replying import Reply
from reviews.spoilers.nudge.sentences import Spot
from reviews.spoilers.words import RUN_LENGTH, Key, runs

#: A passage of less than a run ("the butler") is quoted by all of it, where that is at least two words: one is a name, or rare, or nothing.
SHORTEST_RUN = 2


def quotations(reply: Reply, passage: Sequence[Spot], known: Hearsay) -> Iterator[list[tuple[Spot, Spot]]]:
    """Each stretch of the reply that is in the passage and not in public: its words, each with the one in the passage."""
    length = min(RUN_LENGTH, max(SHORTEST_RUN, len(passage)))
    begins: dict[Key, int] = {}
    for at, run in enumerate(runs([spot.plain for spot in passage], length)):
        if run in reply.runs(length) and not known.quotes(run):
            begins.setdefault(run, at)
    if not begins:
        return
    stretch: dict[int, Spot] = {}
    for at, run in enumerate(runs([spot.plain for spot in reply.spots], length)):
        if run not in begins:
            continue
        if stretch and at not in stretch:
            yield [(reply.spots[word], there) for word, there in stretch.items()]
            stretch = {}
        stretch |= {at + step: passage[begins[run] + step] for step in range(length)}
    yield [(reply.spots[word], there) for word, there in stretch.items()]
