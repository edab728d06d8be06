"""Nobody opens a gate but the reader who presses it: no GET, no prefetch, no link preview, no other site's form or image."""

from itertools import cycle, product

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reviews.comments.models import Comment
from reviews.shelf.guest import COOKIE
from reviews.shelf.models import Opening, ShelfEntry
from tests.attacks.surface import Answer, planted_in, public_addresses
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: What browsers and previewers say when nobody has clicked yet.
PREFETCHES = (
    {"sec-purpose": "prefetch"},
    {"sec-purpose": "prefetch;prerender"},
    {"sec-purpose": "prefetch;anonymous-client-ip"},
    {"purpose": "prefetch"},
    {"x-purpose": "preview"},
    {"x-moz": "prefetch"},
)
#: Who fetches an address because somebody posted it somewhere.
ROBOTS = (
    "Twitterbot/1.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mastodon/4.3.0 (http.rb/5.2.0; +https://example.social/) Bot",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)",
    "",
)
#: What a browser says of a form that stands on another site, and what one without Sec-Fetch-Site says.
ELSEWHERE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver", "referer": "http://testserver/"},
    {"sec-fetch-site": "Same-Origin-Not"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://testserver:81"},
    {"referer": "https://evil.example/reviews/down-the-well/"},
    {"referer": "https://evil.example/?http://testserver/"},
)
QUESTIONS = (
    "gate=break", "open=break", "open=all", "to=g-break", "gate=all", "opened=1", "print=1", "format=json", "preview=1", "show=spoilers",
    "_method=POST",
)  # fmt: skip
SENT = {
    "open": {"gate": "break"},
    "close": {"gate": "break"},
    "shelf": {"finished": "yes"},
    "offer": {"mine": "no"},
    "flag": {"kind": "other", "note": "Mine", "revision": "1"},
    "reply": {"name": "Eve", "email": "eve@example.org", "text": "Mine", "room": "before", "key": "ab" * 16, "action": "send"},
}


#: They are for whoever has the receipt or the mail, and answer nobody else.
WITH_A_TOKEN = {"errand", "mail-stop", "receipt-edit", "receipt-erasure", "receipt-mail", "receipt-withdrawal"}


def addresses_of_forms(site):
    """Every address that takes a form without a token (tests/guards/test_exempt_views.py lists them), for this site."""
    known = {"slug": site.review.slug, "handle": site.before.handle, "token": "guessed-token-of-nobody"}
    rooms = [room for room in get_resolver().url_patterns if isinstance(room, URLResolver) and str(room.pattern) == ""]
    routes = [entry for room in rooms for entry in room.url_patterns if isinstance(entry, URLPattern)]
    exempt = [entry for entry in routes if getattr(entry.callback, "csrf_exempt", False)]
    found = {str(entry.name): reverse(entry.name, kwargs={word: known[word] for word in entry.pattern.converters}) for entry in exempt}
    assert {"open", "close", "forget", "shelf", "reply"} <= set(found)
    return {**found, "shelf": site.novel.shelf_url}


def remembered():
    """All that the site remembers of any reader, and every reply."""
    return (
        list(Opening.objects.order_by("pk").values()),
        list(ShelfEntry.objects.order_by("pk").values()),
        list(Comment.objects.order_by("pk").values()),
    )


def test_prefetch_gets_the_closed_page(client, site):
    for address, headers in zip(public_addresses(site), cycle(PREFETCHES), strict=False):
        early = client.get(address, headers=headers)
        assert Answer.of(early) == Answer.of(client.get(address)), (address, headers)
        assert not planted_in(early)


def test_prefetch_of_a_form_does_nothing(client, site, signed_in, ben):
    before = remembered()
    for browser, headers, (name, address) in product((client, signed_in(ben)), PREFETCHES, addresses_of_forms(site).items()):
        answer = browser.get(f"{address}?gate=break&finished=yes", headers=headers)
        # Those with a token are for whoever has it, and here nobody has one.
        assert answer.status_code in {200, 404, 405}, name
        assert COOKIE not in answer.cookies
        assert not planted_in(answer)
    assert remembered() == before


def test_prefetch_of_an_opened_page_is_kept_by_nobody(client, site):
    client.post(site.review.url + "open/", {"gate": "break"})
    answer = client.get(site.review.url, headers={"sec-purpose": "prefetch;prerender"})
    assert "tapirbreak" in planted_in(answer)
    assert answer["Cache-Control"] == "private, no-store"


def test_link_preview_and_search_engine_get_the_strangers_bytes(client, site):
    """Every page by some of them, and the page that hides most by all."""
    asked = [
        *zip(public_addresses(site).items(), cycle(ROBOTS), strict=False),
        *(((site.review.url, "openwhisper"), robot) for robot in ROBOTS),
    ]
    for (address, word), robot in asked:
        answer = client.get(address, headers={"user-agent": robot})
        assert Answer.of(answer) == Answer.of(client.get(address)), (address, robot)
        assert word in answer.content.decode(errors="replace")
        assert not planted_in(answer)
        assert not planted_in(client.head(address, headers={"user-agent": robot}))


def test_reveal_by_an_address_with_a_question_in_it(client, site):
    handle = site.review.passages.get(position=0).handle
    as_form = {"x-http-method-override": "POST", "accept": "application/json"}
    for method, query, gate in product(("get", "head"), QUESTIONS, ("break", handle)):
        answer = getattr(client, method)(f"{site.review.url}?{query.replace('break', gate)}", headers=as_form)
        assert answer.status_code == 200
        assert not planted_in(answer), query
        assert not answer.cookies
    assert not Opening.objects.exists()


@pytest.mark.parametrize("headers", ELSEWHERE, ids=lambda headers: " ".join(headers.values()))
def test_another_sites_form_changes_nothing_for_anybody(headers, client, site, signed_in, ben):
    member = signed_in(ben)
    member.post(site.review.url + "open/", {"gate": site.review.passages.get(position=0).handle})
    before = remembered()
    assert before[0], "there is something that a forged form could close"
    theirs = HouseClient(headers=headers)
    theirs.cookies = member.cookies
    for browser in (HouseClient(headers=headers), theirs):
        for name, address in addresses_of_forms(site).items():
            answer = browser.post(address, SENT.get(name, {}))
            # A receipt's forms believe a page that names no origin: the address is the key, and here it is nobody's.
            unnamed = headers.get("origin") == "null" and name.startswith("receipt-")
            assert answer.status_code == (404 if unnamed else 403), name
            assert COOKIE not in answer.cookies
            assert not planted_in(answer)
    assert remembered() == before


def test_the_same_form_from_our_own_page_does_what_it_says(client, site, signed_in, ben):
    """The permission beside the denial above: what was refused there is a form that works."""
    before = remembered()
    for name, address in addresses_of_forms(site).items():
        answer = signed_in(ben).post(address, SENT.get(name, {}))
        assert answer.status_code == 404 if name in WITH_A_TOKEN else answer.status_code in {200, 303}, name
    assert remembered() != before
    assert COOKIE in client.post(site.review.url + "open/", SENT["open"]).cookies


def test_another_sites_image_frame_or_script_opens_nothing(client, site):
    for kind in ("image", "iframe", "script", "style", "video", "object", "empty"):
        foreign = type(client)(headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": kind})
        for name, address in addresses_of_forms(site).items():
            answer = foreign.get(f"{address}?gate=break")
            reads = dict.fromkeys(("reply", "flag"), 200) | dict.fromkeys(WITH_A_TOKEN, 404)
            assert answer.status_code == reads.get(name, 405), name
            assert not answer.cookies
        assert not planted_in(foreign.get(site.review.url))


def test_no_page_may_be_framed_or_read_by_another_site(client, site):
    """A click that is stolen from a frame would be the reader's own, and same-origin at that."""
    client.post(site.review.url + "open/", {"gate": "break"})
    for browser in (client, type(client)()):
        answer = browser.get(site.review.url)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer
