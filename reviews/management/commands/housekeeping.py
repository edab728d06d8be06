"""`manage.py housekeeping`: have the worker tidy up every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reviews.web import housekeeping


class Command(BaseCommand):
    help = "Have the worker remove once a day what is over: sessions, results of tasks, expired counts. A second call changes nothing."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        planned = housekeeping.plan()
        if verbosity:
            self.stdout.write(_("The worker tidies up once a day from now on.") if planned else _("That is planned already."))
