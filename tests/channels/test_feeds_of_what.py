"""The public feeds: what moves them and what never does, which there are, and how a reader finds them."""

from datetime import timedelta

import feedparser
import html5lib
import pytest

from reviews.channels.feeds.entries import ENTRIES, NEVER
from reviews.publishing.models import Review
from tests.channels.feed_rules import contents, faults
from tests.channels.feed_site import ALL, FORMS, REVIEWS, every_feed, make_reviews, save_again
from tests.fixture_site import TEXT, make_comment, make_fixture_site, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


# --- What moves a feed --------------------------------------------------------------------------------------------


def test_a_feed_is_the_same_bytes_until_public_words_change(client, site, mo):
    before = every_feed(client)
    assert every_feed(client) == before
    hidden = TEXT.replace("tapirbreak", "okapibreak").replace("zebrainline", "giraffeinline").replace("otterblock", "moleblock moleblock")
    save_again(site, text=hidden)
    assert "okapibreak" in str(list(site.review.passages.values_list("rendition", flat=True))), "the hidden text did change"
    assert every_feed(client) == before
    make_comment(site.review, "dodoafter", room="after", publish_by=mo)
    make_comment(site.review, "dodopending")
    assert every_feed(client) == before
    save_again(site, text=hidden.replace("openwhisper", "openshout"))
    make_comment(site.review, "A new one.", publish_by=mo)
    after = every_feed(client)
    assert all(after[address] != before[address] for address in ALL)


def test_hidden_words_of_a_reply_move_nothing(client, site):
    before = every_feed(client)
    passages = site.before.passages.all()
    assert passages.update(rendition=[{"html": "magpieinline no more"}]) == 1
    assert every_feed(client) == before


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_feed_stands_still(client, db, form):
    for feed in ("/feeds/reviews", "/feeds/replies"):
        response = client.get(f"{feed}.{form}")
        assert not faults(form, response.content, f"http://testserver{feed}.{form}")
        assert client.get(f"{feed}.{form}").content == response.content
    if form == "atom":
        assert f"<updated>{NEVER.isoformat()}</updated>" in response.content.decode()
    if form == "rss":
        assert "<lastBuildDate>Thu, 01 Jan 2026 00:00:00 +0000</lastBuildDate>" in response.content.decode()


def test_a_feed_was_changed_when_its_newest_entry_was(client, site, ada):
    other = make_review(ada, "Another.", (site.mill,), slug="another")
    moment = Review.objects.get(pk=site.review.pk).public_changed_at + timedelta(hours=1)
    Review.objects.filter(pk=site.review.pk).update(public_changed_at=moment)
    Review.objects.filter(pk=other.pk).update(public_changed_at=moment - timedelta(hours=2))
    read = feedparser.parse(client.get("/feeds/reviews.atom").content)
    assert read.feed.updated == moment.isoformat()


# --- What there is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_what_no_page_shows_has_no_feed(client, site, ben, form):
    site.draft.tags.create(name="drafty", slug="drafty")
    make_work("unknown-to-all")
    for address in (
        "/authors/nobody/feed", "/authors/ben/feed", "/works/nothing/feed", "/works/unknown-to-all/feed", "/works/the-mill/feed",
        "/tags/nothing/feed", "/tags/drafty/feed", "/reviews/nothing/replies", "/reviews/a-draft/replies",
    ):  # fmt: skip
        assert client.get(f"{address}.{form}").status_code == 404, address
    assert client.get(f"/reviews/taken-back/replies.{form}").status_code == 410


def test_there_is_no_other_format(client, site):
    for address in ("/feeds/reviews.xml", "/feeds/reviews", "/feeds/reviews.atom/", "/works/the-well-novel/feed.html"):
        assert client.get(address).status_code == 404


def test_a_former_slug_leads_to_the_feed_of_the_new_one(client, site):
    save_again(site, slug="up-the-well")
    response = client.get("/reviews/down-the-well/replies.atom")
    assert (response.status_code, response["Location"]) == (301, "/reviews/up-the-well/replies.atom")


def test_a_slug_in_another_script_is_spelled_as_an_address(client, ada, mo):
    review = make_review(ada, "Safe.", (make_work("колодец"),), slug="колодец", tags=("колодец",))
    make_comment(review, "Hello.", publish_by=mo)
    for feed in ("/works/колодец/feed", "/tags/колодец/feed", "/reviews/колодец/replies"):
        for form in FORMS:
            address = client.get(f"{feed}.{form}").wsgi_request.build_absolute_uri()
            assert not faults(form, client.get(f"{feed}.{form}").content, address)


def test_the_address_that_readers_of_wordpress_type_leads_to_the_feed(client, db):
    response = client.get("/feed/")
    assert (response.status_code, response["Location"]) == (301, "/feeds/reviews.rss")


#: The site; entries, and the works under review of each; of reviews their tags; the works and the parts that gates name. One more for the
#: author, work, tag or review that a feed is of.
QUERIES = dict.fromkeys(REVIEWS, 7) | {"/feeds/reviews": 6, "/feeds/replies": 5, "/reviews/down-the-well/replies": 6}


@pytest.mark.parametrize("count", [1, 3, ENTRIES + 5])
def test_a_feed_costs_the_same_however_much_it_tells(client, ada, count, django_assert_num_queries):
    make_reviews(ada, count)
    for feed, queries in QUERIES.items():
        with django_assert_num_queries(queries):
            response = client.get(f"{feed}.atom")
        assert len(contents("atom", response.content)) == min(count, ENTRIES), feed


# --- How a reader finds them --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("/", ("/feeds/reviews", "/feeds/replies")),
        ("/authors/ada/", ("/authors/ada/feed",)),
        ("/works/the-well-novel/", ("/works/the-well-novel/feed",)),
        ("/works/the-mill/", ()),
        ("/tags/gothic/", ("/tags/gothic/feed",)),
        ("/reviews/down-the-well/", ("/reviews/down-the-well/replies",)),
        ("/feeds/", ("/feeds/reviews", "/feeds/replies")),
    ],
)
def test_a_page_names_its_feeds(client, site, page, feeds):
    html = client.get(page).content.decode()
    found = {address: kind for address, kind in alternates(html).items() if kind in FORMS.values()}
    assert found == {f"{feed}.{form}": kind for feed in feeds for form, kind in FORMS.items()}
    for address, kind in found.items():
        assert client.get(address)["Content-Type"].startswith(kind)
    assert 'href="/feeds/"' in html


def alternates(html):
    links = html5lib.parse(html, namespaceHTMLElements=False).iter("link")
    return {link.get("href"): link.get("type") for link in links if link.get("rel") == "alternate"}


def test_the_page_of_feeds_says_whom_they_are_written_for(client, signed_in, ben):
    response = client.get("/feeds/")
    assert "written for a stranger" in response.content.decode()
    assert response["Cache-Control"] == "public, no-cache"
    assert signed_in(ben).get("/feeds/")["Cache-Control"] == "private, no-store"
    for feed in ("reviews", "replies"):
        for form in FORMS:
            assert f'href="/feeds/{feed}.{form}"' in response.content.decode()
