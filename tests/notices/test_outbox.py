"""Mail is a row first; it leaves once, its body goes with it, and a failure stays to be seen."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from reviews.notices import actions
from reviews.notices.models import MOST_ATTEMPTS, Mail

pytestmark = pytest.mark.django_db
#: The worker opens and closes connections as it likes, so what it works on must be committed.
real_worker = pytest.mark.django_db(transaction=True)
BODY = "Someone replied, and the words stay here"


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "reviews.notices.backend.OutboxBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"


def put(**changes: object) -> Mail:
    return actions.put_in_outbox(**{"to": "ben@example.org", "subject": "A reply", "body_text": BODY, **changes})  # type: ignore[arg-type]


def refuse(monkeypatch: pytest.MonkeyPatch, words: str = "421 try later") -> None:
    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError(words)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)


def work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def test_django_mail_is_stored_and_not_sent() -> None:
    message = EmailMultiAlternatives("A\n reply", BODY, "house@example.org", ["ben@example.org", "cleo@example.org"], headers={"X-A": "b"})
    message.attach_alternative("<p>Words</p>", "text/html")
    assert get_connection().send_messages([message]) == 1
    assert not django_mail.outbox
    rows = Mail.objects.order_by("to")
    assert [(row.to, row.subject, row.body_html, row.headers) for row in rows] == [
        ("ben@example.org", "A reply", "<p>Words</p>", {"X-A": "b"}),
        ("cleo@example.org", "A reply", "<p>Words</p>", {"X-A": "b"}),
    ]


def test_attachment_is_refused_aloud() -> None:
    message = EmailMessage("A reply", BODY, None, ["ben@example.org"])
    message.attach("a.txt", "words")
    with pytest.raises(ValueError, match="attachments"):
        get_connection().send_messages([message])


@real_worker
def test_worker_sends_and_the_body_is_gone() -> None:
    row = put(body_html="<p>Words</p>", reply_to="ada@example.org")
    work()
    (sent,) = django_mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.to, sent.subject, sent.body, sent.reply_to) == (["ben@example.org"], "A reply", BODY, ["ada@example.org"])
    assert tuple(sent.alternatives[0]) == ("<p>Words</p>", "text/html")
    row.refresh_from_db()
    assert (row.state, row.body_text, row.body_html, row.attempts) == ("sent", "", "", 1)


def test_asked_twice_it_leaves_once() -> None:
    row = put()
    actions.hand_over(mail_id=row.pk)
    actions.hand_over(mail_id=row.pk)
    assert len(django_mail.outbox) == 1


@real_worker
def test_before_its_time_it_stays() -> None:
    row = put(send_after=timezone.now() + timedelta(minutes=10))
    actions.hand_over(mail_id=row.pk)
    work()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert not django_mail.outbox


def test_same_key_is_stored_once() -> None:
    first, second = put(key="reply-1"), put(key="reply-1", subject="Other words")
    assert (first.pk, second.subject, Mail.objects.count(), DBTaskResult.objects.count()) == (second.pk, "A reply", 1, 1)


def test_mail_and_task_come_with_the_callers_transaction_or_not_at_all() -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert (Mail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@real_worker
def test_failure_is_kept_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch)
    row = put()
    work()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == ("retrying", 1, "ConnectionRefusedError: 421 try later")
    assert row.body_text == BODY
    assert row.send_after > timezone.now() + timedelta(seconds=50)
    assert DBTaskResult.objects.filter(status="READY", run_after=row.send_after).count() == 1


def test_after_the_last_try_it_waits_for_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch)
    row = put()
    for _ in range(MOST_ATTEMPTS + 2):
        Mail.objects.update(send_after=timezone.now())
        actions.hand_over(mail_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", MOST_ATTEMPTS)
    assert list(Mail.objects.given_up()) == [row]
    monkeypatch.undo()
    assert actions.try_again(mail_id=row.pk)
    actions.hand_over(mail_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("sent", "")
    assert not actions.try_again(mail_id=row.pk)


def test_waits_grow_to_a_day_and_no_further() -> None:
    waits = [Mail(attempts=attempt).wait() for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16)]
    assert waits[-1] == timedelta(hours=24)


def test_next_try_is_put_down_before_the_first_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed while it speaks to the mail server loses nothing."""

    def die(self: EmailMessage, fail_silently: bool = False) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailMultiAlternatives, "send", die)
    row = put()
    with pytest.raises(KeyboardInterrupt):
        actions.hand_over(mail_id=row.pk)
    row.refresh_from_db()
    assert (row.attempts, row.sent_at) == (1, None)
    assert DBTaskResult.objects.filter(run_after=row.send_after).exists()


@pytest.mark.django_db(transaction=True)
def test_server_is_spoken_to_outside_of_any_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        seen.append(connection.in_atomic_block)
        return 1

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    actions.hand_over(mail_id=put().pk)
    assert seen == [False]


@real_worker
def test_by_default_mail_goes_to_files(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    put()
    work()
    (file,) = (tmp_path / "mail").iterdir()
    assert BODY in file.read_text()


@real_worker
def test_nothing_of_a_mail_is_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    refuse(monkeypatch, words="refused")
    put()
    with caplog.at_level("DEBUG"):
        work()
    assert BODY not in caplog.text
    assert BODY not in "".join(str(row.args_kwargs) + row.traceback for row in DBTaskResult.objects.all())
