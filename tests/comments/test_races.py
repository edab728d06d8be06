"""Two at once, in real processes, on whichever database the suite runs."""

from functools import partial

import pytest

from reviews.comments import actions, deciding
from reviews.comments.models import Comment, Thread
from reviews.comments.receipts import new_key
from reviews.comments.records import Decision
from tests.fixture_site import make_comment, make_review, make_work
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


def send(review, key, text="Once"):
    comment = actions.post_comment(review=review, text=text, room="before", key=key, guest_name="Dov", guest_email="dov@example.org")
    return comment.pk


def decide(comment, verdict, by):
    return deciding.decide(comment, verdict=verdict, by=by, seen_revision=1).verdict


def test_the_same_form_sent_at_once_makes_one_comment_and_one_answer(review):
    answers = race([partial(send, review, new_key_) for new_key_ in [new_key()] * 8])
    assert len(set(answers)) == 1
    assert Comment.objects.get().pk == answers[0]
    assert Decision.objects.count() == 1


def test_replies_at_once_get_places_of_their_own(review):
    answers = race([partial(send, review, new_key(), f"Reply {number}") for number in range(8)])
    assert len(set(answers)) == 8
    assert sorted(Comment.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert Thread.objects.get().last_number == 8


def test_two_moderators_at_once_make_one_decision_and_the_other_sees_it(review, mo, edda):
    comment = make_comment(review, "Waits")
    outcomes = race([partial(decide, comment, "publish", mo), partial(decide, comment, "decline", edda)])
    decided = [outcome for outcome in outcomes if outcome in {"publish", "decline"}]
    refused = [outcome for outcome in outcomes if "AlreadyDecided" in outcome]
    assert len(decided) == len(refused) == 1
    comment.refresh_from_db()
    assert comment.state == {"publish": "published", "decline": "declined"}[decided[0]]
    assert Thread.objects.get().before_count == (comment.state == "published")
