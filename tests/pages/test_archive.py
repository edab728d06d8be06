"""The archive: years and months in the site's own time zone, each with what was published then and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from reviews.spoilers.leaks import contains_any
from reviews.web.models import Site
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, make_fixture_site, make_review, make_work
from tests.pages.hidden_edit import edit_hidden_words

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = ("/archive/", "/archive/2026/", "/archive/2026/03/")


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def publish(ada, novel):
    """`publish(2026, 3, 14, 9)`: a review of that date and hour (UTC), called by it."""

    def publish(year, month, day, hour=0, minute=0, **facts):
        at = datetime(year, month, day, hour, minute, tzinfo=UTC)
        return make_review(ada, "Safe.", (novel,), title=f"{at:%Y-%m-%d %H:%M}", slug=f"on-{at:%Y%m%d%H%M}", published_at=at, **facts)

    return publish


def text_of(response):
    return response.content.decode()


def months(response):
    return [(month.first.isoformat()[:7], month.count) for year in response.context["years"] for month in year.months]


def titles(response):
    return [review.title for review in response.context["reviews"]]


def in_zone(name):
    site = Site.current()
    site.time_zone = name
    site.save()


def test_years_and_months_stand_newest_first_with_their_counts(client, publish):
    for at in ((2022, 12, 31), (2024, 3, 1), (2024, 3, 31), (2024, 1, 5)):
        publish(*at)
    response = client.get("/archive/")
    assert months(response) == [("2024-03", 2), ("2024-01", 1), ("2022-12", 1)]
    assert [(year.words, year.count) for year in response.context["years"]] == [("2024", 3), ("2022", 1)]
    html = text_of(response)
    assert 'href="/archive/2024/"' in html
    assert 'href="/archive/2024/03/"' in html
    assert "2 reviews" in html


def test_a_year_shows_its_reviews_and_its_months(client, publish):
    for at in ((2023, 12, 31, 23), (2024, 1, 1), (2024, 12, 31, 23), (2025, 1, 1)):
        publish(*at)
    response = client.get("/archive/2024/")
    assert titles(response) == ["2024-12-31 23:00", "2024-01-01 00:00"]
    assert 'href="/archive/2024/12/"' in text_of(response)
    assert "2 reviews" in text_of(response)


def test_a_month_shows_its_reviews_alone(client, publish):
    for at in ((2024, 2, 28, 23), (2024, 3, 1), (2024, 3, 31, 23), (2024, 4, 1)):
        publish(*at)
    response = client.get("/archive/2024/03/")
    assert titles(response) == ["2024-03-31 23:00", "2024-03-01 00:00"]
    assert "March 2024" in text_of(response)
    assert titles(client.get("/archive/2024/04/")) == ["2024-04-01 00:00"]


@pytest.mark.parametrize(
    ("zone", "month"),
    [("UTC", "12"), ("Pacific/Auckland", "01"), ("America/New_York", "12"), ("Asia/Kolkata", "01")],
)
def test_the_months_are_those_of_the_sites_time_zone(client, publish, zone, month):
    in_zone(zone)
    publish(2025, 12, 31, 20)
    year = {"12": "2025", "01": "2026"}[month]
    assert months(client.get("/archive/")) == [(f"{year}-{month}", 1)]
    assert titles(client.get(f"/archive/{year}/{month}/")) == ["2025-12-31 20:00"]
    assert titles(client.get(f"/archive/{year}/")) == ["2025-12-31 20:00"]
    other = {"2025": "2026", "2026": "2025"}[year]
    assert client.get(f"/archive/{other}/").status_code == 404


def test_a_month_whose_first_midnight_never_was_has_its_reviews(client, publish):
    # In Paraguay the clocks went forward at midnight on 1 October 2017.
    in_zone("America/Asuncion")
    publish(2017, 10, 1, 3, 59)
    publish(2017, 10, 1, 4, 0)
    assert months(client.get("/archive/")) == [("2017-10", 1), ("2017-09", 1)]
    assert titles(client.get("/archive/2017/10/")) == ["2017-10-01 04:00"]
    assert titles(client.get("/archive/2017/09/")) == ["2017-10-01 03:59"]


def test_from_month_to_month_where_there_is_something(client, publish):
    for at in ((2022, 11, 5), (2024, 1, 5), (2024, 4, 5)):
        publish(*at)
    middle = text_of(client.get("/archive/2024/01/"))
    assert 'class="pager__previous" href="/archive/2024/04/">April 2024<' in middle
    assert 'class="pager__next" href="/archive/2022/11/">November 2022<' in middle
    assert client.get("/archive/2024/04/").context["later"] is None
    assert client.get("/archive/2022/11/").context["earlier"] is None
    year = client.get("/archive/2024/")
    assert year.context["earlier"].url == "/archive/2022/"
    assert year.context["later"] is None


@pytest.mark.parametrize(
    "address",
    [
        "/archive/2025/", "/archive/2026/04/", "/archive/2026/13/", "/archive/2026/00/", "/archive/2026/3/", "/archive/2026/003/",
        "/archive/0000/", "/archive/0001/01/", "/archive/3000/", "/archive/99999/", "/archive/-2026/", "/archive/２０２６/",
        "/archive/2026/03/14/", "/archive/2999/12/", "/archive/1000/01/",
    ],
)  # fmt: skip
def test_empty_and_impossible_dates_are_not_found(client, publish, address):
    publish(2026, 3, 14)
    assert client.get(address).status_code == 404
    assert client.get("/archive/2026/03/").status_code == 200


def test_what_is_not_public_counts_nowhere(client, publish):
    publish(2026, 3, 14)
    publish(2026, 3, 15, status="draft")
    publish(2026, 3, 16, status="retracted")
    publish(2026, 2, 1, status="in_review")
    later = timezone.now() + timedelta(days=400)
    publish(later.year, later.month, 20)
    assert months(client.get("/archive/")) == [("2026-03", 1)]
    assert titles(client.get("/archive/2026/03/")) == ["2026-03-14 00:00"]
    assert client.get("/archive/2026/02/").status_code == 404
    assert client.get(f"/archive/{later.year}/").status_code == 404


def test_an_empty_archive_says_so(client):
    response = client.get("/archive/")
    assert response.status_code == 200
    assert "Nothing published yet" in text_of(response)


def test_a_long_month_has_pages(client, ada, novel):
    for number in range(13):
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}")
    assert len(titles(client.get("/archive/2026/03/"))) == 12
    assert len(titles(client.get("/archive/2026/03/?page=2"))) == 1
    assert client.get("/archive/2026/03/?page=3").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_a_strangers_page_is_public_and_a_members_is_not(client, signed_in, ben, publish, address):
    publish(2026, 3, 14)
    response = client.get(address)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert f'rel="canonical" href="http://testserver{address}"' in text_of(response)
    assert '<meta name="description"' in text_of(response)
    assert signed_in(ben).get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_reads_no_hidden_word_and_an_edit_of_hidden_words_alone_changes_no_byte(client, ada, mo, address):
    site = make_fixture_site(ada, mo)
    before = client.get(address)
    assert "March" in text_of(before)
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.withheld, *site.after_words], before.content)
    edit_hidden_words(site, ada)
    assert client.get(address).content == before.content


@pytest.mark.parametrize(("address", "queries"), [("/archive/", 2), ("/archive/2026/", 4), ("/archive/2026/03/", 4)])
@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_database_counts_in_one_query_however_much_is_there(client, ada, novel, count, address, queries, django_assert_num_queries):
    for number in range(count):
        at = PUBLISHED_AT - timedelta(days=31 * (number // 2))
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}", published_at=at)
    with django_assert_num_queries(queries):
        response = client.get(address)
    assert response.status_code == 200
