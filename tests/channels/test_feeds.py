"""The public feeds: what they tell a stranger, and how they say it."""

import json
from datetime import datetime, timedelta

import feedparser
import pytest
from django.utils import timezone

from accounts.models import User
from reviews.channels.feeds.entries import ENTRIES
from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.publishing.models import Review
from reviews.shelf.member import MemberShelf
from reviews.spoilers.leaks import contains_any
from tests.channels.feed_rules import contents, faults, ids
from tests.channels.feed_site import ALL, FORMS, PLANTED, every_feed, form_of, make_reviews, save_again, told
from tests.fixture_site import PUBLISHED_AT, make_comment, make_fixture_site, make_review

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


# --- The standards ------------------------------------------------------------------------------------------------


def test_a_feed_keeps_the_rules_of_its_format(client, site, ada):
    site.review.tags.create(name="Ghosts & <wells>", slug="ghosts")
    text = "A [link](../x), ![a picture](/media/a.webp) & more.[^1]\n\n# Head\n\n| a | b |\n|---|---|\n| 1 | ||two|| |\n\n[^1]: A note."
    make_review(ada, text.replace("||two||", ">!two!<"), (site.novel,), title="An <odd> & “quoted” title", slug="odd", tags=("gothic",))
    for address in ALL:
        response = client.get(address)
        assert response.status_code == 200, address
        assert not faults(form_of(address), response.content, f"http://testserver{address}"), address
        assert contents(form_of(address), response.content), address


def test_a_foreign_reader_understands_it(client, site):
    for address in ALL:
        if (form := form_of(address)) == "json":
            continue
        read = feedparser.parse(client.get(address).content)
        assert not read.bozo, address
        assert (read.version, read.feed.language) == ({"atom": "atom10", "rss": "rss20"}[form], "en"), address
        entry = read.entries[0]
        author, word = ("Dov", "robinbefore") if "replies" in address else ("Ada Quill", "openwhisper")
        assert (entry.author, word in entry.content[0].value) == (author, True), address
        assert entry.published_parsed, address
        assert entry.updated_parsed, address
        assert entry.id.startswith("tag:testserver,2026:"), address


@pytest.mark.parametrize(
    ("form", "whole", "broken"),
    [
        ("atom", "<id>tag:testserver,2026:review/", "<id>review/"),
        ("atom", "<published>", "<published>yesterday, "),
        ("atom", 'rel="self"', 'rel="via"'),
        ("atom", "<name>Ada Quill</name>", "<name></name>"),
        ("atom", '<content type="html">', '<content type="text">'),
        ("atom", "&lt;/strong&gt;", ""),
        ("rss", '<guid isPermaLink="false">', "<guid>"),
        ("rss", "+0000</pubDate>", "</pubDate>"),
        ("rss", "</description><content:encoded>", "</description><description>x</description><content:encoded>"),
        ("rss", "http://testserver/reviews/down-the-well/#g-", "/reviews/down-the-well/#g-"),
        ("json", '"content_html"', '"content"'),
        ("json", '"date_modified"', '"changed"'),
        ("json", "https://jsonfeed.org/version/1.1", "1.1"),
        ("json", '"name": "Ada Quill"', '"nick": "Ada Quill"'),
    ],
)
def test_the_rules_catch_a_bad_feed(client, site, form, whole, broken):
    address = f"/feeds/reviews.{form}"
    good = client.get(address).content.decode()
    assert whole in good
    assert faults(form, good.replace(whole, broken).encode(), f"http://testserver{address}")


def test_a_feed_says_what_it_is_and_who_may_keep_it(client, site):
    for address in ALL:
        response = client.get(address)
        assert response["Content-Type"] == f"{FORMS[form_of(address)]}; charset=utf-8"
        assert response["Cache-Control"] == "public, no-cache"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert not response.cookies
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(address)["ETag"] == response["ETag"]
        assert client.post(address).status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_a_character_that_xml_cannot_hold_takes_no_feed_down(client, site, form):
    User.objects.filter(username="ada").update(display_name="Ada\x0b Quill\ufffe")
    Review.objects.filter(pk=site.review.pk).update(title="Down\x00 the well\x1f".replace("\x00", ""))
    response = client.get(f"/feeds/reviews.{form}")
    assert not faults(form, response.content, f"http://testserver/feeds/reviews.{form}")
    assert "Ada Quill" in response.content.decode()
    assert "Down the well" in response.content.decode()


# --- What an entry tells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_carries_the_prose_and_each_gate_in_the_words_of_the_page(client, site, form):
    html = told(client, f"/feeds/reviews.{form}")
    assert "<p>The village keeps its secrets openwhisper.</p>" in html
    page = client.get(site.review.url).content.decode()
    for passage in site.review.passages.filter(parent_handle=""):
        assert f'id="g-{passage.handle}"' in page
        assert f'href="http://testserver/reviews/down-the-well/#g-{passage.handle}"' in html
    for label in ("A twist of another story", "The first night", "The end of the story"):
        assert f"<p><strong>{label}</strong></p>" in html
        assert label in page
    inline = "[A spoiler, gives away <cite>The Well</cite>, a short passage]"
    assert "A careful <a href" in html
    assert html.count(inline) == 2
    assert "<cite>The Well</cite> (book, up to Chapter 2)" in html
    assert "(book; film)" in html
    assert "class=" not in html
    assert "<button" not in html


def test_no_feed_holds_a_hidden_word_and_the_page_of_who_finished_does(client, signed_in, ben, site):
    finished = signed_in(ben)
    for work in (site.novel, site.film, site.mill):
        MemberShelf(ben).finish(work)
    for address, body in every_feed(client).items():
        assert not contains_any([*PLANTED, *site.withheld], body), address
        assert body == finished.get(address).content, f"{address} is for a stranger, whoever gets it"
    assert set(contains_any(PLANTED, finished.get(site.review.url).content)) == set(PLANTED)


def test_what_a_guest_opened_is_in_no_feed(client, site):
    before = every_feed(client)
    client.post(f"{site.review.url}open/", {"gate": "break"})
    assert "tapirbreak" in client.get(site.review.url).content.decode()
    assert every_feed(client) == before


def test_facts_of_a_review(client, site):
    item = json.loads(client.get("/feeds/reviews.json").content)["items"][0]
    assert item["title"] == "Down the well"
    assert item["url"] == "http://testserver/reviews/down-the-well/"
    assert item["summary"] == "A summary without secrets."
    assert item["authors"] == [{"name": "Ada Quill", "url": "http://testserver/authors/ada/"}]
    assert item["tags"] == ["gothic"]
    assert item["date_published"] == "2026-03-14T09:00:00+00:00"
    assert item["date_modified"] == Review.objects.get(pk=site.review.pk).public_changed_at.isoformat()


def test_a_scheduled_review_was_not_changed_before_it_came_out(client, site):
    long_ago = PUBLISHED_AT - timedelta(days=9)
    Review.objects.filter(pk=site.review.pk).update(public_changed_at=long_ago)
    assert json.loads(client.get("/feeds/reviews.json").content)["items"][0]["date_modified"] == PUBLISHED_AT.isoformat()


def test_facts_of_a_reply(client, site, mo):
    reply = json.loads(client.get("/feeds/replies.json").content)["items"][0]
    assert reply["title"] == "Dov on Down the well"
    assert reply["url"] == f"http://testserver/c/{site.before.handle}/"
    assert reply["authors"] == [{"name": "Dov"}]
    assert reply["date_published"] == reply["date_modified"]
    assert datetime.fromisoformat(reply["date_published"]) == Comment.objects.get(pk=site.before.pk).published_at
    gate = site.before.passages.get().handle
    assert f'robinbefore says hello, and <a href="http://testserver/c/{site.before.handle}/#g-{gate}">[A spoiler' in reply["content_html"]
    assert client.get(reply["url"].removeprefix("http://testserver"))["Location"].startswith("/reviews/down-the-well/")


def test_a_relative_link_in_a_reply_is_the_one_on_its_page(client, site, mo):
    make_comment(site.review, "See [there](more) and [here](/works/).", publish_by=mo)
    html = told(client, "/feeds/replies.json")
    assert 'href="http://testserver/reviews/down-the-well/more"' in html
    assert 'href="http://testserver/works/"' in html


def test_a_reply_of_somebody_who_left_is_by_a_former_member(client, site, ben, mo):
    make_comment(site.review, "Mine.", author=ben, publish_by=mo)
    ben.delete()
    assert "Former member on Down the well" in client.get("/feeds/replies.rss").content.decode()


def test_only_replies_that_strangers_may_read_are_told(client, site, mo, ada):
    scheduled = make_review(ada, "Soon.", (site.novel,), slug="soon", published_at=timezone.now() + timedelta(days=1))
    make_comment(scheduled, "cormorantsoon", publish_by=mo)
    body = client.get("/feeds/replies.atom").content
    assert "robinbefore" in body.decode()
    assert not contains_any(["cormorantsoon", "kestrelafter", *site.withheld], body)
    deciding.decide(Comment.objects.get(pk=site.before.pk), verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1)
    assert b"robinbefore" not in client.get("/feeds/replies.atom").content


@pytest.mark.parametrize("form", FORMS)
def test_ids_outlive_the_slug(client, site, form):
    before = ids(form, client.get(f"/feeds/reviews.{form}").content), ids(form, client.get(f"/feeds/replies.{form}").content)
    save_again(site, slug="up-the-well", title="Up the well")
    after = ids(form, client.get(f"/feeds/reviews.{form}").content), ids(form, client.get(f"/feeds/replies.{form}").content)
    assert before == after
    assert all(before)
    assert "up-the-well" in told(client, f"/feeds/reviews.{form}")


def test_the_newest_come_first_and_the_oldest_fall_off(client, ada):
    make_reviews(ada, ENTRIES + 3)
    for feed in ("/feeds/reviews", "/works/the-well-novel/feed"):
        titles = [item["title"] for item in json.loads(client.get(f"{feed}.json").content)["items"]]
        assert titles == [f"Review {number}" for number in reversed(range(3, ENTRIES + 3))]
    texts = contents("json", client.get("/feeds/replies.json").content)
    assert [html.partition("</p>")[0] for html in texts] == [f"<p>Reply {number}" for number in reversed(range(3, ENTRIES + 3))]
