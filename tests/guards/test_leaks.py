"""The leak test: planted words, every address, every kind of reader. What must not be there is not, and what must be there is.

Readers, pages and consents meet in pairs; `make sweep` runs the full product (SWEEP=full).
"""

from __future__ import annotations

import os
import re
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.shelf.models import ShelfEntry
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, make_fixture_site
from tests.guards.pairwise import all_pairs
from tests.guards.sweep import CONSENTS, EXEMPT, EXEMPT_PREFIXES, PAGES, READERS, url_names

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

COMBINATIONS = list(product(READERS, PAGES, CONSENTS)) if os.environ.get("SWEEP") == "full" else all_pairs(READERS, PAGES, CONSENTS)
BEHIND_THE_BREAK = {"tapirbreak", "lemurheading", "gibbonfootnote", "kestrelafter", "Falconname"}
#: Tables that hold hidden text. A page for a stranger reads none of them.
HIDDEN_TABLES = re.compile(r'"reviews_(passage|reviewsource|commentrevision|commentpassage|decision|historical\w+)"')


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


def consent(browser, site, what):
    if what == "the break":
        browser.post(site.review.url + "open/", {"gate": "break"})
    if what == "one passage":
        handle = site.review.passages.get(position=0).handle
        browser.post(site.review.url + "open/", {"gate": handle})


def may_see(reader, page, agreed):
    """The planted words that this reader may see there. Never asks the code under test."""
    seen = set()
    if page.name == "review" and page.status == (200,):
        seen |= {"half-way": {"herontwo"}, "finished": set(HIDDEN_IN_REVIEW) - {"otterblock"} | BEHIND_THE_BREAK}.get(reader, set())
        seen |= {"magpieinline"} if reader == "finished" else set()
        seen |= {"nothing": set(), "the break": BEHIND_THE_BREAK, "one passage": {"zebrainline"}}[agreed]
    if page.name == "receipt":
        seen = {"magpieinline"}  # the address of a receipt is known to whoever wrote the reply
    if page.name == "moderation" and reader == "moderator":
        seen = {"pelicanpending"}
    if page.name == "admin:reviews_review_changelist" and reader == "author":
        seen = {"vulturedraft", "marabouretracted"}  # the titles of their own reviews
    return seen


@pytest.mark.parametrize(("reader", "page", "agreed"), COMBINATIONS, ids=lambda value: getattr(value, "name", value))
def test_no_answer_holds_a_word_its_reader_may_not_see(reader, page, agreed, browsers, site):
    consent(browsers[reader], site, agreed)
    response = browsers[reader].get(page.address(site))
    assert response.status_code in page.status
    if page.shows:
        assert page.shows in response.content.decode()
    headers = "\n".join(f"{name}: {value}" for name, value in response.items()) + response.cookies.output()
    planted = [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld, "Falconname"]
    found = set(contains_any(planted, response.content)) | set(contains_any(planted, headers))
    allowed = may_see(reader, page, agreed)
    assert found <= allowed
    if page.name == "review" and page.shows:
        assert found == allowed, "and what must be there is there"


@pytest.mark.parametrize("page", [page for page in PAGES if not page.for_its_writer], ids=lambda page: page.name)
def test_a_strangers_page_reads_no_hidden_table_and_holds_no_hidden_word_in_its_context(page, client, site):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(page.address(site))
    assert not [query["sql"] for query in queries if HIDDEN_TABLES.search(query["sql"])]
    seen = repr([context.flatten() for context in response.context or []])
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld], seen)


def test_the_two_guards_would_find_a_leak(site, client):
    """Who opened the break is answered with hidden words, from hidden tables: the very comparisons above see both."""
    consent(client, site, "the break")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(site.review.url)
    assert "tapirbreak" in contains_any(HIDDEN_IN_REVIEW, response.content)
    assert [query for query in queries if HIDDEN_TABLES.search(query["sql"])]
    assert contains_any(HIDDEN_IN_REVIEW, repr([context.flatten() for context in response.context]))


def test_every_address_is_swept_or_exempted_with_a_reason():
    swept = {page.name for page in PAGES}
    forgotten = {name for name in url_names() if name not in swept and name not in EXEMPT and not name.startswith(tuple(EXEMPT_PREFIXES))}
    assert not forgotten


def test_no_exemption_outlives_its_address():
    assert not set(EXEMPT) - set(url_names())
    assert not {page.name for page in PAGES} - set(url_names())


def test_all_pairs_covers_every_pair_with_fewer_combinations():
    dimensions = ("abc", range(5), (True, False))
    chosen = all_pairs(*dimensions)
    assert len(chosen) < 30
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert {(each[one], each[other]) for each in chosen} == set(product(dimensions[one], dimensions[other]))
