"""A member's own feed: it opens what the shelf opens, and nothing that was opened by hand."""

import json
import re
from datetime import timedelta

import feedparser
import html5lib
import pytest

from reviews.channels.feeds.access import token_of
from reviews.channels.feeds.actions import make_feed
from reviews.channels.feeds.entries import ENTRIES
from reviews.channels.models import PersonalFeed
from reviews.publishing.models import Review
from reviews.shelf.member import MemberShelf
from reviews.spoilers.leaks import contains_any
from tests.channels.feed_rules import contents, faults, ids
from tests.channels.feed_site import FORMS, address_of, seen
from tests.conftest import make_member
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, make_fixture_site, make_review, make_work
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: What of the fixture's review opens for who has finished the novel and its film. The replies are in no feed of reviews.
OPENS = {"zebrainline", "quaggainline", "herontwo", "tapirbreak", "lemurheading", "gibbonfootnote", "ibexnested"}


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


# --- What it opens ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_what_finished_works_give_away_is_there_and_nothing_else(ben, site, form):
    for work in (site.novel, site.film):
        MemberShelf(ben).finish(work)
    assert seen(address_of(ben, form)) == OPENS
    html = contents(form, HouseClient().get(address_of(ben, form)).content)[0]
    assert "A twist of another story" in html, "the gate of a work that is not finished"
    assert f"http://testserver/reviews/down-the-well/#g-{site.review.passages.get(label='A twist of another story').handle}" in html


def test_what_somebody_is_half_way_through_stays_closed_in_it(cleo, site, signed_in):
    MemberShelf(cleo).reach(site.parts[1])
    assert "herontwo" in signed_in(cleo).get(site.review.url).content.decode()
    assert seen(address_of(cleo)) == set()


def test_a_break_of_two_works_stays_closed_for_who_finished_one(ben, site):
    MemberShelf(ben).finish(site.film)
    assert seen(address_of(ben)) == set()
    MemberShelf(ben).finish(site.mill)
    assert seen(address_of(ben)) == {"otterblock"}, "the passage of one work alone is open"


def test_what_was_opened_by_hand_is_not_in_it(ben, site, signed_in):
    browser = signed_in(ben)
    for gate in ("break", site.review.passages.get(position=0).handle):
        browser.post(f"{site.review.url}open/", {"gate": gate})
    assert {"tapirbreak", "zebrainline"} <= set(contains_any(HIDDEN_IN_REVIEW, browser.get(site.review.url).content))
    assert seen(address_of(ben)) == set()


def test_taking_a_work_back_closes_it_the_next_time(ben, site):
    shelf, address = MemberShelf(ben), address_of(ben)
    shelf.finish(site.mill)
    assert seen(address) == {"otterblock"}
    shelf.put_back(site.mill)
    assert seen(address) == set()


def test_an_empty_shelf_reads_what_everybody_reads(client, ben, site):
    everybody = contents("json", client.get("/feeds/reviews.json").content)
    assert contents("json", client.get(address_of(ben)).content) == everybody


def test_where_a_spoiler_begins_and_ends_stands_in_words(ben, site):
    for work in (site.novel, site.film):
        MemberShelf(ben).finish(work)
    html = contents("json", HouseClient().get(address_of(ben)).content)[0]
    text = " ".join(" ".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext()).split())
    assert "A careful [Spoiler begins. zebrainline Spoiler ends.] sentence" in text
    assert re.search(
        r"The first night Spoiler begins\. Gives away The Well \(book, up to Chapter 2\) Only herontwo readers know\. Spoiler ends\.", text
    )
    begins, ends = (text.index(words) for words in ("After it comes tapirbreak", "The note says gibbonfootnote"))
    assert text[:begins].rstrip().endswith("(book; film)")
    assert text[ends:].endswith("Spoiler ends.")
    assert text.count("Spoiler begins.") == text.count("Spoiler ends.") == 5


# --- What it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_it_keeps_the_rules_of_its_format_and_its_address_to_itself(ben, site, form):
    for work in (site.novel, site.film, site.mill):
        MemberShelf(ben).finish(work)
    address = address_of(ben, form)
    body = HouseClient().get(address).content
    assert not faults(form, body, "")
    assert not contains_any([token_of(ben.personal_feed), ben.personal_feed.serial], body)
    if form != "json":
        assert not feedparser.parse(body).bozo


def test_nobody_keeps_it_but_its_reader(ben, site):
    for form in FORMS:
        response = HouseClient().get(address_of(ben, form))
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response
        assert not response.cookies
    assert HouseClient().post(address_of(ben)).status_code == 405


def test_its_entries_have_names_of_their_own(ben, cleo, site):
    named = [
        set(ids("atom", HouseClient().get(feed).content))
        for feed in ("/feeds/reviews.atom", *(address_of(who, "atom") for who in (ben, cleo)))
    ]
    assert all(named)
    assert len(set.union(*named)) == sum(map(len, named))


def test_a_token_is_short_and_needs_no_escaping(ben):
    token = token_of(make_feed(member=ben))
    assert re.fullmatch(r"[\w.-]{40,80}", token, re.ASCII)
    assert token == token_of(PersonalFeed.objects.get()), "the page shows the same address every time"


@pytest.mark.parametrize("count", [1, 3, ENTRIES + 5])
def test_it_costs_the_same_however_much_it_tells(ben, ada, count, django_assert_num_queries):
    novel, read = make_work("the-well"), make_work("read")
    for number in range(count):
        make_work(f"other-{number}").parts.create(number=1, slug="one", title=f"Part {number}")
        text = (
            f'Safe.\n\n::: spoiler A {{of="read"}}\nread{number}\n:::\n\n::: spoiler B {{of="other-{number}" until="one"}}\nhidden\n:::\n'
        )
        make_review(ada, text, (novel,), slug=f"review-{number}", tags=("gothic",), published_at=PUBLISHED_AT + timedelta(days=number))
    MemberShelf(ben).finish(read)
    address = address_of(ben)
    # The site, the feed and its member, the shelf (2), the reviews with works and tags (3), passages (2), works and parts of gates (2).
    with django_assert_num_queries(11):
        body = HouseClient().get(address).content
    assert f"read{count - 1}" in contents("json", body)[0]
    assert len(json.loads(body)["items"]) == min(count, ENTRIES)


def test_the_public_feeds_are_the_same_with_and_without_such_a_feed(client, ben, site):
    before = client.get("/feeds/reviews.atom").content
    MemberShelf(ben).finish(site.mill)
    assert seen(address_of(ben)) == {"otterblock"}
    assert client.get("/feeds/reviews.atom").content == before


def test_a_review_that_is_not_public_is_in_nobodys_feed(site):
    author = make_member("vera")
    for work in (site.novel, site.film):
        MemberShelf(author).finish(work)
    body = HouseClient().get(address_of(author)).content
    assert not contains_any(site.withheld, body)
    assert len(json.loads(body)["items"]) == Review.objects.published().count() == 1
