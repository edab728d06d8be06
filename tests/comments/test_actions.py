"""Posting and deciding: places in the thread, states, and where the text is kept."""

from typing import Any

import pytest

from reviews.comments import actions, deciding, faults
from reviews.comments.models import Comment, CommentPassage, CommentRevision, Thread
from reviews.comments.receipts import hash_of, new_key, token_for
from reviews.comments.records import Decision
from reviews.comments.storing import NeedsMending
from reviews.spoilers.door import Refused
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


def decide(comment, verdict, by, **facts):
    return deciding.decide(comment, verdict=verdict, by=by, seen_revision=1, **facts)


def test_a_reply_waits_and_its_text_is_nowhere_but_in_its_revision(review):
    comment = make_comment(review, "A >!secret!< reply")
    assert comment.state == "pending"
    assert Comment.objects.get().rendition == []
    assert not CommentPassage.objects.exists()
    assert CommentRevision.objects.get().text.reveal() == "A >!secret!< reply"
    assert Decision.objects.get().rule == "hold_all"


def test_a_moderators_reply_publishes_at_once(review, mo):
    comment = make_comment(review, "Hello", author=mo)
    assert comment.state == "published"
    assert Decision.objects.get().rule == "staff"
    assert Thread.objects.get().before_count == 1


def test_published_before_the_break_is_public_with_its_spoilers_apart(review, mo):
    comment = make_comment(review, "Plainword and >!secretword!<", publish_by=mo)
    row = str(Comment.objects.values().get(pk=comment.pk))
    assert "Plainword" in row
    assert "secretword" not in row
    assert "secretword" in str(CommentPassage.objects.get().rendition)


def test_published_after_the_break_is_a_passage_whole(review, mo):
    comment = make_comment(review, "Plainword and >!secretword!<", room="after", publish_by=mo)
    assert Comment.objects.get().rendition == []
    kinds = {passage.kind: str(passage.rendition) for passage in comment.passages.all()}
    assert "Plainword" in kinds["room"]
    assert "secretword" not in kinds["room"]
    assert "secretword" in kinds["inline"]


@pytest.mark.parametrize("verdict", ["decline", "spam", "withdraw", "hold"])
@pytest.mark.parametrize("room", ["before", "after"])
def test_text_that_is_no_longer_public_leaves_row_passages_and_count(review, mo, verdict, room):
    comment = make_comment(review, "Plainword and >!secretword!<", room=room, publish_by=mo)
    decide(comment, verdict, mo)
    assert Comment.objects.get().rendition == []
    assert not CommentPassage.objects.exclude(rendition=[], label="").exists()
    thread = Thread.objects.get()
    assert (thread.before_count, thread.after_count) == (0, 0)


@pytest.mark.parametrize("room", ["before", "after"])
def test_published_again_a_passage_is_what_it_was(review, mo, room):
    comment = make_comment(review, "# Heading\n\nPlain and >!secretword!<", room=room, publish_by=mo)
    before = list(comment.passages.values("handle", "key", "kind", "rendition", "label"))
    public = Comment.objects.get().rendition
    decide(comment, "decline", mo)
    decide(comment, "publish", mo)
    assert list(comment.passages.values("handle", "key", "kind", "rendition", "label")) == before
    assert Comment.objects.get().rendition == public


def test_a_key_that_made_another_reply_is_refused(review, ada, ben):
    facts: dict[str, Any] = {"text": "Once", "room": "before", "key": new_key(), "guest_name": "Dov", "guest_email": "d@example.org"}
    actions.post_comment(review=review, **facts)
    other = make_review(ada, "Other.", (make_work("the-mill"),), slug="other")
    for change in ({"review": review, "text": "Other words"}, {"review": other}, {"review": review, "author": ben}):
        with pytest.raises(faults.KeyUsed):
            actions.post_comment(**{**facts, **change})
    assert Comment.objects.count() == 1


def test_a_parent_taken_down_meanwhile_is_noticed_under_the_lock(review, mo):
    parent = make_comment(review, "Parent", publish_by=mo)
    stale = Comment.objects.get(pk=parent.pk)
    decide(parent, "decline", mo)
    with pytest.raises(faults.ParentGone):
        make_comment(review, "Reply", parent=stale)


def test_replies_are_closed_and_opened_again(review):
    actions.set_replies_open(review, is_open=False)
    with pytest.raises(faults.RepliesClosed):
        make_comment(review, "Text")
    actions.set_replies_open(review, is_open=True)
    assert make_comment(review, "Text").pk


def test_every_state_follows_from_its_decisions(review, mo):
    comment = make_comment(review, "One", publish_by=mo)
    decide(comment, "decline", mo, reason="Off the subject.")
    decide(comment, "publish", mo)
    make_comment(review, "Two")
    for row in Comment.objects.all():
        state, room = "", ""
        for decision in row.decisions.order_by("id"):
            assert (decision.state_before, decision.room_before) == (state, room)
            assert decision.revision_after == row.revision
            state, room = decision.state_after, decision.room_after
        assert (row.state, row.room) == (state, room)


def test_counts_are_what_counting_says(review, mo):
    for room in ("before", "after", "after"):
        make_comment(review, "Text", room=room, publish_by=mo)
    make_comment(review, "Waits")
    thread = Thread.objects.get()
    published = Comment.objects.published()
    assert thread.before_count == published.filter(room="before").count() == 1
    assert thread.after_count == published.filter(room="after").count() == 2


def test_the_same_key_is_the_same_comment(review):
    key = new_key()
    facts = {"review": review, "text": "Once", "room": "before", "key": key, "guest_name": "Dov", "guest_email": "d@example.org"}
    assert actions.post_comment(**facts) == actions.post_comment(**facts)
    assert Comment.objects.count() == 1


def test_a_receipt_is_stored_as_a_hash_alone(review):
    comment = make_comment(review, "Text")
    token = token_for(comment.key)
    assert comment.receipt_hash == hash_of(token)
    assert token not in str(Comment.objects.values().get())


def test_reading_order_is_depth_first_and_places_are_written_once(review, mo):
    one = make_comment(review, "1", publish_by=mo)
    two = make_comment(review, "2", publish_by=mo)
    one_one = make_comment(review, "1.1", parent=one, publish_by=mo)
    one_one_one = make_comment(review, "1.1.1", parent=one_one, publish_by=mo)
    one_two = make_comment(review, "1.2", parent=one, publish_by=mo)
    assert list(Comment.objects.in_room(review, "before")) == [one, one_one, one_one_one, one_two, two]
    assert [c.depth for c in (one, one_one, one_one_one)] == [0, 1, 2]
    assert one_one_one.root_id == one.pk
    assert len({len(c.path) // (c.depth + 1) for c in Comment.objects.all()}) == 1


def test_a_reply_past_the_deepest_place_stands_beside_what_it_answers(review, mo):
    parent = make_comment(review, "1", publish_by=mo)
    Comment.objects.filter(pk=parent.pk).update(depth=99, path="0" * 495 + "00001")
    parent.refresh_from_db()
    child = make_comment(review, "2", parent=parent, publish_by=mo)
    assert child.parent_id == parent.pk
    assert child.depth == 99
    assert len(child.path) == 500


def test_a_reply_is_never_less_hidden_than_what_it_answers(review, mo):
    parent = make_comment(review, "Behind", room="after", publish_by=mo)
    assert make_comment(review, "Reply", room="before", parent=parent).room == "after"


def test_a_parent_from_another_review_or_one_that_is_not_public_is_refused(review, ada, mo):
    other = make_review(ada, "Other.", (make_work("the-mill"),), slug="other")
    with pytest.raises(faults.ParentGone):
        make_comment(review, "Text", parent=make_comment(other, "There", publish_by=mo))
    with pytest.raises(faults.ParentGone):
        make_comment(review, "Text", parent=make_comment(review, "Waits"))


def test_a_closed_thread_takes_nothing(review, mo):
    make_comment(review, "First", publish_by=mo)
    Thread.objects.update(is_open=False)
    with pytest.raises(faults.RepliesClosed):
        make_comment(review, "Second")
    assert Comment.objects.count() == 1


def test_an_unclosed_marker_posts_nothing(review):
    with pytest.raises(NeedsMending) as mending:
        make_comment(review, "One\n\nTwo ||three")
    assert [problem.line for problem in mending.value.problems] == [3]
    assert not Comment.objects.exists()


def test_too_long_a_reply_is_refused(review):
    with pytest.raises(Refused):
        make_comment(review, "a b " * 2_501)


def test_a_decision_is_bound_to_the_revision_that_was_seen(review, mo):
    comment = make_comment(review, "Text")
    with pytest.raises(faults.RevisionChanged):
        deciding.decide(comment, verdict="publish", by=mo, seen_revision=2)
    assert Comment.objects.get().state == "pending"


def test_the_second_moderator_is_told_what_the_first_decided(review, mo, edda):
    comment = make_comment(review, "Text")
    stale = Comment.objects.get(pk=comment.pk)
    decide(comment, "publish", mo)
    with pytest.raises(faults.AlreadyDecided) as decided:
        decide(stale, "decline", edda)
    assert decided.value.decision.by == mo
    assert Comment.objects.get().state == "published"
