"""One story and the works that tell it: what is side by side, how far this reader is, and what a stranger is not told."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.shelf.member import MemberShelf
from reviews.spoilers.leaks import contains_any
from reviews.works.models import Story
from tests.fixture_site import HIDDEN_IN_REVIEW, make_fixture_site, make_parts, make_review, make_work
from tests.pages.hidden_edit import edit_hidden_words

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/stories/the-well/"
BOTH = "Knowing one of them does not open what another gives away."


@pytest.fixture
def story():
    return Story.objects.create(title="The Story of the Well", slug="the-well")


@pytest.fixture
def novel(story):
    return make_work("the-novel", title="The Well, a novel", story=story, year=1902, creators=["N. Ovelist"])


@pytest.fixture
def film(story):
    return make_work("the-film", title="The Well, a film", kind="film", story=story, year=1921)


@pytest.fixture
def told(ada, novel, film):
    make_parts(novel, 3)
    return make_review(ada, "Safe.", (novel, film), title="Down the well", slug="down")


def text_of(response):
    return " ".join(response.content.decode().split())


def tellings(response):
    """The page's works, each with its own piece of the page."""
    found = re.findall(r'<li class="telling">(.*?)</li>', text_of(response))
    return {title: each for each in found for title in re.findall(r"<cite>(.*?)</cite>", each)}


def test_the_works_stand_side_by_side_with_what_they_are(client, ada, told, novel, film):
    make_review(ada, "Safe.", (film,), title="The film alone", slug="film-alone")
    response = client.get(URL)
    html, works = text_of(response), tellings(response)
    assert "The Story of the Well" in html
    assert BOTH in html
    assert list(works) == ["The Well, a novel", "The Well, a film"], "the first one told stands first"
    assert all(words in works["The Well, a novel"] for words in ("Book", "1902", "by N. Ovelist", novel.url, "1 review"))
    assert all(words in works["The Well, a film"] for words in ("Film", "1921", film.url, "2 reviews"))


def test_the_reviews_of_any_of_them_stand_below_each_once(client, ada, told, film):
    make_review(ada, "Safe.", (film,), title="The film alone", slug="film-alone")
    make_review(ada, "Safe.", (make_work("elsewhere"),), title="Something else", slug="else")
    assert sorted(review.title for review in client.get(URL).context["reviews"]) == ["Down the well", "The film alone"]


def test_a_review_that_is_not_public_is_neither_listed_nor_counted(client, ada, told, novel):
    make_review(ada, "Safe.", (novel,), title="Not yet 1", slug="not-yet-1", status="draft", published_at=None)
    make_review(ada, "Safe.", (novel,), title="Not yet 2", slug="not-yet-2", status="retracted")
    make_review(ada, "Safe.", (novel,), title="Not yet 3", slug="not-yet-3", published_at=timezone.now() + timedelta(days=1))
    response = client.get(URL)
    assert "1 review" in tellings(response)["The Well, a novel"]
    assert "Not yet" not in text_of(response)


def test_a_story_none_of_whose_works_is_public_is_not_found(client, ada, novel):
    assert client.get(URL).status_code == 404
    make_review(ada, "Safe.", (novel,), slug="draft", status="draft", published_at=None)
    assert client.get(URL).status_code == 404
    make_review(ada, "Safe.", (novel,), slug="published")
    assert client.get(URL).status_code == 200
    assert client.get("/stories/nowhere/").status_code == 404


def test_a_work_that_is_not_public_is_not_told_of(client, ada, novel, film):
    make_review(ada, "Safe.", (novel,))
    html = text_of(client.get(URL))
    assert "The Well, a novel" in html
    assert "The Well, a film" not in html
    assert BOTH not in html, "of one alone there is no other"


def test_a_story_that_is_only_mentioned_says_so(client, ada, novel):
    make_review(ada, "Safe.", (make_work("elsewhere"),), mentions=(novel,))
    html = text_of(client.get(URL))
    assert "Not reviewed here yet, only mentioned" in html
    assert "Nobody has reviewed any of them here yet." in html


def test_knowing_the_film_is_said_of_the_film_alone(client, told, novel, film):
    client.post(film.shelf_url, {"finished": "yes"})
    works = tellings(client.get(URL))
    assert "You have finished this." in works["The Well, a film"]
    assert "You have finished this." not in works["The Well, a novel"]
    assert "I have finished this" in works["The Well, a novel"]


def test_a_member_sees_how_far_they_are(signed_in, cleo, told, novel):
    MemberShelf(cleo).reach(novel.parts.get(number=2))
    works = tellings(signed_in(cleo).get(URL))
    assert "You are up to Chapter 2" in works["The Well, a novel"]
    assert "You are up to" not in works["The Well, a film"]


def test_a_strangers_page_is_public_and_a_readers_is_not(client, signed_in, ben, told, film):
    response = client.get(URL)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "You have finished" not in text_of(response)
    assert signed_in(ben).get(URL)["Cache-Control"] == "private, no-store"
    client.post(film.shelf_url, {"finished": "yes"})
    assert client.get(URL)["Cache-Control"] == "private, no-store"


def test_a_stranger_reads_no_hidden_word_and_an_edit_of_hidden_words_alone_changes_no_byte(client, ada, mo):
    site = make_fixture_site(ada, mo)
    before = client.get(URL)
    assert "Down the well" in text_of(before)
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.withheld, *site.after_words], before.content)
    edit_hidden_words(site, ada)
    assert client.get(URL).content == before.content


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_strangers_page_costs_five_queries_however_many_works_tell_it(client, ada, story, count, django_assert_num_queries):
    works = [make_work(f"telling-{number}", story=story) for number in range(count)]
    for work in works[:3]:
        make_parts(work, 3)
    for work in works:
        make_review(ada, "Safe.", (work,), slug=work.slug)
    with django_assert_num_queries(5):
        response = client.get(URL)
    assert len(response.context["tellings"]) == count


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_guests_page_costs_one_query_more_however_many_works_they_finished(client, ada, story, count, django_assert_num_queries):
    for number in range(count):
        work = make_work(f"telling-{number}", story=story)
        make_review(ada, "Safe.", (work,), slug=work.slug)
        client.post(work.shelf_url, {"finished": "yes"})
    with django_assert_num_queries(6):
        response = client.get(URL)
    assert [telling.shelf.finished for telling in response.context["tellings"]] == [True] * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_members_shelf_is_read_once(signed_in, cleo, told, novel, film, count, django_assert_max_num_queries):
    for work in (novel, film)[:count]:
        MemberShelf(cleo).finish(work)
    browser = signed_in(cleo)
    with django_assert_max_num_queries(100) as queries:
        browser.get(URL)
    assert len([query for query in queries if "reviews_shelfentry" in query["sql"]]) == 1


def test_a_work_names_its_story_for_the_page(client, told, novel, story):
    assert client.get(novel.url).context["story"] == story
