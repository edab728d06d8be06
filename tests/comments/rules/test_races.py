"""Two at once, in real processes: two owners, and a moderator with the spam checker."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from reviews.comments import deciding
from reviews.comments.rules import checker
from reviews.comments.rules.actions import save_rules
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.tasks import check_reply
from tests.fixture_site import make_comment, make_review, make_work
from tests.racing import race

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)


def save(owner: User, links: int) -> int:
    return save_rules({"links_held": links}, by=owner, seen_version=0).links_held


def publish(comment: Comment, by: User) -> str:
    return deciding.decide(comment, verdict="publish", by=by, seen_revision=1).verdict


def test_two_who_set_the_rules_at_once_do_not_overwrite_each_other(owner: User) -> None:
    outcomes = race([partial(save, owner, links) for links in (5, 6, 7, 8)])
    (saved,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert [outcome for outcome in outcomes if not isinstance(outcome, int)] == ["Stale(1)"] * 3
    book = RuleBook.objects.get()
    assert (book.links_held, book.version) == (saved, 1)


def test_moderator_and_checker_at_once_make_one_decision(ada: User, mo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    review = make_review(ada, "Text.", (make_work("the-well"),))
    RuleBook(pk=1, checker_url="https://check.example", checker_key="k").save()
    monkeypatch.setattr(checker, "is_spam", lambda *_asked: True)
    comment = make_comment(review, "Waits")
    moderators, _checkers = race([partial(publish, comment, mo), partial(check_reply.call, comment.pk)])
    comment.refresh_from_db()
    assert comment.decisions.count() == 2
    assert comment.state == ("published" if moderators == "publish" else "spam")
    assert moderators == "publish" or "AlreadyDecided" in moderators
