"""A guest's cookie says what was opened on this device. Whatever is done to it, it says that or nothing."""

import time

import pytest
from django.http import HttpResponse

from reviews.publishing.names import random_name
from reviews.shelf import guest
from reviews.shelf.guest import COOKIE, MAX_AGE, MAX_BYTES, SALT, GuestShelf
from reviews.shelf.models import Opening, ShelfEntry
from tests.attacks.surface import Answer, planted_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Salts that a cookie may have been signed with: of versions before and after this one, and of anything else that is signed here.
OTHER_VERSIONS = [
    salt
    for salt in (
        "reviews.shelf.guest",
        "reviews.shelf.guest.v1",
        "reviews.shelf.guest.v2",
        "reviews.shelf.guest.v99",
        "django.core.signing",
    )
    if salt != SALT
]


@pytest.fixture
def closed(client, site):
    """The page as every stranger gets it."""
    return Answer.of(type(client)().get(site.review.url))


@pytest.fixture
def cookie(client, site):
    """A cookie that opens the break."""
    client.post(site.review.url + "open/", {"gate": "break"})
    return client.cookies[COOKIE].value


def page_with(client, site, value):
    browser = type(client)()
    browser.cookies[COOKIE] = value
    return browser.get(site.review.url)


def written(shelf):
    """The cookie of `shelf`, as the site would write it now."""
    response = HttpResponse()
    shelf.remember(response)
    return response.cookies[COOKIE].value


def test_untouched_it_opens_what_was_opened_and_no_more(client, site, cookie):
    seen = planted_in(page_with(client, site, cookie))
    assert "tapirbreak" in seen
    assert not seen & {"ibexnested", "otterblock", "zebrainline", "magpieinline"}


def test_tampered_with_anywhere_it_opens_nothing(client, site, cookie, closed):
    for place in [*range(0, len(cookie), 7), len(cookie) - 1]:
        other = "A" if cookie[place] != "A" else "B"
        answer = page_with(client, site, cookie[:place] + other + cookie[place + 1 :])
        assert Answer.of(answer) == closed, f"at {place} of {len(cookie)}"


def test_truncated_or_drawn_out_it_opens_nothing(client, site, cookie, closed):
    body, stamp, signature = cookie.rsplit(":", 2)
    others = [cookie[:length] for length in range(0, len(cookie), 9)]
    others += [cookie + "x", " " + cookie, f"{body}:{stamp}", f"{body}::{signature}", f"{body}:{signature}", f":{stamp}:{signature}"]
    for value in others:
        assert Answer.of(page_with(client, site, value)) == closed, value


def test_oversized_it_opens_nothing_though_it_is_signed(client, site, closed, monkeypatch):
    names = [random_name() for _ in range(400)]

    def shelf():
        full = GuestShelf()
        for name in names:
            full.open(name)
        full.open(site.review.break_key, works=[site.novel.pk, site.film.pk])
        return full

    assert "tapirbreak" in planted_in(page_with(client, site, written(shelf()))), "cut to size by ourselves it opens"
    monkeypatch.setattr(guest, "MAX_BYTES", 10**6)
    value = written(shelf())
    monkeypatch.undo()
    assert len(value) > MAX_BYTES
    assert Answer.of(page_with(client, site, value)) == closed


@pytest.mark.parametrize("salt", OTHER_VERSIONS)
def test_of_an_older_or_a_newer_version_it_opens_nothing(client, site, closed, monkeypatch, salt):
    shelf = GuestShelf()
    shelf.open(site.review.break_key, works=[site.novel.pk, site.film.pk])
    assert "tapirbreak" in planted_in(page_with(client, site, written(shelf)))
    monkeypatch.setattr(guest, "SALT", salt)
    value = written(shelf)
    monkeypatch.undo()
    assert Answer.of(page_with(client, site, value)) == closed


def test_after_thirty_days_it_opens_nothing(client, site, cookie, closed, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + MAX_AGE - 60)
    assert "tapirbreak" in planted_in(page_with(client, site, cookie))
    monkeypatch.setattr(time, "time", lambda: now + MAX_AGE + 60)
    late = page_with(client, site, cookie)
    monkeypatch.undo()
    assert late.content == closed.body


def test_signed_with_another_sites_key_it_opens_nothing(client, site, cookie, closed, settings):
    ours = settings.SECRET_KEY
    settings.SECRET_KEY = "another site's key, long enough for Django's own checks 0123456789 abcdefgh"
    shelf = GuestShelf()
    shelf.open(site.review.break_key, works=[site.novel.pk, site.film.pk])
    theirs = written(shelf)
    settings.SECRET_KEY = ours
    assert Answer.of(page_with(client, site, theirs)) == closed


def test_replayed_under_another_account_it_changes_nothing_there(client, site, cookie, signed_in, ben, closed):
    member = signed_in(ben)
    before = planted_in(member.get(site.review.url))
    for ask in (
        lambda: member.get(site.review.url),
        lambda: member.get(site.novel.url),
        lambda: member.get("/openings/"),
        lambda: member.post(site.review.url + "close/", {"gate": "break"}),
        lambda: member.get(site.review.url),
    ):
        member.cookies[COOKIE] = cookie
        assert not planted_in(ask())
    assert not before
    assert not Opening.objects.exists()
    assert not ShelfEntry.objects.exists()


def test_it_is_out_of_the_browser_once_somebody_has_signed_in(site, cookie, signed_in, ben):
    """Nor does it wait in a session: what a guest opened on a shared computer is not the next member's to find."""
    member = signed_in(ben)
    member.cookies[COOKIE] = cookie
    answers = [member.get(site.review.url), member.get("/openings/"), member.get("/")]
    assert any(answer.cookies.get(COOKIE) and answer.cookies[COOKIE].value == "" for answer in answers)
    member.cookies.pop(COOKIE, None)
    assert not planted_in(member.get(site.review.url))


def test_a_members_session_without_their_shelf_opens_nothing_of_theirs(client, site, signed_in, ben):
    member = signed_in(ben)
    member.post(site.review.url + "open/", {"gate": "break"})
    assert "tapirbreak" in planted_in(member.get(site.review.url))
    assert COOKIE not in member.cookies, "a member's openings travel in no cookie"
    member.post("/accounts/logout/")
    assert not planted_in(member.get(site.review.url))


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client, site, cookie):
    morsel = client.cookies[COOKIE]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert int(morsel["max-age"]) == MAX_AGE
    assert not morsel["domain"]


def test_the_cookie_holds_no_hidden_word_and_no_title(client, site, cookie):
    import base64
    import zlib

    body = cookie.rsplit(":", 2)[0]
    packed = body.startswith(".")
    raw = base64.urlsafe_b64decode((body.lstrip(".") + "===").encode())
    inside = (zlib.decompress(raw) if packed else raw).decode()
    assert site.review.break_key in inside, "the walk has found what is inside"
    assert not [word for word in ("tapirbreak", "well", "Well", site.review.slug) if word in inside]
