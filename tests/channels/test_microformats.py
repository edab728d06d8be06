"""Microformats, read by mf2py: what a page says of itself in its classes is what is public, to a stranger; no hidden word is among it."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import mf2py
import pytest

from reviews.publishing.models import Review
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, TEXT, make_comment, make_fixture_site, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOST = "http://testserver"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def rated(site):
    rewrite(site.review, TEXT, rating=Decimal("3.5"), tags=("gothic", "wells"))
    return site


def items(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return mf2py.parse(doc=response.content.decode(), url=HOST + address)["items"]


def the_review(client, site):
    (entry,) = items(client, site.review.url)
    return entry


def first(item, name):
    return item["properties"][name][0]


def test_a_review_is_one_entry_and_one_review(client, rated):
    entry = the_review(client, rated)
    assert sorted(entry["type"]) == ["h-entry", "h-review"]
    assert entry["properties"]["name"] == ["Down the well"]
    assert entry["properties"]["summary"] == ["A summary without secrets."]
    assert entry["properties"]["url"] == [HOST + rated.review.url]
    assert entry["properties"]["category"] == ["gothic", "wells"]
    assert [entry["properties"][name] for name in ("rating", "best", "worst")] == [["3.5"], ["5"], ["0.5"]]
    assert datetime.fromisoformat(first(entry, "published")) == PUBLISHED_AT
    assert datetime.fromisoformat(first(entry, "updated")) > PUBLISHED_AT
    author = first(entry, "author")
    assert author["type"] == ["h-card"]
    assert author["properties"] == {"name": ["Ada Quill"], "url": [HOST + "/authors/ada/"]}


def test_its_works_are_items(client, rated):
    works = the_review(client, rated)["properties"]["item"]
    assert [work["type"] for work in works] == [["h-item"], ["h-item"]]
    assert [work["properties"]["name"] for work in works] == [["The Well"], ["The Well"]]
    assert [work["properties"]["url"] for work in works] == [[HOST + rated.novel.url], [HOST + rated.film.url]]


def test_a_review_without_a_rating_has_none(client, site):
    assert not {"rating", "best", "worst"} & set(the_review(client, site)["properties"])


def test_a_review_the_clock_published_has_not_changed_since(client, ada):
    review = make_review(ada, "Safe.", (make_work("novel"),), slug="scheduled")
    Review.objects.filter(pk=review.pk).update(public_changed_at=PUBLISHED_AT.replace(day=1))
    (entry,) = items(client, review.url)
    assert "updated" not in entry["properties"]


def test_its_prose_is_its_content_with_gates_and_without_what_they_hide(client, site):
    content = first(the_review(client, site), "content")
    assert "openwhisper" in content["value"]
    assert "A twist of another story" in content["value"]
    assert not contains_any(HIDDEN_IN_REVIEW, json.dumps(content))


def test_replies_before_the_break_are_cited_with_their_writers(client, site, mo):
    make_comment(site.review, "A second one.", publish_by=mo, guest_name="Ernest", parent=site.before)
    replies = the_review(client, site)["properties"]["comment"]
    assert [reply["type"] for reply in replies] == [["h-cite"], ["h-cite"]]
    assert [first(reply, "author")["properties"]["name"] for reply in replies] == [["Dov"], ["Ernest"]]
    assert first(replies[0], "url") == f"{HOST}/c/{site.before.handle}/"
    assert datetime.fromisoformat(first(replies[0], "published")) == site.before.created_at.replace(microsecond=0)
    content = first(replies[0], "content")
    assert "robinbefore" in content["value"]
    assert "magpieinline" not in json.dumps(content)


def test_a_stranger_is_told_nothing_hidden(client, site):
    planted = [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld, "Falconname"]
    found = json.dumps([items(client, address) for address in (site.review.url, "/", site.novel.url, site.mill.url, "/authors/ada/")])
    assert all(word in found for word in site.public_words)
    assert not contains_any(planted, found)


def test_who_opened_the_break_has_it_in_the_content_and_the_second_room_in_the_replies(client, site):
    client.post(site.review.url + "open/", {"gate": "break"})
    entry = the_review(client, site)
    assert "tapirbreak" in first(entry, "content")["value"]
    assert "ibexnested" not in json.dumps(entry)
    assert [first(reply, "author")["properties"]["name"] for reply in entry["properties"]["comment"]] == [["Dov"], ["Falconname"]]


def test_a_reply_that_waits_is_cited_to_nobody(signed_in, ben, site):
    make_comment(site.review, "cormorantwaits", author=ben)
    browser = signed_in(ben)
    assert b"cormorantwaits" in browser.get(site.review.url).content
    assert "cormorantwaits" not in json.dumps(the_review(browser, site)["properties"]["comment"])


@pytest.mark.parametrize(
    ("address", "name"), [("/", "After the Break"), ("/works/the-well-novel/", "The Well"), ("/authors/ada/", "Ada Quill")]
)
def test_a_list_is_a_feed_of_entries(client, rated, address, name):
    (feed,) = items(client, address)
    assert feed["type"] == ["h-feed"]
    assert feed["properties"]["name"] == [name]
    (entry,) = feed["children"]
    assert entry["type"] == ["h-entry"]
    assert first(entry, "name") == "Down the well"
    assert first(entry, "url") == HOST + rated.review.url
    assert first(entry, "summary") == "A summary without secrets."
    assert first(entry, "rating") == "3.5"
    assert datetime.fromisoformat(first(entry, "published")) == PUBLISHED_AT
    assert first(entry, "author")["properties"]["name"] == ["Ada Quill"]
