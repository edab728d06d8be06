"""`manage.py drop_networks`: forget which networks replies and flags came from, once their days are over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from reviews.comments.rules.networks import drop_networks


class Command(BaseCommand):
    help = "Forget the networks of replies and flags that are older than the rules keep them, as the worker does every day."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        count = drop_networks()
        if verbosity:
            words = ngettext("%(count)s network forgotten.", "%(count)s networks forgotten.", count)
            self.stdout.write(words % {"count": count})
