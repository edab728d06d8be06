"""Verdicts on a reply: what they do to its state, its text and the flags on it, and what they refuse."""

import pytest

from reviews.comments import deciding, faults
from reviews.comments.models import Comment, CommentPassage, State, Thread
from reviews.comments.records import Decision, Flag
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db
Verdict = Decision.Verdict


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


def flagged(comment, ben, **facts):
    return Flag.objects.create(comment=comment, revision=comment.revision, kind=Flag.Kind.SPOILER, by=ben, **facts)


@pytest.mark.parametrize(
    ("verdict", "state", "flag"),
    [
        (Verdict.PUBLISH, State.PUBLISHED, Flag.Outcome.DISMISSED),
        (Verdict.HOLD, State.PENDING, Flag.Outcome.UPHELD),
        (Verdict.DECLINE, State.DECLINED, Flag.Outcome.UPHELD),
        (Verdict.SPAM, State.SPAM, Flag.Outcome.UPHELD),
        (Verdict.KEEP, State.PENDING, Flag.Outcome.DISMISSED),
        (Verdict.AGREE, State.PENDING, Flag.Outcome.UPHELD),
    ],
)
def test_a_verdict_sets_the_state_and_settles_the_flags(review, mo, ben, verdict, state, flag):
    comment = make_comment(review, "A word about it")
    raised = flagged(comment, ben)
    decision = deciding.decide(comment, verdict=verdict, by=mo, seen_revision=1, reason="Because.", reason_kind="subject")
    raised.refresh_from_db()
    assert (comment.state, raised.outcome, raised.settled) == (state, flag, decision)
    assert (decision.state_before, decision.state_after, decision.by) == (State.PENDING, state, mo)
    assert (decision.reason, decision.reason_kind) == ("Because.", "subject")
    assert bool(comment.rendition) is bool(comment.search_text) is (state == State.PUBLISHED)
    assert Thread.objects.get().before_count == (state == State.PUBLISHED)


def test_a_rules_own_verdict_settles_no_flag(review, ben):
    comment = make_comment(review, "A word about it")
    raised = flagged(comment, ben)
    deciding.decide(comment, verdict=Verdict.SPAM, by=None, rule="checker", seen_revision=1)
    raised.refresh_from_db()
    assert raised.outcome == Flag.Outcome.WAITING


def test_a_change_is_asked_for_and_the_desk_waits_for_its_writer(review, mo):
    comment = make_comment(review, "A word about it")
    decision = deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Shorter, please.")
    assert (comment.state, comment.waits_for_writer, decision.verdict) == (State.PENDING, True, Verdict.ASK)
    assert not Comment.objects.awaiting_decision().exists()
    deciding.decide(comment, verdict=Verdict.PUBLISH, by=mo, seen_revision=1)
    assert (comment.state, comment.waits_for_writer) == (State.PUBLISHED, False)


def test_nothing_is_asked_of_what_was_decided(review, mo):
    comment = make_comment(review, "A word about it", publish_by=mo)
    with pytest.raises(faults.AlreadyDecided):
        deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Shorter, please.")


def test_a_lock_is_set_and_taken_away(review, mo, ben):
    comment = make_comment(review, "A ||hidden|| word", publish_by=mo)
    raised = flagged(comment, ben)
    deciding.set_lock(comment, locked=True, by=mo, seen_revision=1)
    raised.refresh_from_db()
    assert (comment.is_locked, raised.outcome) == (True, Flag.Outcome.UPHELD)
    deciding.set_lock(comment, locked=False, by=mo, seen_revision=1)
    assert not comment.is_locked
    assert CommentPassage.objects.filter(comment=comment).count() == 1


def test_a_lock_is_bound_to_the_revision_that_was_seen(review, mo):
    comment = make_comment(review, "A ||hidden|| word", publish_by=mo)
    with pytest.raises(faults.RevisionChanged):
        deciding.set_lock(comment, locked=True, by=mo, seen_revision=7)


def test_keeping_a_reply_shows_again_what_a_flag_has_hidden(review, mo, ben):
    from reviews.comments.masking import mask

    comment = make_comment(review, "The butler did it, I say.", publish_by=mo)
    hid = mask(comment, words=["butler did it"], by=None, seen_revision=1, publish=True, rule="flag")
    flagged(comment, ben, hid=hid)
    assert "butler" not in comment.search_text
    deciding.decide(comment, verdict=Verdict.KEEP, by=mo, seen_revision=2)
    assert (comment.state, comment.revision) == (State.PUBLISHED, 1)
    assert "butler did it" in comment.search_text


def test_who_decides_second_sees_the_first_decision(review, mo, edda):
    comment, stale = make_comment(review, "A word about it"), Comment.objects.get()
    first = deciding.decide(comment, verdict=Verdict.PUBLISH, by=mo, seen_revision=1)
    with pytest.raises(faults.AlreadyDecided) as refused:
        deciding.decide(stale, verdict=Verdict.DECLINE, by=edda, seen_revision=1)
    assert refused.value.decision == first
