"""oEmbed, read as a consumer would: discovery first, then the answer, in both formats and within every limit."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from defusedxml import ElementTree
from django.test.utils import override_settings
from PIL import Image

from reviews.spoilers.leaks import contains_any
from tests.channels.machines import Head
from tests.fixture_site import HIDDEN_IN_REVIEW, TEXT, make_fixture_site, make_review, make_work, rewrite
from tests.house_client import html_faults

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOST = "http://testserver"
PAGE = f"{HOST}/reviews/down-the-well/"
ALLOWED_TAGS = {"blockquote", "p", "a"}


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.attributes, self.text = set(), set(), ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def ask(client, **query):
    return client.get("/oembed/", {"url": PAGE, **query})


def facts(client, **query):
    response = ask(client, **query)
    assert response.status_code == 200
    return response.json()


def in_xml(response):
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    return {element.tag: element.text for element in root}


def test_a_page_leads_to_its_embed_in_both_formats(client, site):
    links = [link for link in Head(client.get(site.review.url).content.decode()).links if "oembed" in link.get("type", "")]
    assert [link["type"] for link in links] == ["application/json+oembed", "text/xml+oembed"]
    assert all(link["rel"] == "alternate" and link["title"] == "Down the well" for link in links)
    json, xml = (client.get(link["href"].removeprefix(HOST)) for link in links)
    assert json["Content-Type"] == "application/json"
    assert xml["Content-Type"].startswith("text/xml")
    assert {name: str(value) for name, value in json.json().items()} == in_xml(xml)
    assert json.json()["title"] == "Down the well"


def test_other_pages_offer_none(client, site):
    for address in ("/", site.novel.url, "/authors/ada/"):
        assert b"oembed" not in client.get(address).content


def test_an_embed_holds_title_summary_stars_byline_and_one_link(client, ada, site):
    rewrite(site.review, TEXT, rating=Decimal("3.5"))
    found = facts(client)
    assert (found["type"], found["version"]) == ("rich", "1.0")
    assert (found["author_name"], found["author_url"]) == ("Ada Quill", f"{HOST}/authors/ada/")
    assert (found["provider_name"], found["provider_url"]) == ("After the Break", f"{HOST}/")
    html = Tags(found["html"])
    assert html.found <= ALLOWED_TAGS
    assert html.attributes <= {"href", "cite", "lang"}
    assert not html_faults(found["html"])
    assert found["html"].count("<a ") == 1
    assert f'href="{PAGE}"' in found["html"]
    assert " ".join(html.text.split()) == "Down the well A summary without secrets. 3½ out of 5 · by Ada Quill on After the Break"


def test_the_thumbnail_is_the_card(client, site):
    found = facts(client)
    assert found["thumbnail_url"] == Head(client.get(site.review.url).content.decode()).one("og:image")


@pytest.mark.parametrize(
    ("limits", "size"), [({}, 1200), ({"maxwidth": "1199"}, 600), ({"maxheight": "400"}, 600), ({"maxwidth": "300"}, 300)]
)
def test_the_thumbnail_keeps_to_the_limits(client, site, limits, size):
    found = facts(client, **limits)
    assert found["thumbnail_width"] == size
    response = client.get(found["thumbnail_url"].removeprefix(HOST))
    assert Image.open(BytesIO(response.content)).size == (found["thumbnail_width"], found["thumbnail_height"])


def test_without_room_for_the_smallest_there_is_no_thumbnail(client, site):
    assert not [name for name in facts(client, maxwidth="299") if name.startswith("thumbnail")]


@pytest.mark.parametrize("width", [80, 240, 599, 600, 5000])
def test_an_embed_is_no_wider_than_it_may_be(client, site, width):
    found = facts(client, maxwidth=str(width))
    assert found["type"] == "rich"
    assert 0 < found["width"] <= min(width, 600)
    assert "width" not in found["html"]


def test_with_little_height_the_summary_goes_and_with_less_the_embed(client, site):
    whole = facts(client)
    assert "without secrets" in whole["html"]
    short = facts(client, maxheight=str(whole["height"] - 1))
    assert short["height"] < whole["height"]
    assert "without secrets" not in short["html"]
    assert "Down the well" in short["html"]
    link = facts(client, maxheight="20")
    assert link["type"] == "link"
    assert link["title"] == "Down the well"
    assert not {"html", "width", "height"} & set(link)


def test_a_hostile_title_is_text_in_both_formats(client, ada):
    title = "</blockquote><script>alert(1)</script> & ]]> \" ' 𝕊"
    review = make_review(ada, "Safe.", (make_work("novel"),), slug="hostile", title=title, summary=title)
    url = HOST + review.url
    for found in (facts(client, url=url), in_xml(ask(client, url=url, format="xml"))):
        assert found["title"] == title
        assert Tags(found["html"]).found <= ALLOWED_TAGS
        assert title in " ".join(Tags(found["html"]).text.split())


@pytest.mark.parametrize("query", [{}, {"format": "xml"}, {"maxheight": "90"}])
def test_no_hidden_word_is_in_an_embed_and_the_public_ones_are(client, signed_in, ben, site, query):
    planted = [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld, "Falconname"]
    closed = ask(client, **query)
    client.post(site.review.url + "open/", {"gate": "break"})
    for response in (closed, ask(client, **query), ask(signed_in(ben), **query)):
        assert b"Down the well" in response.content
        assert not contains_any(planted, response.content)
        assert response.content == closed.content


def test_an_embed_is_public_and_keeps_every_byte_when_only_hidden_text_changes(client, ada, site):
    before = ask(client)
    assert before["Cache-Control"] == "public, no-cache"
    assert not before.cookies
    rewrite(site.review, TEXT.replace("tapirbreak", "anotherword"))
    after = ask(client)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert client.get("/oembed/", {"url": PAGE}, headers={"if-none-match": before["ETag"]}).status_code == 304
    rewrite(site.review, TEXT, summary="Another summary.")
    assert b"Another summary." in ask(client).content


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/",
        f"{HOST}/reviews/nowhere/",
        f"{HOST}/reviews/a-draft/",
        f"{HOST}/reviews/taken-back/",
        f"{HOST}/reviews/down-the-well/reply/",
        f"{HOST}/works/the-well-novel/",
        f"{HOST}/authors/ada/",
        "http://elsewhere.example/reviews/down-the-well/",
        "http://testserver.elsewhere.example/reviews/down-the-well/",
        "http://testserver@elsewhere.example/reviews/down-the-well/",
        "http://ada@testserver/reviews/down-the-well/",
        "http://testserver:8080/reviews/down-the-well/",
        "http://testserver:x/reviews/down-the-well/",
        "http://[testserver/reviews/down-the-well/",
        "//testserver/reviews/down-the-well/",
        "ftp://testserver/reviews/down-the-well/",
        "javascript:alert(1)",
        "/reviews/down-the-well/",
        f"{HOST}/reviews/down-the-well%00/",
        f"{HOST}/reviews/\x00/",
        "http://testserver",
        "x",
        "http://testserver/" + "a" * 5000,
    ],
)
def test_what_is_no_review_of_ours_is_not_found(client, site, url):
    for name in ("json", "xml"):
        response = ask(client, url=url, format=name)
        assert response.status_code == 404
        assert response["Cache-Control"] == "private, no-store"
        assert response.content == b"There is no review at that address."


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://testserver/reviews/down-the-well/",
        "https://testserver:443/reviews/down-the-well/",
        "HTTP://TESTSERVER:80/reviews/down-the-well/",
        PAGE + "?utm_source=paper#reply-x",
        f"{HOST}/reviews/down%2Dthe-well/",
    ],
)
def test_every_way_to_write_a_reviews_address_is_understood(client, site, url):
    assert facts(client, url=url)["title"] == "Down the well"


@override_settings(SITE_URL="http://testserver:8080")
def test_a_site_at_a_port_of_its_own_is_that_port(client, site):
    assert ask(client, url="http://testserver:8080/reviews/down-the-well/").status_code == 200
    assert ask(client, url=PAGE).status_code == 404


def test_a_slug_in_another_script(client, ada):
    make_review(ada, "Safe.", (make_work("novel"),), slug="идиот", title="Идиот")
    for slug in ("идиот", quote("идиот")):
        assert facts(client, url=f"{HOST}/reviews/{slug}/")["title"] == "Идиот"
    (link, *_) = [link for link in Head(client.get("/reviews/идиот/").content.decode()).links if "oembed" in link.get("type", "")]
    assert parse_qs(urlsplit(link["href"]).query)["url"] == [f"{HOST}/reviews/{quote('идиот')}/"]


@pytest.mark.parametrize("query", [{}, {"url": ""}])
def test_without_an_address_it_is_a_bad_request(client, site, query):
    response = client.get("/oembed/", query)
    assert response.status_code == 400
    assert b"?url=" in response.content


@pytest.mark.parametrize("name", ["", "yaml", "JSON", "json\x00"])
def test_another_format_is_not_implemented(client, site, name):
    assert ask(client, format=name).status_code == 501


@pytest.mark.parametrize("limit", ["maxwidth", "maxheight"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "1e3", "٣", "9" * 5000, " 1"])
def test_a_limit_that_is_no_number_of_pixels_is_a_bad_request(client, site, limit, value):
    assert ask(client, **{limit: value}).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, site, method):
    assert getattr(client, method)("/oembed/").status_code == 405


def test_an_embed_reads_no_hidden_table(client, site, django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as queries:
        ask(client)
    tables = " ".join(query["sql"] for query in queries)
    assert not [name for name in ("_passage", "reviewsource", "commentrevision", "commentpassage", "historical") if name in tables]
