"""Reporting a reply: who may, what comes back, and that the thanks tell nothing."""

import re

import pytest
from django.utils import timezone

from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.records import Flag
from reviews.comments.rules.models import RuleBook
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import make_comment, make_review, make_work
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXT = "A fine book. The *wagtail* did it, and nobody saw it coming."


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down", title="Down")


@pytest.fixture
def reply(review, mo):
    return make_comment(review, TEXT, publish_by=mo)


@pytest.fixture(params=["guest", "member"])
def browser(request, client, signed_in, ben):
    return client if request.param == "guest" else signed_in(ben)


def send(browser, reply, **sent):
    return browser.post(f"/c/{reply.handle}/flag/", {"kind": "spoiler", "words": "", "text": "", "revision": 1, **sent})


def test_the_page_shows_the_reply_and_is_its_readers_alone(browser, reply):
    response = browser.get(f"/c/{reply.handle}/flag/")
    html = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "did it, and nobody saw it coming" in html
    assert "data-flag-form" in html
    assert "This gives the story away" in html
    assert "data-flag>" not in html, "the reply is shown here to be read"


def test_a_report_hides_the_words_and_is_thanked_for(browser, reply):
    response = send(browser, reply, words="The wagtail did it", text="It gave the end away.")
    assert (response.status_code, response["Location"]) == (303, f"/c/{reply.handle}/flag/thanks/")
    thanks = browser.get(response["Location"])
    assert thanks.status_code == 200
    assert thanks["Cache-Control"] == "private, no-store"
    assert "wagtail" not in browser.get("/reviews/down/").content.decode()
    made = Flag.objects.get()
    assert made.note.reveal() == "It gave the end away."
    assert (made.by is None) is bool(made.network)


def test_the_link_stands_beside_every_reply_that_may_be_read(client, signed_in, ada, mo, review, reply):
    behind = make_comment(review, "Behind", room="after", publish_by=mo)
    assert f'href="/c/{reply.handle}/flag/"' in client.get("/reviews/down/").content.decode()
    assert f"/c/{behind.handle}/" not in client.get("/reviews/down/").content.decode()
    client.post("/reviews/down/open/", {"gate": "break"})
    assert f'href="/c/{behind.handle}/flag/"' in client.get("/reviews/down/").content.decode()


def test_behind_the_break_it_takes_an_open_room(client, mo, review):
    behind = make_comment(review, "Kestrelword", room="after", publish_by=mo, guest_name="Falconname")
    response = client.get(f"/c/{behind.handle}/flag/")
    assert (response.status_code, response["Location"]) == (302, f"/c/{behind.handle}/")
    refused = send(client, behind, text="My own words")
    assert refused.status_code == 409
    assert b"My own words" in refused.content
    assert not contains_any(["Kestrelword", "Falconname"], response.content + refused.content)
    client.post("/reviews/down/open/", {"gate": "break"})
    assert "Kestrelword" in client.get(f"/c/{behind.handle}/flag/").content.decode()
    assert send(client, behind).status_code == 303


@pytest.mark.parametrize("verdict", ["decline", "spam", "withdraw", "hold"])
def test_what_is_not_public_can_not_be_reported_and_the_words_come_back(client, mo, review, reply, verdict):
    make_comment(review, "Answer", parent=reply, publish_by=mo)
    deciding.decide(reply, verdict=verdict, by=mo, seen_revision=1, reason="No.")
    waiting = make_comment(review, "Pelicanword")
    for handle in (reply.handle, waiting.handle, "unknown", "x" * 200):
        assert client.get(f"/c/{handle}/flag/").status_code == 404
        answer = client.post(f"/c/{handle}/flag/", {"kind": "spoiler", "text": "My own words", "revision": 1})
        assert answer.status_code == 404
        assert b"My own words" in answer.content
    assert client.get(f"/c/{waiting.handle}/flag/thanks/").status_code == 404


def test_under_a_review_that_was_taken_back_it_is_gone(client, ada, review, reply):
    review.status = "retracted"
    review.save(update_fields=["status"])
    assert client.get(f"/c/{reply.handle}/flag/").status_code == 410
    assert client.get(f"/c/{reply.handle}/flag/thanks/").status_code == 410
    answer = send(client, reply, text="My own words")
    assert answer.status_code == 410
    assert b"My own words" in answer.content


REFUSALS: dict[str, tuple[dict[str, object], int, str]] = {
    "no kind": ({"kind": ""}, 422, "Choose one."),
    "words from elsewhere": ({"words": "The gardener did it"}, 422, "These words are not in the reply as you see it."),
    "words without a letter": ({"words": "…"}, 422, "These words are not in the reply as you see it."),
    "too many words": ({"words": "wagtail " * 200}, 422, "Nothing is lost"),
    "a text that has changed": ({"revision": 7}, 409, "The reply has changed since you read it."),
    "no revision": ({"revision": "one"}, 422, "Enter a whole number."),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_says_why_and_gives_everything_back(client, reply, case):
    sent, status, words = REFUSALS[case]
    response = send(client, reply, **{"text": "My own words", "words": "The wagtail did it", **sent})
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert "My own words" in html
    if "words" not in sent:
        assert "The wagtail did it" in html
    assert not Flag.objects.exists()


def test_a_changed_text_is_shown_anew_and_can_be_reported_then(client, reply):
    response = send(client, reply, revision=7, text="My own words")
    assert re.search(r'name="revision" value="1"', response.content.decode())
    assert send(client, reply).status_code == 303


def test_twice_is_told_and_makes_no_second_row(browser, reply):
    assert send(browser, reply, kind="personal").status_code == 303
    again = send(browser, reply, kind="personal", text="My own words")
    assert again.status_code == 409
    assert b"You have reported this already." in again.content
    assert b"My own words" in again.content
    assert Flag.objects.count() == 1


def test_a_day_is_full_at_some_time(client, mo, review):
    RuleBook.objects.create(pk=1, flags_a_day=1)
    first, second = (make_comment(review, "Text", publish_by=mo) for _ in range(2))
    assert send(client, first, kind="other").status_code == 303
    refused = send(client, second, kind="other", text="My own words")
    assert refused.status_code == 429
    assert b"That is all for today: 1 report a day." in refused.content
    assert b"My own words" in refused.content


def test_own_replies_and_blocked_members_are_refused_with_a_reason(signed_in, ben, mo, review, reply):
    mine = make_comment(review, "Mine", author=ben, publish_by=mo)
    browser = signed_in(ben)
    for answer in (browser.get(f"/c/{mine.handle}/flag/"), send(browser, mine, text="My own words")):
        assert answer.status_code == 403
        assert b"This reply is yours." in answer.content
    assert b"My own words" in answer.content
    ben.blocked_at = timezone.now()
    ben.save(update_fields=["blocked_at"])
    for answer in (browser.get(f"/c/{reply.handle}/flag/"), send(browser, reply, text="My own words")):
        assert answer.status_code == 403
        assert b"kept this account from replying and reporting" in answer.content
    assert not Flag.objects.exists()


def test_the_thanks_are_the_same_whatever_the_report_led_to(client, signed_in, ben, mo, review):
    pages = []
    for number, kind in enumerate(["spoiler", "personal", "spoiler"]):
        reply = make_comment(review, f"Birdword{number} flies.", publish_by=mo)
        if number == 2:
            deciding.set_lock(reply, locked=True, by=mo, seen_revision=1)
        response = send(client, reply, kind=kind, words=f"Birdword{number}")
        assert response.status_code == 303
        pages.append(client.get(response["Location"]).content)
    assert pages[0] == pages[1] == pages[2]
    assert Flag.objects.exclude(hid=None).count() == 1
    assert b"/moderation/log/" in pages[0]
    RuleBook.objects.create(pk=1, public_log=False)
    assert b"/moderation/log/" not in client.get(response["Location"]).content


def test_another_sites_form_is_refused_and_its_words_come_back(reply):
    stranger = HouseClient(headers={"sec-fetch-site": "cross-site"})
    response = send(stranger, reply, text="My own words")
    assert response.status_code == 403
    assert b"My own words" in response.content
    assert not Flag.objects.exists()


def test_a_get_reports_nothing(client, reply):
    client.get(f"/c/{reply.handle}/flag/", {"kind": "spoiler", "revision": 1})
    assert not Flag.objects.exists()
    assert Comment.objects.get(pk=reply.pk).room == "before"
    assert client.put(f"/c/{reply.handle}/flag/").status_code == 405
