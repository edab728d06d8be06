"""Who may keep a copy: every stranger the same public one, and nobody anything else."""

import pytest
from django.conf import settings

from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


def test_public_page_may_be_kept_but_is_asked_for_again(house_client: HouseClient) -> None:
    answer = house_client.get("/public/")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert {word.strip() for word in answer.headers["Vary"].split(",")} == {"Cookie", "Accept-Encoding"}
    assert not answer.cookies
    again = house_client.get("/public/", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_public_page_is_the_same_bytes_in_every_language(house_client: HouseClient) -> None:
    plain, german = house_client.get("/public/"), house_client.get("/public/", headers={"accept-language": "de"})
    assert plain.content == german.content
    assert dict(plain.headers) == dict(german.headers)


def test_public_page_that_sets_a_cookie_is_sent_as_a_private_one(house_client: HouseClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = house_client.get("/public-with-cookie/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers
    assert "public page set a cookie" in caplog.text


def test_session_that_is_over_makes_a_public_page_private_and_is_no_fault(
    house_client: HouseClient, caplog: pytest.LogCaptureFixture
) -> None:
    house_client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-that-is-over-1893"
    answer = house_client.get("/public-that-asks-who/")
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not caplog.records
    assert HouseClient().get("/public-that-asks-who/").headers["Cache-Control"] == "public, no-cache"


def test_page_that_says_nothing_is_private(house_client: HouseClient) -> None:
    assert house_client.get("/unsaid/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/unsaid/", "/public-with-cookie/", "/admin/login/", "/no/such/page/"])
def test_private_page_is_kept_apart_by_caches_that_do_not_ask(house_client: HouseClient, path: str) -> None:
    answer = house_client.get(path)
    assert {"private", "no-store"} & {word.strip() for word in answer.headers["Cache-Control"].split(",")}
    assert answer.headers["X-Accel-Expires"] == "0"
    assert "Cookie" in {word.strip() for word in answer.headers["Vary"].split(",")}


def test_page_of_a_session_that_is_over_is_kept_apart_as_well(house_client: HouseClient) -> None:
    house_client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-that-is-over-1893"
    assert house_client.get("/public-that-asks-who/").headers["X-Accel-Expires"] == "0"


def test_public_page_leaves_it_to_the_cache_how_long_it_is_kept(house_client: HouseClient) -> None:
    assert "X-Accel-Expires" not in house_client.get("/public/").headers
