"""Where hidden text lies at rest: in the few tables made for it, and in no session, no cache row, no log, no outbox, no task."""

import base64
import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from reviews.channels.search.install import compact
from reviews.comments.receipts import new_key, receipt_url
from reviews.shelf.models import Opening, ShelfEntry
from reviews.spoilers.leaks import contains_any
from tests.attacks.surface import planted_in
from tests.fixture_site import HIDDEN_IN_REVIEW
from tests.fixture_states import make_every_state
from tests.guards.log_guard import PLANTED

pytestmark = pytest.mark.django_db

#: Tables that are made to hold hidden text. A stranger's page reads none of them (tests/guards/test_leaks.py).
MADE_FOR_IT = {
    "reviews_passage",
    "reviews_reviewsource",
    "reviews_historicalreviewsource",
    "reviews_commentrevision",
    "reviews_commentpassage",
}
_TITLES = {"reviews_review", "reviews_historicalreview", "django_admin_log"}
#: Words that lie in further tables by nature: the title and summary of what is not public, a guest's name and address.
BY_NATURE = {
    "vulturedraft": _TITLES,
    "dunlinreview": _TITLES,
    # Its public words wait for their day, in the index too: the clock publishes.
    "bitternscheduled": _TITLES | {"reviews_tag", "search_reviews_review_data", "search_reviews_tag_data"},
    # It was public before it was taken back: SQLite's index keeps what was removed from it until its pages are merged.
    "marabouretracted": _TITLES | {"search_reviews_review_data"},
    "pangolinmail@example.org": {"reviews_comment", "reviews_mail"},
    "Falconname": {"reviews_comment"},
    # They were public before they were declined, or changed.
    "scaupgone": {"search_reviews_comment_data"},
    "pochardedited": {"search_reviews_comment_data"},
    # What a moderator wrote to the writer, what a rule saw, what a reader reported: evidence, read by the desk alone.
    "ruffreason": {"reviews_decision"},
    "eiderevidence": {"reviews_decision"},
    "gadwallflag": {"reviews_flag"},
    "Teal Nobody": {"reviews_comment"},
}
#: Its writer had it erased. SQLite's index keeps it until the worker's next round.
ERASED = "shovelererased"
_LONG_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def tables():
    """Every table with all of its text, packed values unpacked as far as they are packed here."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database itself
            yield table, "\n".join(unpacked(str(value)) for row in cursor.fetchall() for value in row if value is not None)


def unpacked(value):
    """`value`, and beside it what its base64 says: the cache's rows are pickles in it."""
    packed = [run.rstrip("=").replace("-", "+").replace("_", "/") for run in _LONG_BASE64.findall(value)]
    whole = [run[: len(run) - len(run) % 4] for run in packed]
    return "\n".join([value, *(base64.b64decode(run).decode(errors="replace") for run in whole)])


def where(words):
    """The tables in which each word lies."""
    found: dict[str, set[str]] = {word: set() for word in words}
    for table, text in tables():
        for word in contains_any(words, text):
            found[word].add(table)
    return found


@pytest.fixture
def lived_in(site, client, signed_in, ben, ada, mo):
    """A site on which everybody has opened, previewed, replied, decided, searched and gone wrong."""
    make_every_state(site, ada, mo)
    first = site.review.passages.get(position=0).handle
    for browser in (client, signed_in(ben), signed_in(mo), signed_in(ada)):
        for gate in ("break", first, site.before.passages.first().handle):
            browser.post(site.review.url + "open/", {"gate": gate})
        browser.post(site.film.shelf_url, {"finished": "yes"})
        assert "tapirbreak" in planted_in(browser.get(site.review.url))
        reply = {"name": "Dov", "email": "dov@example.org", "text": "It was tapirbreak >!kestrelafter!<", "room": "after"}
        browser.post(site.review.reply_url, reply)
        browser.post(site.review.reply_url, {**reply, "key": new_key(), "action": "send"}, follow=True)
        browser.post(site.review.reply_url, {**reply, "text": "tapirbreak ||unclosed", "key": new_key(), "action": "send"})
        browser.get("/search/", {"q": "tapirbreak"})
        browser.get("/openings/")
        browser.get(receipt_url(site.after.key))
        browser.post(site.review.url + "close/", {"gate": first})
    signed_in(mo).post(f"/moderation/{site.pending.pk}/look/")
    signed_in(mo).post(f"/moderation/{site.pending.pk}/decline/", {"revision": 1, "reason": "Off the subject."})
    signed_in(ada).post("/admin/reviews/review/preview/", {"text": "tapirbreak ||zebrainline||"})
    client.post("/accounts/login/", {"login": "tapirbreak", "password": "kestrelafter"})
    client.post("/accounts/password/reset/", {"email": "ben@example.org"})
    return site


def test_hidden_words_lie_in_the_tables_made_for_them_and_in_no_other(lived_in):
    found = where(set(PLANTED) - {ERASED})
    for word, in_tables in found.items():
        assert in_tables, f"{word} lies nowhere: the walk has lost its way"
        assert in_tables <= MADE_FOR_IT | BY_NATURE.get(word, set()), word
    assert set().union(*(found[word] for word in HIDDEN_IN_REVIEW)) == MADE_FOR_IT


def test_what_was_erased_lies_nowhere_once_the_worker_has_tidied_up(lived_in):
    compact(connection)
    assert where([ERASED]) == {ERASED: set()}


def test_sessions_hold_no_hidden_word_and_no_consent(lived_in):
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    assert len(sessions) >= 3
    assert Opening.objects.exists()
    assert ShelfEntry.objects.exists()
    keys = [lived_in.review.break_key, *lived_in.review.passages.values_list("key", flat=True)]
    assert not [word for word in (*PLANTED, *keys) if any(word in session for session in sessions)]


def test_the_shared_cache_holds_no_hidden_word(lived_in):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        rows = cursor.fetchall()
    assert rows, "throttling has left its counts"
    assert not contains_any(PLANTED, "\n".join(unpacked(str(value)) for row in rows for value in row))


def test_the_walk_would_find_a_word_in_a_cache_row_and_in_a_session(site, client, ben):
    cache.set("what-was-opened", {"text": "tapirbreak"})
    client.force_login(ben, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["kept"] = "kestrelafter"
    session.save()
    assert "shared_cache" in where(["tapirbreak"])["tapirbreak"]
    assert any("kestrelafter" in str(each.get_decoded()) for each in Session.objects.all())


def test_no_cookie_of_a_browser_holds_a_hidden_word(lived_in, client):
    assert client.cookies
    assert not contains_any(PLANTED, unpacked(client.cookies.output()))
