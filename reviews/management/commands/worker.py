"""`manage.py worker`: the worker of django-tasks-db, which first sees to it that what repeats is planned."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from reviews.notices import tasks
from reviews.web import housekeeping


class Command(db_worker.Command):
    help = "Run the worker: it sends mail and tidies up. What repeats is planned with every start, so that no fault ends it for good."

    def handle(self, *args: Any, **options: Any) -> None:
        housekeeping.plan()
        tasks.plan()
        super().handle(*args, **options)
