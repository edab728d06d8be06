"""Sitemaps: every page a stranger may find, and no other; changed when public words do and never when hidden ones do."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from django.contrib.auth import get_user_model
from django.utils import timezone

from reviews.channels import sitemap
from reviews.comments.models import Thread
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import Mention, Review, Tag
from reviews.works.models import Story, Work
from tests.fixture_site import PUBLISHED_AT, TEXT, make_comment, make_fixture_site, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PUBLIC = {
    "pages": {"/", "/works/", "/tags/", "/archive/", "/replies/", "/promise/", "/privacy/", "/feeds/"},
    "reviews": {"/reviews/down-the-well/"},
    "works": {"/works/the-well-novel/", "/works/the-well-film/", "/works/the-mill/"},
    "stories": {"/stories/the-well/"},
    "authors": {"/authors/ada/"},
    "tags": {"/tags/gothic/"},
}


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def listed(client, address):
    """The paths in one sitemap, or in the index, with their last change as written."""
    root = ElementTree.fromstring(client.get(address).content)
    rows = {row.findtext(f"{NS}loc", ""): row.findtext(f"{NS}lastmod") for row in root}
    assert all(location.startswith("http://testserver/") for location in rows)
    return {urlsplit(location).path: changed for location, changed in rows.items()}


def everything(client):
    """Every sitemap there is, by its path."""
    return {path: client.get(path).content for path in ("/sitemap.xml", *listed(client, "/sitemap.xml"))}


def save_again(review, **changes):
    facts = {
        "title": review.title, "slug": review.slug, "summary": review.summary, "text": TEXT, "works": tuple(review.works.all()),
        "mentions": tuple(Work.objects.filter(slug="the-mill")), "tags": ("gothic",), "status": review.status,
        "published_at": review.published_at,
    }  # fmt: skip
    return save_review(Review.objects.get(pk=review.pk), draft=ReviewDraft(author=review.author, **{**facts, **changes}), by=review.author)


def test_every_public_page_is_listed_and_answers(client, site):
    index = listed(client, "/sitemap.xml")
    assert list(index) == [f"/sitemap-{section}-1.xml" for section in PUBLIC]
    for section, pages in PUBLIC.items():
        assert set(listed(client, f"/sitemap-{section}-1.xml")) == pages
        for page in pages:
            assert client.get(page).status_code == 200, page


def test_what_strangers_do_not_know_of_is_not_listed(client, site, ben):
    hidden = make_work("the-hidden", story=Story.objects.create(title="Hidden", slug="hidden"))
    save_again(site.review, text=TEXT + '\n\n::: spoiler Another {of="the-hidden"}\nx\n:::\n')
    site.draft.tags.add(Tag.objects.create(name="drafty", slug="drafty"))
    make_review(ben, "Soon.", (make_work("the-soon"),), slug="soon", published_at=timezone.now() + timedelta(days=1))
    assert list(Mention.objects.filter(work=hidden).values_list("is_public", flat=True)) == [False], "hidden text alone names it"
    assert {section: set(listed(client, f"/sitemap-{section}-1.xml")) for section in PUBLIC} == PUBLIC


def test_a_work_that_a_gate_names_is_listed(client, site):
    make_work("the-named", story=Story.objects.create(title="Named", slug="named"))
    save_again(site.review, text='::: spoiler Another {of="the-named"}\nx\n:::\n\n' + TEXT)
    assert "/works/the-named/" in listed(client, "/sitemap-works-1.xml")
    assert "/stories/named/" in listed(client, "/sitemap-stories-1.xml")


def test_a_page_changed_when_the_newest_of_what_it_shows_did(client, site, ada):
    words, replies = datetime(2026, 5, 1, 8, tzinfo=UTC), datetime(2026, 5, 2, 8, tzinfo=UTC)
    Review.objects.filter(pk=site.review.pk).update(public_changed_at=words)
    Thread.objects.filter(review=site.review).update(public_changed_at=replies)
    assert listed(client, "/sitemap-reviews-1.xml") == {"/reviews/down-the-well/": replies.isoformat()}
    lists = {"/", "/works/the-well-novel/", "/works/the-well-film/", "/stories/the-well/", "/authors/ada/", "/tags/gothic/"}
    for section in ("pages", "works", "stories", "authors", "tags"):
        for page, changed in listed(client, f"/sitemap-{section}-1.xml").items():
            assert changed == (words.isoformat() if page in lists else None), page
    assert set(listed(client, "/sitemap.xml").values()) == {words.isoformat(), replies.isoformat()}


def test_a_review_without_replies_changed_when_it_came_out_at_the_latest(client, site):
    Thread.objects.all().delete()
    Review.objects.filter(pk=site.review.pk).update(public_changed_at=PUBLISHED_AT - timedelta(days=1))
    assert listed(client, "/sitemap-reviews-1.xml") == {"/reviews/down-the-well/": PUBLISHED_AT.isoformat()}
    assert listed(client, "/sitemap-authors-1.xml") == {"/authors/ada/": PUBLISHED_AT.isoformat()}


def test_a_list_does_not_change_with_reviews_that_strangers_cannot_read(client, site):
    before = everything(client)
    Review.objects.exclude(pk=site.review.pk).update(public_changed_at=timezone.now() + timedelta(days=9))
    assert everything(client) == before


def test_only_public_words_change_it(client, site, mo):
    before = everything(client)
    assert everything(client) == before
    hidden = TEXT.replace("tapirbreak", "okapibreak okapibreak").replace("otterblock", "moleblock")
    save_again(site.review, text=hidden)
    assert "okapibreak" in str(list(site.review.passages.values_list("rendition", flat=True))), "the hidden text did change"
    make_comment(site.review, "dodopending")
    assert everything(client) == before
    Review.objects.filter(pk=site.review.pk).update(public_changed_at=timezone.now() + timedelta(hours=1))
    after = everything(client)
    assert after["/sitemap-reviews-1.xml"] != before["/sitemap-reviews-1.xml"]


def test_an_empty_site_has_its_own_pages_alone(client, db):
    assert listed(client, "/sitemap.xml") == {"/sitemap-pages-1.xml": None}
    assert listed(client, "/sitemap-pages-1.xml") == dict.fromkeys(PUBLIC["pages"])


def test_a_long_list_goes_on_in_the_next_file(client, site, ada, monkeypatch):
    for number in range(3):
        make_review(ada, "Safe.", (site.novel,), slug=f"more-{number}")
    monkeypatch.setattr(sitemap.HouseSitemap, "limit", 2)
    first, second = (f"/sitemap-reviews-{number}.xml" for number in (1, 2))
    assert [path for path in listed(client, "/sitemap.xml") if "reviews" in path] == [first, second]
    before = client.get(first).content
    assert set(listed(client, first)) | set(listed(client, second)) == {
        "/reviews/down-the-well/",
        *(f"/reviews/more-{n}/" for n in range(3)),
    }
    make_review(ada, "Safe.", (site.novel,), slug="newest")
    assert client.get(first).content == before
    assert list(listed(client, "/sitemap-reviews-3.xml")) == ["/reviews/newest/"]


def test_what_the_index_does_not_list_is_not_found(client, site):
    for name in ("nothing-1", "reviews-0", "reviews-2", "drafts-1", f"reviews-{'9' * 60}"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404
    Review.objects.all().update(status="draft")
    assert client.get("/sitemap-reviews-1.xml").status_code == 404


def test_a_slug_in_another_script_is_spelled_as_an_address(client, ada):
    make_review(ada, "Safe.", (make_work("колодец"),), slug="колодец")
    for section in ("reviews", "works"):
        (path,) = listed(client, f"/sitemap-{section}-1.xml")
        assert path.isascii()
        assert client.get(path).status_code == 200


def test_search_engines_read_it_and_do_not_show_it(client, site):
    for address in everything(client):
        response = client.get(address)
        assert response["Content-Type"] == "application/xml; charset=utf-8"
        assert response["Cache-Control"] == "public, no-cache"
        assert response["X-Robots-Tag"] == "noindex"
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("count", [1, 3, 100])
def test_it_costs_the_same_however_much_is_listed(client, count, django_assert_num_queries):
    authors = get_user_model().objects.bulk_create(get_user_model()(username=f"author-{number}") for number in range(count))
    for number, author in enumerate(authors):
        story = Story.objects.create(title="S", slug=f"story-{number}")
        review = Review.objects.create(title="R", slug=f"review-{number}", author=author, status="published", published_at=PUBLISHED_AT)
        review.works.add(make_work(f"work-{number}", story=story))
        review.tags.create(name="T", slug=f"tag-{number}")
    # The site, and for each section of rows how many and when the newest; the home page alone has a date among the pages.
    with django_assert_num_queries(12):
        assert len(listed(client, "/sitemap.xml")) == len(PUBLIC)
    for section in sorted(PUBLIC.keys() - {"pages"}):
        with django_assert_num_queries(3):
            assert len(listed(client, f"/sitemap-{section}-1.xml")) == count, section
