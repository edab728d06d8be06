"""`manage.py recompile`: all texts compiled anew, after a change of the engine that reads them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reviews.comments.recompiling import recompile_comments
from reviews.publishing.outcomes import Tally, line_for
from reviews.publishing.recompiling import recompile_reviews

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from reviews.publishing.outcomes import Outcome

#: Status of a command that somebody stopped by Ctrl-C, by the shell's custom.
_STOPPED = 130


class Command(BaseCommand):
    help = "Compile all reviews and replies anew, while the site serves. Run it after an upgrade; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Write nothing, and report what would change.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Report as one JSON document.")

    def handle(self, *_args: Any, dry_run: bool, as_json: bool, **_options: Any) -> None:
        if dry_run and not as_json:
            self.stdout.write(_("Nothing is written. This is what would happen:"))
        tallies = {"reviews": Tally(), "comments": Tally()}
        # For JSON alone: whoever reads lines gets each as it comes, and a long run remembers none.
        told: list[Outcome] = []
        finished = False
        try:
            for name, outcomes in ("reviews", recompile_reviews(dry_run=dry_run)), ("comments", recompile_comments(dry_run=dry_run)):
                for outcome in outcomes:
                    tallies[name].add(outcome)
                    if outcome.is_news and as_json:
                        told.append(outcome)
                    elif outcome.is_news:
                        self._tell(outcome)
            finished = True
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. What is done is done; run it again for the rest."), returncode=_STOPPED) from None
        finally:
            if as_json:
                facts = {"dry_run": dry_run, "finished": finished, **{name: asdict(tally) for name, tally in tallies.items()}}
                self.stdout.write(json.dumps({**facts, "told": [asdict(outcome) for outcome in told]}, ensure_ascii=False, indent=2))
            else:
                self._sum_up(_("Reviews"), tallies["reviews"])
                self._sum_up(_("Replies"), tallies["comments"])
        if any(tally.not_done for tally in tallies.values()):
            raise CommandError(_("Not everything could be compiled anew. What could not is as it was."), returncode=1)

    def _tell(self, outcome: Outcome) -> None:
        stream = self.stderr if outcome.problems or not outcome.is_done else self.stdout
        stream.write("\n    ".join([line_for(outcome), *outcome.problems]))

    def _sum_up(self, name: str, tally: Tally) -> None:
        self.stdout.write(
            _(
                "%(name)s: %(seen)d seen, %(unchanged)d as they were, %(changed)d changed, %(public)d of them in public; "
                "passages: %(passages_kept)d keep their openings, %(passages_renewed)d ask again; "
                "%(with_problems)d with problems, %(not_done)d not done."
            )
            % {"name": name, **asdict(tally)}
        )
