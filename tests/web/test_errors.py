"""Error pages are in our own look, kept by nobody, and say nothing of what went wrong inside."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from reviews.web import errors
from tests.conftest import Signed
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls"), pytest.mark.once]


def test_unknown_address_is_404(house_client: HouseClient) -> None:
    answer = house_client.get("/no/such/thing/")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_fault_is_500_and_tells_nothing() -> None:
    browser = HouseClient(raise_request_exception=False)
    answer = browser.get("/broken/")
    assert answer.status_code == 500
    assert b"butler" not in answer.content
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_fault_page_needs_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    browser = HouseClient(raise_request_exception=False)
    with django_assert_num_queries(1):  # the site's own row, before the view
        assert browser.get("/broken/").status_code == 500


def test_lost_database_is_503_with_a_time_to_come_back() -> None:
    answer = HouseClient(raise_request_exception=False).get("/database-down/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_fault_page_comes_out_even_without_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr("reviews.web.errors.loader.get_template", broken)
    answer = HouseClient(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert b"<h1>" in answer.content


@pytest.mark.parametrize(("view", "status"), [("bad_request", 400), ("permission_denied", 403), ("gone", 410), ("too_many_requests", 429)])
def test_each_error_has_its_page(rf: RequestFactory, view: str, status: int) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    answer = getattr(errors, view)(request)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"<h1" in answer.content


def test_who_may_not_is_shown_the_door_that_helps(house_client: HouseClient, mo: User, signed_in: Signed) -> None:
    stranger = house_client.get("/refused/?page=2").content.decode()
    assert 'href="/accounts/login/?next=/refused/%3Fpage%3D2"' in stranger
    assert "next=" not in house_client.post("/refused/").content.decode(), "nobody comes back to an answer of a POST"
    # A member who is sent to the sign-in page is sent home again: to be somebody else means to sign out first.
    member = signed_in(mo).get("/refused/").content.decode()
    assert 'class="button button--main" href="/accounts/logout/"' in member


def test_wrong_host_is_400_without_our_name(house_client: HouseClient) -> None:
    assert house_client.get("/public/", headers={"host": "elsewhere.example"}).status_code == 400


def test_stale_token_hands_the_text_back() -> None:
    browser = HouseClient(enforce_csrf_checks=True)
    answer = browser.post("/accounts/login/", {"login": "x", "text": "My words & thoughts"})
    assert answer.status_code == 403
    assert b"My words &amp; thoughts" in answer.content
