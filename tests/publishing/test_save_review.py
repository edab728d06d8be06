"""Saving a review: what is stored where, what keeps its name, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.models import ProtectedError

from reviews.publishing.actions import NotPublishable, Stale, free_slug, save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import Review, ReviewSource
from reviews.publishing.passages import Passage
from reviews.spoilers.door import Refused
from tests.fixture_site import PUBLISHED_AT, make_review, make_work

pytestmark = pytest.mark.django_db

TEXT = "Openly said.\n\n::: spoiler A turn\nHiddenly done.\n:::\n\n<!--more-->\n\nAfter all."


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def draft(ada, novel):
    return ReviewDraft(
        title="Down the well",
        slug="down",
        summary="Safe.",
        author=ada,
        text=TEXT,
        works=(novel,),
        status="published",
        published_at=PUBLISHED_AT,
    )


def names(review):
    return {passage.kind: (passage.handle, passage.key) for passage in review.passages.all()}


def test_the_row_holds_public_text_alone(draft):
    review = save_review(None, draft=draft, by=None)
    row = str(Review.objects.values().get(pk=review.pk))
    assert "Openly" in row
    assert "Hiddenly" not in row
    assert "After all" not in row


def test_passages_hold_what_was_cut_out(draft):
    review = save_review(None, draft=draft, by=None)
    stored = {passage.kind: str(passage.rendition) for passage in Passage.objects.filter(review=review)}
    assert "Hiddenly" in stored["block"]
    assert "After all" in stored["break"]
    assert review.has_break


@pytest.mark.parametrize("status", ["draft", "in_review", "retracted"])
def test_a_review_nobody_may_read_has_no_public_rendition(draft, status):
    review = save_review(None, draft=replace(draft, status=status), by=None)
    assert Review.objects.get(pk=review.pk).rendition == []


def test_an_edit_of_hidden_words_renews_the_key_and_leaves_every_public_byte(draft):
    review = save_review(None, draft=draft, by=None)
    before, facts = names(review), Review.objects.values("rendition", "public_changed_at").get(pk=review.pk)
    save_review(review, draft=replace(draft, text=TEXT.replace("Hiddenly", "Covertly")), by=None)
    after = names(review)
    assert after["block"][0] == before["block"][0]
    assert after["block"][1] != before["block"][1]
    assert after["break"] == before["break"]
    assert Review.objects.values("rendition", "public_changed_at").get(pk=review.pk) == facts


def test_an_edit_elsewhere_keeps_handle_and_key(draft):
    review = save_review(None, draft=draft, by=None)
    before = names(review)
    save_review(review, draft=replace(draft, text="One more line.\n\n" + TEXT), by=None)
    assert names(review) == before


def test_a_new_label_is_a_new_gate(draft):
    review = save_review(None, draft=draft, by=None)
    before = names(review)
    save_review(review, draft=replace(draft, text=TEXT.replace("A turn", "Another turn")), by=None)
    after = names(review)
    assert after["block"][0] != before["block"][0]
    assert after["block"][1] != before["block"][1]


def test_another_work_under_review_renews_the_key_of_a_passage_scoped_to_all(draft):
    review = save_review(None, draft=draft, by=None)
    before = names(review)
    save_review(review, draft=replace(draft, works=(*draft.works, make_work("the-mill"))), by=None)
    assert names(review)["block"][1] != before["block"][1]


def test_a_public_edit_moves_the_public_date(draft):
    review = save_review(None, draft=draft, by=None)
    before = review.public_changed_at
    save_review(review, draft=replace(draft, text=TEXT.replace("Openly", "Plainly")), by=None)
    assert Review.objects.get(pk=review.pk).public_changed_at > before


def test_publishing_an_unclosed_marker_is_refused_with_its_line(draft):
    with pytest.raises(NotPublishable) as refused:
        save_review(None, draft=replace(draft, text="One.\n\nTwo ||three"), by=None)
    assert [problem.line for problem in refused.value.problems] == [3]
    assert not Review.objects.exists()


def test_a_draft_with_an_unclosed_marker_is_kept(draft):
    review = save_review(None, draft=replace(draft, status="draft", text="Two ||three"), by=None)
    assert ReviewSource.objects.get(review=review).text.reveal() == "Two ||three"


def test_an_unknown_work_is_not_published(draft):
    with pytest.raises(NotPublishable):
        save_review(None, draft=replace(draft, text='::: spoiler X {of="nowhere"}\nwords\n:::'), by=None)


def test_a_text_over_the_limit_is_refused_with_its_count(draft):
    with pytest.raises(Refused) as refused:
        save_review(None, draft=replace(draft, text="a line of prose\n" * 12_501), by=None)
    assert refused.value.facts["limit"] == 200_000
    assert refused.value.facts["count"] > 200_000


def test_a_stale_save_is_refused(draft):
    review = save_review(None, draft=draft, by=None)
    save_review(review, draft=replace(draft, text="Newer."), by=None, seen_revision=1)
    with pytest.raises(Stale):
        save_review(review, draft=replace(draft, text="Older."), by=None, seen_revision=1)
    assert ReviewSource.objects.get(review=review).text.reveal() == "Newer."


def test_every_source_is_kept_in_the_history(draft):
    review = save_review(None, draft=draft, by=draft.author)
    save_review(review, draft=replace(draft, text="Newer."), by=draft.author)
    texts = [row.text.reveal() for row in ReviewSource.history.order_by("history_id")]
    assert texts == [TEXT, "Newer."]
    assert [row.revision for row in Review.history.order_by("history_id")] == [1, 2]


def test_retracting_takes_the_text_from_the_row(draft):
    review = save_review(None, draft=draft, by=None)
    save_review(review, draft=replace(draft, status="retracted"), by=None)
    assert Review.objects.get(pk=review.pk).rendition == []


def test_a_work_named_in_a_scope_is_mentioned_and_can_not_be_deleted(draft):
    mill = make_work("the-mill")
    review = save_review(None, draft=replace(draft, text='::: spoiler X {of="the-mill"}\nwords\n:::'), by=None)
    assert list(review.mentions.all()) == [mill]
    with pytest.raises(ProtectedError):
        mill.delete()


def test_a_review_to_come_is_not_published_yet(ada, novel):
    make_review(ada, "Later.", (novel,), slug="later", published_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert not Review.objects.published().exists()


def test_free_slug_avoids_taken_and_reserved_ones(ada, novel):
    make_review(ada, "Text.", (novel,), title="Dracula", slug="dracula")
    assert free_slug("Dracula") == "dracula-2"
    assert free_slug("Admin") != "admin"
    assert free_slug("Über den Fluß") == "uber-den-fluß"
    assert free_slug("変身") == "変身"
    assert free_slug("!!!") == "untitled"
