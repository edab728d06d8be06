"""What goes wrong beside hidden text says nothing of it: not on the error page, not in the log, not on Django's own page with DEBUG."""

import io
import logging
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.http import HttpRequest, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from reviews.comments.receipts import receipt_url
from reviews.publishing.sealed import Sealed
from reviews.spoilers.leaks import contains_any
from reviews.web.logs import NoAddresses, QuietFormatter
from reviews.web.reports import QuietFilter, shown, words_of
from tests.attacks import breaking
from tests.attacks.surface import planted_in
from tests.guards.log_guard import PLANTED

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/"
#: Where the page of a review is put together, its hidden text in hand for a reader who opened it.
AT_HAND = "reviews.pages.review.template_context"
MOST_OF_ALL = "tapirbreak"


def has_opened(client, browser):
    """`browser` with the cookies of somebody who has opened the break."""
    client.post(URL + "open/", {"gate": "break"})
    assert MOST_OF_ALL in planted_in(client.get(URL))
    browser.cookies = client.cookies
    return browser


def refusals(site):
    """A way of being refused for each status: who asks, how, where, and with what."""
    return [
        (400, "guest", "post", site.novel.shelf_url, {"finished": "perhaps"}),
        (403, "from elsewhere", "post", URL + "open/", {"gate": "break"}),
        (403, "member", "get", "/moderation/", {}),
        (403, "member", "post", f"/moderation/{site.after.pk}/look/", {}),
        (404, "guest", "post", URL + "open/", {"gate": "nosuchgate"}),
        (404, "guest", "get", site.draft.url, {}),
        (404, "guest", "get", receipt_url("0" * 32), {}),
        (405, "guest", "get", URL + "open/", {}),
        (405, "guest", "delete", URL, {}),
        (410, "guest", "get", site.retracted.url, {}),
        (410, "guest", "post", site.retracted.url + "reply/", {"text": "Mine"}),
        (422, "guest", "post", URL + "reply/", {"text": "", "parent": site.after.handle}),
        (428, "says not whence", "post", URL + "open/", {"gate": "break"}),
    ]


def test_no_refusal_holds_a_hidden_word_or_is_kept(client, site, signed_in, ben):
    """All of them asked by somebody who has opened the break, so that a page with everything on it is at hand."""
    asking = {
        "guest": has_opened(client, client),
        "member": has_opened(signed_in(ben), signed_in(ben)),
        "from elsewhere": has_opened(client, type(client)(headers={"sec-fetch-site": "cross-site"})),
        "says not whence": has_opened(client, type(client)(headers={})),
    }
    for status, who, method, address, sent in refusals(site):
        answer = getattr(asking[who], method)(address, sent)
        assert answer.status_code == status, address
        assert not planted_in(answer), address
        assert answer["Cache-Control"] == "private, no-store", address
        assert "ETag" not in answer


@pytest.mark.parametrize("fault", breaking.FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_an_opened_page_shows_and_logs_nothing_of_it(fault, client, site, monkeypatch, log_watch):
    browser = has_opened(client, type(client)(raise_request_exception=False))
    monkeypatch.setattr(AT_HAND, fault)
    answer = browser.get(URL)
    assert answer.status_code == 500
    assert not planted_in(answer)
    assert answer["Cache-Control"] == "private, no-store"
    said = as_logged(log_watch.records)
    assert fault.__name__ in said, "the log says where"
    assert not contains_any(PLANTED, said)
    log_watch.forget()  # faults whose words quote what they hold: the formatter that we write with leaves those words out
    assert URL not in said


def test_a_fault_beside_hidden_text_needs_no_forgiveness(client, site, monkeypatch):
    """A fault that does not quote what it holds is no leak for any handler: the guard of all tests watches this one too."""
    browser = has_opened(client, type(client)(raise_request_exception=False))
    monkeypatch.setattr(AT_HAND, breaking.plainly)
    assert browser.get(URL).status_code == 500


def as_logged(records):
    """What the site's own handler writes of these records: its formatter and its filter, by name in the settings."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(NoAddresses())
    handler.setFormatter(QuietFormatter("{message}", style="{"))
    for record in records:
        handler.handle(record)
    logged: dict[str, Any] = site_settings.LOGGING
    assert logged["formatters"]["line"]["()"] == "reviews.web.logs.QuietFormatter"
    assert all(handler["formatter"] == "line" for handler in logged["handlers"].values()), "no handler writes in other words"
    return said.getvalue()


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
@pytest.mark.parametrize("fault", breaking.FAULTS, ids=lambda fault: fault.__name__)
def test_the_debug_page_shows_no_hidden_word(fault, accept, client, site, settings, monkeypatch, log_watch):
    settings.DEBUG = True
    # Django's own page is not written for our strict client.
    browser = has_opened(client, Client(raise_request_exception=False, headers={"sec-fetch-site": "same-origin"}))
    monkeypatch.setattr(AT_HAND, fault)
    answer = browser.get(URL, headers={"accept": accept})
    html = answer.content.decode()
    assert answer.status_code == 500
    assert fault.__name__ in html
    assert "break_open" in html or accept == "text/plain", "variables are shown by name and kind"
    assert not contains_any(PLANTED, answer.content)
    assert browser.cookies["shelf"].value not in html
    log_watch.forget()


@pytest.mark.parametrize("path", ["reply/", "open/"])
def test_the_debug_page_shows_nothing_that_was_sent(path, client, site, settings, monkeypatch):
    settings.DEBUG = True
    browser = Client(raise_request_exception=False, headers={"sec-fetch-site": "same-origin"})
    monkeypatch.setattr("reviews.comments.views.ReplyForm.is_valid", breaking.plainly)
    monkeypatch.setattr("reviews.shelf.guest.GuestShelf.open", breaking.plainly)
    answer = browser.post(URL + path, {"gate": "break", "text": "An albatrossword of mine", "email": "dov@example.org"})
    assert answer.status_code == 500
    assert b"albatrossword" not in answer.content
    assert b"dov@example.org" not in answer.content


def test_the_debug_pages_of_404_and_400_show_no_hidden_word(client, site, settings):
    settings.DEBUG = True
    browser = has_opened(client, Client(headers={"sec-fetch-site": "same-origin"}))
    for address in (URL + "nowhere/", site.draft.url, "/r/nothing/", reverse("work", args=["nothing"])):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert not contains_any(set(PLANTED), answer.content), address
    bad = browser.get(URL, headers={"host": "elsewhere.example"})
    assert bad.status_code == 400
    assert not contains_any(PLANTED, bad.content)


def test_our_own_words_for_variables_and_faults(site):
    for kept in (None, True, 7, 2.5, site.review.published_at, site.before.__class__, breaking.plainly):
        assert shown(kept) is kept
    for value, words in (
        ("zebra", "<str>"),
        (b"zebra", "<bytes>"),
        (["zebra"], "<list>"),
        ({"zebra": 1}, "<dict>"),
        (QueryDict("text=zebra"), "<QueryDict>"),
        (Sealed("zebra"), "<Sealed>"),
        (Sealed("zebra").reveal, "<method>"),
        (site.review, f"<Review {site.review.pk}>"),
    ):
        assert repr(shown(value)) == words
    assert words_of(AttributeError("'str' object has no attribute 'x'")) == "'str' object has no attribute 'x'"
    for fault in (ValueError("zebra"), KeyError("zebra"), TypeError("zebra"), None):
        assert "zebra" not in words_of(fault)


def test_the_debug_page_wakes_nothing_that_sleeps(rf: RequestFactory):
    def wake():
        raise AssertionError("evaluated")

    assert repr(shown(SimpleLazyObject(wake))) == "<SimpleLazyObject>"
    request = rf.post("/", {"text": "zebra"})
    assert isinstance(request, HttpRequest)
    assert list(QuietFilter().get_post_parameters(request).values()) == [QuietFilter.cleansed_substitute]
    assert QuietFilter().get_post_parameters(None) == {}
