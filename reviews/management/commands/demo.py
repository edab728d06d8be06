"""`manage.py demo`: a site to look around in, on one's own machine."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.moving.demo_accounts import CAST, is_loopback, lock_demo_accounts, open_demo_accounts
from reviews.moving.demo_site import Ground, ground, load_demo


class Command(BaseCommand):
    help = "Fill an empty site with demo content and print its sign-ins. A second run keeps what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing, and say nothing, on a site of somebody's own.")
        parser.add_argument("--lock", action="store_true", help="End the demo's sign-ins, and do nothing else.")

    def handle(self, *_args: Any, if_empty: bool, lock: bool, **_options: Any) -> None:
        if lock:
            self._lock()
            return
        found = ground()
        if found is Ground.OWN:
            if if_empty:
                return
            raise CommandError(_("This site has content of its own, so the demo leaves it alone. Give the demo a database of its own."))
        if not is_loopback(host := os.environ.get("HOST") or "127.0.0.1"):
            self._lock()
            if if_empty:
                return
            raise CommandError(_("HOST is %(host)s. The demo's sign-ins exist only on this machine's own address.") % {"host": host})
        if found is Ground.EMPTY:
            loaded = load_demo()
            self.stdout.write(
                _("The demo is in: %(reviews)d reviews, %(comments)d replies.") % {"reviews": loaded.reviews, "comments": loaded.comments}
            )
        else:
            open_demo_accounts()
        self._print_sign_ins()

    def _lock(self) -> None:
        if locked := lock_demo_accounts():
            self.stdout.write(ngettext("%(n)d demo account is locked.", "%(n)d demo accounts are locked.", locked) % {"n": locked})

    def _print_sign_ins(self) -> None:
        self.stdout.write(_("Sign-ins of the demo, for this machine alone:"))
        for persona in CAST:
            self.stdout.write(f"  {persona.username:<5}  {persona.password:<36}  {persona.part}")
