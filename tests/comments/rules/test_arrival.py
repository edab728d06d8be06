"""Replies as they are sent: what the rules make of them, end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django_tasks_db.models import DBTaskResult

from reviews.comments import actions
from reviews.comments.faults import RefusedByRule
from reviews.comments.models import Comment
from reviews.comments.proofs import proof_for
from reviews.comments.receipts import new_key
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.tasks import check_reply
from reviews.comments.rules.words import told_all
from reviews.comments.sender import Sender
from tests.fixture_site import make_review, make_work

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.publishing.models import Review

pytestmark = pytest.mark.django_db
ADDRESS = "dov@example.org"


@pytest.fixture
def review(ada: User) -> Review:
    """The owner waves through whoever is trusted and calm."""
    RuleBook(pk=1, hold_all=False, trust_after=1, seconds_between=0, least_seconds=0).save()
    return make_review(ada, "Text.", (make_work("the-well"),))


def send(review: Review, text: str, *, proof: str = "", network: str = "", **facts: Any) -> Comment:
    if "author" not in facts:
        facts = {"guest_name": "Dov", "guest_email": ADDRESS, **facts}
    sender = Sender(proof=proof, network=network)
    return actions.post_comment(review=review, text=text, room="before", key=new_key(), sender=sender, **facts)


def rules_of(comment: Comment) -> list[str]:
    return [each["rule"] for each in comment.decisions.get(verdict="arrive").evidence.get("findings", [])]


def test_typing_a_trusted_writers_name_and_address_earns_nothing(review: Review) -> None:
    trusted = send(review, "The first words.", proof=proof_for(ADDRESS))
    Comment.objects.filter(pk=trusted.pk).update(state="published")
    typed = send(review, "Some other words.")
    assert (typed.state, rules_of(typed)) == ("pending", ["first"])
    assert "proven no address" in told_all(typed.decisions.get().evidence)[0]
    stolen = send(review, "Yet other words.", proof=proof_for("eve@example.org"))
    assert stolen.state == "pending"
    proven = send(review, "Words of my own.", proof=proof_for(ADDRESS), guest_name="Another name", guest_email="DOV@example.org")
    assert (proven.state, rules_of(proven)) == ("published", [])


def test_what_a_rule_refuses_is_stored_nowhere(review: Review) -> None:
    RuleBook.objects.update(refused_words="casino")
    with pytest.raises(RefusedByRule) as refused:
        send(review, "A casino.")
    assert refused.value.finding.rule == "refused_words"
    assert not Comment.objects.exists()


def test_same_words_twice_are_refused_from_the_same_network_alone(review: Review) -> None:
    send(review, "The very same words.", network="a" * 32)
    with pytest.raises(RefusedByRule) as refused:
        send(review, "The very same words!", network="a" * 32)
    assert refused.value.finding.rule == "twice"
    assert send(review, "The very same words!", network="b" * 32).pk


def test_flood_from_one_network_is_refused(review: Review) -> None:
    RuleBook.objects.update(replies_an_hour=2)
    for words in ("One word.", "Two words."):
        send(review, words, network="a" * 32)
    with pytest.raises(RefusedByRule) as refused:
        send(review, "Three words.", network="a" * 32)
    assert refused.value.finding.evidence == {"count": 2, "limit": 2, "by": "network"}


def test_facts_are_kept_for_a_rehearsal_without_a_word(review: Review) -> None:
    comment = send(review, "kestreltext https://kestrel.example", guest_name="Kestrelname", network="a" * 32)
    comment.refresh_from_db()
    assert comment.arrival["links"] == 1
    assert "kestrel" not in repr(comment.arrival).casefold()
    assert "a" * 32 not in repr(comment.arrival)
    assert ADDRESS not in repr(comment.arrival)


def test_moderators_are_asked_by_no_rule(review: Review, mo: User) -> None:
    RuleBook.objects.update(hold_all=True, refused_words="casino")
    comment = send(review, "A casino.", author=mo)
    assert (comment.state, comment.decisions.get().rule) == ("published", "staff")


def test_checker_is_asked_by_the_worker_of_a_number_and_no_address_is_kept_for_it(review: Review) -> None:
    RuleBook.objects.update(trust_after=0, checker_url="https://check.example", checker_key="k")
    sender = Sender(network="a" * 32)
    comment = actions.post_comment(
        review=review, text="Words.", room="before", key=new_key(), sender=sender, guest_name="Dov", guest_email=ADDRESS
    )
    assert (comment.state, rules_of(comment)) == ("pending", ["checker"])
    task = DBTaskResult.objects.get(task_path=check_reply.module_path)
    assert task.args_kwargs == {"args": [comment.pk], "kwargs": {}}
