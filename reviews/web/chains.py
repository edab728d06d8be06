"""Work that repeats by itself: each time plans the next one, and there is exactly one to come however many starts there were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from datetime import datetime

    from django_tasks.base import Task
    from django_tasks_db.models import DBTaskResultQuerySet

    Repeating = Task[[], Any]


def plan(task: Repeating) -> bool:
    """Have the worker begin with `task` as soon as it can. False when that is planned already."""
    if waiting(task).exists():
        return False
    plan_for(task, timezone.now())
    return True


@transaction.atomic
def plan_for(task: Repeating, moment: datetime) -> None:
    """Leave exactly one `task` waiting, should two starts at once have made two."""
    waiting(task).delete()
    task.using(run_after=moment).enqueue()


def waiting(task: Repeating) -> DBTaskResultQuerySet:
    """Return the planned runs of `task` that nobody has begun."""
    return DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY)
