"""The labelled replies: invented stories, each a file, and what people might write under a review of it. Written for this project.

`tune/` is what the method was made with, `held_out/` what it is judged by, and nothing is ever mended after what went wrong there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

TUNE, HELD_OUT = SPLITS = ("tune", "held_out")


@dataclass(frozen=True, slots=True)
class Story:
    """A review: what stands before the break, what stands behind it, and what anybody may know."""

    name: str
    split: str
    known: tuple[str, ...]
    passages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LabelledReply:
    """What somebody writes before the break, and whether a moderator would say that it gives the story away."""

    story: Story
    kind: str
    gives_away: bool
    text: str


def labelled_replies() -> Iterator[LabelledReply]:
    """All of them, in the order of their files."""
    for split in SPLITS:
        for path in sorted(Path(__file__).with_name(split).glob("*.yaml")):
            yield from _replies(path, split)


def _replies(path: Path, split: str) -> Iterator[LabelledReply]:
    written: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    story = Story(path.stem, split, (written["title"], *written["known"], written["public"]), written["passages"])
    for label, kinds in written["replies"].items():
        for kind, texts in kinds.items():
            for text in texts:
                yield LabelledReply(story, kind, {"gives_away": True, "innocent": False}[label], text)
