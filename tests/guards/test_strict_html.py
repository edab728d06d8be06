"""The house client believes no page that is not well formed."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.house_client import HouseClient, html_faults

BAD = "<!doctype html><html lang=en><head><title>Bad</title></head><body><p><div></p></body></html>"


def bad(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BAD)


urlpatterns = [path("bad/", bad)]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.urls("tests.guards.test_strict_html")
def test_bad_page_fails_the_test_that_fetched_it() -> None:
    with pytest.raises(AssertionError, match="/bad/"):
        HouseClient().get("/bad/")


@pytest.mark.parametrize(
    "html",
    [
        BAD,
        "<p>no doctype</p><p>unclosed <b>bold</p>",
        '<p id="a"></p><p id="a"></p>',
        "<!doctype html><title>x</title><a href=x href=y>z</a>",
        "<p>&nosuch;</p>",
        "<p>a </b> c</p>",
    ],
)
def test_faults_are_found(html: str) -> None:
    assert html_faults(html)


@pytest.mark.parametrize(
    "html", ["<!doctype html><html lang=en><title>Good</title><body><main><p>Words</main></html>", "<p>A &amp; b</p><hr>"]
)
def test_good_pages_and_fragments_pass(html: str) -> None:
    assert not html_faults(html)
