"""What a writer does with their own reply."""

import pytest
from django.utils import timezone

from reviews.comments import deciding, editing, faults, masking, moving
from reviews.comments.erasing import erase
from reviews.comments.models import Comment, CommentPassage, State, Thread
from reviews.comments.records import Decision, Flag
from reviews.comments.rules.models import RuleBook
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
    ("First ||Anna dies|| and again ||Anna dies||.", "First ||Anna dies|| and again Anna dies.", State.PENDING),
    ("Anna thinks that nobody dies here. ||Anna dies||", "Anna thinks that nobody dies here. Anna dies ||so||", State.PENDING),
    ("Anna dies, they say. ||Anna dies||", "Anna dies, they say so. ||Anna dies||", State.PUBLISHED),
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


def test_an_edit_is_bound_to_the_room_its_writer_saw(review, mo):
    comment = make_comment(review, "Behind the break.", room="after", publish_by=mo)
    moving.move(comment, room="before", by=mo, seen_revision=1)
    with pytest.raises(faults.RoomChanged):
        editing.edit(comment, text="The butler did it.", seen_revision=1, seen_room="after")
    comment.refresh_from_db()
    assert "butler" not in comment.search_text


def test_who_may_not_reply_changes_nothing_either(review, mo, ben):
    comment = make_comment(review, "A word.", author=ben, publish_by=mo)
    RuleBook.objects.create(pk=1, paused=True)
    with pytest.raises(faults.RepliesPaused):
        editing.edit(comment, text="Another.", seen_revision=1)
    RuleBook.objects.update(paused=False)
    ben.blocked_at = timezone.now()
    ben.save(update_fields=["blocked_at"])
    comment = Comment.objects.get(pk=comment.pk)
    with pytest.raises(faults.Blocked):
        editing.edit(comment, text="Another.", seen_revision=1)
    editing.withdraw(comment)
    assert comment.state == State.WITHDRAWN


def test_a_reply_is_changed_only_so_often_in_an_hour(review, mo):
    RuleBook.objects.create(pk=1, replies_an_hour=2)
    comment = make_comment(review, "A word.", publish_by=mo)
    for revision in (1, 2):
        editing.edit(comment, text=f"Word {revision}.", seen_revision=revision)
    with pytest.raises(faults.RefusedByRule) as refused:
        editing.edit(comment, text="Once more.", seen_revision=3)
    assert refused.value.finding.rule == "flood"


def test_what_the_rules_find_in_a_waiting_reply_that_is_changed_is_kept_for_the_desk(review, mo):
    RuleBook.objects.create(pk=1, held_words="lottery")
    decision = editing.edit(make_comment(review, "A word."), text="The lottery.", seen_revision=1)
    assert [finding["rule"] for finding in decision.evidence["findings"]] == ["held_words"]


def test_what_is_changed_behind_the_break_leaves_the_public_page_as_it_is(review, mo):
    comment = make_comment(review, "Behind the break.", room="after", publish_by=mo)
    before = Thread.objects.get().public_changed_at
    editing.edit(comment, text="Behind the break, still.", seen_revision=1)
    masking.mask(comment, words=["still"], by=mo, seen_revision=2, publish=True)
    assert Thread.objects.get().public_changed_at == before
    open_one = make_comment(review, "In front.", publish_by=mo)
    before = Thread.objects.get().public_changed_at
    editing.edit(open_one, text="In front, still.", seen_revision=1)
    assert Thread.objects.get().public_changed_at > before
