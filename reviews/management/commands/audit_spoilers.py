"""`manage.py audit_spoilers`: the leak test on this site's own content."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from reviews.auditing.audit import CannotCrawl, audit
from reviews.auditing.crawling import LIMIT
from reviews.auditing.data import as_data
from reviews.auditing.report import report, summary

#: What the shell is told. 0: no leak was found.
LEAKS, NO_ANSWER = 1, 2


class Command(BaseCommand):
    help = (
        "Look for hidden words on every page that a stranger can reach, and say which are leaks. Asks this site's own code, without the "
        "network, and writes nothing. Ends with 0 without a leak, 1 with one, 2 if the site does not answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the outcome as data, accidents and all.")
        parser.add_argument("--show-words", action="store_true", help="Print the hidden words too. They give the story away.")
        parser.add_argument("--verbose", action="store_true", help="List the accidents as well: words that may stand where they do.")
        parser.add_argument(
            "--limit", type=_number, default=LIMIT, metavar="N", help="Ask for no more than N addresses (default: %(default)s)."
        )

    def handle(self, *_args: Any, limit: int, show_words: bool, **options: Any) -> None:
        try:
            outcome = audit(limit=limit, progress=self._progress if options["verbosity"] else lambda _said: None)
        except CannotCrawl as problem:
            raise CommandError(str(problem), returncode=NO_ANSWER) from None
        except DatabaseError as problem:
            # Its own words may quote a row.
            said = _("The database can’t be read (%(fault)s). Is the site set up?") % {"fault": type(problem).__name__}
            raise CommandError(said, returncode=NO_ANSWER) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_data(outcome, show_words=show_words), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report(outcome, show_words=show_words, accidents=options["verbose"])))
        if outcome.leaks:
            raise CommandError(summary(outcome), returncode=LEAKS)

    def _progress(self, said: str) -> None:
        self.stderr.write(said, style_func=str)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("give a whole number, 1 or more"))
    return int(text)
