"""The search page: how results are shown, what is refused, and what an answer costs."""

from urllib.parse import urlencode

import pytest

from tests.channels.searching import html, look, make_library, urls
from tests.fixture_site import make_comment, make_fixture_site, make_review, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def novel():
    return make_work("the-well", title="The Well")


@pytest.fixture
def library(ada, mo):
    return make_library(ada, mo)


# How it is shown -------------------------------------------------------------------------------------------------------


def test_hits_are_marked_and_nothing_of_the_text_is_markup(client, ada, mo):
    work = make_work("work", title="<i>Lantern</i>", creators=["<b>Lantern</b> Jo"])
    review = make_review(
        ada, "`<script>alert(1)</script>` a lantern & more", (work,), title="<em>Lantern</em> & co", summary="x", tags=("lantern <x>",)
    )
    make_comment(review, "a lantern > all", publish_by=mo, guest_name="<u>Dov</u>")
    page = html(look(client, "lantern"))
    for expected in (
        "&lt;i&gt;<mark>Lantern</mark>&lt;/i&gt;",
        "&lt;b&gt;<mark>Lantern</mark>&lt;/b&gt; Jo",
        "&lt;em&gt;<mark>Lantern</mark>&lt;/em&gt; &amp; co",
        "&lt;script&gt;alert(1)&lt;/script&gt; a <mark>lantern</mark> &amp; more",
        "<mark>lantern</mark> &lt;x&gt;",
        "a <mark>lantern</mark> &gt; all",
        "&lt;u&gt;Dov&lt;/u&gt;",
    ):
        assert expected in page
    for raw in ("<script>alert", "<i>", "<em>", "<u>", "<x>"):
        assert raw not in page


def test_a_work_that_is_found_by_its_story_says_so(client, library):
    assert "the story of <cite><mark>Storyword</mark></cite>" in html(look(client, "storyword"))
    assert "the story of" not in html(look(client, "worktitle"))


def test_a_page_of_results_says_who_and_when_and_keeps_out_of_search_engines(client, ada, mo):
    make_fixture_site(ada, mo)
    page = html(look(client, "well"))
    assert "by Ada Quill" in page
    assert '<time datetime="2026-03-14T09:00:00+00:00">14 March 2026</time>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical"' not in page
    assert "1921" in page
    assert '<meta name="robots" content="noindex">' in html(client.get("/search/"))


def test_without_a_query_there_is_the_form_and_how_to_use_it(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/search/")
    assert response.status_code == 200
    assert 'name="q"' in html(response)
    assert "in quotation marks" in html(response)
    assert "Nothing found" not in html(response)
    for blank in ("?q=", "?q=%20%20", "?q=%00", "?p=well", "?"):
        assert client.get(f"/search/{blank}").content == response.content


def test_the_box_stands_on_every_page_but_the_one_that_has_its_own(client, ada, mo):
    site = make_fixture_site(ada, mo)
    for address in ("/", site.review.url, "/works/", "/nowhere/"):
        page = html(client.get(address))
        assert page.count('role="search"') == 1, address
        assert 'action="/search/"' in page
        assert '<label class="visually-hidden" for="masthead-q">' in page
    assert html(client.get("/search/")).count('role="search"') == 1
    assert "masthead-q" not in html(client.get("/search/"))


# Pages of results ------------------------------------------------------------------------------------------------------


def test_the_first_page_shows_the_best_of_each_kind_and_leads_to_the_rest(client, ada, mo):
    works = tuple(make_work(f"lantern-{number}", title=f"Lantern {number}") for number in range(6))
    for number in range(9):
        review = make_review(ada, "Safe.", works, slug=f"review-{number}")
    for number in range(6):
        make_comment(review, f"lantern {number}", publish_by=mo)
    response = look(client, "lantern")
    context = response.context
    assert [len(context[kind]) for kind in ("works", "reviews", "replies")] == [5, 8, 5]
    for kind, count in (("works", 6), ("reviews", 9), ("replies", 6)):
        address = context[f"more_{kind}"]
        assert address == f"/search/?q=lantern&in={kind}"
        assert f'href="/search/?q=lantern&amp;in={kind}"' in html(response)
        page = client.get(address).context
        assert len(page[kind]) == count
        assert not any(page.get(other) for other in {"works", "reviews", "replies"} - {kind})
        assert not page["next_url"]


@pytest.mark.parametrize(("count", "pages"), [(20, 1), (21, 2), (40, 2), (41, 3)])
def test_every_result_stands_on_one_page(client, ada, novel, count, pages):
    for number in range(count):
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}", title="“Lantern” & co")
    address, seen, read = f"/search/?{urlencode({'q': '“lantern & co”', 'in': 'reviews'})}", [], 0
    while address:
        response = client.get(address)
        seen += urls(response)
        address, read = response.context["next_url"], read + 1
        assert read == 1 or response.context["previous_url"].endswith(f"&page={read - 1}")
    assert sorted(seen) == sorted(f"/reviews/review-{number}/" for number in range(count))
    assert read == pages
    assert look(client, "lantern", **{"in": "reviews", "page": pages + 1}).status_code == 404


@pytest.mark.parametrize("page", ["0", "01", "-1", "x", "", "1" + "0" * 5_000, "١", "2"])
def test_a_page_that_is_not_there_is_not_found(client, ada, novel, page):
    make_review(ada, "A lantern.", (novel,))
    assert look(client, "lantern", **{"in": "reviews", "page": page}).status_code == 404
    assert look(client, "nothinglikeit", **{"in": "reviews", "page": page}).status_code == 404
    assert look(client, "lantern", **{"in": "reviews", "page": "1"}).status_code == 200


def test_what_the_address_says_beyond_is_ignored(client, ada, novel):
    make_review(ada, "A lantern.", (novel,))
    plain = look(client, "lantern")
    for more in ({"utm_source": "x"}, {"in": "drafts"}, {"in": ""}, {"page": "7"}, {"order": "hidden", "fbclid": "1"}):
        assert look(client, "lantern", **more).content == plain.content
    assert client.get("/search/?q=nothing&q=lantern").content == plain.content


# What is refused, and what is not --------------------------------------------------------------------------------------

HOSTILE = {
    "an apostrophe": "o'clock' OR '1'='1",
    "sql": "'); DROP TABLE reviews_review; --",
    "percent": "100% %s %(x)s %%",
    "fts operators": "title:x AND y OR z NOT w NEAR(a b, 2) ^start {a b}: c*",
    "tsquery operators": "a & b | !c <-> d :* \\ 'e'",
    "backslashes": "\\\\ \\' \\x00 a",
    "unbalanced": '"a b "c',
    "brackets": "((((a))))]]}}",
    "null": "a\x00b",
    "controls": "a\x01\x08\x1b[31mb\x7f",
    "newlines": "a\r\nb\nc\td",
    "right to left": "\u202eabc\u202c שלום \u2067x",
    "combining": "a" + "\u0301" * 150,
    "noncharacters": "a\uffff\ufdd0b",
    "astral": "𝔱𝔥𝔢 𐍈 🏳️‍🌈 a",
    "long word": "a" * 200,
    "digits": "1e999 -0 007 1.5 ½ ² Ⅳ a",
    "html": "<script>alert(1)</script>",
    "scripts": "हिन्दी ภาษาไทย 日本語 한국어 العربية",
    "minuses": "-- --a - b -",
    "quotes": '"a" "" \'\' `` «» a',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_query_breaks_the_page(client, ada, novel, name):
    make_review(ada, HOSTILE[name].replace("\x00", ""), (novel,), title="a b c")
    for kind in ("", "works", "reviews", "replies"):
        assert look(client, HOSTILE[name], **{"in": kind}).status_code == 200
    assert "<script>alert" not in html(look(client, HOSTILE[name]))


REFUSED = {
    "operators": ("-- ** \"\" ''", "nothing to look for"),
    "only a minus": ("-film -“silent era”", "what you don’t want"),
    "seventeen words": (" ".join("abcdefghijklmnopq"), "16 words fit"),
    "201 characters": ("a" * 201, "201 characters"),
    "10,000 words": ("lantern " * 10_000, "79999 characters"),
    "signs": ("¿?!…", "nothing to look for"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_query_that_cannot_be_answered_comes_back_with_the_reason(client, name, django_assert_num_queries):
    typed, reason = REFUSED[name]
    with django_assert_num_queries(1):
        response = look(client, typed)
    assert response.status_code == 422
    assert reason in html(response).replace(",", "")
    assert response.context["form"]["q"].value() == " ".join(typed.split())
    assert 'aria-invalid="true"' in html(response)
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%ED%A0%80lantern", "%FF%FE", "%00", "%u0041", "%", "lantern%2", "%C0%AFlantern"])
def test_bytes_that_are_no_text_are_answered(client, raw):
    assert client.get(f"/search/?q={raw}").status_code in {200, 422}


def test_more_parameters_than_a_form_has_are_refused(client):
    assert client.get("/search/?" + "&".join(f"a{number}=1" for number in range(2_000))).status_code == 400


def test_search_is_read_and_never_written(client):
    assert client.post("/search/", {"q": "well"}).status_code == 405
    assert client.head("/search/?q=well").status_code == 200


# For whom, and what it costs -------------------------------------------------------------------------------------------


def test_a_strangers_answer_is_public_and_a_readers_is_not(client, signed_in, ben, ada, mo):
    site = make_fixture_site(ada, mo)
    for typed in ("", "well", "nothinglikeit"):
        response = look(client, typed)
        assert response["Cache-Control"] == "public, no-cache"
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in html(response)
        assert type(client)().get("/search/", {"q": typed}, headers={"accept-language": "de"}).content == response.content
        assert client.get("/search/", {"q": typed}, headers={"if-none-match": response["ETag"]}).status_code == 304
        assert signed_in(ben).get("/search/", {"q": typed})["Cache-Control"] == "private, no-store"
    client.post(site.novel.shelf_url, {"finished": "yes"})
    assert look(client, "well")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_search_costs_the_same_however_much_is_found(client, ada, mo, count, django_assert_num_queries):
    works = [make_work(f"work-{number}", title="A well", creators=["Jo"]) for number in range(count)]
    for number, work in enumerate(works):
        review = make_review(ada, "A well.", (work,), slug=f"review-{number}", title="Well", tags=("well", "deep"))
        make_comment(review, "well", publish_by=mo)
    with django_assert_num_queries(9):
        response = look(client, "well")
    assert all(response.context[kind] for kind in ("works", "reviews", "replies"))
    for kind, queries in (("works", 3), ("reviews", 5), ("replies", 3)):
        with django_assert_num_queries(queries):
            response = look(client, "well deep -shallow", **{"in": kind}) if kind == "reviews" else look(client, "well", **{"in": kind})
        assert len(response.context[kind]) == min(count, 20)
