"""robots.txt: what search engines need not ask for, and where the sitemap is."""

from urllib.robotparser import RobotFileParser

import pytest
from django.urls import Resolver404, resolve

from reviews.channels.robots import PRIVATE
from tests.fixture_site import make_fixture_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def rules(client):
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


def test_public_pages_may_be_read_by_all(rules, ada, mo):
    site = make_fixture_site(ada, mo)
    for address in ("/", "/works/", site.novel.url, "/authors/ada/", site.review.url, "/feeds/", "/feeds/reviews.atom", "/promise/"):
        assert rules.can_fetch("Anything/1.0", f"http://testserver{address}"), address


@pytest.mark.parametrize(
    "address",
    [
        "/admin/", "/admin/reviews/review/", "/accounts/login/", "/moderation/", "/moderation/1/look/", "/openings/", "/openings/feed/",
        "/openings/forget/", "/r/a-token/", "/feeds/mine/a.token.atom",
    ],
)  # fmt: skip
def test_what_is_somebodys_own_need_not_be_asked_for(rules, address):
    try:
        resolve(address)
    except Resolver404:
        pytest.fail(f"{address} is nobody's address: the rules speak of something that is gone")
    assert not rules.can_fetch("Anything/1.0", f"http://testserver{address}")
    assert [path for path in PRIVATE if address.startswith(path)]


def test_the_sitemap_is_named_with_its_whole_address(rules, client):
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]
    assert client.get("/sitemap.xml").status_code == 200


def test_it_is_plain_text_for_everybody(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "public, no-cache"
    assert client.get("/robots.txt", headers={"if-none-match": response["ETag"]}).status_code == 304
