"""Addresses that a public review has left: the way from there, for everybody and everything."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from reviews.comments.models import Comment
from reviews.comments.receipts import new_key
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import FormerSlug
from reviews.spoilers.leaks import contains_any
from reviews.web.moved import Moved, moved
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, TEXT, make_comment, make_fixture_site, make_work

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


# Where it leads.


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("query", ["", "?before=abc&x=1", "?to=reply-x&q=%C3%BC%20+"])
@pytest.mark.parametrize("place", ["", "reply/", "replies.atom"])
def test_an_old_address_leads_to_the_same_place_under_the_new_slug(client, moved_review, method, query, place):
    response = getattr(client, method)(f"/reviews/old/{place}{query}")
    assert (response.status_code, response["Location"]) == (301, f"/reviews/fresh/{place}{query}")
    assert response.content == b""


def test_the_way_is_the_same_for_every_stranger_and_is_asked_for_again_each_time(client, signed_in, ben, moved_review):
    response = client.get("/reviews/old/", headers={"accept-language": "de"})
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert dict(type(client)().get("/reviews/old/").items()) == dict(response.items())
    assert signed_in(ben).get("/reviews/old/")["Cache-Control"] == "private, no-store"


def test_a_reply_on_its_way_to_the_old_address_arrives(client, moved_review):
    sent = {
        "room": "before",
        "text": "A reply that is not lost",
        "name": "Dov",
        "email": "dov@example.org",
        "key": new_key(),
        "action": "send",
    }
    response = client.post("/reviews/old/reply/", sent)
    assert (response.status_code, response["Location"]) == (308, "/reviews/fresh/reply/")
    assert response["Cache-Control"] == "private, no-store"
    assert not Comment.objects.exists()
    response = client.post("/reviews/old/reply/", sent, follow=True)
    assert "A reply that is not lost" in response.content.decode()
    assert Comment.objects.get().review == moved_review


def test_opening_and_closing_at_the_old_address_works(client, moved_review):
    assert client.post("/reviews/old/open/", {"gate": "break"}).status_code == 308
    assert "End." in client.post("/reviews/old/open/", {"gate": "break"}, follow=True).content.decode()
    assert "End." not in client.post("/reviews/old/close/", {"gate": "break"}, follow=True).content.decode()


def test_another_sites_form_is_refused_at_the_old_address_too(moved_review, client):
    elsewhere = type(client)(headers={"sec-fetch-site": "cross-site"})
    response = elsewhere.post("/reviews/old/open/", {"gate": "break"})
    assert response.status_code == 403
    assert "/fresh/" not in response.content.decode()


def test_a_moderators_switch_for_replies_is_sent_on_too(signed_in, mo, moved_review):
    response = signed_in(mo).post("/moderation/reviews/old/replies/", {"open": "no"})
    assert (response.status_code, response["Location"]) == (308, "/moderation/reviews/fresh/replies/")


def test_two_moves_lead_to_the_newest_address_at_once(client, draft, moved_review):
    save_review(moved_review, draft=replace(draft, slug="newest"), by=None)
    for slug in ("old", "fresh"):
        assert client.get(f"/reviews/{slug}/")["Location"] == "/reviews/newest/"


def test_slugs_of_any_script_lead_on(client, ada, draft, novel):
    review = save_review(None, draft=replace(draft, slug="変身"), by=None)
    save_review(review, draft=replace(draft, slug="verwandlung-für-alle"), by=None)
    response = client.get("/reviews/変身/")
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200


def test_a_slug_that_did_not_come_by_the_address_is_not_found():
    request = RequestFactory().get("/reviews/other/")
    request.resolver_match = resolve("/reviews/other/")
    assert moved(request, Moved(former="old", slug="fresh")).status_code == 404
    request.resolver_match = None
    assert moved(request, Moved(former="other", slug="fresh")).status_code == 404
    request.resolver_match = resolve("/reviews/other/")
    assert moved(request, Moved(former="other", slug="fresh"))["Location"] == "/reviews/fresh/"


@pytest.mark.parametrize(("status", "code"), [("retracted", 410), ("draft", 404), ("in_review", 404)])
@pytest.mark.parametrize("place", ["", "reply/"])
def test_behind_an_old_address_is_what_is_behind_the_new_one(client, draft, moved_review, status, code, place):
    assert client.get(f"/reviews/old/{place}").status_code == 301
    save_review(moved_review, draft=replace(draft, slug="fresh", status=status), by=None)
    old, new = client.get(f"/reviews/old/{place}"), client.get(f"/reviews/fresh/{place}")
    assert (old.status_code, new.status_code) == (code, code)
    assert "Location" not in old
    assert b"fresh" not in old.content.replace(b"Newer", b"")


def test_a_review_that_is_scheduled_again_is_not_found_at_its_old_address(client, draft, moved_review):
    save_review(moved_review, draft=replace(draft, slug="fresh", published_at=timezone.now() + timedelta(days=1)), by=None)
    assert client.get("/reviews/old/").status_code == 404


def test_the_old_slug_stands_on_no_public_page_and_the_way_names_nothing(client, ada, mo):
    site = make_fixture_site(ada, mo)
    facts = {
        "title": site.review.title, "summary": site.review.summary, "author": ada, "text": TEXT, "works": (site.novel, site.film),
        "mentions": (site.mill,), "tags": ("gothic",), "status": "published", "published_at": PUBLISHED_AT,
    }  # fmt: skip
    save_review(site.review, draft=ReviewDraft(**facts, slug="formerlybadger"), by=ada)
    save_review(site.review, draft=ReviewDraft(**facts, slug="elsewhere"), by=ada)
    response = client.get("/reviews/formerlybadger/")
    headers = "\n".join(f"{name}: {value}" for name, value in response.items()).encode()
    assert response["Location"] == "/reviews/elsewhere/"
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.withheld, "formerlybadger", "Down"], headers + response.content)
    for address in (
        "/",
        "/reviews/elsewhere/",
        "/works/",
        site.novel.url,
        "/tags/gothic/",
        "/archive/2026/03/",
        "/replies/",
        "/authors/ada/",
    ):
        page = client.get(address).content.decode()
        assert "formerlybadger" not in page, address
        assert "elsewhere" in page or address == "/works/", address


def test_an_unknown_slug_and_a_former_one_cost_three_queries(client, moved_review, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert client.get("/reviews/nowhere/").status_code == 404
    with django_assert_num_queries(3):
        assert client.get("/reviews/old/").status_code == 301


def test_replies_stay_with_their_review(client, mo, draft):
    review = save_review(None, draft=draft, by=None)
    comment = make_comment(review, "Still here", publish_by=mo)
    save_review(review, draft=replace(draft, slug="fresh"), by=None)
    assert client.get(f"/c/{comment.handle}/")["Location"] == f"/reviews/fresh/#reply-{comment.handle}"
