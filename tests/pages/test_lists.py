"""Home, works, one work, one author, and a reader's own shelf: what is listed, for whom, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import AUTHOR
from reviews.comments.actions import set_replies_open
from reviews.publishing.models import Review
from reviews.shelf.guest import COOKIE
from reviews.shelf.member import MemberShelf
from reviews.shelf.models import ShelfEntry
from reviews.spoilers.reader import stranger
from reviews.works.actions import save_parts
from reviews.works.models import Part, Story, Work
from tests.conftest import make_member
from tests.fixture_site import make_comment, make_fixture_site, make_parts, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = ("/", "/works/", "/works/the-well/", "/authors/ada/")


def text_of(response):
    return response.content.decode()


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def parts(novel, ada):
    made = make_parts(novel, 3)
    make_review(ada, 'Safe ||plain|| words.\n\n::: spoiler Two {of="the-well" until="chapter-2"}\nsecondtold\n:::\n', (novel,), slug="told")
    return made


def make_reviews(ada, count):
    """`count` reviews of The Well, each with a second work of its own; The Well has parts and tells a story that others tell too."""
    story = Story.objects.create(title="Well", slug="well")
    novel = make_work("the-well", story=story)
    make_parts(novel, 3)
    for number in range(count):
        other = make_work(f"other-{number}", story=story)
        make_review(ada, "Safe.", (novel, other), slug=f"review-{number}", title=f"Review {number}", tags=("gothic",))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_strangers_page_costs_at_most_five_queries_however_much_is_there(client, ada, count, address, django_assert_max_num_queries):
    make_reviews(ada, count)
    with django_assert_max_num_queries(5):
        response = client.get(address)
    assert ("The Well" if address == "/works/" else "Review 0" if count < 12 else "Review 29") in text_of(response)


@pytest.mark.parametrize("address", PAGES)
def test_a_members_shelf_is_read_at_most_once(signed_in, cleo, ada, address, django_assert_max_num_queries):
    make_reviews(ada, 1)
    MemberShelf(cleo).reach(Work.objects.get(slug="the-well").parts.get(number=2))
    browser = signed_in(cleo)
    with django_assert_max_num_queries(100) as queries:
        browser.get(address)
    read = [query for query in queries if "reviews_shelfentry" in query["sql"]]
    assert len(read) == (1 if address == "/works/the-well/" else 0)


@pytest.mark.parametrize("address", PAGES)
def test_a_guests_progress_is_read_once(client, ada, address, django_assert_max_num_queries):
    make_reviews(ada, 1)
    client.post("/works/the-well/shelf/", {"part": "chapter-2"})
    with django_assert_max_num_queries(100) as queries:
        client.get(address)
    assert len([query for query in queries if "reviews_part" in query["sql"] and "parts_version" in query["sql"]]) <= 1


@pytest.mark.parametrize("address", PAGES)
def test_a_strangers_page_is_public_and_a_readers_is_not(client, signed_in, ben, ada, address):
    make_reviews(ada, 3)
    response = client.get(address)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in text_of(response)
    assert type(client)().get(address, headers={"accept-language": "de"}).content == response.content
    assert signed_in(ben).get(address)["Cache-Control"] == "private, no-store"
    client.post("/works/the-well/shelf/", {"finished": "yes"})
    assert client.get(address)["Cache-Control"] == "private, no-store"


NO_PAGES = [
    "0",
    "00",
    "01",
    "0000019",
    "1" + "0" * 5_000,
    "-1",
    "+1",
    "",
    " 1",
    "1 ",
    "1\n",
    "1.0",
    "1_0",
    "1e1",
    "x",
    "١",
    "２",
    "²",
    "999999",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("number", NO_PAGES, ids=range(len(NO_PAGES)))
def test_a_page_that_is_not_there_is_not_found(client, ada, address, number):
    make_reviews(ada, 1)
    assert client.get(address, {"page": number}).status_code == 404
    assert client.get(address, {"page": "1"}).status_code == 200


def test_an_empty_site_has_a_first_page_and_no_second(client):
    for address in ("/", "/works/"):
        assert client.get(address).status_code == 200
        assert client.get(address, {"page": "2"}).status_code == 404


@pytest.mark.parametrize("address", ["/", "/works/the-well/", "/authors/ada/"])
@pytest.mark.parametrize(("count", "pages"), [(12, 1), (13, 2), (24, 2), (25, 3)])
def test_every_review_stands_on_one_page_of_a_list(client, ada, novel, address, count, pages):
    for number in range(count):
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}")
    seen, following, read = [], address, 0
    while following:
        context = client.get(following).context
        seen += [review.url for review in context["reviews"]]
        following, read = context["next_url"], read + 1
    assert sorted(seen) == sorted(f"/reviews/review-{number}/" for number in range(count))
    assert read == pages
    assert client.get(address, {"page": pages + 1}).status_code == 404


# Which works are public.


def hidden_reviews(ada, work):
    """`work` under every kind of review that strangers may not read."""
    make_review(ada, "Safe.", (work,), slug="draft", status="draft", published_at=None)
    make_review(ada, "Safe.", (work,), slug="in-review", status="in_review", published_at=None)
    make_review(ada, "Safe.", (work,), slug="retracted", status="retracted")
    make_review(ada, "Safe.", (work,), slug="future", published_at=timezone.now() + timedelta(days=1))
    make_review(ada, "Safe.", (make_work("the-tower"),), mentions=(work,), slug="draft-mention", status="draft", published_at=None)


def test_a_work_of_no_published_review_is_nowhere(client, ada):
    story = Story.objects.create(title="Well", slug="well")
    film, novel = make_work("the-film", story=story), make_work("the-well", story=story)
    hidden_reviews(ada, film)
    make_review(ada, "Safe.", (novel,))
    assert client.get(film.url).status_code == 404
    assert "The Film" not in text_of(client.get("/works/"))
    assert "The Film" not in text_of(client.get(novel.url))
    assert client.post(film.shelf_url, {"finished": "yes"}).status_code == 404
    make_review(ada, "Safe.", (film,))
    assert client.get(film.url).status_code == 200
    assert "The Film" in text_of(client.get("/works/"))
    assert "The Film" in text_of(client.get(novel.url))


def test_a_mentioned_work_has_a_page_that_says_so(client, ada, novel):
    mill = make_work("the-mill")
    make_review(ada, "Safe.", (novel,), mentions=(mill,))
    assert "Nobody has reviewed it here yet. It is mentioned in a review of something else." in text_of(client.get(mill.url))
    assert "Nobody has reviewed it" not in text_of(client.get(novel.url))
    listed = [work.slug for work in client.get("/works/").context["works"]]
    assert listed == ["the-mill", "the-well"]


def test_a_work_stands_once_in_the_list_however_often_it_is_named(client, ada, novel):
    for number in range(3):
        make_review(ada, "Safe.", (novel, make_work(f"other-{number}")), slug=f"r-{number}", mentions=(make_work(f"more-{number}"),))
    assert [work.slug for work in client.get("/works/").context["works"]].count("the-well") == 1


# Authors.


def test_the_page_of_an_author_who_left_stays_like_the_reviews(client, ada, novel):
    review = make_review(ada, "Safe.", (novel,), title="Down the well")
    ada.is_active = False
    ada.save(update_fields=["is_active"])
    assert review.author_url in text_of(client.get(review.url))
    assert "Down the well" in text_of(client.get(review.author_url))


def test_who_has_published_nothing_has_no_page(client, ada, ben, novel):
    make_review(ada, "Safe.", (novel,), status="draft", published_at=None)
    assert client.get("/authors/ada/").status_code == 404
    assert client.get("/authors/ben/").status_code == 404
    assert client.get("/authors/nobody/").status_code == 404


def test_works_stand_in_their_authors_order_on_cards(client, ada):
    make_review(ada, "Safe.", (make_work("zebra", kind="film"), make_work("aardvark")))
    for address in ("/", "/works/zebra/", "/authors/ada/"):
        assert [work.slug for work in client.get(address).context["reviews"][0].works] == ["zebra", "aardvark"]


# The shelf.


@pytest.fixture(params=["guest", "member"])
def browser(request, client, signed_in, cleo):
    return client if request.param == "guest" else signed_in(cleo)


def test_saying_how_far_opens_that_much_and_can_be_taken_back(browser, novel, parts):
    closed = text_of(browser.get("/reviews/told/"))
    response = browser.post(novel.shelf_url, {"part": "chapter-2", "edition": "1.1"})
    assert (response.status_code, response["Location"]) == (303, novel.url)
    opened = text_of(browser.get("/reviews/told/"))
    assert "secondtold" in opened
    assert "plain" not in opened
    page = text_of(browser.get(novel.url))
    assert "You are up to Chapter 2" in page
    assert '<option value="chapter-2" selected>' in page
    mine = text_of(browser.get("/openings/"))
    assert "up to Chapter 2" in mine
    assert "up to Chapter 1" not in mine
    browser.post(novel.shelf_url, {"finished": "no"})
    assert text_of(browser.get("/reviews/told/")) == closed
    assert "up to Chapter 2" not in text_of(browser.get("/openings/"))


def test_reaching_less_closes_again(browser, novel, parts):
    browser.post(novel.shelf_url, {"finished": "yes"})
    assert "plain" in text_of(browser.get("/reviews/told/"))
    browser.post(novel.shelf_url, {"part": "chapter-1"})
    html = text_of(browser.get("/reviews/told/"))
    assert "plain" not in html
    assert "secondtold" not in html


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"finished": ""},
        {"finished": "maybe"},
        {"finished": "YES"},
        {"finished": ["yes", "no"]},
        {"finished": "yes", "part": "chapter-1"},
    ],
)
def test_anything_but_one_clear_word_is_refused_and_noted_nowhere(browser, novel, parts, said):
    assert browser.post(novel.shelf_url, said).status_code == 400
    assert "Nothing is open" in text_of(browser.get("/openings/"))


@pytest.mark.parametrize("part", ["", "chapter-9", "wheel", "\x00"])
def test_a_part_of_another_work_or_of_none_is_not_found(browser, novel, parts, part):
    wheel = make_work("the-mill").parts.create(number=1, slug="wheel", title="The wheel")
    assert browser.post(novel.shelf_url, {"part": part}).status_code == 404
    assert "Nothing is open" in text_of(browser.get("/openings/"))
    assert wheel.slug not in text_of(browser.get(novel.url))


def test_up_to_a_part_that_moved_since_the_page_was_shown_is_not_noted(browser, novel, parts):
    parts[1].number = 9
    save_parts(work=novel, parts=[parts[1]])
    response = browser.post(novel.shelf_url, {"part": "chapter-2", "edition": "1.1"})
    assert response.status_code == 409
    assert "The parts have changed" in text_of(response)
    assert "Nothing is open" in text_of(browser.get("/openings/"))


def test_parts_are_offered_to_a_stranger_and_a_finished_reader_needs_none(client, novel, parts):
    page = text_of(client.get(novel.url))
    assert '<select id="reached-the-well"' in page
    assert "selected" not in page
    client.post(novel.shelf_url, {"finished": "yes"})
    assert '<select id="reached-the-well"' not in text_of(client.get(novel.url))


def test_a_work_without_parts_asks_for_none(client, ada, novel):
    make_review(ada, "Safe.", (novel,))
    assert "<select" not in text_of(client.get(novel.url))


def test_what_was_said_of_a_work_can_be_taken_back_when_its_review_is_gone(browser, ada, novel):
    MemberShelf(ada).finish(novel)
    review = make_review(ada, "Safe.", (novel,))
    browser.post(novel.shelf_url, {"finished": "yes"})
    review.status = "retracted"
    review.save(update_fields=["status"])
    mine = text_of(browser.get("/openings/"))
    assert "The Well" in mine
    assert f'href="{novel.url}"' not in mine
    response = browser.post(novel.shelf_url, {"finished": "no"})
    assert (response.status_code, response["Location"]) == (303, "/openings/")
    assert "The Well" not in text_of(browser.get("/openings/"))
    assert browser.post(novel.shelf_url, {"finished": "no"}).status_code == 404


def test_a_full_device_refuses_another_part(client, ada, novel, parts, monkeypatch):
    monkeypatch.setattr("reviews.shelf.guest.MOST_WORKS", 1)
    mill = make_work("the-mill")
    make_review(ada, "Safe.", (mill,))
    client.post(mill.shelf_url, {"finished": "yes"})
    assert client.post(novel.shelf_url, {"part": "chapter-1"}).status_code == 409


def test_the_page_has_one_name(client, signed_in, cleo):
    for browser in (client, signed_in(cleo)):
        html = text_of(browser.get("/"))
        assert "My openings" in html
        assert "What I have opened" not in html
        assert "My openings" in text_of(browser.get("/openings/"))


def test_a_stranger_has_no_shelf(client, ada, mo):
    make_fixture_site(ada, mo)
    client.get("/openings/")
    assert COOKIE not in client.cookies
    assert not ShelfEntry.objects.exists()
    assert stranger().finished == frozenset()


def test_a_page_that_tells_a_guest_their_marks_are_out_of_date_is_theirs_alone(client, ada, novel):
    make_review(ada, "Safe.", (novel,))
    client.post(novel.shelf_url, {"finished": "yes"})
    save_parts(work=novel, parts=[Part(number=1, slug="one", title="One")])
    answer = client.get(novel.url)
    assert "Parts were added or moved since" in text_of(answer)
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address", ["/works/{}/", "/works/{}/feed.atom", "/tags/{}/", "/tags/{}/feed.rss", "/authors/{}/", "/authors/{}/feed.json"]
)
def test_what_is_not_public_costs_what_nothing_costs(client, ada, mo, address):
    make_review(ada, "Safe.", (make_work("secret"),), status="draft", published_at=None, tags=("secret",))
    make_member("secret", role=AUTHOR)
    costs = []
    for name in ("secret", "nothing"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(name)).status_code == 404
        costs.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in queries])
    assert costs[0] == costs[1]


def test_a_reply_that_waits_moves_no_date_that_strangers_see(client, ada):
    review = make_review(ada, "Safe.", (make_work("the-well"),))
    # Sitemaps tell time by the second, so the review is an old one.
    Review.objects.update(public_changed_at=review.published_at)
    review.refresh_from_db()
    before = client.get("/sitemap-reviews-1.xml").content
    make_comment(review, "Waiting")
    set_replies_open(review, is_open=True)
    assert client.get("/sitemap-reviews-1.xml").content == before
    set_replies_open(review, is_open=False)
    assert client.get("/sitemap-reviews-1.xml").content != before
