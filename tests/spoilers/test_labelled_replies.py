"""The replies that the nudge is judged by, and what docs/nudge.md says that came of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.nudge.measuring import LEAST_PRECISION, LEAST_RECALL, Judged, Score, judged, score, table
from benchmarks.nudge.replies import HELD_OUT, SPLITS, TUNE, LabelledReply, labelled_replies
from reviews.spoilers.everyday import is_everyday
from reviews.spoilers.words import names, words

#: Written before names, and so like them, but nobody's.
RANKS = {"sergeant"}
ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "reviews/spoilers/nudge"
#: Where words are listed by hand, and a story's could be listed with them.
TABLES = ["smalltalk.py", "stemming.py", "synonyms.py"]


@pytest.fixture(scope="module")
def replies() -> list[LabelledReply]:
    return list(labelled_replies())


@pytest.fixture(scope="module")
def verdicts() -> list[Judged]:
    return judged()


def test_there_are_enough_replies_of_either_label_in_either_split(replies):
    counted = Counter((reply.story.split, reply.gives_away) for reply in replies)

    assert len(replies) >= 240
    assert all(counted[split, label] >= 60 for split in SPLITS for label in (True, False))


def test_every_reply_is_a_text_of_its_own_under_a_story_with_something_to_hide(replies):
    texts = Counter(reply.text for reply in replies)

    assert not [text for text, times in texts.items() if times > 1 or not text.strip()]
    assert all(reply.story.known and reply.story.passages and all(reply.story.passages.values()) for reply in replies)


def test_no_reply_and_no_story_is_in_both_splits(replies):
    for of in (lambda reply: reply.text, lambda reply: reply.story.name, lambda reply: reply.story.known[0]):
        sides = {split: {of(reply) for reply in replies if reply.story.split == split} for split in SPLITS}
        assert not sides[TUNE] & sides[HELD_OUT]


def test_every_kind_has_one_label(replies):
    labels = {(reply.kind, reply.gives_away) for reply in replies}

    assert len(labels) == len({kind for kind, _ in labels})


def test_the_method_reads_neither_the_replies_nor_their_stories(replies):
    engine = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.py"))
    tables = {word.plain for table in TABLES for word in words((ENGINE / table).read_text(encoding="utf-8"))}
    stories = {reply.story.name: reply.story for reply in replies}

    assert "benchmarks" not in engine
    for story in stories.values():
        hidden = {name for passage in story.passages.values() for name in names(list(words(passage)))}
        assert not {name for name in hidden & tables if not is_everyday(name)} - RANKS, story.name


def test_recall_and_precision_are_what_they_are_called():
    assert (Score(4, 3, 10, 1).recall, Score(4, 3, 10, 1).precision) == (0.75, 0.75)
    assert (Score(0, 0, 5, 0).recall, Score(0, 0, 5, 0).precision) == (1.0, 1.0)


def test_held_out_replies_are_recognised_well_enough(verdicts):
    held_out = score(one for one in verdicts if one.reply.story.split == HELD_OUT)

    assert held_out.precision >= LEAST_PRECISION
    assert held_out.recall >= LEAST_RECALL


def test_the_figures_in_the_docs_are_those_of_today(verdicts):
    assert "\n".join(table(verdicts)) in (ROOT / "docs/nudge.md").read_text(encoding="utf-8")
