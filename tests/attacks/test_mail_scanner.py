"""A mail scanner follows every link there is in every mail and on every private page, before the person it was for has seen it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from reviews.comments.models import Comment
from reviews.comments.receipts import new_key, receipt_url
from reviews.notices import asking, digest, telling
from reviews.notices.actions import message_of
from reviews.notices.models import Mail
from reviews.notices.timing import NOTICE_DELAY
from reviews.shelf.guest import COOKIE
from reviews.spoilers.leaks import contains_any
from tests.attacks.surface import planted_in
from tests.conftest import make_member
from tests.guards.log_guard import PLANTED
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Tables that a visit may touch: sessions and throttling. None of them is a reader's knowledge, a reply's state or an account's fact.
TOUCHED = {"django_session", "shared_cache"}
_LINK = re.compile(r"https?://[^\s<>\"')]+")
_HREF = re.compile(r'(?:href|src|action|formaction)="([^"]+)"')


def links_in(text):
    """The addresses of this site that a text names, in full or as a page's links."""
    found = [*_LINK.findall(text), *(address.replace("&amp;", "&") for address in _HREF.findall(text))]
    parts = [urlsplit(address) for address in found]
    ours = {
        part._replace(scheme="", netloc="", fragment="").geturl()
        for part in parts
        if part.netloc in {"", "testserver"} and part.scheme != "mailto"
    }
    return sorted(address for address in ours if address.startswith("/") and not address.startswith("/static/"))


def everything():
    """Every row of every table but those that a visit may touch."""
    with connection.cursor() as cursor:
        rows = {}
        for table in set(connection.introspection.table_names(cursor)) - TOUCHED:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database itself
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def scan(addresses):
    """Fetch everything as scanners do: without a cookie, by HEAD and by GET, and following where it leads."""
    for address in addresses:
        scanner = HouseClient(headers={"user-agent": "Mozilla/5.0 (compatible; MailScanner/1.0)"})
        for answer in (scanner.head(address), scanner.get(address), scanner.get(address, follow=True)):
            assert answer.status_code < 500, address
            assert COOKIE not in answer.cookies, address
            yield address, answer


@pytest.fixture
def mails(site, client, signed_in, ben, mailoutbox):
    """Every mail that a stranger, a member and a moderator can make the site write, and the site by itself."""
    client.post("/accounts/signup/", {"username": "newcomer", "email": "new@example.org", "password1": "a quiet house at night"})
    client.post("/accounts/password/reset/", {"email": "ben@example.org"})
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    member = signed_in(ben)
    member.post("/accounts/email/", {"email": "other@example.org", "action_add": ""})
    answerers = (member, signed_in(make_member("nell")))
    for writer, room, parent in zip(answerers, ("before", "after"), (site.before, site.after), strict=True):
        reply = {"text": "It was tapirbreak >!kestrelafter!<", "room": room, "parent": parent.handle, "key": new_key(), "action": "send"}
        assert writer.post(site.review.reply_url, reply).status_code == 303
    return [*mailoutbox, *notices_of(site)]


def notices_of(site):
    """What the worker writes when everybody has asked for mail: decisions, answers, what waits, and whether an address is right."""
    Comment.objects.exclude(guest_email="").update(mail_decision=True, mail_replies=True, address_proven=True)
    Comment.objects.filter(pk=site.pending.pk).update(address_proven=False)
    now = timezone.now()
    asking.ask_for_proofs(now=now)
    digest.send_digests(now=now.replace(hour=12))
    telling.tell_all(now=now + NOTICE_DELAY + timedelta(minutes=1))
    kinds = {
        str(mail.key).rsplit(":", 2)[-2 if "decision" in str(mail.key) else -1] for mail in Mail.objects.exclude(key__startswith="digest")
    }
    assert kinds == {"decision", "proof"}
    assert Mail.objects.filter(key__startswith="digest").exists()
    return [message_of(mail) for mail in Mail.objects.all()]


def test_following_every_link_of_every_mail_opens_and_confirms_nothing(mails, site):
    links = {
        address for mail in mails for address in links_in(mail.body + "".join(str(part[0]) for part in getattr(mail, "alternatives", [])))
    }
    assert any("/confirm-email/" in address for address in links)
    assert any("/password/reset/key/" in address for address in links)
    assert any(address.startswith("/mail/stop/") for address in links)
    assert sum(address.startswith("/mail/") and "/stop/" not in address for address in links) >= 3, "to publish, as spam, and to confirm"
    before = everything()
    for address, answer in scan(sorted(links)):
        # A receipt shows its writer’s words; a link that decides shows what waits, and one that confirms the address it was sent to.
        own = (
            PLANTED if address.startswith("/r/") else {"pelicanpending", "pangolinmail@example.org"} if address.startswith("/mail/") else ()
        )
        assert planted_in(answer) <= set(own), address
    assert everything() == before
    assert not EmailAddress.objects.get(email="new@example.org").verified


def test_no_mail_holds_a_hidden_word(mails):
    for mail in mails:
        words = set(PLANTED) - set(mail.to)
        assert not contains_any(words, str(mail.message()))
        assert not contains_any(words, mail.subject + mail.body)
    assert any("waits for a moderator" in mail.body or "wait for a moderator" in mail.body for mail in mails), "of what could leak"


def test_following_every_link_of_a_receipt_changes_nothing(site, client, mo, signed_in):
    """Its writer's words are on it: that is what it is for. Nothing else is, and no link on it does anything."""
    own = {
        "before": {"robinbefore", "magpieinline"},
        "after": {"kestrelafter", "Falconname"},
        "pending": {"pelicanpending", "pangolinmail@example.org"},
        "declined": {"condordeclined"},
    }
    before = everything()
    for name, words in own.items():
        address = receipt_url(getattr(site, name).key)
        page = client.get(address)
        assert planted_in(page) <= words | {"Falconname"}
        links = links_in(page.content.decode())
        assert site.review.url in links
        for link, answer in scan([address, *links]):
            assert planted_in(answer) <= (words if link.startswith("/r/") else set()), link
    assert everything() == before
    assert {comment.state for comment in Comment.objects.all()} == {"published", "pending", "declined"}


@pytest.mark.parametrize("who", ["guest", "member"])
def test_following_every_link_of_every_page_opens_nothing(who, site, client, signed_in):
    """The same with the reader's own cookies: a scanner in the browser, or a plug-in that fetches ahead."""
    browser = client if who == "guest" else signed_in(make_member("nell"))
    browser.post(site.review.url + "open/", {"gate": "break"})
    opened = planted_in(browser.get(site.review.url))
    assert "tapirbreak" in opened
    links = {
        link
        for address in (site.review.url, site.novel.url, "/", "/works/", "/openings/")
        for link in links_in(browser.get(address).content.decode())
    }
    assert {f"{site.review.url}open/", f"{site.review.url}close/", "/openings/forget/"} <= links
    before = everything()
    for link in sorted(links - {"/accounts/logout/"}):
        answer = browser.get(link)
        assert answer.status_code < 500
        assert planted_in(answer) <= opened, link
    assert everything() == before
    assert planted_in(browser.get(site.review.url)) == opened, "and closes nothing"
