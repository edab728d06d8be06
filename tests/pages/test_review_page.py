"""The review page: what a stranger gets, what opening adds, and what closing takes away again."""

import re
from datetime import UTC, datetime

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.shelf.guest import COOKIE, SALT
from reviews.shelf.models import Opening, ShelfEntry
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLIC_IN_REVIEW, make_comment, make_fixture_site, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/"
HIDDEN_TABLES = ("passage", "source", "revision", "decision", "historical")


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def words_in(response):
    html = response.content.decode()
    return {
        word for word in [*HIDDEN_IN_REVIEW, PUBLIC_IN_REVIEW, "robinbefore", "kestrelafter", "magpieinline", "Falconname"] if word in html
    }


def handles(response):
    """The handles of the closed gates on a page, in reading order."""
    return list(dict.fromkeys(re.findall(r'form="open-form" name="gate" value="([^"]+)"', response.content.decode())))


def open_gate(client, handle, url=URL):
    return client.post(url + "open/", {"gate": handle})


def test_a_stranger_reads_the_prose_and_no_hidden_word(client, site):
    response = client.get(URL)
    assert response.status_code == 200
    assert words_in(response) == {PUBLIC_IN_REVIEW, "robinbefore"}


def test_a_strangers_page_is_public_and_sets_no_cookie(client, site):
    response = client.get(URL)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert set(re.split(r",\s*", response["Vary"])) == {"Cookie", "Accept-Encoding"}


def test_the_same_bytes_whatever_language_the_browser_asks_for(client, site):
    assert client.get(URL).content == client.get(URL, headers={"accept-language": "de"}).content


def test_a_strangers_page_reads_no_table_of_hidden_text(client, site, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as queries:
        client.get(URL)
    sql = " ".join(query["sql"].lower() for query in queries)
    assert not [
        table for table in HIDDEN_TABLES if f"reviews_{table}" in sql or f"reviews_comment{table}" in sql or f"reviews_review{table}" in sql
    ]


def test_a_strangers_context_holds_no_hidden_word(client, site):
    response = client.get(URL)
    seen = repr([list(context.flatten().items()) for context in response.context])
    assert PUBLIC_IN_REVIEW in seen
    assert not [word for word in [*HIDDEN_IN_REVIEW, "kestrelafter", "magpieinline"] if word in seen]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_page_costs_the_same_queries_however_many_comments(client, ada, mo, count, django_assert_max_num_queries):
    review = make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="long")
    for number in range(count):
        make_comment(review, f"Reply {number}", publish_by=mo)
    with django_assert_max_num_queries(5):
        client.get("/reviews/long/")


def test_closing_again_takes_it_all_away(client, site):
    closed = client.get(URL).content
    open_gate(client, "break")
    response = client.post(URL + "close/", {"gate": "break"})
    assert response.status_code == 303
    assert client.get(URL).content == closed


def test_each_inline_gate_opens_by_itself(client, site):
    first = handles(client.get(URL))[0]
    open_gate(client, first)
    assert words_in(client.get(URL)) == {PUBLIC_IN_REVIEW, "robinbefore", "zebrainline"}


def test_a_gate_in_a_comment_opens(client, site):
    gates = handles(client.get(URL))
    open_gate(client, gates[-1] if gates[-1] != "break" else gates[-2])
    assert "magpieinline" in words_in(client.get(URL))


def test_another_browser_sees_nothing_of_it(client, site):
    open_gate(client, "break")
    assert words_in(type(client)().get(URL)) == {PUBLIC_IN_REVIEW, "robinbefore"}


def test_a_member_keeps_openings_in_the_account(signed_in, ben, site):
    open_gate(signed_in(ben), "break")
    assert Opening.objects.filter(member=ben).count() == 1
    assert "tapirbreak" in words_in(signed_in(ben).get(URL))


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_nothing_but_a_post_opens(client, site, method):
    response = getattr(client, method)(URL + "open/?gate=break")
    assert response.status_code == 405
    assert not response.cookies
    assert words_in(client.get(URL)) == {PUBLIC_IN_REVIEW, "robinbefore"}


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "none"}, {"origin": "https://evil.example"}])
def test_another_site_cannot_open(site, headers, client):
    stranger = type(client)(headers=headers)
    assert open_gate(stranger, "break").status_code == 403
    assert words_in(stranger.get(URL)) == {PUBLIC_IN_REVIEW, "robinbefore"}


def test_an_unknown_gate_is_not_found(client, site):
    assert open_gate(client, "nosuchgate").status_code == 404
    assert open_gate(client, "").status_code == 404


def test_a_forged_cookie_opens_nothing(client, site):
    data = {"o": [[site.review.break_key, [site.novel.pk, site.film.pk]]], "w": []}
    for value in (
        signing.dumps(data, salt="another", key="k"),
        signing.dumps(data, salt=SALT) + "x",
        "x" * 5000,
        "{}",
        signing.dumps([], salt=SALT),
    ):
        client.cookies[COOKIE] = value
        assert words_in(client.get(URL)) == {PUBLIC_IN_REVIEW, "robinbefore"}


def test_the_script_gets_the_passage_alone(client, site):
    response = client.post(URL + "open/", {"gate": "break"}, headers={"x-requested-with": "fetch"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "tapirbreak" in html
    assert "kestrelafter" in html
    assert PUBLIC_IN_REVIEW not in html
    assert response["Cache-Control"] == "private, no-store"


def finish(member, *works):
    for work in works:
        ShelfEntry.objects.create(member=member, work=work, finished=True)


def test_drafts_are_not_found_and_retracted_reviews_are_gone(client, site):
    assert client.get("/reviews/a-draft/").status_code == 404
    assert client.get("/reviews/taken-back/").status_code == 410
    assert client.get("/reviews/nowhere/").status_code == 404


def test_the_guests_cookie_is_dropped_at_sign_in(signed_in, client, ben, site):
    open_gate(client, "break")
    member = signed_in(ben)
    member.cookies[COOKIE] = client.cookies[COOKIE].value
    response = member.get(URL)
    assert "tapirbreak" not in response.content.decode()
    assert response.cookies[COOKIE]["max-age"] == 0


def test_forget_on_this_device(client, site):
    closed = client.get(URL).content
    open_gate(client, "break")
    client.post("/openings/forget/")
    assert client.get(URL).content == closed


def test_query_log_helper_sees_queries(client, site):
    """The guard above can fail: the page of somebody who opened the break does read passages."""
    open_gate(client, "break")
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert any("reviews_passage" in query["sql"] for query in queries)


def test_a_work_added_later_keeps_the_spoilers_in_replies_gated(signed_in, ben, ada, mo):
    film, novel = make_work("film", kind="film"), make_work("novel")
    review = make_review(ada, "Text.", (film,), slug="growing")
    make_comment(review, "See ||secretword|| there", publish_by=mo)
    finish(ben, film)
    assert "secretword" in signed_in(ben).get(review.url).content.decode()
    rewrite(review, "Text.", works=(film, novel))
    closed = signed_in(ben).get(review.url).content.decode()
    assert "secretword" not in closed
    assert "Novel" in closed
    finish(ben, novel)
    assert "secretword" in signed_in(ben).get(review.url).content.decode()


def test_a_review_to_come_that_was_taken_back_was_never_here(client, ada):
    make_review(ada, "Text.", (make_work("novel"),), slug="later", status="retracted", published_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert client.get("/reviews/later/").status_code == 404


@pytest.mark.parametrize("gate", ["\x00", "x" * 500, "../..", "é"])
def test_a_gate_that_is_no_name_is_not_found(client, site, gate):
    assert open_gate(client, gate).status_code == 404
    assert client.post(URL + "close/", {"gate": gate}).status_code == 404


def test_a_member_who_waits_with_many_replies_costs_no_more_queries(signed_in, ben, site, django_assert_max_num_queries):
    for number in range(12):
        make_comment(site.review, f"Waiting {number}", author=ben)
    browser = signed_in(ben)
    with django_assert_max_num_queries(16):
        assert b"Waiting 11" in browser.get(URL).content
