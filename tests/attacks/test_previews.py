"""Previews and other small answers: each to whom it is for, of their own text alone, kept by nobody."""

import pytest

from accounts.roles import AUTHOR
from reviews.comments.receipts import new_key
from tests.attacks.surface import planted_in
from tests.conftest import make_member
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PREVIEW, PICTURE = "/admin/reviews/review/preview/", "/admin/reviews/review/picture/"
REPLY = "/reviews/down-the-well/reply/"
MINE = "An albatrossword and ||a lynxword|| of mine."
GUEST = {"name": "Eve", "email": "eve@example.org", "room": "before", "text": MINE}


@pytest.mark.parametrize("address", [PREVIEW, PICTURE])
@pytest.mark.parametrize("who", [None, "ben", "mo"])
def test_desk_previews_are_not_for_strangers_readers_and_moderators(address, who, client, signed_in, site, request):
    browser = signed_in(request.getfixturevalue(who)) if who else client
    for answer in (browser.post(address, {"text": MINE}), browser.get(address), browser.head(address)):
        assert answer.status_code in {302, 403}
        assert b"lynxword" not in answer.content
        assert answer["Cache-Control"] not in {"public, no-cache", ""}


def test_desk_preview_shows_the_text_that_was_sent_and_nothing_that_is_stored(site, signed_in):
    browser = signed_in(make_member("vera", role=AUTHOR))
    asked = {
        "text": MINE, "reviewed_works": [site.novel.pk], "review": site.review.pk, "object_id": site.review.pk, "id": site.draft.pk,
        "slug": site.draft.slug, "gate": "break", "everything": "1",
    }  # fmt: skip
    answer = browser.post(f"{PREVIEW}?review={site.draft.pk}&id={site.review.pk}&_popup=1", asked)
    assert answer.status_code == 200
    assert b"lynxword" in answer.content
    assert not planted_in(answer)
    assert answer["Cache-Control"].startswith("private, no-store")
    assert answer["X-Robots-Tag"] == "noindex"
    assert browser.get(f"{PREVIEW}?text={MINE}").status_code == 405


def test_desk_preview_needs_its_token(site, ada):
    browser = HouseClient(enforce_csrf_checks=True)
    browser.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(PREVIEW, {"text": MINE}).status_code == 403


@pytest.mark.parametrize("parent", ["after", "before", "pending", "declined"])
def test_reply_preview_shows_ones_own_words_and_none_of_what_is_answered(parent, client, site):
    """Whatever it is that one answers, before the break or behind it, waiting or declined."""
    handle = getattr(site, parent).handle
    for sent in (
        {**GUEST, "parent": handle},
        {**GUEST, "parent": handle, "action": "edit"},
        {**GUEST, "parent": handle, "text": "||never closed"},
    ):
        answer = client.post(REPLY, sent)
        assert answer.status_code in {200, 409, 422}
        assert not planted_in(answer)
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "lynxword" in client.post(REPLY, GUEST).content.decode()


def test_reply_preview_by_get_shows_nothing_of_what_stands_in_the_address(client, site):
    answer = client.get(REPLY, {**GUEST, "action": "send", "key": new_key()})
    assert answer.status_code == 200
    assert b"lynxword" not in answer.content


def test_no_page_answers_in_another_format(client, site):
    """What asks for JSON, or as a script, gets the page that everybody gets, or is refused."""
    for accept in ("application/json", "application/activity+json", "text/markdown", "text/plain", "application/xml"):
        for headers in (
            {"accept": accept},
            {"accept": accept, "x-requested-with": "XMLHttpRequest"},
            {"accept": accept, "x-requested-with": "fetch"},
        ):
            answer = client.get(site.review.url, headers=headers)
            assert answer.content == client.get(site.review.url).content
    for rest in (".json", ".md", ".txt", "/.json", "/json/", "/source/", "/raw/", "/amp/", "/print/", "/edit/", "/history/", "/revisions/"):
        answer = client.get(site.review.url.rstrip("/") + rest, follow=True)
        assert answer.status_code in {404, 405}, rest
        assert not planted_in(answer)


def test_the_scripts_answer_holds_only_what_was_asked_for(client, site):
    """The fragment for one gate is that gate, whatever else this browser has open."""
    first = site.review.passages.get(position=0).handle
    client.post(site.review.url + "open/", {"gate": "break"})
    answer = client.post(site.review.url + "open/", {"gate": first}, headers={"x-requested-with": "fetch"})
    assert planted_in(answer) == {"zebrainline"}
    assert answer["Cache-Control"] == "private, no-store"
    assert not planted_in(client.post(site.review.url + "close/", {"gate": first}, headers={"x-requested-with": "fetch"}))
