"""`manage.py erase_account NAME`: delete an account as its member could, for somebody who can't sign in any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from reviews.pages.my_data.erasing import HasReviews, LastOwner, delete_account


class Command(BaseCommand):
    help = "Delete an account and everything that names its member. This can't be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the user name")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--keep-replies", action="store_false", dest="with_replies", help="replies stay, by “Former member”")
        what.add_argument("--erase-replies", action="store_true", dest="with_replies", help="replies are erased too")

    def handle(self, *_args: Any, username: str, with_replies: bool, verbosity: int, **_options: Any) -> None:
        member = User.objects.filter(username=username).first()
        if member is None:
            raise CommandError(_("There is no member “%(name)s”.") % {"name": username})
        try:
            delete_account(member, with_replies=with_replies)
        except HasReviews:
            raise CommandError(_("%(name)s is the author of reviews. Give them to somebody else first.") % {"name": username}) from None
        except LastOwner:
            raise CommandError(_("%(name)s is the only owner of this site.") % {"name": username}) from None
        if verbosity:
            self.stdout.write(_("The account is deleted."))
