"""Exactly once, over HTTP and in real processes: one row, one decision, one answer, whatever the rules say of repetitions."""

from functools import partial

import pytest

from reviews.comments.arriving import weigh_arrival
from reviews.comments.models import Comment, Thread
from reviews.comments.receipts import key_made_at, new_key
from reviews.comments.records import Decision
from reviews.comments.rules.models import RuleBook
from tests.fixture_site import make_review, make_work
from tests.house_client import HouseClient
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/reviews/down/reply/"
GUEST = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": "Only once.", "action": "send"}
#: As many as a proxy that tries again, or a finger that hammers, can manage.
AT_ONCE = 20


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


def send(sent):
    answer = HouseClient().post(URL, sent)
    return answer.status_code, answer.get("Location", "")


def test_twenty_at_once_make_one_reply_one_decision_and_the_same_answer(review):
    RuleBook.objects.create(pk=1, seconds_between=60, refuse_twice=True, replies_an_hour=1)
    answers = race([partial(send, {**GUEST, "key": new_key_}) for new_key_ in [new_key()] * AT_ONCE])
    assert {status for status, _ in answers} == {303}
    assert len({receipt for _, receipt in answers}) == 1
    comment = Comment.objects.get()
    assert comment.revisions.count() == 1
    assert Decision.objects.get().verdict == Decision.Verdict.ARRIVE
    assert Thread.objects.get().last_number == 1
    receipt = HouseClient().get(answers[0][1])
    assert receipt.status_code == 200
    assert "Only once." in receipt.content.decode()


@pytest.mark.once
def test_the_second_of_two_at_once_is_no_repetition_to_the_rules(review, monkeypatch):
    RuleBook.objects.create(pk=1, seconds_between=60)
    sent, first = {**GUEST, "key": new_key()}, []

    def overtaken(incoming):
        monkeypatch.setattr("reviews.comments.actions.weigh_arrival", weigh_arrival)
        first.append(send(sent))
        return weigh_arrival(incoming)

    monkeypatch.setattr("reviews.comments.actions.weigh_arrival", overtaken)
    assert [send(sent)] == first
    assert first[0][0] == 303
    # Another form a moment later is one.
    assert send({**sent, "key": new_key(), "text": "Something else."})[0] == 429


@pytest.mark.once
def test_back_and_resend_is_the_same_answer_and_another_text_is_not(review):
    RuleBook.objects.create(pk=1, seconds_between=0)
    sent = {**GUEST, "key": new_key()}
    first = send(sent)
    assert send(sent) == first
    assert send({**sent, "name": "Somebody else", "room": "after"}) == first
    other = HouseClient().post(URL, {**sent, "text": "Another text."})
    assert other.status_code == 409
    assert Comment.objects.count() == Decision.objects.count() == 1


@pytest.mark.once
def test_the_preview_holds_the_key_that_makes_it_once_without_script(review):
    page = HouseClient().post(URL, {**GUEST, "action": ""}).context["form"]
    key = page["key"].value()
    assert key_made_at(key) is not None
    assert send({**GUEST, "key": key}) == send({**GUEST, "key": key})
    assert Comment.objects.count() == 1


@pytest.mark.once
def test_a_key_says_when_it_was_made_and_hyphens_make_no_difference(review):
    key = new_key()
    hyphenated = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}".upper()
    assert send({**GUEST, "key": key}) == send({**GUEST, "key": hyphenated})


@pytest.mark.once
def test_a_guests_key_is_no_members(review, ben, signed_in):
    sent = {**GUEST, "key": new_key()}
    assert send(sent)[0] == 303
    assert signed_in(ben).post(URL, sent).status_code == 409
