"""JSON-LD: what each kind of page says to machines, and what no title can make it say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.urls import reverse
from rdflib import RDF, Literal, URIRef

from reviews.channels.structured import BODY_LENGTH, beginning
from reviews.publishing.models import Review
from reviews.spoilers.leaks import contains_any
from tests.channels.machines import SCHEMA, Head, graph, keys_of, structured
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, TEXT, make_comment, make_fixture_site, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOST = "http://testserver"
#: Whatever could end the block, begin a comment in it, or break a careless reader's line.
HOSTILE = "</script><script>alert(1)</script><!-- ]]> --> \u2028\u2029 &lt; &amp; \\u003c \" ' 𝕊"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_review_says_who_wrote_what_about_which_works(client, ada, site, monkeypatch):
    rewrite(site.review, TEXT, rating=Decimal("3.5"), tags=("gothic", "wells"))
    html = page(client, site.review.url)
    read = graph(html, monkeypatch)
    review = URIRef(HOST + site.review.url)
    assert (review, RDF.type, SCHEMA.Review) in read
    assert read.value(review, SCHEMA.name) == Literal("Down the well")
    assert read.value(review, SCHEMA.description) == Literal("A summary without secrets.")
    assert "openwhisper" in str(read.value(review, SCHEMA.reviewBody))
    assert read.value(review, SCHEMA.url) == read.value(review, SCHEMA.mainEntityOfPage) == review
    assert read.value(review, SCHEMA.inLanguage) == Literal("en")
    assert datetime.fromisoformat(str(read.value(review, SCHEMA.datePublished))) == PUBLISHED_AT
    author = read.value(review, SCHEMA.author)
    assert (author, RDF.type, SCHEMA.Person) in read
    assert read.value(author, SCHEMA.name) == Literal("Ada Quill")
    assert read.value(author, SCHEMA.url) == URIRef(HOST + "/authors/ada/")
    rating = read.value(review, SCHEMA.reviewRating)
    scale = [str(read.value(rating, SCHEMA[name])) for name in ("ratingValue", "bestRating", "worstRating")]
    assert [float(number) for number in scale] == [3.5, 5, 0.5]
    items = {str(read.value(item, RDF.type)): item for item in read.objects(review, SCHEMA.itemReviewed)}
    assert set(items) == {str(SCHEMA.Book), str(SCHEMA.Movie)}
    assert str(read.value(items[str(SCHEMA.Book)], SCHEMA.datePublished)) == "1902"
    assert str(read.value(items[str(SCHEMA.Movie)], SCHEMA.dateCreated)) == "1921"
    assert {str(word) for word in read.objects(review, SCHEMA.keywords)} == {"gothic", "wells"}
    publisher = read.value(review, SCHEMA.publisher)
    assert (publisher, RDF.type, SCHEMA.Organization) in read
    assert str(read.value(review, SCHEMA.image)) == Head(html).one("og:image")


def test_a_reviews_comment_count_is_of_the_room_before_the_break_alone(client, site, mo):
    make_comment(site.review, "Another.", publish_by=mo)
    make_comment(site.review, "More behind it.", room="after", publish_by=mo)
    assert structured(page(client, site.review.url))["commentCount"] == 2


def test_a_review_without_a_rating_claims_none(client, site):
    assert "reviewRating" not in structured(page(client, site.review.url))


@pytest.mark.parametrize(
    ("kind", "type_name", "came_out", "made_by"),
    [
        ("film", "Movie", "dateCreated", "creator"),
        ("book", "Book", "datePublished", "author"),
        ("series", "TVSeries", "dateCreated", "creator"),
        ("game", "VideoGame", "datePublished", "creator"),
    ],
)
def test_one_work_is_an_object_of_its_own_kind(client, ada, monkeypatch, kind, type_name, came_out, made_by):
    work = make_work("one", kind=kind, year=987, creators=["Ann Other", "Bob Third"])
    review = make_review(ada, "Safe.", (work,), slug="about-one")
    html = page(client, review.url)
    item = structured(html)["itemReviewed"]
    assert (item["@type"], item[came_out]) == (type_name, "0987")
    assert [maker["name"] for maker in item[made_by]] == ["Ann Other", "Bob Third"]
    read = graph(html, monkeypatch)
    assert len(list(read.objects(URIRef(HOST + work.url), SCHEMA[made_by]))) == 2
    assert structured(page(client, work.url)).items() >= item.items()


def test_a_work_without_a_year_and_makers_claims_neither(client, ada):
    work = make_work("bare")
    make_review(ada, "Safe.", (work,), slug="about-bare")
    assert set(structured(page(client, work.url))) == {"@context", "@type", "@id", "url", "name"}


@pytest.mark.parametrize("address", ["/", "/works/the-well-novel/", "/works/the-mill/", "/authors/ada/", "/reviews/down-the-well/"])
def test_every_word_is_one_that_schema_org_knows(client, site, ada, monkeypatch, address):
    rewrite(site.review, TEXT, rating=Decimal(4), tags=("gothic", "wells"))
    html = page(client, address)
    assert keys_of(structured(html)) == len(graph(html, monkeypatch))


def test_a_misspelt_word_would_be_missed(monkeypatch):
    block = '{"@context": "https://schema.org", "@id": "http://a.example/", "naem": "A", "name": "B"}'
    html = f'<script type="application/ld+json">{block}</script>'
    assert keys_of(structured(html)) == len(graph(html, monkeypatch)) + 1


def test_a_works_page_has_the_mean_of_its_public_ratings(client, ada, monkeypatch):
    work, other = make_work("rated"), make_work("other")
    for number, rating in enumerate(("5", "4", "4")):
        make_review(ada, "Safe.", (work,), slug=f"r{number}", rating=Decimal(rating))
    make_review(ada, "Safe.", (work,), slug="unrated")
    make_review(ada, "Safe.", (other,), slug="elsewhere", rating=Decimal("0.5"))
    make_review(ada, "Safe.", (work,), slug="draft", rating=Decimal("0.5"), status="draft", published_at=None)
    make_review(ada, "Safe.", (work,), slug="retracted", rating=Decimal("0.5"), status="retracted")
    make_review(ada, "Safe.", (work,), slug="tomorrow", rating=Decimal("0.5"), published_at=datetime.now(UTC) + timedelta(days=1))
    html = page(client, work.url)
    ratings = structured(html)["aggregateRating"]
    assert (ratings["ratingValue"], ratings["ratingCount"], ratings["bestRating"], ratings["worstRating"]) == (4.33, 3, 5, 0.5)
    read = graph(html, monkeypatch)
    assert (URIRef(HOST + work.url), RDF.type, SCHEMA.Book) in read
    assert read.value(read.value(URIRef(HOST + work.url), SCHEMA.aggregateRating), SCHEMA.ratingCount) == Literal(3)


def test_a_work_nobody_has_rated_has_no_mean(client, site):
    for work in (site.novel, site.mill):
        assert "aggregateRating" not in structured(page(client, work.url))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_structured_data_costs_a_work_page_no_query(client, ada, count, django_assert_num_queries):
    work = make_work("rated")
    for number in range(count):
        make_review(ada, "Safe.", (work,), slug=f"r{number}", rating=Decimal(4))
    with django_assert_num_queries(5):
        html = page(client, work.url)
    assert structured(html)["aggregateRating"]["ratingCount"] == count


def test_an_authors_page_is_a_profile(client, site, ada, monkeypatch):
    read = graph(page(client, "/authors/ada/"), monkeypatch)
    address = URIRef(HOST + "/authors/ada/")
    assert (address, RDF.type, SCHEMA.ProfilePage) in read
    person = read.value(address, SCHEMA.mainEntity)
    assert read.value(person, SCHEMA.name) == Literal("Ada Quill")
    assert ada.email not in page(client, "/authors/ada/")


def test_the_front_page_says_how_to_search(client, site, monkeypatch):
    read = graph(page(client, "/"), monkeypatch)
    address = URIRef(HOST + "/")
    assert (address, RDF.type, SCHEMA.WebSite) in read
    target = read.value(read.value(address, SCHEMA.potentialAction), SCHEMA.target)
    template = str(read.value(target, SCHEMA.urlTemplate))
    assert template == f"{HOST}{reverse('search')}?q={{search_term_string}}"
    assert client.get(template.removeprefix(HOST).replace("{search_term_string}", "well")).status_code == 200


def test_a_hostile_title_stays_a_title(client, ada):
    work = make_work("hostile", title=HOSTILE[:200], creators=[HOSTILE[:100]])
    review = make_review(ada, "Safe.", (work,), slug="hostile-review", title=HOSTILE, summary=HOSTILE, tags=(HOSTILE[:60],))
    ada.display_name = HOSTILE[:80]
    ada.save(update_fields=["display_name"])
    html = page(client, review.url)
    head = Head(html)
    (block,) = head.blocks
    assert not set("<>&\u2028\u2029") & set(block)
    data = json.loads(block)
    assert (data["name"], data["description"]) == (review.title, review.summary)
    assert data["itemReviewed"]["name"] == work.title
    assert data["author"]["name"] == ada.display_name
    assert head.one("og:title") == review.title
    for address in (work.url, "/authors/ada/", "/"):
        other = Head(page(client, address))
        assert len(other.blocks) == 1
        assert not set("<>&\u2028\u2029") & set(other.blocks[0])


def test_what_the_block_is_protected_from_would_end_it():
    """The reader above does see a block end where a careless one would."""
    assert len(Head('<script type="application/ld+json">{"a": "</script><script type="application/ld+json">"}</script>').blocks) == 2
    safe = Template("{% load structured %}{% json_ld data %}").render(Context({"data": {"a": HOSTILE}}))
    assert json.loads(Head(safe).blocks[0]) == {"a": HOSTILE}


def test_no_hidden_word_is_in_it_and_the_public_one_is(client, site):
    planted = [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld, "Falconname"]
    (block,) = Head(page(client, site.review.url)).blocks
    assert "openwhisper" in block
    assert not contains_any(planted, block)


def test_it_says_the_same_to_somebody_who_opened_everything(client, site):
    (closed,) = Head(page(client, site.review.url)).blocks
    client.post(site.review.url + "open/", {"gate": "break"})
    html = page(client, site.review.url)
    assert "tapirbreak" in html
    assert Head(html).blocks == [closed]


def test_not_a_byte_changes_when_only_hidden_text_does(client, site, ada):
    before = client.get(site.review.url)
    rewrite(site.review, TEXT.replace("tapirbreak", "anotherword"), tags=("gothic",))
    after = client.get(site.review.url)
    assert Head(after.content.decode()).blocks == Head(before.content.decode()).blocks
    assert after["ETag"] == before["ETag"]


def test_the_last_change_is_no_earlier_than_the_publication(client, ada):
    """A scheduled review was written before the clock published it."""
    review = make_review(ada, "Safe.", (make_work("novel"),), slug="scheduled")
    published = datetime.now(UTC) - timedelta(minutes=1)
    Review.objects.filter(pk=review.pk).update(published_at=published, public_changed_at=published - timedelta(days=3))
    data = structured(page(client, review.url))
    assert data["dateModified"] == data["datePublished"] == published.isoformat()
    later = published + timedelta(seconds=30)
    Review.objects.filter(pk=review.pk).update(public_changed_at=later)
    assert structured(page(client, review.url))["dateModified"] == later.isoformat()


def test_long_prose_is_cut_at_a_word(client, ada):
    review = make_review(ada, "Wellwords " * 400, (make_work("novel"),), slug="long")
    body = structured(page(client, review.url))["reviewBody"]
    assert body.endswith("Wellwords…")
    assert BODY_LENGTH - 20 < len(body) <= BODY_LENGTH + 1
    assert beginning("short") == "short"
    assert beginning("x" * 50, 10) == "xxxxxxxxx…"
