"""The leak test: planted words, every address, every kind of reader. What must not be there is not, and what must be there is."""

from __future__ import annotations

import pytest

from reviews.shelf.models import ShelfEntry
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, make_fixture_site
from tests.guards.sweep import EXEMPT, EXEMPT_PREFIXES, PAGES, READERS, url_names

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def browsers(site, client, signed_in, ada, ben, cleo, mo):
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=ben, work=work, finished=True)
    ShelfEntry.objects.create(member=cleo, work=site.novel, reached=site.parts[1], parts_version=1)
    signed = {"half-way": cleo, "finished": ben, "author": ada, "moderator": mo}
    return {"stranger": client, **{name: signed_in(member) for name, member in signed.items()}}


def may_see(reader: str, page_name: str) -> set[str]:
    """The planted words that this reader may see there without having opened anything. Never asks the code under test."""
    seen: set[str] = set()
    if page_name == "review" and reader == "half-way":
        seen = {"herontwo"}
    if page_name == "review" and reader == "finished":
        seen = set(HIDDEN_IN_REVIEW) - {"otterblock"} | {"kestrelafter", "magpieinline", "Falconname"}
    if page_name == "receipt":
        seen = {"magpieinline"}  # the address of a receipt is known to whoever wrote the reply
    if page_name == "moderation" and reader == "moderator":
        seen = {"pelicanpending"}
    if page_name == "admin:index" and reader == "author":
        seen = set()
    if page_name == "admin:reviews_review_changelist" and reader == "author":
        seen = {"vulturedraft", "marabouretracted"}  # the titles of their own reviews
    return seen


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_answer_holds_a_word_its_reader_may_not_see(page, reader, browsers, site):
    response = browsers[reader].get(page.address(site))
    assert response.status_code in page.status
    body = response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    if page.shows:
        assert page.shows in body.decode()
    planted = [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld, "Falconname"]
    found = set(contains_any(planted, body)) | set(contains_any(planted, headers))
    allowed = may_see(reader, page.name)
    assert found <= allowed
    if page.status == (200,) and page.address(site) == site.review.url:
        assert found == allowed, "and what must be there is there"


def test_every_address_is_swept_or_exempted_with_a_reason():
    swept = {page.name for page in PAGES}
    forgotten = {name for name in url_names() if name not in swept and name not in EXEMPT and not name.startswith(tuple(EXEMPT_PREFIXES))}
    assert not forgotten


def test_no_exemption_outlives_its_address():
    assert not set(EXEMPT) - set(url_names())
    assert not {page.name for page in PAGES} - set(url_names())


def test_the_sweep_would_find_a_leak(site, client):
    """A page that does hold a hidden word fails the very comparison above."""
    client.post(site.review.url + "open/", {"gate": "break"})
    assert "tapirbreak" in contains_any(HIDDEN_IN_REVIEW, client.get(site.review.url).content)
