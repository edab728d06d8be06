"""The spam checker: what it is told, what follows from each answer, and that everything else fails to a moderator."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews.comments import deciding, undoing
from reviews.comments.models import Comment, CommentRevision
from reviews.comments.records import Decision
from reviews.comments.rules import checker
from reviews.comments.rules.book import Settings
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.tasks import HEARS_AFTER, check_reply, correct_checker, hear
from tests.fixture_site import make_comment, make_review, make_work

from .fake_checker import HANGS_UP, FakeChecker, fake_checker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from tests.guards.log_guard import LogWatch

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ASKED_ALONE = {"findings": [{"rule": "checker", "evidence": {}}]}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeChecker]:
    """The owner has named a checker, and it runs on this machine, which no proxy stands before."""
    monkeypatch.setenv("no_proxy", "*")
    with fake_checker() as running:
        RuleBook(pk=1, checker_url=f"{running.url}/", checker_key="the-key").save()
        yield running


@pytest.fixture
def waiting(ada: User) -> Comment:
    """A reply that waits for the checker and nothing else."""
    review = make_review(ada, "Text.", (make_work("the-well"),), slug="down-the-well")
    comment = make_comment(review, "A reply of some words.")
    comment.decisions.update(rule="checker", evidence=ASKED_ALONE)
    return comment


def ask(comment: Comment) -> tuple[str, Decision]:
    """The state after the worker has asked, and the last decision."""
    check_reply.call(comment.pk)
    comment.refresh_from_db()
    return comment.state, comment.decisions.latest("id")


def said(decision: Decision) -> tuple[str, str, Any]:
    return decision.verdict, decision.rule, decision.evidence["findings"][0]["evidence"]


def test_checker_is_told_what_it_needs_and_no_address_of_anybody(fake: FakeChecker, waiting: Comment) -> None:
    ask(waiting)
    ((path, sent),) = fake.asked
    assert path == "/1.1/comment-check"
    assert sent == {
        "api_key": "the-key", "blog": "http://testserver", "blog_charset": "UTF-8", "blog_lang": "en", "user_ip": "0.0.0.0",  # noqa: S104 - as it is told
        "permalink": "http://testserver/reviews/down-the-well/", "comment_type": "reply", "comment_author": "Dov",
        "comment_content": "A reply of some words.", "comment_date_gmt": waiting.created_at.isoformat(),
    }  # fmt: skip
    assert "dov@example.org" not in str(sent)


def test_spam_is_marked_as_spam_by_the_rule(fake: FakeChecker, waiting: Comment) -> None:
    fake.body = b"true"
    state, decision = ask(waiting)
    assert state == "spam"
    assert said(decision) == ("spam", "checker", {"answer": "spam"})
    assert decision.by is None


def test_what_nothing_else_held_is_published(fake: FakeChecker, waiting: Comment) -> None:
    state, decision = ask(waiting)
    assert state == "published"
    assert said(decision) == ("publish", "checker", {"answer": "ham"})


@pytest.mark.parametrize("rule", ["links", "hold_all", "failed"])
def test_what_something_else_held_waits_on_with_the_answer(fake: FakeChecker, waiting: Comment, rule: str) -> None:
    waiting.decisions.update(evidence={"findings": [{"rule": rule, "evidence": {}}, *ASKED_ALONE["findings"]]})
    state, decision = ask(waiting)
    assert state == "pending"
    assert said(decision) == ("hold", "checker", {"answer": "ham"})


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (200, b"invalid", "invalid key"),
        (200, b"Invalid key", "invalid key"),
        (200, b"", "unreadable answer"),
        (200, b"<html>" + b"x" * 100_000, "unreadable answer"),
        (200, b"\xff\xfe", "unreadable answer"),
        (500, b"true", "status 500"),
        (403, b"false", "status 403"),
        (302, b"false", "redirect"),
        (HANGS_UP, b"", "unreachable"),
    ],
)
def test_no_answer_leaves_the_reply_waiting_and_says_so(fake: FakeChecker, waiting: Comment, status: int, body: bytes, fault: str) -> None:
    fake.status, fake.body, fake.location = status, body, f"{fake.url}/elsewhere" if status == 302 else ""
    state, decision = ask(waiting)
    assert state == "pending"
    assert said(decision) == ("hold", "failed", {"rule": "checker", "fault": fault})
    assert len(fake.asked) == 1


def test_checker_that_is_too_slow_leaves_the_reply_waiting(fake: FakeChecker, waiting: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def open(self, *_request: object, timeout: float) -> None:
            raise TimeoutError(timeout)

    monkeypatch.setattr(urllib.request, "build_opener", lambda *_handlers: Slow())
    assert said(ask(waiting)[1]) == ("hold", "failed", {"rule": "checker", "fault": "timeout"})
    assert checker.TIMEOUT <= 10


@pytest.mark.parametrize("drips", ["head", "body"])
def test_checker_that_drips_is_too_slow_however_often_it_says_something(
    fake: FakeChecker, waiting: Comment, monkeypatch: pytest.MonkeyPatch, drips: str
) -> None:
    monkeypatch.setattr(checker, "TIMEOUT", 0.3)
    fake.drips, fake.body = drips, b"true"
    assert said(ask(waiting)[1]) == ("hold", "failed", {"rule": "checker", "fault": "timeout"})
    assert fake.dripped > 1, "it spoke in time, each time"


def test_checker_that_is_not_there_leaves_the_reply_waiting(waiting: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with fake_checker() as gone:
        pass
    RuleBook(pk=1, checker_url=gone.url, checker_key="k").save()
    assert said(ask(waiting)[1]) == ("hold", "failed", {"rule": "checker", "fault": "unreachable"})


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org", "", "http://[broken"])
def test_nothing_but_the_web_is_asked(url: str) -> None:
    question = checker.Question(text="x", name="x", permalink="", written_at=timezone.now(), language="en")
    with pytest.raises(checker.NoAnswer):
        checker.is_spam(question, Settings(checker_url=url, checker_key="k"))


@pytest.mark.parametrize("body", [b"true", b"false"])
def test_moderator_who_was_first_is_not_overruled(fake: FakeChecker, waiting: Comment, mo: User, body: bytes) -> None:
    fake.body = body
    deciding.decide(waiting, verdict="decline", by=mo, seen_revision=1)
    assert ask(waiting)[0] == "declined"
    deciding.decide(waiting, verdict="hold", by=mo, seen_revision=1)
    state, decision = ask(waiting)
    assert (state, decision.by) == ("pending", mo)
    assert fake.asked == []


@pytest.mark.parametrize("verdict", ["decline", "hold"])
def test_moderator_who_decides_while_it_is_asked_is_not_overruled(
    fake: FakeChecker, waiting: Comment, mo: User, monkeypatch: pytest.MonkeyPatch, verdict: str
) -> None:
    def slow_answer(*_asked: object) -> bool:
        deciding.decide(Comment.objects.get(pk=waiting.pk), verdict=verdict, by=mo, seen_revision=1)
        return True

    monkeypatch.setattr(checker, "is_spam", slow_answer)
    state, decision = ask(waiting)
    assert state != "spam"
    assert (decision.verdict, decision.by) == (verdict, mo)


def test_reply_that_was_edited_while_it_is_asked_waits(fake: FakeChecker, waiting: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow_answer(*_asked: object) -> bool:
        CommentRevision.objects.create(comment=waiting, number=2, text="Other words.")
        Comment.objects.filter(pk=waiting.pk).update(revision=2)
        return False

    monkeypatch.setattr(checker, "is_spam", slow_answer)
    state, decision = ask(waiting)
    assert (state, decision.verdict) == ("pending", "arrive")


def test_nobody_is_asked_about_what_is_gone_or_without_a_checker(fake: FakeChecker, waiting: Comment) -> None:
    check_reply.call(0)
    Comment.objects.filter(pk=waiting.pk).update(erased_at=timezone.now())
    check_reply.call(waiting.pk)
    Comment.objects.filter(pk=waiting.pk).update(erased_at=None)
    RuleBook.objects.update(checker_key="")
    check_reply.call(waiting.pk)
    assert fake.asked == []
    assert waiting.decisions.count() == 1


def planned() -> list[int]:
    """The decisions of which the checker is to hear, none of them before they can no longer be undone with a press."""
    tasks = DBTaskResult.objects.filter(task_path=correct_checker.module_path)
    assert all(task.run_after > timezone.now() + HEARS_AFTER - timedelta(minutes=1) for task in tasks)
    heard = [task.args_kwargs["args"][0] for task in tasks]
    tasks.delete()
    return heard


@pytest.mark.parametrize(
    ("answer", "verdict", "call"),
    [(b"true", "publish", "submit-ham"), (b"false", "spam", "submit-spam"), (b"true", "decline", ""), (b"true", "spam", "")],
)
def test_checker_hears_where_a_moderator_decides_otherwise(
    fake: FakeChecker, waiting: Comment, mo: User, answer: bytes, verdict: str, call: str
) -> None:
    fake.body = answer
    ask(waiting)
    decision = deciding.decide(waiting, verdict=verdict, by=mo, seen_revision=1)
    planned()
    hear(decision)
    assert planned() == ([decision.pk] if call else [])
    if call:
        fake.body = b"Thanks for making the web a better place."
        correct_checker.call(decision.pk)
        assert fake.asked[-1][0] == f"/1.1/{call}"
        assert fake.asked[-1][1]["comment_content"] == "A reply of some words."


def test_checker_does_not_hear_of_what_was_undone_or_never_asked(fake: FakeChecker, waiting: Comment, mo: User) -> None:
    decision = deciding.decide(waiting, verdict="spam", by=mo, seen_revision=1)
    planned()
    hear(decision)
    assert planned() == []
    undoing.undo(decision, by=mo)
    correct_checker.call(decision.pk)
    assert fake.asked == []


def test_checker_that_does_not_listen_ends_nothing(fake: FakeChecker, waiting: Comment, mo: User, log_watch: LogWatch) -> None:
    fake.body = b"true"
    ask(waiting)
    decision = deciding.decide(waiting, verdict="publish", by=mo, seen_revision=1)
    fake.status = 500
    correct_checker.call(decision.pk)
    assert "status 500" in log_watch.records[-1].getMessage()
    waiting.refresh_from_db()
    assert waiting.state == "published"
