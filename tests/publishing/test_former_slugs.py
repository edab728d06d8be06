"""Slugs that a public review has left: which are kept, who may take them, and how its author forgets one."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from reviews.moving.actions import import_review, read_path
from reviews.moving.front_matter import BadFile
from reviews.publishing.actions import forget_former_slug, free_slug, save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.former import SlugTaken
from reviews.publishing.models import FormerSlug, Review
from tests.fixture_site import PUBLISHED_AT, make_review, make_work
from tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def draft(ada, novel):
    return ReviewDraft(
        title="Down the well", slug="old", summary="Safe.", author=ada, text="Text.\n\n<!--more-->\n\nEnd.", works=(novel,),
        status="published", published_at=PUBLISHED_AT,
    )  # fmt: skip


@pytest.fixture
def moved_review(draft):
    """A public review that stood at “old” and stands at “fresh”."""
    return save_review(save_review(None, draft=draft, by=None), draft=replace(draft, slug="fresh"), by=None)


def former():
    return {row.slug: row.review.slug for row in FormerSlug.objects.select_related("review")}


# What is kept.


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "draft", "published_at": None},
        {"status": "draft"},
        {"status": "in_review"},
        {"status": "retracted"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["draft", "dated draft", "in review", "born retracted", "scheduled"],
)
def test_a_slug_at_which_nothing_was_public_is_not_kept(client, draft, facts):
    review = save_review(None, draft=replace(draft, **facts), by=None)
    save_review(review, draft=replace(draft, slug="fresh"), by=None)
    assert former() == {}
    assert client.get("/reviews/old/").status_code == 404
    assert client.get("/reviews/fresh/").status_code == 200


@pytest.mark.parametrize(
    "between",
    [
        {"status": "draft"},
        {"status": "draft", "published_at": None},
        {"status": "retracted"},
        {"published_at": timezone.now() + timedelta(days=9)},
    ],
    ids=["draft", "draft without its date", "retracted", "scheduled again"],
)
def test_a_slug_at_which_it_once_was_public_is_kept_whatever_came_between(client, draft, between):
    review = save_review(None, draft=draft, by=None)
    save_review(review, draft=replace(draft, **between), by=None)
    save_review(review, draft=replace(draft, slug="fresh", **between), by=None)
    assert former() == {"old": "fresh"}
    save_review(review, draft=replace(draft, slug="fresh"), by=None)
    assert client.get("/reviews/old/")["Location"] == "/reviews/fresh/"


def test_what_was_public_for_a_while_before_the_clock_was_put_back_is_kept(draft, monkeypatch):
    """Scheduled, published by the clock, and moved by a save that no other came before."""
    review = save_review(None, draft=replace(draft, published_at=timezone.now() + timedelta(hours=1)), by=None)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    save_review(review, draft=replace(draft, slug="fresh", published_at=later + timedelta(days=1)), by=None)
    assert former() == {"old": "fresh"}


def test_a_public_review_without_its_history_keeps_its_slug_all_the_same(draft):
    review = save_review(None, draft=draft, by=None)
    Review.history.all().delete()
    save_review(review, draft=replace(draft, slug="fresh"), by=None)
    assert former() == {"old": "fresh"}


def test_a_save_that_keeps_the_slug_keeps_no_other(draft):
    review = save_review(None, draft=draft, by=None)
    save_review(review, draft=replace(draft, text="Other."), by=None)
    save_review(review, draft=replace(draft, slug=""), by=None)
    assert former() == {}
    assert Review.objects.get().slug == "old"


def test_taking_a_slug_back_leads_the_other_way(client, draft, moved_review):
    save_review(moved_review, draft=draft, by=None)
    assert former() == {"fresh": "old"}
    assert client.get("/reviews/old/").status_code == 200
    assert client.get("/reviews/fresh/")["Location"] == "/reviews/old/"


def test_a_save_that_is_refused_keeps_nothing(draft, ada, novel):
    review = save_review(None, draft=draft, by=None)
    make_review(ada, "Text.", (novel,), slug="taken")
    with pytest.raises(SlugTaken):
        save_review(review, draft=replace(draft, slug="taken"), by=None)
    assert former() == {}
    assert Review.objects.get(pk=review.pk).slug == "old"


def test_a_deleted_review_takes_its_former_slugs_along(client, moved_review):
    moved_review.delete()
    assert former() == {}
    assert client.get("/reviews/old/").status_code == 404


# Who may take it.


def test_no_other_review_may_take_a_former_slug(draft, moved_review):
    with pytest.raises(SlugTaken):
        save_review(None, draft=draft, by=None)
    assert Review.objects.count() == 1
    other = save_review(None, draft=replace(draft, slug="other"), by=None)
    with pytest.raises(SlugTaken):
        save_review(other, draft=draft, by=None)
    assert Review.objects.get(pk=other.pk).slug == "other"
    assert former() == {"old": "fresh"}


def test_free_slug_avoids_former_ones(draft):
    review = save_review(None, draft=replace(draft, slug="dracula"), by=None)
    save_review(review, draft=replace(draft, slug="elsewhere"), by=None)
    assert free_slug("Dracula") == "dracula-2"


def test_a_forgotten_slug_leads_nowhere_and_is_free_for_others(client, draft, moved_review):
    other = save_review(None, draft=replace(draft, slug="other"), by=None)
    forget_former_slug(other, "old")
    assert former() == {"old": "fresh"}, "it is its own review's to forget"
    forget_former_slug(moved_review, "old")
    assert client.get("/reviews/old/").status_code == 404
    save_review(other, draft=draft, by=None)
    assert former() == {"other": "old"}
    assert client.get("/reviews/old/").status_code == 200


# The writing desk.


def fields(review, **changes):
    at = PUBLISHED_AT
    return {
        "title": review.title, "summary": review.summary, "text": "Text.", "reviewed_works": [work.pk for work in review.subjects],
        "mentioned_works": [], "rating": "", "status": "published", "slug": review.slug, "tag_names": "",
        "seen_revision": review.revision, "published_at_0": at.date(), "published_at_1": at.time(), **changes,
    }  # fmt: skip


def desk_of(review):
    return f"/admin/reviews/review/{review.pk}/change/"


def test_the_writing_desk_says_that_the_old_address_leads_here_and_how_to_forget_it(signed_in, ada, draft):
    review = save_review(None, draft=draft, by=None)
    browser = signed_in(ada)
    assert "forget_slugs" not in browser.get(desk_of(review)).content.decode()
    response = browser.post(desk_of(review), fields(review, slug="fresh"), follow=True)
    assert "Links to “old” lead to the new address." in response.content.decode()
    assert former() == {"old": "fresh"}
    review.refresh_from_db()
    html = browser.get(desk_of(review)).content.decode()
    row = FormerSlug.objects.get()
    assert re.search(rf'name="forget_slugs" value="{row.pk}"', html)
    browser.post(desk_of(review), fields(review, forget_slugs=[row.pk]))
    assert former() == {}


def test_the_writing_desk_says_nothing_of_a_draft_that_was_renamed(signed_in, ada, draft):
    review = save_review(None, draft=replace(draft, status="draft"), by=None)
    response = signed_in(ada).post(desk_of(review), fields(review, slug="fresh", status="draft"), follow=True)
    assert Review.objects.get().slug == "fresh"
    assert "lead to the new address" not in response.content.decode()


def test_nobody_forgets_the_slugs_of_anothers_review(signed_in, ada, edda, draft, moved_review, novel):
    other = make_review(edda, "Text.", (novel,), slug="eddas")
    row = FormerSlug.objects.get()
    response = signed_in(edda).post(desk_of(other), fields(other, author=edda.pk, forget_slugs=[row.pk]))
    assert "forget_slugs" in response.context["adminform"].form.errors
    assert former() == {"old": "fresh"}


@pytest.mark.parametrize("again", [False, True])
def test_the_writing_desk_refuses_a_former_slug_of_another_review(signed_in, ada, draft, moved_review, again):
    other = save_review(None, draft=replace(draft, slug="other", title="Another"), by=None) if again else None
    sent = fields(other or moved_review, slug="old", **({} if again else {"seen_revision": ""}))
    response = signed_in(ada).post(desk_of(other) if other else "/admin/reviews/review/add/", sent)
    assert response.status_code == 200
    assert "“old” was the address of another review" in response.content.decode()
    assert "Text." in response.content.decode()
    assert Review.objects.count() == (2 if again else 1)


def test_the_writing_desk_lets_a_review_go_back(signed_in, ada, moved_review):
    response = signed_in(ada).post(desk_of(moved_review), fields(moved_review, slug="old"))
    assert response.status_code == 302
    assert former() == {"fresh": "old"}


def test_a_slug_that_is_taken_at_the_same_moment_hands_the_text_back(signed_in, ada, draft, monkeypatch):
    review = save_review(None, draft=draft, by=None)

    def too_late(*_args, **_options):
        raise SlugTaken("fresh")

    monkeypatch.setattr("reviews.publishing.actions.settle", too_late)
    response = signed_in(ada).post(desk_of(review), fields(review, slug="fresh", text="Not lost."))
    assert response.status_code == 409
    assert "Another review took the address “fresh” at the same moment." in response.content.decode()
    assert "Not lost." in response.content.decode()
    assert Review.objects.get().slug == "old"


def test_the_owner_can_forget_a_slug_of_any_review(signed_in, owner, ada, moved_review):
    row = FormerSlug.objects.get()
    signed_in(owner).post(desk_of(moved_review), fields(moved_review, author=ada.pk, forget_slugs=[row.pk]))
    assert former() == {}


# Import.

FILE = """---
title: {title}
author: Ada Quill
summary: Safe.
{slug}
status: published
works:
  - slug: the-well
    title: The Well
    kind: book
---
Words from a file.
"""


@pytest.mark.parametrize(("slug", "line"), [("slug: old", 5), ("", 2)], ids=["given", "made from the title"])
def test_an_import_refuses_a_former_slug_and_says_where_the_review_is_now(tmp_path, ada, moved_review, slug, line):
    path = tmp_path / "old.md"
    path.write_text(FILE.format(title="Old", slug=slug), encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        import_review(read_path(path))
    assert refused.value.line == line
    assert "The review at “old” has moved to “fresh”." in str(refused.value)
    assert Review.objects.count() == 1


def test_an_import_over_a_review_that_moved_finds_it_by_its_new_slug(tmp_path, ada, moved_review):
    path = tmp_path / "fresh.md"
    path.write_text(FILE.format(title="Old", slug="slug: fresh"), encoding="utf-8")
    assert import_review(read_path(path)).created is False
    assert former() == {"old": "fresh"}


# Races.


@pytest.mark.django_db(transaction=True)
def test_a_slug_that_is_left_at_the_same_moment_is_nobody_elses(client, draft):
    """Whichever comes first: the newcomer finds the slug in use, or left behind."""
    review = save_review(None, draft=draft, by=None)

    def leave():
        return save_review(review, draft=replace(draft, slug="fresh"), by=None).slug

    def take():
        return save_review(None, draft=replace(draft, title="Another"), by=None).slug

    assert race([leave, take, take]) == ["fresh", "SlugTaken('old')", "SlugTaken('old')"]
    assert former() == {"old": "fresh"}
    assert client.get("/reviews/old/")["Location"] == "/reviews/fresh/"


@pytest.mark.django_db(transaction=True)
def test_two_reviews_that_take_one_slug_at_once_get_it_once(draft):
    first = save_review(None, draft=replace(draft, slug="first"), by=None)
    second = save_review(None, draft=replace(draft, slug="second"), by=None)

    def take(review):
        return lambda: save_review(review, draft=replace(draft, slug="wanted"), by=None).slug

    outcomes = race([take(first), take(second)])
    assert sorted(outcomes) == ["SlugTaken('wanted')", "wanted"]
    winner = Review.objects.get(slug="wanted")
    assert former() == {"first" if winner.pk == first.pk else "second": "wanted"}


def test_the_zone_of_a_date_makes_no_difference(draft):
    at = datetime(2026, 3, 14, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    review = save_review(None, draft=replace(draft, published_at=at), by=None)
    save_review(review, draft=replace(draft, slug="fresh"), by=None)
    assert former() == {"old": "fresh"}
