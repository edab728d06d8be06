"""`manage.py setup_site`: from an empty database to a site with an owner."""

import getpass
import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reviews.web import setup


class Command(BaseCommand):
    help = "Set up a new site: its name, address, language, time zone, roles, and the owner who signs in to the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", help="the owner's user name")
        parser.add_argument("--email", help="the owner's e-mail address")
        parser.add_argument("--name", help="what the site is called")
        parser.add_argument("--tagline", help="a line under the name (may be empty)")
        parser.add_argument("--address", help="where readers find it, like https://reviews.example.org")
        parser.add_argument("--language", help="the language of the interface (default: en)")
        parser.add_argument("--time-zone", help="the site's time zone, like Europe/Lisbon (default: UTC)")
        parser.add_argument("--password-env", metavar="NAME", help="take the owner's password from this environment variable")
        parser.add_argument("--no-input", action="store_true", help="ask nothing: what is missing is an error")

    def handle(self, *args: Any, **options: Any) -> None:
        ask = not options["no_input"]
        plan = setup.Plan(
            name=self._value(options["name"], _("Name of the site"), "name", ask=ask),
            tagline=self._value(options["tagline"], _("Tagline (may be empty)"), "tagline", ask=ask, default=""),
            address=self._value(options["address"], _("Address, like https://reviews.example.org"), "address", ask=ask).rstrip("/"),
            language=self._value(options["language"], _("Language"), "language", ask=ask, default="en"),
            time_zone=self._value(options["time_zone"], _("Time zone"), "time-zone", ask=ask, default="UTC"),
            owner=self._value(options["owner"], _("Owner's user name"), "owner", ask=ask),
            email=self._value(options["email"], _("Owner's e-mail address"), "email", ask=ask),
        )
        # The first command of a new site, so it makes the tables that it writes to.
        call_command("migrate", verbosity=0, interactive=False)
        try:
            setup.check(plan)
            if setup.is_done(plan):
                self.stdout.write(_("This site is set up already; nothing was changed."))
                return
            owner = setup.set_up(plan=plan, password=self._password(options["password_env"], ask=ask))
        except ValidationError as error:
            raise CommandError(_as_lines(error)) from None
        except setup.AlreadySetUp as error:
            raise CommandError(str(error)) from None
        told = {"name": plan.name, "owner": owner.username, "address": f"{plan.address}/admin/"}
        self.stdout.write(_("%(name)s is set up. %(owner)s signs in at %(address)s") % told)
        if plan.address.startswith("https://") and not settings.TRUSTED_PROXY:
            self.stdout.write(_("If a proxy in front of this server speaks https for it, set TRUSTED_PROXY=on too."))
        if rest := setup.keep_address(plan.address):
            self.stdout.write(_("Set this in the environment or in .env, then restart:") + f"\n    {rest}")

    def _value(self, given: str | None, question: str, option: str, *, ask: bool, default: str | None = None) -> str:
        if given is not None:
            return given.strip()
        if ask:
            return input(f"{question}{f' [{default}]' if default else ''}: ").strip() or (default or "")
        if default is None:
            raise CommandError(_("--%(option)s is missing") % {"option": option})
        return default

    def _password(self, variable: str | None, *, ask: bool) -> str:
        if variable:
            if not (password := os.environ.get(variable, "")):
                raise CommandError(_("The environment variable %(name)s is empty") % {"name": variable})
            return password
        if not ask:
            raise CommandError(_("--%(option)s is missing") % {"option": "password-env"})
        password = getpass.getpass(_("Owner's password") + ": ")
        if password != getpass.getpass(_("Once more") + ": "):
            raise CommandError(_("The two passwords differ. Nothing was changed."))
        return password


def _as_lines(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return "\n".join(f"--{option.replace('_', '-')}: {' '.join(messages)}" for option, messages in error.message_dict.items())
    return _("The password: %(faults)s") % {"faults": " ".join(error.messages)}
