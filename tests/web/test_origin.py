"""A form on a stranger's page works from our pages, and from nowhere else."""

import re

import pytest
from django.test import Client

from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls"), pytest.mark.once]
TEXT = "A long reply & nothing lost"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/reviews/one/"},
        {"Origin": "http://testserver", "Referer": "http://elsewhere.example/"},
    ],
)
def test_post_from_our_page_is_let_through(headers: dict[str, str]) -> None:
    answer = HouseClient(headers=headers).post("/said/yes/", {"text": TEXT})
    assert answer.status_code == 200
    assert answer.content.decode() == f"yes:{TEXT}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Referer": "http://elsewhere.example/testserver"},
        {"Referer": "http://[broken"},
    ],
)
def test_post_from_elsewhere_is_refused_and_the_text_handed_back(headers: dict[str, str]) -> None:
    answer = HouseClient(headers=headers).post("/said/yes/", {"text": TEXT})
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "A long reply &amp; nothing lost" in answer.content.decode()


def test_get_never_reaches_the_view() -> None:
    assert HouseClient().get("/said/yes/").status_code == 405


def test_post_that_says_nothing_is_asked_once_more_and_then_passes() -> None:
    browser = Client(headers={}, enforce_csrf_checks=True)
    question = browser.post("/said/yes/?at=1", {"text": TEXT, "works": ["1", "2"]})
    page = question.content.decode()
    assert question.status_code == 428
    assert 'action="/said/yes/?at=1"' in page
    assert "A long reply &amp; nothing lost" in page
    assert page.count('name="works"') == 2
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    answer = browser.post("/said/yes/?at=1", {"text": TEXT, "csrfmiddlewaretoken": token[1]})
    assert answer.content.decode() == f"yes:{TEXT}"


def test_token_of_another_browser_does_not_pass() -> None:
    page = Client(headers={}).post("/said/yes/", {"text": TEXT}).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    other = Client(headers={}, enforce_csrf_checks=True)
    assert other.post("/said/yes/", {"text": TEXT, "csrfmiddlewaretoken": token[1]}).status_code == 428
    other.post("/said/yes/", {"text": TEXT})  # now it has a cookie of its own
    assert other.post("/said/yes/", {"text": TEXT, "csrfmiddlewaretoken": token[1]}).status_code == 428
    assert other.post("/said/yes/", {"text": TEXT, "csrfmiddlewaretoken": "x" * 64}).status_code == 428
