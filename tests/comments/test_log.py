"""The log of decisions is the truth: every reply can be rebuilt from it, and undoing brings back what was."""

import random

import pytest

from reviews.comments import deciding, editing, erasing, faults, masking, moving, undoing
from reviews.comments.models import Comment, Thread
from reviews.comments.rebuilding import standing_of
from reviews.comments.records import Decision, Flag
from reviews.comments.storing import NeedsMending, ShowsNothing
from reviews.comments.thread import ancestor_paths
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db
Verdict = Decision.Verdict
FAULTS = (
    faults.AlreadyDecided, faults.AlreadyThere, faults.AlreadyUndone, faults.AnsweredInFront, faults.CannotMask, faults.ChangedSince,
    faults.LockedMark, faults.NothingToUndo, faults.NotEditable, faults.ParentBehind, faults.ParentGone, faults.RevisionChanged,
    faults.RoomChanged, NeedsMending, ShowsNothing,
)  # fmt: skip


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


def facts(comment):
    """All of a reply that undoing brings back."""
    comment.refresh_from_db()
    passages = [
        (row.kind, row.handle, row.key, row.position, row.label, str(row.rendition)) for row in comment.passages.all() if row.rendition
    ]
    return (
        comment.state, comment.room, comment.revision, comment.is_locked, comment.waits_for_writer, str(comment.rendition),
        comment.search_text, comment.published_at, passages,
    )  # fmt: skip


def steps(mo):
    """Every decision of a moderator, by name."""

    def decide(verdict):
        return lambda comment: deciding.decide(comment, verdict=verdict, by=mo, seen_revision=comment.revision)

    return {
        **{verdict: decide(verdict) for verdict in ("publish", "hold", "decline", "spam", "keep", "agree")},
        "ask": lambda comment: deciding.ask_for_change(comment, by=mo, seen_revision=comment.revision, reason="Please."),
        "mask": lambda comment: masking.mask(comment, words=["butler"], by=mo, seen_revision=comment.revision, publish=True),
        "mask and lock": lambda comment: masking.mask(
            comment, words=["maid"], by=mo, seen_revision=comment.revision, publish=False, lock=True
        ),
        "mask, publish and lock": lambda comment: masking.mask(
            comment, words=["maid"], by=mo, seen_revision=comment.revision, publish=True, lock=True
        ),
        "lock": lambda comment: deciding.set_lock(comment, locked=True, by=mo, seen_revision=comment.revision),
        "unlock": lambda comment: deciding.set_lock(comment, locked=False, by=mo, seen_revision=comment.revision),
        "behind": lambda comment: moving.move(comment, room="after", by=mo, seen_revision=comment.revision),
        "in front": lambda comment: moving.move(comment, room="before", by=mo, seen_revision=comment.revision),
    }


STEPS = [
    "publish", "hold", "decline", "spam", "keep", "agree", "ask", "mask", "mask and lock", "mask, publish and lock", "lock", "unlock",
    "behind", "in front",
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("state", ["pending", "published", "published behind", "declined", "asked", "masked"])
@pytest.mark.parametrize("step", STEPS)
def test_undoing_brings_back_exactly_what_was(review, mo, state, step):
    room = "after" if state == "published behind" else "before"
    comment = make_comment(review, "The butler and the maid, and ||a hidden word||.", room=room)
    ways = steps(mo)
    for name in {"pending": [], "declined": ["decline"], "asked": ["ask"], "masked": ["mask"]}.get(state, ["publish"]):
        ways[name](comment)
    before = facts(comment)
    try:
        decision = ways[step](comment)
    except FAULTS:
        # Not something that can be done to a reply in this state, and nothing was.
        assert facts(comment) == before
        return
    after = facts(comment)
    undoing.undo(decision, by=mo)
    assert facts(comment) == before
    assert standing_of(comment).state == comment.state
    with pytest.raises(faults.AlreadyUndone):
        undoing.undo(decision, by=mo)
    assert facts(comment) == before
    # And the same can be decided again.
    ways[step](comment)
    assert [each for at, each in enumerate(facts(comment)) if at not in {2, 5, 7, 8}] == [
        each for at, each in enumerate(after) if at not in {2, 5, 7, 8}
    ]


@pytest.mark.parametrize("words", [["butler"], []])
def test_undoing_what_was_said_to_a_flag_hides_again_what_it_had_hidden(review, mo, ben, words):
    comment = make_comment(review, "The butler did it.", publish_by=mo)
    if words:
        hid = masking.mask(comment, words=words, by=None, seen_revision=1, publish=True, rule="flag")
    else:
        hid = moving.move(comment, room="after", by=None, seen_revision=1, rule="flag")
    comment.refresh_from_db()
    flag = Flag.objects.create(comment=comment, revision=1, kind=Flag.Kind.SPOILER, by=ben, hid=hid)
    hidden = facts(comment)
    kept = deciding.decide(comment, verdict=Verdict.KEEP, by=mo, seen_revision=comment.revision)
    comment.refresh_from_db()
    assert "butler" in comment.search_text
    undoing.undo(kept, by=mo)
    assert facts(comment)[:5] == hidden[:5]
    assert "butler" not in comment.search_text
    flag.refresh_from_db()
    assert flag.outcome == Flag.Outcome.WAITING
    assert flag.hid != hid
    # And it can be said again.
    deciding.decide(comment, verdict=Verdict.KEEP, by=mo, seen_revision=comment.revision)
    comment.refresh_from_db()
    assert "butler" in comment.search_text
    check_everything(review)


def test_a_lock_that_was_taken_away_since_is_not_undone(review, mo):
    comment = make_comment(review, "The ||butler||.", publish_by=mo)
    locked = deciding.set_lock(comment, locked=True, by=mo, seen_revision=1)
    unlocked = deciding.set_lock(comment, locked=False, by=mo, seen_revision=1)
    with pytest.raises(faults.ChangedSince):
        undoing.undo(locked, by=mo)
    undoing.undo(unlocked, by=mo)
    undoing.undo(locked, by=mo)
    comment.refresh_from_db()
    assert not comment.is_locked
    check_everything(review)


def test_undone_after_a_move_it_is_its_writers_turn_again(review, mo):
    comment = make_comment(review, "The butler did it.")
    deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Kinder, please.")
    moving.move(comment, room="after", by=mo, seen_revision=1)
    declined = deciding.decide(comment, verdict=Verdict.DECLINE, by=mo, seen_revision=1)
    undoing.undo(declined, by=mo)
    comment.refresh_from_db()
    assert (comment.state, comment.waits_for_writer) == ("pending", True)


def test_what_has_changed_since_is_not_undone(review, mo):
    comment = make_comment(review, "The butler did it.")
    published = deciding.decide(comment, verdict=Verdict.PUBLISH, by=mo, seen_revision=1)
    editing.edit(comment, text="The maid did it.", seen_revision=1)
    with pytest.raises(faults.ChangedSince):
        undoing.undo(published, by=mo)
    for decision in comment.decisions.filter(verdict__in=[Verdict.ARRIVE, Verdict.EDIT]):
        with pytest.raises(faults.NothingToUndo):
            undoing.undo(decision, by=mo)


def test_a_batch_is_undone_whole_or_not_at_all(review, mo):
    comments = [make_comment(review, f"Reply {number}") for number in range(4)]
    verdicts = [Verdict.PUBLISH, Verdict.DECLINE, Verdict.SPAM, Verdict.PUBLISH]
    decisions = [
        deciding.decide(comment, verdict=verdict, by=mo, seen_revision=1) for comment, verdict in zip(comments, verdicts, strict=True)
    ]
    editing.edit(comments[3], text="Another text", seen_revision=1)
    with pytest.raises(faults.ChangedSince):
        undoing.undo_all(decisions, by=mo)
    assert [facts(comment)[0] for comment in comments] == ["published", "declined", "spam", "published"]
    undoing.undo_all(decisions[:3], by=mo)
    assert [facts(comment)[0] for comment in comments] == ["pending", "pending", "pending", "published"]


def check_everything(review):
    """Whatever happened: each row is where its log leads, and what is counted is what is there."""
    rows = list(Comment.objects.filter(review=review).order_by("path"))
    for row in rows:
        standing = standing_of(row)
        assert (standing.state, standing.room, standing.revision, standing.is_locked) == (row.state, row.room, row.revision, row.is_locked)
        below = [each for each in rows if row.path in ancestor_paths(each.path) and each.state == "published" and each.room == row.room]
        assert row.published_below == len(below)
        assert row.is_standing is (row.state == "published" or bool(below))
    thread = Thread.objects.get(review=review)
    for room, count in (("before", thread.before_count), ("after", thread.after_count)):
        assert count == sum(row.state == "published" and row.room == room for row in rows)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_the_log_leads_where_the_replies_are(review, mo, seed):
    chance = random.Random(seed)
    ways = steps(mo)
    ways["edit"] = lambda comment: editing.edit(
        comment, text=chance.choice(["The butler again.", "A ||maid||.", "See https://example.org/"]), seen_revision=comment.revision
    )
    ways["withdraw"] = editing.withdraw
    ways["erase"] = erasing.erase
    ways["undo"] = lambda comment: undoing.undo(chance.choice(list(comment.decisions.all())), by=mo)
    names = [*STEPS, "publish", "publish", "reply", "reply", "edit", "undo", "undo", "undo", "withdraw", "erase"]
    make_comment(review, "The butler and the maid.", publish_by=mo)
    done = 0
    for _step in range(70):
        comment = chance.choice(list(Comment.objects.all()))
        name = chance.choice(names)
        try:
            if name == "reply":
                make_comment(
                    review, "The butler, the maid, ||and||.", parent=comment, room=chance.choice(["before", "after"]), publish_by=mo
                )
            else:
                ways[name](comment)
            done += 1
        except FAULTS:
            pass
    assert done > 20
    check_everything(review)
