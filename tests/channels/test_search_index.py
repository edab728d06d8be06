"""The index: made by a migration, filled from what is there, kept right by the database, and touched by public text alone."""

import random
import sqlite3
import unicodedata
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections

from reviews.channels.search import checks, install
from reviews.channels.search.engine import engine_of
from reviews.channels.search.folding import LETTERS, fold
from reviews.channels.search.places import INDEXED, REVIEW_PROSE, REVIEW_TITLE, WORK_CREATORS
from reviews.channels.search.query import Term
from reviews.publishing.actions import REVIEW_LIMIT
from reviews.publishing.models import Review
from reviews.works.models import Story
from tests.channels.searching import again
from tests.fixture_site import TEXT, make_comment, make_fixture_site, make_review, make_work

pytestmark = pytest.mark.django_db

ON_SQLITE = "sqlite"


def index_bytes():
    """All that the index holds, as the database stores it."""
    if connection.vendor == ON_SQLITE:
        tables = [f"search_{each.table}_{part}" for each in INDEXED for part in ("data", "idx", "docsize", "config")]
        queries = [f"SELECT * FROM {table}" for table in tables]  # noqa: S608
    else:
        columns = {each: ", ".join(f"words_{place.column}" for place in each.columns) for each in INDEXED}
        rows = {each: f"FROM {each.table} WHERE {each.only.format(row='')} ORDER BY id" for each in INDEXED}
        queries = [f"SELECT id, {columns[each]} {rows[each]}" for each in INDEXED]
    found = []
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            found.append(cursor.fetchall())
    return found


def rows_with(place, *words, goes_on=False):
    sql, params = engine_of(connection).rows_with(place, Term(words, is_beginning=goes_on))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row for (row,) in cursor.fetchall()]


def test_the_index_is_whole_after_all_migrations():
    """A migration that makes an indexed table anew loses its triggers on SQLite: then it calls `install.install` at its end."""
    assert install.missing(connection) == []


def test_taking_the_index_away_leaves_nothing_and_making_it_again_fills_it(ada, mo, client):
    site = make_fixture_site(ada, mo)
    # PostgreSQL changes no table while a foreign key of this transaction is still to be checked.
    connection.check_constraints()
    tables = set(connection.introspection.table_names())
    install.remove(connection)
    install.remove(connection)
    _query, names = engine_of(connection).parts(INDEXED)
    assert install.missing(connection) == names
    assert not [name for name in connection.introspection.table_names() if name.startswith("search_")]
    install.install(connection)
    install.install(connection)
    assert install.missing(connection) == []
    assert set(connection.introspection.table_names()) == tables
    for typed, url in (("openwhisper", site.review.url), ("robinbefore", f"/c/{site.before.handle}/"), ("mill", site.mill.url)):
        assert f'href="{url}"' in client.get("/search/", {"q": typed}).content.decode()
    make_review(ada, "A lantern.", (site.novel,), slug="later")
    assert len(client.get("/search/", {"q": "lantern"}).context["reviews"]) == 1


def test_a_postgresql_without_icu_does_with_its_own_locale(ada, monkeypatch):
    """On SQLite it changes nothing, and must not either."""
    monkeypatch.setattr("reviews.channels.search.postgres._COLLATION", "no-such-collation")
    install.install(connection)
    assert install.missing(connection) == []
    make_review(ada, "Krzysztof KIEŚLOWSKI and the École.", (make_work("novel"),))
    assert rows_with(REVIEW_PROSE, "kieslowski")
    assert rows_with(REVIEW_PROSE, "ecole")


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth_and_fills_the_index_from_what_is_there(ada, client):
    review = make_review(ada, "A lantern.", (make_work("novel"),))
    call_command("migrate", "reviews", "0003", verbosity=0)
    try:
        Review.objects.filter(pk=review.pk).update(title="Moor")
    finally:
        call_command("migrate", verbosity=0)
    for typed in ("lantern", "moor", "novel"):
        assert [found.url for found in client.get("/search/", {"q": typed}).context["reviews"]] == [review.url]


def test_an_edit_of_hidden_text_alone_leaves_every_byte_of_the_index(ada, mo):
    site = make_fixture_site(ada, mo)
    before = index_bytes()
    for number, (old, new) in enumerate(
        (("tapirbreak", "lemming"), ("zebrainline", "vole"), ("otterblock", "shrew " * 100), ("ibexnested", "x"))
    ):
        again(site.review, ada, text=TEXT.replace(old, new), mentions=(site.mill,))
        assert index_bytes() == before, number
    make_comment(site.review, "lemming", room="after", publish_by=mo)
    make_comment(site.review, "lemming")
    make_review(ada, "lemming", (site.novel,), title="Lemming", status="draft", published_at=None, slug="lemming")
    assert index_bytes() == before


def test_every_letter_is_found_as_it_was_written(ada):
    """What a text is made of when it comes in, and a query when it is asked: each engine must read both the same way."""
    novel = make_work("novel")
    review = make_review(ada, "x", (novel,))
    letters = [
        chr(code)
        for code in range(0x30, 0x2000)
        if unicodedata.category(chr(code)) in {"Lu", "Ll", "Lo", "Nd"} and unicodedata.is_normalized("NFC", chr(code))
    ]
    assert len(letters) > 4_000
    # SQLite's tokenizer doesn't know the youngest letters, nor that Cherokee has small ones by now: lost to search, and no fault.
    old = [
        letter
        for letter in letters
        if unicodedata.ucd_3_2_0.category(letter) != "Cn" and not unicodedata.name(letter).startswith("CHEROKEE")
    ]
    Review.objects.filter(pk=review.pk).update(search_text=" ".join(f"q{letter}q" for letter in old))
    lost = [letter for letter in old if not rows_with(REVIEW_PROSE, fold(f"q{letter}q"))]
    assert lost == []


@pytest.mark.parametrize("letter", [letter for letter in LETTERS if letter != "\u00ad"])
def test_the_letters_of_the_house_are_found_by_what_people_type(ada, letter):
    make_review(ada, "x", (make_work("novel"),), title=f"one{letter}two")
    assert rows_with(REVIEW_TITLE, f"one{LETTERS[letter].lower()}two")
    assert rows_with(REVIEW_TITLE, fold(f"ONE{letter}TWO"))


def test_words_of_letters_and_digits_stay_whole(ada):
    """PostgreSQL's parser knows numbers, versions and addresses; none of them may fall apart differently in text and query."""
    chance = random.Random(3)
    spelt = ["".join(chance.choices("abe0123456789x", k=chance.randint(1, 12))) for _number in range(400)]
    novel = make_work("novel")
    review = make_review(ada, "x", (novel,))
    Review.objects.filter(pk=review.pk).update(search_text=" ".join(spelt))
    assert [word for word in spelt if not rows_with(REVIEW_PROSE, word)] == []
    assert not rows_with(REVIEW_PROSE, "zzz")


#: Scripts by the bytes of a letter: first letter, how many there are.
ALPHABETS = {"latin": (0x61, 26), "hangul": (0xAC00, 11_000), "han": (0x4E00, 20_000), "han beyond": (0x20000, 40_000)}


@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("length", [1, 3])
def test_the_longest_review_fits_into_the_index(ada, alphabet, length):
    """PostgreSQL refuses a row whose words need a megabyte: no text that the door lets in may come to that."""
    chance = random.Random(5)
    first, count = ALPHABETS[alphabet]
    letters = "".join(chr(first + chance.randrange(count)) for _number in range(REVIEW_LIMIT))
    spelt = [letters[at : at + length] for at in range(0, len(letters) * length // (length + 1), length)]
    review = make_review(ada, "x", (make_work("novel"),))
    Review.objects.filter(pk=review.pk).update(search_text=" ".join(spelt)[:REVIEW_LIMIT])
    assert rows_with(REVIEW_PROSE, spelt[0]) == [review.pk]
    Review.objects.filter(pk=review.pk).update(search_text="short")
    assert rows_with(REVIEW_PROSE, spelt[0]) == []


def test_a_word_as_long_as_a_review_breaks_nothing(ada):
    review = make_review(ada, "x", (make_work("novel"),))
    Review.objects.filter(pk=review.pk).update(search_text="a" * REVIEW_LIMIT + " lantern")
    assert rows_with(REVIEW_PROSE, "lantern") == [review.pk]


def test_names_of_makers_are_read_as_names(ada):
    work = make_work("odd", creators=['Jo "The Lamp" O’Neill', "Zoë\\Ann", "😀 Émile"])
    make_review(ada, "x", (work,))
    for words in (("the", "lamp"), ("zoe", "ann"), ("emile",), ("o", "neill")):
        assert rows_with(WORK_CREATORS, *words) == [work.pk], words
    assert not rows_with(WORK_CREATORS, "u00eb")


def test_a_story_without_works_and_a_work_without_story_are_no_fault(client):
    Story.objects.create(title="Alone", slug="alone")
    make_work("alone", title="Alone")
    assert client.get("/search/", {"q": "alone"}).status_code == 200


# What the check says ---------------------------------------------------------------------------------------------------


def test_a_whole_site_has_no_complaint():
    assert checks.sqlite_can_search() == []
    assert checks.index_is_whole(databases=["default"]) == []
    call_command("check", "--database", "default", stdout=StringIO())


def test_a_sqlite_without_fts5_is_told_in_plain_words(monkeypatch):
    class Bare(sqlite3.Connection):
        def execute(self, *_args):
            raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(sqlite3, "connect", Bare)
    found = checks.sqlite_can_search()
    if connection.vendor == ON_SQLITE:
        assert [fault.id for fault in found] == ["search.E001"]
        assert "FTS5" in found[0].msg
        assert "PostgreSQL" in (found[0].hint or "")
    else:
        assert found == []


def test_an_index_that_has_lost_a_part_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER search_reviews_review_update" if connection.vendor == ON_SQLITE else "DROP INDEX reviews_review_words_title"
        )
    found = checks.index_is_whole(databases=["default"])
    assert [fault.id for fault in found] == ["search.W001"]
    assert "reviews_review" in found[0].msg
    assert checks.index_is_whole(databases=None) == []


def test_a_database_that_search_does_not_know_is_named(monkeypatch):
    monkeypatch.setattr(connections["default"], "vendor", "mysql")
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        engine_of(connections["default"])
