"""Search follows what is written, whichever way it is written, with the very next request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.comments import deciding
from reviews.comments.records import Decision
from reviews.publishing.models import Review, Tag
from reviews.works.models import Story, Work
from tests.channels.searching import again, look, urls
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def novel():
    return make_work("the-well", title="The Well")


def test_what_is_taken_back_is_gone_with_the_next_request(client, ada, mo, novel):
    review = make_review(ada, "A lantern.", (novel,), title="Lantern", slug="lantern", tags=("lantern",))
    reply = make_comment(review, "lantern", publish_by=mo)
    assert len(urls(look(client, "lantern"))) == 2
    assert urls(look(client, "well")) == [novel.url, review.url]
    again(review, ada, status=Review.Status.RETRACTED)
    assert urls(look(client, "lantern")) == urls(look(client, "well")) == []
    again(review, ada, status=Review.Status.PUBLISHED)
    assert len(urls(look(client, "lantern"))) == 2
    again(review, ada, status=Review.Status.DRAFT)
    assert urls(look(client, "lantern")) == urls(look(client, "well")) == []
    again(review, ada, status=Review.Status.PUBLISHED)
    deciding.decide(reply, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1, reason="No.")
    assert urls(look(client, "lantern")) == [review.url]


def test_a_reply_is_found_once_it_is_published(client, ada, mo, novel):
    reply = make_comment(make_review(ada, "Safe.", (novel,)), "a lantern")
    assert urls(look(client, "lantern")) == []
    deciding.decide(reply, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    assert urls(look(client, "lantern")) == [f"/c/{reply.handle}/"]


def test_the_clock_publishes(client, ada, mo, novel, monkeypatch):
    now = timezone.now()
    review = make_review(ada, "A lantern.", (novel,), slug="soon", published_at=now + timedelta(hours=1), tags=("moor",))
    for typed in ("lantern", "moor", "well", "the"):
        assert urls(look(client, typed)) == []
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(hours=1, seconds=1))
    assert urls(look(client, "lantern")) == urls(look(client, "moor")) == [review.url]
    assert urls(look(client, "well")) == [novel.url, review.url]


def test_a_changed_text_is_found_by_its_new_words_and_no_longer_by_the_old(client, ada, novel):
    review = make_review(ada, "oldprose", (novel,), title="oldtitle", slug="r", summary="oldsummary", tags=("oldtag",))
    again(review, ada, title="newtitle", summary="newsummary", text="newprose", tags=("newtag",))
    for place in ("title", "summary", "prose", "tag"):
        assert urls(look(client, f"new{place}")) == [review.url], place
        assert urls(look(client, f"old{place}")) == [], place


def test_a_word_that_goes_behind_a_gate_is_no_longer_found(client, ada, novel):
    review = make_review(ada, "A lantern in the open.", (novel,))
    assert urls(look(client, "lantern")) == [review.url]
    again(review, ada, text="A ||lantern|| in the open.")
    assert urls(look(client, "lantern")) == []
    assert urls(look(client, "open")) == [review.url]


def test_whichever_way_a_row_is_written_the_index_follows(client, ada, novel):
    story = Story.objects.create(title="oldstory", slug="story")
    Work.objects.filter(pk=novel.pk).update(title="newwork", creators=["Newmaker"], story=story)
    review = make_review(ada, "Safe.", (novel,), tags=("oldtag",))
    Story.objects.filter(pk=story.pk).update(title="newstory")
    tag = Tag.objects.get(name="oldtag")
    tag.name = "newtag"
    Tag.objects.bulk_update([tag], ["name"])
    Review.objects.filter(pk=review.pk).update(title="newtitle")
    for word in ("newwork", "newmaker", "newstory"):
        assert urls(look(client, word)) == [novel.url, review.url], word
    for word in ("newtag", "newtitle"):
        assert urls(look(client, word)) == [review.url], word
    for word in ("well", "oldstory", "oldtag"):
        assert urls(look(client, word)) == [], word
    review.tags.clear()
    assert urls(look(client, "newtag")) == []
    Work.objects.filter(pk=novel.pk).update(story=None)
    assert urls(look(client, "newstory")) == []


def test_a_deleted_row_leaves_nothing_behind(client, ada, novel):
    review = make_review(ada, "A lantern.", (novel,), title="Lantern", tags=("lantern",))
    Review.objects.filter(pk=review.pk).delete()
    assert urls(look(client, "lantern")) == []
    later = make_review(ada, "Safe.", (novel,))
    # SQLite gives the number of a deleted last row to the next one.
    Review.objects.filter(pk=later.pk).update(title="Other")
    assert urls(look(client, "lantern")) == []
    assert urls(look(client, "other")) == [later.url]
