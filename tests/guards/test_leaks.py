"""The leak test: planted words, every address, every kind of reader. What must not be there is not, and what must be there is.

Readers, pages and consents meet in pairs; `make sweep` runs the full product (SWEEP=full).
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import pytest
from django.db import connection, transaction
from django.template import Context
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import AUTHOR, EDITOR, MODERATOR
from reviews.comments.models import Comment
from reviews.publishing.models import Review
from reviews.shelf.models import ShelfEntry
from reviews.spoilers.leaks import contains_any
from tests.conftest import make_member
from tests.fixture_site import HIDDEN_IN_REVIEW, FixtureSite, make_fixture_site
from tests.fixture_states import AFTER_WORDS, GATED, MASKED, WITHHELD, make_every_state
from tests.guards.pairwise import all_pairs
from tests.guards.sweep import CONSENTS, EXEMPT, EXEMPT_PREFIXES, FOR_NONE_OF_THEM, OWNERS_DESKS, PAGES, READERS, REFUSED, url_names
from tests.guards.words_in import strings_in
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.sweep, pytest.mark.once]

COMBINATIONS = list(product(READERS, PAGES, CONSENTS)) if os.environ.get("SWEEP") == "full" else all_pairs(READERS, PAGES, CONSENTS)
BEHIND_THE_BREAK = {"tapirbreak", "lemurheading", "gibbonfootnote", "kestrelafter", "Falconname", *AFTER_WORDS}
#: Tables that hold hidden text. A page for a stranger reads none of them.
HIDDEN_TABLES = re.compile(r'"reviews_(passage|reviewsource|commentrevision|commentpassage|decision|flag|historical\w+)"')


@dataclass(frozen=True)
class House:
    site: FixtureSite
    #: Whoever has an account, by what they are to the site.
    members: dict[str, User]


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """One site for the whole module: making it costs more than looking at any of its pages. What a test changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        ada, mo = make_member("ada", role=AUTHOR, display_name="Ada Quill"), make_member("mo", role=MODERATOR)
        ben, cleo = make_member("ben"), make_member("cleo")
        site = make_fixture_site(ada, mo)
        make_every_state(site, ada, mo)
        for work in (site.novel, site.film):
            ShelfEntry.objects.create(member=ben, work=work, finished=True)
        ShelfEntry.objects.create(member=cleo, work=site.novel, reached=site.parts[1], parts_version=1)
        others = {"other author": make_member("vera", role=AUTHOR), "editor": make_member("edda", role=EDITOR)}
        yield House(site, {"half-way": cleo, "finished": ben, "author": ada, "moderator": mo, **others})
        transaction.set_rollback(True)


@pytest.fixture
def site(house, db):
    return house.site


@pytest.fixture
def browsers(house, site, client, signed_in):
    other = HouseClient()
    other.post(site.mill.shelf_url, {"finished": "yes"})
    signed = {name: signed_in(member) for name, member in house.members.items()}
    return {"stranger": client, "finished another work": other, **signed}


def everything_planted(site):
    withheld = [*site.withheld, *WITHHELD]
    return [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, "Falconname", *AFTER_WORDS, *GATED, MASKED, *withheld]


@contextmanager
def consent(browser, site, what):
    """Somebody who has opened that, for as long as it takes to look."""
    handle = {"nothing": "", "the break": "break", "one passage": site.review.passages.get(position=0).handle}[what]
    if handle:
        browser.post(site.review.url + "open/", {"gate": handle})
    yield
    if handle:
        browser.post(site.review.url + "close/", {"gate": handle})


def fetch(browser, page, site):
    address = page.address(site)
    # Who has opened the break is led on from `?to=`, to the place it names.
    return browser.post(address, page.sends) if page.sends else browser.get(address, follow="?to=" in address)


def may_see(reader, page, agreed, address):
    """The planted words that this reader may see there. Never asks the code under test."""
    if not page.holds_the_review:
        another_list = reader == "other author" and page.name == "admin:reviews_review_changelist"
        return set(page.holds) if reader in page.shows and not another_list else set()
    seen = {
        "finished another work": {"otterblock"},
        "half-way": {"herontwo"},
        "finished": set(HIDDEN_IN_REVIEW) - {"otterblock"} | BEHIND_THE_BREAK | {"sanderlingmarked"},
    }.get(reader, set())
    seen |= {"nothing": set(), "the break": BEHIND_THE_BREAK, "one passage": {"zebrainline"}}[agreed]
    if reader == "finished another work" and agreed == "the break":
        seen.add("siskinmill")
    if reader == "finished":
        # The one reply stands on the first page of its room, the other on both.
        seen |= {MASKED} if "?before=" in address else {MASKED, "magpieinline"}
    return seen


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_answer_holds_a_word_its_reader_may_not_see(page, browsers, site):
    planted = everything_planted(site)
    for reader, agreed in [(reader, agreed) for reader, looked_at, agreed in COMBINATIONS if looked_at is page]:
        who = f"{reader} who opened {agreed}"
        with consent(browsers[reader], site, agreed):
            response = fetch(browsers[reader], page, site)
        html = response.content.decode(errors="replace")
        if reader in page.shows:
            assert response.status_code == 200, who
            assert page.shows[reader] in html, who
        else:
            assert response.status_code in page.refused, who
        if page.name == "openings":
            assert ("Down the well" in html) == (agreed != "nothing"), f"what {who} is listed"
        headers = "\n".join(f"{name}: {value}" for name, value in response.items()) + response.cookies.output()
        found = set(contains_any(planted, response.content)) | set(contains_any(planted, headers))
        allowed = may_see(reader, page, agreed, page.address(site))
        assert found <= allowed, who
        if page.holds_the_review or page.holds:
            assert found == allowed, f"what {who} must see is there"


def test_every_page_names_a_word_or_refuses_everybody():
    for page in PAGES:
        assert set(page.shows) <= set(READERS)
        assert all(page.shows.values())
        assert page.shows or page.refused != REFUSED or page.name.endswith("_delete") or page.name in FOR_NONE_OF_THEM


@pytest.mark.parametrize("reader", READERS)
def test_the_owners_desks_are_closed_to_everybody_else(reader, browsers):
    for name in OWNERS_DESKS:
        address = reverse(f"admin:{name}", args=[] if name.endswith(("changelist", "add")) else [1])
        assert browsers[reader].get(address).status_code in REFUSED, name


def test_the_owners_desks_are_open_to_the_owner(owner, signed_in):
    for name in OWNERS_DESKS:
        if name.endswith("changelist"):
            assert signed_in(owner).get(reverse(f"admin:{name}")).status_code == 200, name


@pytest.mark.parametrize("page", [page for page in PAGES if not page.for_its_writer], ids=lambda page: page.name)
def test_a_strangers_page_reads_no_hidden_table_and_holds_no_hidden_word_in_its_context(page, client, site):
    with CaptureQueriesContext(connection) as queries:
        response = fetch(client, page, site)
    # The public log reads the log, and none of its words (tests/moderation/test_log.py).
    asked = [query["sql"].replace('"reviews_decision"', "") if page.name == "moderation-log" else query["sql"] for query in queries]
    assert not [sql for sql in asked if HIDDEN_TABLES.search(sql)]
    seen = "\n".join(strings_in(list(response.context or [])))
    has_template = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    assert not has_template or len(seen) > 100, "the walk has found the context"
    assert not contains_any(everything_planted(site), seen)


def test_the_two_guards_would_find_a_leak(site, client):
    """Who opened the break is answered with hidden words, from hidden tables: the very comparisons above see both."""
    with consent(client, site, "the break"), CaptureQueriesContext(connection) as queries:
        response = client.get(site.review.url)
        tables = [query["sql"] for query in queries if HIDDEN_TABLES.search(query["sql"])]
    assert tables
    assert "tapirbreak" in contains_any(HIDDEN_IN_REVIEW, response.content)
    assert contains_any(HIDDEN_IN_REVIEW, "\n".join(strings_in(list(response.context))))


@dataclass(frozen=True)
class Box:
    inside: object


def test_the_walk_finds_a_word_wherever_a_template_could(site):
    review = Review.objects.select_related("source").prefetch_related("passages").get(pk=site.review.pk)
    list(review.passages.all())
    for held in (review.source.text, review.source, Box([{"a": (Box("tapirbreak"),)}]), Box(review), {"tapirbreak": 1}, b"tapirbreak"):
        assert "tapirbreak" in "\n".join(strings_in(Context({"held": held})))
    plain = Review.objects.get(pk=site.review.pk)
    assert not contains_any(HIDDEN_IN_REVIEW, "\n".join(strings_in([plain, Review.objects.all()]))), "and fetches nothing itself"
    comment = Comment.objects.get(pk=site.pending.pk)
    assert "pangolinmail@example.org" in "\n".join(strings_in(Box({"comment": [comment]})))


def test_every_address_is_swept_or_exempted_with_a_reason():
    swept = {page.name for page in PAGES} | {f"admin:{name}" for name in OWNERS_DESKS}
    forgotten = {name for name in url_names() if name not in swept and name not in EXEMPT and not name.startswith(tuple(EXEMPT_PREFIXES))}
    assert not forgotten


def test_no_exemption_outlives_its_address():
    assert not set(EXEMPT) - set(url_names())
    assert not {page.name for page in PAGES} - set(url_names())
    assert not {f"admin:{name}" for name in OWNERS_DESKS} - set(url_names())
    assert all(any(name.startswith(prefix) for name in url_names()) for prefix in EXEMPT_PREFIXES)


def test_all_pairs_covers_every_pair_with_fewer_combinations():
    dimensions = ("abc", range(5), (True, False))
    chosen = all_pairs(*dimensions)
    assert len(chosen) < 30
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert {(each[one], each[other]) for each in chosen} == set(product(dimensions[one], dimensions[other]))
