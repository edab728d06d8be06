"""What is over is removed every day, by one task that never becomes two."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reviews.web import housekeeping

pytestmark = pytest.mark.django_db


def waiting() -> list[Any]:
    return list(DBTaskResult.objects.filter(task_path=housekeeping.tidy_up.module_path, status=TaskResultStatus.READY))


def counts() -> int:
    """Rows of the cache's table, the expired ones too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        return int(cursor.fetchone()[0])


def test_it_is_planned_once_however_often_the_site_starts() -> None:
    call_command("housekeeping", verbosity=0)
    call_command("housekeeping", verbosity=0)
    (task,) = waiting()
    assert task.run_after <= timezone.now()


def test_two_that_were_planned_at_once_become_one() -> None:
    housekeeping.tidy_up.enqueue()
    housekeeping.tidy_up.enqueue()
    housekeeping.tidy_up.call()
    (task,) = waiting()
    assert timedelta(hours=23) < task.run_after - timezone.now() <= timedelta(days=1)


def test_next_day_is_planned_even_when_a_step_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, **_options: object) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(housekeeping, "call_command", fail)
    with pytest.raises(RuntimeError):
        housekeeping.tidy_up.call()
    assert len(waiting()) == 1


def test_what_is_over_goes_and_the_rest_stays() -> None:
    over, valid = SessionStore(), SessionStore()
    over.set_expiry(timezone.now() - timedelta(days=1))
    over.create()
    valid.create()
    now = timezone.now()
    for age in (1, 20):
        DBTaskResult.objects.create(
            args_kwargs={}, task_path="x", backend_name="default", run_after=now, status="SUCCESSFUL", finished_at=now - timedelta(days=age)
        )
    cache.clear()
    cache.set("valid", 1, timeout=600)
    cache.set("over", 1, timeout=-60)
    assert counts() == 2
    housekeeping.tidy_up.call()
    assert [session.session_key for session in Session.objects.all()] == [valid.session_key]
    assert DBTaskResult.objects.filter(task_path="x").count() == 1
    assert counts() == 1
    assert cache.get("valid") == 1


@pytest.mark.django_db(transaction=True)
def test_worker_does_it_and_waits_for_tomorrow() -> None:
    call_command("housekeeping", verbosity=0)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert DBTaskResult.objects.filter(task_path=housekeeping.tidy_up.module_path, status=TaskResultStatus.SUCCESSFUL).count() == 1
    assert len(waiting()) == 1
