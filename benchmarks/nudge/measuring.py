"""Counting what the nudge gets right, and saying so in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.nudge.replies import HELD_OUT, SPLITS, LabelledReply, Story, labelled_replies
from reviews.spoilers.nudge.resembling import Resemblance, resemblances

#: On the held-out stories. Below it, readers' replies wait for nothing, and a moderator stops believing the reason …
LEAST_PRECISION = 0.85
#: … and below this, so many are missed that the check is not worth its trouble.
LEAST_RECALL = 0.7


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled reply, and what the method says of it."""

    reply: LabelledReply
    found: tuple[Resemblance, ...]

    @property
    def right(self) -> bool:
        return bool(self.found) == self.reply.gives_away


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of what there was, and what was found that was not there."""

    given_away: int
    recognised: int
    innocent: int
    suspected: int

    @property
    def recall(self) -> float:
        return self.recognised / self.given_away if self.given_away else 1.0

    @property
    def precision(self) -> float:
        found = self.recognised + self.suspected
        return self.recognised / found if found else 1.0


def judged() -> list[Judged]:
    """Every labelled reply, under its own story."""
    return [Judged(reply, judge(reply.text, reply.story)) for reply in labelled_replies()]


def judge(text: str, story: Story) -> tuple[Resemblance, ...]:
    """What the method says of a text before the break of a story's review."""
    return resemblances(text, story.passages, known=story.known)


def score(some: Iterable[Judged]) -> Score:
    """How many of some replies were recognised and suspected."""
    some = list(some)
    giving = [one for one in some if one.reply.gives_away]
    innocent = [one for one in some if not one.reply.gives_away]
    return Score(len(giving), sum(map(_is_found, giving)), len(innocent), sum(map(_is_found, innocent)))


def _is_found(one: Judged) -> bool:
    return bool(one.found)


def strangers(some: Sequence[Judged], split: str) -> tuple[int, int]:
    """Replies of each story laid under every other story of the split: how many were suspected, of how many."""
    own = [one.reply for one in some if one.reply.story.split == split]
    stories = {reply.story.name: reply.story for reply in own}
    pairs = [(reply.text, story) for story in stories.values() for reply in own if reply.story.name != story.name]
    return sum(bool(judge(text, story)) for text, story in pairs), len(pairs)


def table(some: Sequence[Judged]) -> Iterator[str]:
    """The figures, as Markdown: what docs/nudge.md holds."""
    of_split = {split: [one for one in some if one.reply.story.split == split] for split in SPLITS}
    yield "| replies | tune | held out |"
    yield "|---|---:|---:|"
    for label, gives_away in (("give it away", True), ("innocent", False)):
        kinds = dict.fromkeys(one.reply.kind for one in some if one.reply.gives_away is gives_away)
        for kind in kinds:
            cells = [
                _found_of(one for one in of_split[split] if one.reply.kind == kind and one.reply.gives_away is gives_away)
                for split in SPLITS
            ]
            yield f"| {label}: {kind} | {cells[0]} | {cells[1]} |"
    scores = [score(of_split[split]) for split in SPLITS]
    yield "| **recall** | " + " | ".join(f"**{one.recall:.2f}** ({one.recognised} of {one.given_away})" for one in scores) + " |"
    yield (
        "| **precision** | " + " | ".join(f"**{one.precision:.2f}** ({one.suspected} of {one.innocent} suspected)" for one in scores) + " |"
    )


def _found_of(some: Iterable[Judged]) -> str:
    some = list(some)
    return f"{sum(map(_is_found, some))} of {len(some)}"


def main(arguments: Iterable[str]) -> int:
    """Print the table, and what went wrong if asked; return the exit code."""
    everything = judged()
    print("Recognised, of each kind:")
    print(*table(everything), sep="\n")
    for split in SPLITS:
        suspected, of = strangers(everything, split)
        print(f"Under the other stories ({split}): {suspected} of {of} replies suspected.")
    if "--misses" in set(arguments):
        for one in everything:
            if not one.right:
                print(*_miss(one), sep="\n")
    held_out = score(one for one in everything if one.reply.story.split == HELD_OUT)
    return int(held_out.precision < LEAST_PRECISION or held_out.recall < LEAST_RECALL)


def _miss(one: Judged) -> Iterator[str]:
    what, of = "missed" if one.reply.gives_away else "suspected", one.reply
    yield f"{what} ({of.story.split}, {of.story.name}, {of.kind}): {of.text}"
    yield from (f"    {item.how}, {item.weight}: “{item.written}” ~ “{item.hidden}”" for item in one.found)
