"""`manage.py setup_site`: from an empty database to a site with an owner."""

import getpass
import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews.web import setup


class Command(BaseCommand):
    help = "Set up a new site: its name, address, language, time zone, roles, and the owner who signs in to the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", help="the owner's user name")
        parser.add_argument("--email", help="the owner's e-mail address")
        parser.add_argument("--name", help="what the site is called")
        parser.add_argument("--tagline", help="a line under the name (may be empty)")
        parser.add_argument("--address", help="where readers find it, like https://reviews.example.org")
        parser.add_argument("--language", help="the language of the interface, like en or pt-br (default: en)")
        parser.add_argument("--time-zone", help="the site's time zone, like Europe/Lisbon (default: UTC)")
        parser.add_argument("--password-env", metavar="NAME", help="take the owner's password from this environment variable")
        parser.add_argument("--no-input", action="store_true", help="ask nothing: what is missing is an error")

    def handle(self, *args: Any, **options: Any) -> None:
        ask = not options["no_input"]
        plan = setup.Plan(
            name=self._value(options["name"], "Name of the site", "name", ask=ask),
            tagline=self._value(options["tagline"], "Tagline (may be empty)", "tagline", ask=ask, default=""),
            address=self._value(options["address"], "Address, like https://reviews.example.org", "address", ask=ask).rstrip("/"),
            language=self._value(options["language"], "Language", "language", ask=ask, default="en"),
            time_zone=self._value(options["time_zone"], "Time zone", "time-zone", ask=ask, default="UTC"),
            owner=self._value(options["owner"], "Owner's user name", "owner", ask=ask),
            email=self._value(options["email"], "Owner's e-mail address", "email", ask=ask),
        )
        try:
            setup.check(plan)
            if setup.is_done(plan):
                self.stdout.write("This site is set up already; nothing was changed.")
                return
            owner = setup.set_up(plan=plan, password=self._password(options["password_env"], ask=ask))
        except ValidationError as error:
            raise CommandError(_as_lines(error)) from None
        except setup.AlreadySetUp as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{plan.name} is set up. {owner.username} signs in at {plan.address}/admin/")
        if plan.address.startswith("https://") and not settings.TRUSTED_PROXY:
            self.stdout.write("If a proxy in front of this server speaks https for it, set TRUSTED_PROXY=on too.")
        if rest := setup.keep_address(plan.address):
            self.stdout.write(f"Set this in the environment or in .env, then restart:\n    {rest}")

    def _value(self, given: str | None, question: str, option: str, *, ask: bool, default: str | None = None) -> str:
        if given is not None:
            return given.strip()
        if ask:
            return input(f"{question}{f' [{default}]' if default else ''}: ").strip() or (default or "")
        if default is None:
            raise CommandError(f"--{option} is missing")
        return default

    def _password(self, variable: str | None, *, ask: bool) -> str:
        if variable:
            if not (password := os.environ.get(variable, "")):
                raise CommandError(f"The environment variable {variable} is empty")
            return password
        if not ask:
            raise CommandError("--password-env is missing")
        password = getpass.getpass("Owner's password: ")
        if password != getpass.getpass("Once more: "):
            raise CommandError("The two passwords differ. Nothing was changed.")
        return password


def _as_lines(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return "\n".join(f"--{option.replace('_', '-')}: {' '.join(messages)}" for option, messages in error.message_dict.items())
    return f"The password: {' '.join(error.messages)}"
