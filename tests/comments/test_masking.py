"""Hiding words of somebody's reply: they are gone from what strangers read, and the writer's text stays beneath."""

import pytest

from reviews.comments import deciding, faults, masking, moving
from reviews.comments.content import content_of, stands_in
from reviews.comments.models import CommentPassage, State
from reviews.publishing.compiling import read
from reviews.spoilers.document import SourceKind
from tests.fixture_site import make_comment, make_review, make_work

#: text, the words as they read on the page, what of it may still be read afterwards.
TEXTS = [
    ("The butler did it, I say.", "butler did it", "I say"),
    ("The **butler** did _it_, I say.", "butler did it", "I say"),
    ("Well, **the butler** did it.", "butler did it", "Well"),
    ("The butler did it. Yes: the Butler did it.", "the butler did it", ""),
    ("||The butler did it.|| Really, the butler did it. So there.", "the butler did it", "So there"),
    ("> The butler did it.\n\nSo they say.", "The butler did it", "So they say"),
    ("- the butler\n- the maid\n\nTwo of them.", "the maid", "Two of them"),
    ("See [the butler did it](https://example.org/x) there.", "the butler did it", "there"),
    ("`the butler did it`\n\nIn code.", "the butler did it", "In code"),
    ("| a | b |\n|---|---|\n| the butler | did it |\n\nA table.", "the butler", "A table"),
    ("First the butler.\nThen the maid.\n\nAll.", "the butler.\nThen the maid", "All"),
    ("::: spoiler Told\nnested\n:::\n\nThe butler did it.", "butler did it", ""),
    ("Ёлка сгорела в конце, да.", "сгорела в конце", "да"),
    ("# The butler did it\n\nA heading.", "The butler did it", "A heading"),
    ("The Butler did it, I say.", "the BUTLER did it", "I say"),
    ("Der Gärtner, sage ich.", "gartner", "sage ich"),
]


def public(text):
    document = read(text, SourceKind.COMMENT, subjects=())
    assert not document.blocking
    return content_of(document).public_words


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "words", "left"), TEXTS)
def test_masked_words_are_gone_and_the_rest_is_kept_where_it_can_be(text, words, left):
    assert all(stands_in(line, public(text)) for line in words.splitlines())
    masked = masking.masked(text, [words], subjects=())
    assert not any(stands_in(line, public(masked)) for line in words.splitlines())
    assert not left or stands_in(left, public(masked))
    # Nothing that was written is lost: with everything open it all stands there.
    assert stands_in(
        content_of(read(text, SourceKind.COMMENT, subjects=())).words, content_of(read(masked, SourceKind.COMMENT, subjects=())).words
    )


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", " \n ", "!!!", "the gardener", "butlers did", "hidden already"])
def test_what_is_not_there_to_be_read_is_not_masked(words):
    with pytest.raises(faults.CannotMask):
        masking.masked("The butler did it. ||hidden already||", [words], subjects=())


@pytest.mark.django_db
def test_a_word_said_a_thousand_times_is_hidden_everywhere():
    text = "no butler " * 900
    assert not stands_in("butler", public(masking.masked(text, ["butler"], subjects=())))


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


@pytest.mark.django_db
def test_a_mask_publishes_and_keeps_the_writers_text(review, mo):
    comment = make_comment(review, "The butler did it, I say.")
    decision = masking.mask(comment, words=["butler did it"], by=mo, seen_revision=1, publish=True)
    assert (comment.state, comment.revision) == (State.PUBLISHED, 2)
    assert (decision.revision, decision.revision_after) == (1, 2)
    assert comment.revisions.get(number=1).text.reveal() == "The butler did it, I say."
    assert comment.revisions.get(number=2).by == mo
    assert "butler" not in f"{comment.search_text}{comment.rendition}"
    assert "butler did it" in str(CommentPassage.objects.get(comment=comment).rendition)


@pytest.mark.django_db
def test_a_mask_without_publishing_leaves_it_waiting(review, mo):
    comment = make_comment(review, "The butler did it, I say.")
    masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=False)
    assert (comment.state, comment.revision) == (State.PENDING, 2)
    deciding.decide(comment, verdict="publish", by=mo, seen_revision=2)
    assert "butler" not in f"{comment.search_text}{comment.rendition}"


@pytest.mark.django_db
def test_a_mask_may_lock_what_it_hides(review, mo):
    comment = make_comment(review, "The butler did it, I say.", publish_by=mo)
    decision = masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=True, lock=True)
    assert comment.is_locked
    assert [part.verdict for part in decision.parts.all()] == ["lock"]


@pytest.mark.django_db
def test_behind_the_break_masked_words_get_a_gate_of_their_own(review, mo):
    comment = make_comment(review, "The butler did it, I say.", room="after", publish_by=mo)
    masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=True)
    room, inside = CommentPassage.objects.filter(comment=comment).order_by("position")
    assert "butler" not in str(room.rendition)
    assert "butler" in str(inside.rendition)


@pytest.mark.django_db
def test_a_mask_is_bound_to_what_was_seen(review, mo):
    comment = make_comment(review, "The butler did it, I say.", publish_by=mo)
    with pytest.raises(faults.RevisionChanged):
        masking.mask(comment, words=["butler"], by=mo, seen_revision=3, publish=True)
    with pytest.raises(faults.AlreadyDecided):
        masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=True, seen_state="pending")


@pytest.mark.django_db
def test_a_mask_that_publishes_is_bound_to_the_room_that_was_seen(review, mo):
    comment = make_comment(review, "The butler did it, I say.", room="after")
    moving.move(comment, room="before", by=mo, seen_revision=1)
    with pytest.raises(faults.RoomChanged):
        masking.mask(comment, words=["butler"], by=mo, seen_revision=1, publish=True, seen_room="after")
