"""A mail server that is dead, slow or refusing delays mail and nothing else; and nothing is lost, nor sent twice."""

import email
import socket
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews.comments.models import Comment
from reviews.comments.receipts import new_key
from reviews.notices import access, actions, tasks, telling
from reviews.notices.models import Mail
from reviews.notices.timing import EVERY
from tests.fixture_site import make_comment
from tests.notices.conftest import decide, guest_reply, tell
from tests.notices.mail_server import mail_server
from tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.once]
real_worker = pytest.mark.django_db(transaction=True)


@pytest.fixture
def smtp(settings):
    """`smtp(port)`: mail goes there from now on."""

    def point_at(port):
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5

    return point_at


def dead_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def put(**changes):
    return actions.put_in_outbox(**{"to": "ben@example.org", "subject": "A reply", "body_text": "Words", **changes})


def work():
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


@real_worker
def test_a_server_that_accepts_gets_both_parts_once(smtp, review, mo):
    decide(guest_reply(review, "Words of a reply"), "publish", mo)
    tell()
    with mail_server("accepts") as server:
        smtp(server.port)
        work()
        work()
        (taken,) = server.taken
    sent = email.message_from_string(taken)
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert sent["To"] == "dov@example.org"
    assert sent["Message-ID"]
    assert Mail.objects.get().state == "sent"


@real_worker
@pytest.mark.parametrize(
    ("manner", "error"),
    [
        ("refuses", "SMTPRecipientsRefused"),
        ("hangs up", "SMTPServerDisconnected"),
        ("is slow", "timed out"),
        ("dead", "ConnectionRefused"),
    ],
)
def test_a_server_that_does_not_take_it_is_tried_again(manner, error, smtp):
    row = put()
    if manner == "dead":
        smtp(dead_port())
        work()
    else:
        with mail_server(manner) as server:
            smtp(server.port)
            work()
            assert (server.callers, server.taken) == (1, [])
    row.refresh_from_db()
    assert (row.state, row.attempts, row.body_text) == ("retrying", 1, "Words")
    assert error in row.last_error
    with mail_server("accepts") as server:
        smtp(server.port)
        Mail.objects.update(send_after=timezone.now())
        actions.hand_over(mail_id=row.pk)
        assert len(server.taken) == 1
    row.refresh_from_db()
    assert row.state == "sent"


@real_worker
def test_a_server_that_hung_up_gets_the_same_id_again(smtp):
    """It may have taken the mail and been cut off before it could say so: the receiver knows the copy by its id."""
    row = put()
    first = actions.message_of(row).message()["Message-ID"]
    with mail_server("hangs up") as server:
        smtp(server.port)
        work()
    row.refresh_from_db()
    with mail_server("accepts") as server:
        smtp(server.port)
        Mail.objects.update(send_after=timezone.now())
        actions.hand_over(mail_id=row.pk)
        assert email.message_from_string(server.taken[0])["Message-ID"] == first


@real_worker
@pytest.mark.parametrize("manner", ["refuses", "hangs up", "is slow"])
def test_nothing_but_mail_waits_for_the_server(manner, smtp, review, mo, client, signed_in, monkeypatch):
    """Posting, deciding and the desk never speak to it; and what else the worker has to do comes before the mail."""
    with mail_server(manner) as server:
        smtp(server.port)
        form = {"text": "Mine", "room": "before", "name": "Dov", "email": "d@example.org", "key": new_key(), "action": "send"}
        assert client.post(review.reply_url, form).status_code == 303
        comment = Comment.objects.get()
        Comment.objects.update(mail_decision=True, address_proven=True)
        decide(comment, "publish", mo)
        assert signed_in(mo).get("/moderation/").status_code == 200
        put()
        assert len(tell()) == 1
        assert server.callers == 0
        order = []
        hand_over = actions.hand_over

        def deliver(*, mail_id):
            order.append("mail")
            hand_over(mail_id=mail_id)

        monkeypatch.setattr(actions, "hand_over", deliver)
        monkeypatch.setattr(telling, "tell_all", lambda: order.append("everything else"))
        tasks.plan()
        work()
        assert order == ["everything else", "mail", "mail"]


@real_worker
def test_two_workers_at_once_hand_a_mail_over_once(smtp):
    rows = [put(to=f"{number}@example.org") for number in range(3)]
    with mail_server("accepts") as server:
        smtp(server.port)
        race([partial(hand_over_all, [row.pk for row in rows])] * 3)
        assert sorted(email.message_from_string(taken)["To"] for taken in server.taken) == [row.to for row in rows]


def hand_over_all(mails):
    for mail in mails:
        actions.hand_over(mail_id=mail)


def test_overdue_says_how_late_the_first_mail_is():
    now = timezone.now()
    assert access.overdue(now=now) is None
    put(send_after=now - timedelta(minutes=4))
    assert access.overdue(now=now) is None
    assert access.overdue(now=now + timedelta(minutes=2)) == timedelta(minutes=6)
    put(send_after=now - timedelta(minutes=9))
    assert access.overdue(now=now) == timedelta(minutes=9)
    Mail.objects.update(sent_at=now)
    assert access.overdue(now=now) is None


@pytest.mark.parametrize("attempts", [1, 8], ids=["tried", "given up"])
def test_overdue_counts_from_when_it_was_due_and_not_from_the_next_try(attempts):
    row = put()
    now = timezone.now()
    Mail.objects.update(attempts=attempts, send_after=now + timedelta(hours=5), made_at=now - timedelta(hours=1))
    assert access.overdue(now=now) == timedelta(hours=1)
    Mail.objects.filter(pk=row.pk).update(made_at=now - timedelta(minutes=3))
    assert access.overdue(now=now) is None


def test_overdue_counts_decisions_that_no_worker_has_turned_into_mail(review, mo):
    comment = guest_reply(review)
    decision = decide(comment, "publish", mo)
    first = comment.decisions.earliest("id")
    assert access.overdue() is None
    assert access.overdue(now=decision.created_at + timedelta(minutes=14)) is None
    assert access.overdue(now=decision.created_at + timedelta(minutes=16)) == timedelta(minutes=6) + (
        decision.created_at - first.created_at
    )
    tell()
    assert access.overdue() is None


def test_a_decision_that_waits_for_a_younger_one_is_not_late(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    comment.decisions.update(created_at=timezone.now() - timedelta(minutes=20))
    decide(comment, "hold", mo)
    assert access.overdue(now=timezone.now() + timedelta(minutes=1)) is None
    assert access.overdue(now=timezone.now() + timedelta(minutes=16)) is not None


def test_overdue_is_one_query_however_much_there_is(review, mo):
    for number in range(20):
        put(send_after=timezone.now() - timedelta(hours=1))
        make_comment(review, f"Waits {number}")
    with CaptureQueriesContext(connection) as queries:
        assert access.overdue(now=timezone.now() + timedelta(hours=1))
    assert len(queries) == 1


def test_the_chain_is_one_however_often_it_is_begun():
    assert tasks.plan()
    assert not tasks.plan()
    tasks.tell.enqueue()
    tasks.tell.call()
    (row,) = DBTaskResult.objects.filter(task_path=tasks.tell.module_path, status="READY")
    assert timedelta(0) < row.run_after - timezone.now() <= EVERY


@real_worker
def test_the_worker_tells_and_plans_the_next_minute(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    comment.decisions.update(created_at=timezone.now() - timedelta(minutes=11))
    call_command("worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert Mail.objects.filter(to="dov@example.org").get().state == "sent"
    for task in (tasks.tell, tasks.tidy):
        assert DBTaskResult.objects.filter(task_path=task.module_path, status="READY").count() == 1
        assert DBTaskResult.objects.filter(task_path=task.module_path, status="SUCCESSFUL").count() == 1


@real_worker
def test_the_worker_begins_the_chain_again_where_a_fault_has_ended_it():
    tasks.tell.enqueue()
    DBTaskResult.objects.update(status="RUNNING")
    call_command("worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert DBTaskResult.objects.filter(task_path=tasks.tell.module_path, status="READY").count() == 1


def test_a_fault_in_one_part_keeps_no_other_waiting(review, mo, monkeypatch, log_watch):
    def fail():
        raise RuntimeError

    monkeypatch.setattr(telling, "tell_all", fail)
    guest_reply(review, proven=False)
    with pytest.raises(tasks.NotAllWritten, match="fail"):
        tasks.tell.call()
    assert Mail.objects.filter(key__endswith=":proof").exists()
    assert DBTaskResult.objects.filter(task_path=tasks.tell.module_path, status="READY").count() == 1
