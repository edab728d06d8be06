"""`manage.py compact_search`: have the search index forget the words of what was erased."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from reviews.channels.search.install import compact


class Command(BaseCommand):
    help = "Have the search index forget for good what was erased or deleted, as the worker does every day."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        compact(connection)
        if verbosity:
            self.stdout.write("The index holds what can be found, and nothing else.")
