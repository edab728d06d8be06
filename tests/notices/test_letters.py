"""What every mail of this house is like: for a stranger, whoever gets it, in two parts, with a way out, and the same at every try."""

import re
from collections.abc import Iterator
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import AUTHOR, MODERATOR
from reviews.comments.models import Comment
from reviews.comments.receipts import receipt_url
from reviews.notices import asking, digest
from reviews.notices.models import Mail
from reviews.spoilers.leaks import contains_any
from tests.conftest import make_member
from tests.fixture_site import make_comment, make_fixture_site
from tests.fixture_states import MASKED, make_every_state
from tests.guards.log_guard import PLANTED
from tests.guards.template_laws import broken_laws
from tests.house_client import html_faults
from tests.notices.conftest import message, tell
from tests.notices.reading import PREHEADER, in_words, kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Mail]]:
    """All mail of one site for the whole module: making it costs more than looking at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield all_there_is(make_member("ada", role=AUTHOR), make_member("mo", role=MODERATOR))
        transaction.set_rollback(True)


@pytest.fixture
def every_mail(written: list[Mail], db: None) -> list[Mail]:
    return written


def all_there_is(ada: User, mo: User) -> list[Mail]:
    """The mail that a site with a reply in every state can write, everybody having asked for all there is."""
    site = make_fixture_site(ada, mo)
    make_every_state(site, ada, mo)
    make_comment(
        site.review, "nuthatchanswer says >!kestrelafter!< to that", parent=site.before, publish_by=mo, guest_email="n@example.org"
    )
    Comment.objects.exclude(guest_email="").update(mail_decision=True, mail_replies=True, address_proven=True)
    told = tell()
    assert {kind_of(mail) for mail in told} == {"decision", "reply"}
    Comment.objects.filter(pk=site.pending.pk).update(address_proven=False)
    asking.ask_for_proofs()
    digest.send_digests(now=timezone.now().replace(hour=12))
    return list(Mail.objects.order_by("pk"))


def read(mail: Mail) -> tuple[EmailMessage, str, str]:
    sent = message_from_string(message(mail).as_string(), policy=policy.default)
    assert isinstance(sent, EmailMessage)
    plain, html = sent.iter_parts()
    return sent, plain.get_content(), html.get_content()


def of(mails: list[Mail], kind: str) -> list[Mail]:
    return [mail for mail in mails if kind_of(mail) == kind]


def test_no_part_and_no_header_holds_a_hidden_word_and_the_public_words_are_there(every_mail):
    for mail in every_mail:
        sent, plain, html = read(mail)
        headers = "\n".join(f"{name}: {value}" for name, value in sent.items() if name != "To")
        # What a moderator wrote to a writer goes to that writer.
        allowed = {"decision": {"ruffreason"}}.get(kind_of(mail), set())
        for place in (headers, plain, html, sent.as_string().replace(mail.to, "")):
            assert set(contains_any({*PLANTED, MASKED}, place)) <= allowed, mail.key
    everything = "".join(mail.body_text for mail in every_mail)
    assert "robinbefore" in everything
    assert "nuthatchanswer says […] to that" in everything
    assert all("On “Down the well”, " in mail.body_text for mail in of(every_mail, "digest"))
    assert of(every_mail, "digest")


def test_both_parts_say_the_same_words_and_close_the_same_gates(every_mail):
    (answer,) = [mail for mail in of(every_mail, "reply") if "nuthatchanswer" in mail.body_text]
    assert "nuthatchanswer says [" in answer.body_html
    assert "[A spoiler, gives away <cite>The Well</cite>]" in answer.body_html
    for mail in every_mail:
        assert mail.body_text.count("http") <= mail.body_html.count('href="http') + 2, mail.key


def test_no_subject_and_no_first_line_holds_a_word_of_a_reply(every_mail):
    words = ("robinbefore", "nuthatchanswer", "pelicanpending")
    for mail in every_mail:
        _, plain, html = read(mail)
        shown = in_words(html)
        assert not contains_any(words, mail.subject + shown[:PREHEADER] + plain[:PREHEADER]), mail.key


def test_each_has_both_parts_headers_and_an_address_that_stops_it(every_mail):
    ids = set()
    for mail in every_mail:
        sent, plain, html = read(mail)
        assert sent.get_content_type() == "multipart/alternative"
        assert sent["Auto-Submitted"] == "auto-generated"
        assert sent["Content-Language"] == "en"
        assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        stop = sent["List-Unsubscribe"].strip(" <>")
        assert stop.startswith("http://testserver/mail/stop/")
        assert stop in plain
        assert stop in html
        assert html_faults(html) == []
        assert broken_laws(html) == []
        assert not re.search(r'(?:href|src)="(?!http)', html), "an address that leads nowhere from a mail"
        ids.add(sent["Message-ID"])
    assert len(ids) == len(every_mail)


def test_every_try_at_a_mail_has_the_same_id(every_mail):
    for mail in every_mail:
        assert message(mail)["Message-ID"] == message(Mail.objects.get(pk=mail.pk))["Message-ID"]
        assert re.fullmatch(r"<[0-9a-f]{32}@testserver>", message(mail)["Message-ID"])


def test_a_receipt_goes_to_its_writer_alone(every_mail):
    addresses: dict[str, set[str]] = {comment.guest_email: set() for comment in Comment.objects.exclude(guest_email="")}
    for comment in Comment.objects.exclude(guest_email=""):
        addresses[comment.guest_email].add(f"http://testserver{receipt_url(comment.key)}")
    found = 0
    for mail in every_mail:
        for address in re.findall(r"http://testserver/r/[\w-]+/", mail.body_text + mail.body_html):
            assert address in addresses[mail.to], mail.key
            found += 1
    assert found
    assert not any("/r/" in mail.body_text for mail in of(every_mail, "proof")), "and not to an address that nobody confirmed"
