"""What a writer does with their own reply."""

import pytest

from reviews.comments import deciding, editing, faults, masking
from reviews.comments.erasing import erase
from reviews.comments.models import Comment, CommentPassage, State
from reviews.comments.records import Decision, Flag
from reviews.comments.storing import NeedsMending, ShowsNothing
from reviews.spoilers.door import Refused
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


#: before, after, the state a published reply takes.
EDITS = [
    ("A word.", "A better word.", State.PUBLISHED),
    ("A word.", "A word and https://example.org/", State.PENDING),
    ("See https://example.org/", "Look at https://example.org/", State.PUBLISHED),
    ("A ||secret|| word.", "A secret word.", State.PENDING),
    ("A ||secret|| word.", "A quiet word.", State.PENDING),
    ("A ||secret|| word.", "Another ||secret|| word.", State.PUBLISHED),
    ("A ||secret|| word.", "A ||secret|| and ||more|| words.", State.PUBLISHED),
    ("A ||secret|| word, ||twice||.", "A secret word, ||twice|| and ||again||.", State.PENDING),
    ("::: spoiler End\nThe butler did it.\n:::", "The ||maid||, not the butler.", State.PENDING),
]


@pytest.mark.parametrize(("before", "after", "state"), EDITS)
def test_an_edited_reply_goes_back_when_it_grew_links_or_lost_a_mark(review, mo, before, after, state):
    comment = make_comment(review, before, publish_by=mo)
    decision = editing.edit(comment, text=after, seen_revision=1)
    assert (comment.state, comment.revision, decision.rule) == (state, 2, "" if state == State.PUBLISHED else "edited")
    assert bool(decision.evidence) is (state == State.PENDING)
    assert comment.edited_at is not None
    assert bool(comment.rendition) is (state == State.PUBLISHED)
    assert [revision.text.reveal() for revision in comment.revisions.all()] == [before, after]


@pytest.mark.parametrize("verdict", ["decline", "ask"])
def test_what_was_sent_back_waits_again_once_it_is_changed(review, mo, verdict):
    comment = make_comment(review, "A word.")
    if verdict == "ask":
        deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Kinder, please.")
    else:
        deciding.decide(comment, verdict=verdict, by=mo, seen_revision=1, reason="No.")
    editing.edit(comment, text="A kinder word.", seen_revision=1)
    assert list(Comment.objects.awaiting_decision()) == [comment]


@pytest.mark.parametrize("verdict", ["spam", "withdraw"])
def test_what_is_spam_or_withdrawn_is_not_edited(review, mo, verdict):
    comment = make_comment(review, "A word.")
    deciding.decide(comment, verdict=verdict, by=mo, seen_revision=1)
    with pytest.raises(faults.NotEditable):
        editing.edit(comment, text="Another.", seen_revision=1)
    with pytest.raises(faults.NotEditable):
        editing.withdraw(comment)


@pytest.mark.parametrize(("text", "fault"), [("x" * 10_001, Refused), ("an ||open mark", NeedsMending), ("[^1]: nothing", ShowsNothing)])
def test_a_text_that_cannot_be_taken_changes_nothing(review, mo, text, fault):
    comment = make_comment(review, "A word.", publish_by=mo)
    with pytest.raises(fault):
        editing.edit(comment, text=text, seen_revision=1)
    comment.refresh_from_db()
    assert (comment.revision, comment.state) == (1, State.PUBLISHED)


def test_an_edit_is_bound_to_what_its_writer_saw(review, mo):
    comment = make_comment(review, "The butler did it.", publish_by=mo)
    masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=True)
    with pytest.raises(faults.RevisionChanged):
        editing.edit(comment, text="The butler did it, ha.", seen_revision=1)


def test_a_locked_mark_is_not_removed_by_its_writer(review, mo):
    comment = make_comment(review, "The butler did it.", publish_by=mo)
    masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=True, lock=True)
    with pytest.raises(faults.LockedMark):
        editing.edit(comment, text="The butler did it.", seen_revision=2)
    editing.edit(comment, text="The ||butler|| did it, yes.", seen_revision=2)
    assert comment.revision == 3
    deciding.set_lock(comment, locked=False, by=mo, seen_revision=3)
    editing.edit(comment, text="The butler did it.", seen_revision=3)
    assert comment.state == State.PENDING


def test_editing_a_published_reply_leaves_the_pending_reply_to_it_pending(review, mo):
    parent = make_comment(review, "First.", publish_by=mo)
    child = make_comment(review, "Waits.", parent=parent)
    editing.edit(parent, text="First, mended.", seen_revision=1)
    child.refresh_from_db()
    assert (parent.state, child.state, child.decisions.count()) == (State.PUBLISHED, State.PENDING, 1)


def test_what_its_writer_takes_back_leaves_no_text_in_public(review, mo):
    comment = make_comment(review, "A word ||hidden||.", publish_by=mo)
    editing.withdraw(comment)
    assert (comment.state, comment.rendition, comment.search_text) == (State.WITHDRAWN, [], "")
    assert not any(passage.rendition for passage in CommentPassage.objects.filter(comment=comment))
    assert comment.revisions.get().text.reveal()


def test_erasing_leaves_nothing_of_the_writer_and_keeps_the_place(review, mo, ben):
    parent = make_comment(review, "Wrenword ||hidden||.", publish_by=mo, guest_name="Wrenname", guest_email="Wren@Example.org")
    child = make_comment(review, "An answer.", parent=parent, publish_by=mo)
    Flag.objects.create(comment=parent, revision=1, kind="other", by=ben, words="Wrenword", note="Wrennote")
    deciding.decide(parent, verdict="decline", by=mo, seen_revision=1, reason="Wrenreason", evidence={"words": ["Wrenword"]})
    erase(parent)
    parent.refresh_from_db()
    everything = [
        *Comment.objects.filter(pk=parent.pk).values_list(),
        *parent.decisions.values_list(),
        *((revision.text.reveal(),) for revision in parent.revisions.all()),
        *((flag.words.reveal(), flag.note.reveal()) for flag in parent.flags.all()),
    ]
    assert "wren" not in str(everything).casefold()
    assert (parent.state, parent.published_below, parent.is_standing) == (State.WITHDRAWN, 1, True)
    assert erase(parent) == Decision.objects.get(verdict="erase")
    child.refresh_from_db()
    assert child.state == State.PUBLISHED
