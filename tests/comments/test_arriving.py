"""What becomes of a reply as a browser sends it: the rules look, and nobody is trusted for what they typed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.comments import actions, arriving, deciding, faults
from reviews.comments.models import Comment, State, Thread
from reviews.comments.proofs import proof_for
from reviews.comments.proving import prove_address
from reviews.comments.receipts import key_made_at, new_key
from reviews.comments.rules.models import RuleBook
from reviews.comments.sender import Sender
from reviews.comments.taking import Closed, closed_because, with_reply_rules
from reviews.publishing.access import published_review
from reviews.publishing.models import Review
from reviews.spoilers.reader import omniscient
from tests.fixture_site import make_review, make_work

pytestmark = pytest.mark.django_db
TEXT = "A quiet start.\n\n<!--more-->\n\nIn the end Quillfeather drowns the lighthouse keeper in the well."


@pytest.fixture
def review(ada):
    return make_review(ada, TEXT, (make_work("the-well"),), slug="down")


def rules(**settings):
    quiet = {"hold_all": False, "trust_after": 0, "least_seconds": 0, "seconds_between": 0}
    RuleBook.objects.update_or_create(pk=1, defaults={**quiet, **settings})


def send(review, text="A word about it.", *, sender=None, room="before", **facts):
    if "author" not in facts:
        facts = {"guest_name": "Dov", "guest_email": "dov@example.org", **facts}
    return actions.post_comment(
        review=review, text=text, room=room, key=facts.pop("key", None) or new_key(), sender=sender or Sender(), **facts
    )


def findings(comment):
    return [finding["rule"] for finding in comment.decisions.earliest("id").evidence.get("findings", [])]


def test_where_no_rule_holds_it_a_reply_is_public_at_once(review):
    rules()
    comment = send(review)
    assert (comment.state, findings(comment), Thread.objects.get().before_count) == (State.PUBLISHED, [], 1)


def test_as_it_comes_every_reply_waits_and_every_reason_is_kept(review):
    comment = send(review, sender=Sender(network="n" * 32, trap="filled"))
    assert comment.state == State.PENDING
    assert {"hold_all", "first", "trap", "time_trap"} <= set(findings(comment))
    assert (comment.network, comment.decisions.get().rule) == ("n" * 32, "hold_all")
    assert comment.arrival["published_before"] == 0
    assert "word" not in str(comment.arrival)


def test_a_moderators_reply_is_asked_by_no_rule(review, mo):
    assert send(review, author=mo, sender=Sender(trap="filled")).state == State.PUBLISHED


def test_typing_a_known_name_and_address_earns_nothing(review, mo):
    rules(trust_after=1)
    known = send(review)
    prove_address(known)
    deciding.decide(known, verdict="publish", by=mo, seen_revision=1)
    assert send(review, "Somebody else types the same.").state == State.PENDING
    assert send(review, "The same browser.", sender=Sender(proof=proof_for("Dov@example.org"))).state == State.PUBLISHED
    assert send(review, "A proof of another address.", sender=Sender(proof=proof_for("eve@example.org"))).state == State.PENDING


def test_what_only_waited_for_its_writer_is_public_once_they_are_known(review, mo):
    rules(trust_after=1)
    known = send(review)
    prove_address(known)
    assert known.state == State.PENDING, "nothing of theirs is public yet"
    deciding.decide(known, verdict="publish", by=mo, seen_revision=1)
    second = send(review, "And another thing.")
    prove_address(second)
    second.refresh_from_db()
    assert (second.state, second.decisions.latest("id").rule) == (State.PUBLISHED, "first")


def test_what_was_held_for_more_than_its_writer_still_waits(review, mo):
    rules(trust_after=1, held_words="thing")
    known = send(review)
    prove_address(known)
    deciding.decide(known, verdict="publish", by=mo, seen_revision=1)
    second = send(review, "And another thing.")
    prove_address(second)
    second.refresh_from_db()
    assert second.state == State.PENDING


def test_a_blocked_member_is_refused_and_so_is_everybody_while_replies_are_paused(review, ben, mo):
    rules(paused=True)
    with pytest.raises(faults.RepliesPaused):
        send(review)
    assert send(review, author=mo).state == State.PUBLISHED
    rules(paused=False)
    ben.blocked_at = timezone.now()
    with pytest.raises(faults.Blocked):
        send(review, author=ben)
    assert Comment.objects.count() == 1


def test_a_refusal_stores_nothing(review):
    rules(refused_words="lottery")
    with pytest.raises(faults.RefusedByRule) as refused:
        send(review, "Win the lottery.")
    assert refused.value.finding.rule == "refused_words"
    assert not Comment.objects.exists()


def test_the_same_form_again_is_no_repetition(review):
    rules(refuse_twice=True)
    key, sender = new_key(), Sender(network="n" * 32)
    assert send(review, key=key, sender=sender) == send(review, key=key, sender=sender)
    with pytest.raises(faults.RefusedByRule):
        send(review, sender=sender)


def test_what_resembles_a_hidden_passage_waits_before_the_break_alone(review):
    rules()
    told = send(review, "Quillfeather drowns the lighthouse keeper, what an end.", sender=Sender(knows=omniscient()))
    assert (told.state, findings(told)) == (State.PENDING, ["resembling"])
    assert send(review, "Quillfeather drowns the keeper.", room="after").state == State.PUBLISHED
    assert send(review, "I liked the quiet start.").state == State.PUBLISHED


@pytest.mark.parametrize("wrong", ["zz", "", "f" * 32, "0" * 32])
def test_a_key_that_cannot_be_says_no_time(wrong):
    assert key_made_at(wrong) is None


def test_a_key_says_when_it_was_made():
    made = key_made_at(new_key())
    assert made is not None
    assert abs(timezone.now() - made) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("settings", "age", "closed"),
    [
        ({}, 400, None),
        ({"paused": True}, 1, Closed.PAUSED),
        ({"close_after": 30}, 29, None),
        ({"close_after": 30}, 31, Closed.BY_AGE),
    ],
)
def test_a_page_says_why_it_takes_no_replies_without_another_query(review, django_assert_num_queries, settings, age, closed):
    rules(**settings)
    Review.objects.filter(pk=review.pk).update(published_at=timezone.now() - timedelta(days=age))
    with django_assert_num_queries(1):
        found = published_review("down", related=("thread",), noted=with_reply_rules())
        assert closed_because(found) is closed


def test_without_any_settings_a_page_takes_replies_until_a_moderator_closes_it(review):
    assert closed_because(published_review("down", related=("thread",), noted=with_reply_rules())) is None
    actions.set_replies_open(review, is_open=False)
    assert closed_because(published_review("down", related=("thread",), noted=with_reply_rules())) is Closed.BY_HAND


def test_the_rule_of_staff_is_named(review, mo):
    assert send(review, author=mo).decisions.get().rule == arriving.STAFF
