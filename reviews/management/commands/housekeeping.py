"""`manage.py housekeeping`: plan what the worker does by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reviews.notices import tasks
from reviews.web import housekeeping


class Command(BaseCommand):
    help = (
        "Have the worker write each minute the mail that is due, and remove once a day what is over: sessions, results of tasks, expired "
        "counts. A second call changes nothing."
    )

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        planned = any([housekeeping.plan(), tasks.plan()])
        if verbosity:
            self.stdout.write(
                _("From now on the worker writes mail each minute, and tidies up once a day.") if planned else _("That is planned already.")
            )
