"""Tags: which there are for strangers, what they count, and what stands under one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.publishing.models import Tag
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, make_fixture_site, make_review, make_work
from tests.pages.hidden_edit import edit_hidden_words

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = ("/tags/", "/tags/gothic/")


@pytest.fixture
def novel():
    return make_work("the-well")


def text_of(response):
    return response.content.decode()


def listed(client):
    return [(tag.name, tag.review_count) for tag in client.get("/tags/").context["tags"]]


def test_tags_stand_from_a_to_z_with_their_public_reviews_counted(client, ada, novel):
    make_review(ada, "Safe.", (novel, make_work("the-film")), slug="one", tags=("gothic", "Zeal", "Über"))
    make_review(ada, "Safe.", (novel,), slug="two", tags=("Gothic",))
    make_review(ada, "gothic in the text", (novel,), slug="three", tags=("another",))
    assert listed(client) == [("another", 1), ("gothic", 2), ("Über", 1), ("Zeal", 1)]
    assert "2 reviews" in text_of(client.get("/tags/"))


def not_public(ada, work):
    make_review(ada, "Safe.", (work,), slug="draft", status="draft", published_at=None, tags=("secret", "gothic"))
    make_review(ada, "Safe.", (work,), slug="in-review", status="in_review", published_at=None, tags=("secret", "gothic"))
    make_review(ada, "Safe.", (work,), slug="retracted", status="retracted", tags=("secret", "gothic"))
    make_review(ada, "Safe.", (work,), slug="to-come", published_at=timezone.now() + timedelta(days=1), tags=("secret", "gothic"))


def test_a_tag_of_no_public_review_is_nowhere(client, ada, novel):
    not_public(ada, novel)
    make_review(ada, "Safe.", (novel,), slug="public", title="The public one", tags=("gothic",))
    assert Tag.objects.filter(slug="secret").exists()
    assert listed(client) == [("gothic", 1)]
    assert client.get("/tags/secret/").status_code == 404
    assert [review.title for review in client.get("/tags/gothic/").context["reviews"]] == ["The public one"]
    make_review(ada, "Safe.", (novel,), slug="another", tags=("secret",))
    assert listed(client) == [("gothic", 1), ("secret", 1)]
    assert client.get("/tags/secret/").status_code == 200


def test_a_tag_that_nobody_gave_is_not_found(client, ada, novel):
    Tag.objects.create(name="lonely", slug="lonely")
    make_review(ada, "Safe.", (novel,), tags=("gothic",))
    assert client.get("/tags/lonely/").status_code == 404
    assert client.get("/tags/nowhere/").status_code == 404


def test_before_the_first_tag_the_page_says_what_to_do(client):
    html = text_of(client.get("/tags/"))
    assert "No tags yet" in html
    assert '<a href="/works/">' in html


def test_a_review_leads_to_its_tags(client, ada, novel):
    review = make_review(ada, "Safe.", (novel,), tags=("Gothic horror", "変身"))
    html = text_of(client.get(review.url))
    assert 'rel="tag" href="/tags/gothic-horror/"' in html
    for tag in review.tags.all():
        assert client.get(f"/tags/{tag.slug}/").status_code == 200


@pytest.mark.parametrize(("count", "pages"), [(12, 1), (13, 2), (25, 3)])
def test_every_review_of_a_tag_stands_on_one_page(client, ada, novel, count, pages):
    for number in range(count):
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}", tags=("gothic",))
    seen, following, read = [], "/tags/gothic/", 0
    while following:
        context = client.get(following).context
        seen += [review.url for review in context["reviews"]]
        following, read = context["next_url"], read + 1
    assert sorted(seen) == sorted(f"/reviews/review-{number}/" for number in range(count))
    assert read == pages
    assert client.get("/tags/gothic/", {"page": pages + 1}).status_code == 404


def test_the_list_of_tags_has_pages_too(client, ada, novel, monkeypatch):
    monkeypatch.setattr("reviews.pages.tags.TAGS", 2)
    make_review(ada, "Safe.", (novel,), tags=("a", "b", "d"))
    assert listed(client) == [("a", 1), ("b", 1)]
    assert [tag.name for tag in client.get("/tags/?page=2").context["tags"]] == ["d"]
    assert 'href="/tags/?page=1"' in text_of(client.get("/tags/?page=2"))


@pytest.mark.parametrize("address", ["/tags/gothic/", "/"])
def test_each_page_of_a_list_has_an_address_of_its_own_for_search_engines(client, ada, novel, address):
    for number in range(13):
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}", tags=("gothic",))
    assert f'rel="canonical" href="http://testserver{address}"' in text_of(client.get(address))
    assert f'rel="canonical" href="http://testserver{address}"' in text_of(client.get(address, {"page": "1", "utm": "x"}))
    assert f'rel="canonical" href="http://testserver{address}?page=2"' in text_of(client.get(address, {"page": "2"}))


@pytest.mark.parametrize("address", PAGES)
def test_a_strangers_page_is_public_and_a_members_is_not(client, signed_in, ben, ada, novel, address):
    make_review(ada, "Safe.", (novel,), tags=("gothic",))
    response = client.get(address)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert '<meta name="description"' in text_of(response)
    assert signed_in(ben).get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_reads_no_hidden_word_and_an_edit_of_hidden_words_alone_changes_no_byte(client, ada, mo, address):
    site = make_fixture_site(ada, mo)
    before = client.get(address)
    assert "gothic" in text_of(before)
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.withheld, *site.after_words], before.content)
    edit_hidden_words(site, ada)
    assert client.get(address).content == before.content


@pytest.mark.parametrize(("address", "queries"), [("/tags/", 2), ("/tags/gothic/", 4)])
@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_strangers_page_costs_the_same_however_much_is_there(client, ada, novel, count, address, queries, django_assert_num_queries):
    for number in range(count):
        make_review(ada, "Safe.", (novel,), slug=f"review-{number}", tags=("gothic", f"tag-{number}"))
    with django_assert_num_queries(queries):
        client.get(address)
