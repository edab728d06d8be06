"""`manage.py erase_reply ADDRESS`: erase a reply for somebody who has lost its receipt."""

from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from reviews.comments.erasing import erase
from reviews.comments.models import Comment
from reviews.publishing.names import is_name


class Command(BaseCommand):
    help = "Erase a reply: its text, its name and its address. Its place in the thread stays. This can't be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="where the reply stands: https://…/c/<handle>/, or its handle alone")

    def handle(self, *_args: Any, address: str, verbosity: int, **_options: Any) -> None:
        handle = urlsplit(address).path.rstrip("/").rpartition("/")[2]
        comment = Comment.objects.filter(handle=handle).first() if is_name(handle) else None
        if comment is None:
            raise CommandError(_("There is no reply at “%(address)s”.") % {"address": address})
        erase(comment)
        if verbosity:
            self.stdout.write(_("The reply is erased. The search forgets its words within a day."))
