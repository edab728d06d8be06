"""`manage.py import_markdown FILE…`: reviews from Markdown files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.moving.actions import Imported, import_review, read_path, slug_of
from reviews.moving.front_matter import BadFile


class Command(BaseCommand):
    help = "Import reviews from Markdown files with YAML front matter. Each file goes in whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="A Markdown file with YAML front matter.")

    def handle(self, *_args: Any, files: list[str], **_options: Any) -> None:
        bad = 0
        came_from: dict[str, str] = {}
        # A file named twice is one file: two of its names may well come out of one pattern of the shell.
        for name in {os.path.realpath(name): name for name in files}.values():
            shown = _printable(name)
            try:
                file = read_path(Path(name))
                slug = slug_of(file)
                if slug in came_from:
                    told = {"earlier": came_from[slug], "slug": slug}
                    file.refuse("slug" if file.slug else "title", _("%(earlier)s has the slug “%(slug)s”, too.") % told)
                imported = import_review(file)
            except BadFile as problem:
                bad += 1
                self.stderr.write(f"{shown}:{problem.line}: {problem.reason}")
                continue
            came_from[slug] = shown
            self._report(shown, imported)
        if bad:
            raise CommandError(
                ngettext("%(bad)d file was not imported.", "%(bad)d files were not imported.", bad) % {"bad": bad}, returncode=1
            )

    def _report(self, name: str, imported: Imported) -> None:
        review = imported.review
        facts = {"name": name, "title": review.title, "slug": review.slug, "status": review.get_status_display()}
        created = _("%(name)s: created “%(title)s” at %(slug)s (%(status)s)")
        updated = _("%(name)s: updated “%(title)s” at %(slug)s (%(status)s)")
        self.stdout.write((created if imported.created else updated) % facts)
        if imported.author_created:
            told = {"name": name, "author": review.author.byline, "username": review.author.username}
            self.stdout.write(_("%(name)s: new author %(author)s (%(username)s), who can't sign in yet") % told)
        for warning in imported.warnings:
            self.stderr.write(f"{name}: {warning}")


def _printable(name: str) -> str:
    """A file's name as a terminal may have it, whatever bytes it is made of."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)
