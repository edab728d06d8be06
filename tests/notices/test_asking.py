"""An address is asked once whether it is its owner's, before anything else goes there; a refusal holds."""

import hashlib
import re
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F
from django.utils import timezone

from reviews.comments import erasing
from reviews.comments.models import Comment
from reviews.comments.proofs import proof_for, proves
from reviews.notices import asking, tidying
from reviews.notices.models import Errand, Mail
from reviews.notices.timing import ERRANDS_KEPT, PROOF_LASTS
from tests.house_client import HouseClient
from tests.notices.conftest import decide, guest_reply, members_reply, tell
from tests.racing import race

pytestmark = pytest.mark.django_db


def ask(days=0):
    """Let the worker look, and return who was written to."""
    known = set(Mail.objects.values_list("pk", flat=True))
    asking.ask_for_proofs(now=timezone.now() + timedelta(days=days))
    return [mail.to for mail in Mail.objects.exclude(pk__in=known).order_by("pk")]


def links(mail):
    """Where the mail leads: to the page that confirms, and to the one that stops it."""
    found = {address.removeprefix("http://testserver") for address in re.findall(r"http://testserver/mail/[\w./-]+/", mail.body_text)}
    (stop,) = (address for address in found if "/stop/" in address)
    (confirm,) = found - {stop}
    return confirm, stop


def proven(comment):
    return Comment.objects.get(pk=comment.pk).address_proven


def test_a_guest_who_asks_for_mail_is_asked_once(review):
    guest_reply(review, proven=False)
    assert ask() == ["dov@example.org"]
    assert [ask(days) for days in (0, 1, 4, 20)] == [[], [], [], []]


@pytest.mark.parametrize("wishes", [{"mail_decision": False}, {"mail_replies": False}], ids=str)
def test_one_wish_is_enough(wishes, review):
    guest_reply(review, proven=False, **wishes)
    assert ask() == ["dov@example.org"]


def test_who_wants_no_mail_or_has_confirmed_or_is_a_member_is_not_asked(review, ben, mo):
    guest_reply(review, "One", proven=False, mail_decision=False, mail_replies=False)
    guest_reply(review, "Two", proven=True)
    members_reply(review, ben, "Three")
    decide(guest_reply(review, "Four", proven=False, guest_email="spam@example.org"), "spam", mo)
    erasing.erase(guest_reply(review, "Five", proven=False, guest_email="erased@example.org"))
    assert ask() == []


def test_one_address_is_asked_once_a_day_however_many_replies_are_signed_with_it(review):
    first, second = guest_reply(review, "One", proven=False), guest_reply(review, "Two", proven=False)
    guest_reply(review, "Three", proven=False, guest_email="nell@example.org")
    assert ask() == ["dov@example.org", "nell@example.org"]
    assert ask() == []
    assert ask(days=1) == ["dov@example.org"]
    assert [errand.comment for errand in Errand.objects.filter(comment__guest_email="dov@example.org").order_by("pk")] == [first, second]


def test_the_button_confirms_this_reply_and_hands_the_browser_a_proof(review, client):
    comment, other = guest_reply(review, "One", proven=False), guest_reply(review, "Two", proven=False)
    ask()
    confirm, _ = links(Mail.objects.get())
    page = client.get(confirm).content.decode()
    assert "dov@example.org" in page
    assert "/r/" not in page, "the receipt is for whoever confirms"
    assert not proven(comment)
    done = client.post(confirm).content.decode()
    assert (proven(comment), proven(other)) == (True, False)
    proof = re.search(r'data-proof="([^"]+)" data-email="dov@example.org"', done)
    assert proof
    assert proves(proof[1], "dov@example.org")
    assert not proves(proof[1], "nell@example.org")
    assert "/r/" in done


def test_a_proof_names_an_address_that_nobody_can_guess_from_it(settings):
    proof = proof_for("Dov@example.org")
    assert proves(proof, " dov@EXAMPLE.org")
    assert hashlib.sha256(b"dov@example.org").hexdigest()[:32] not in proof
    assert not proves(proof, "nell@example.org")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert proves(proof, "dov@example.org"), "a new key takes no confirmation away while the old one is known"
    settings.SECRET_KEY_FALLBACKS = []
    assert not proves(proof, "dov@example.org")


def test_what_was_confirmed_gets_mail_and_what_was_not_gets_none(review, client, mo):
    comment, other = guest_reply(review, "One", proven=False), guest_reply(review, "Two", proven=False, guest_email="nell@example.org")
    ask()
    client.post(links(Mail.objects.get(to="dov@example.org"))[0])
    for each in (comment, other):
        decide(each, "publish", mo)
    assert [mail.to for mail in tell()] == ["dov@example.org"]


def test_used_twice_it_says_that_it_is_done(review, client):
    comment = guest_reply(review, proven=False)
    ask()
    confirm, _ = links(Mail.objects.get())
    client.post(confirm)
    for answer in (client.get(confirm), client.post(confirm)):
        assert answer.status_code == 410
        assert "confirmed already" in answer.content.decode()
        assert "data-proof" not in answer.content.decode()
    assert proven(comment)


def test_after_two_weeks_it_confirms_nothing(review, client):
    comment = guest_reply(review, proven=False)
    ask()
    confirm, _ = links(Mail.objects.get())
    Errand.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for answer in (client.get(confirm), client.post(confirm)):
        assert answer.status_code == 410
    assert not proven(comment)
    assert timedelta(days=14) == PROOF_LASTS, "the page says so"


def test_an_erased_reply_is_not_confirmed(review, client):
    comment = guest_reply(review, proven=False)
    ask()
    confirm, _ = links(Mail.objects.get())
    erasing.erase(comment)
    assert client.post(confirm).status_code == 410
    assert not proven(comment)


def test_whoever_refuses_is_not_asked_again_whatever_is_signed_with_the_address(review, client):
    comment = guest_reply(review, proven=False)
    waiting = guest_reply(review, "Signed before", proven=False)
    ask()
    confirm, stop = links(Mail.objects.get())
    assert client.post(stop).status_code == 200
    for each in (comment, waiting):
        each.refresh_from_db()
        assert (each.mail_decision, each.mail_replies, each.address_proven) == (False, False, False)
    guest_reply(review, "Signed afterwards", proven=False)
    assert [ask(days) for days in (0, 1, 30)] == [[], [], []]
    assert client.post(confirm).status_code == 410
    Errand.objects.update(made_at=timezone.now() - ERRANDS_KEPT)
    guest_reply(review, "Of somebody else", proven=False, guest_email="nell@example.org")
    assert ask(days=1) == ["nell@example.org"]


def days_pass(days):
    """Everything so far happened so long ago, and the outbox has been tidied up since."""
    for model, column in ((Comment, "created_at"), (Errand, "made_at")):
        model.objects.update(**{column: F(column) - timedelta(days=days)})
    Mail.objects.update(sent_at=timezone.now() - timedelta(days=days))
    tidying.tidy()


def test_whoever_says_nothing_is_left_in_peace_however_often_the_outbox_is_tidied(review):
    guest_reply(review, "One", proven=False)
    guest_reply(review, "Two", proven=False)
    assert ask() == ["dov@example.org"]
    days_pass(PROOF_LASTS.days + 1)
    assert ask() == [], "the second reply is too old for another mail"
    days_pass(ERRANDS_KEPT.days + 1)
    assert not Mail.objects.exists()
    assert ask() == []
    guest_reply(review, "Three", proven=False)
    assert ask() == ["dov@example.org"]


def test_who_asks_for_mail_long_after_they_wrote_is_asked_once(review):
    guest_reply(review, proven=False)
    days_pass(ERRANDS_KEPT.days)
    assert ask() == ["dov@example.org"]
    days_pass(ERRANDS_KEPT.days + 1)
    assert ask() == []


@pytest.mark.parametrize("refused_after", [0, 91])
def test_a_refusal_outlives_the_tidying_and_goes_with_the_address(refused_after, review, client):
    comment = guest_reply(review, proven=False)
    ask()
    _, stop = links(Mail.objects.get())
    days_pass(refused_after)
    client.post(stop)
    days_pass(ERRANDS_KEPT.days + 1)
    guest_reply(review, "Signed afterwards", proven=False)
    assert ask() == []
    erasing.erase(comment)
    days_pass(0)
    assert not Errand.objects.exists()


def test_refusing_takes_nothing_from_who_has_confirmed(review, client):
    comment = guest_reply(review, proven=False)
    ask()
    confirm, stop = links(Mail.objects.get())
    client.post(confirm)
    client.post(stop)
    comment.refresh_from_db()
    assert (comment.mail_decision, comment.address_proven) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_once(review):
    guest_reply(review, "One", proven=False)
    guest_reply(review, "Two", proven=False)
    race([partial(asking.ask_for_proofs)] * 3)
    assert Mail.objects.count() == Errand.objects.count() == 1
    assert HouseClient().get(links(Mail.objects.get())[0]).status_code == 200
