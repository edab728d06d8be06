"""Whose review a file's `author` line means: a member, or somebody new who can't sign in yet."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import shape_validators

if TYPE_CHECKING:
    from .markdown_file import ReviewFile

#: For names without a Latin letter, and names that are kept for the house.
FALLBACK = "writer"
#: Room for a number behind it in a column of 150, and short enough for an address.
NAME_LIMIT = 60


def author_of(file: ReviewFile) -> tuple[User, bool]:
    """Return the member that `file` names, and whether they had to be made.

    Matched by user name, then by display name, in either case (on SQLite that is A to Z alone). Raises `BadFile` when several
    members share the display name. A new author has a free user name, the name as written, no address and no usable password.
    """
    member = User.objects.filter(username__iexact=file.author).first()
    if member is not None:
        return member, False
    namesakes = list(User.objects.filter(display_name__iexact=file.author).order_by("pk")[:2])
    if len(namesakes) > 1:
        file.refuse("author", _("Several members are called “%(name)s”. Give the author's user name instead.") % {"name": file.author})
    if namesakes:
        return namesakes[0], False
    return User.objects.create_user(free_username(file.author), display_name=file.author), True


def free_username(name: str) -> str:
    """Return a user name made of `name` that the house allows and nobody has."""
    ascii_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_letters)[:NAME_LIMIT].strip("-")
    if not _is_allowed(stem):
        stem = f"{stem}-{FALLBACK}" if stem else FALLBACK
    taken = {username.lower() for username in User.objects.filter(username__istartswith=stem).values_list("username", flat=True)}
    return next(candidate for candidate in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if candidate not in taken)


def _is_allowed(name: str) -> bool:
    try:
        for validate in shape_validators:
            validate(name)
    except ValidationError:
        return False
    return len(name) > 1
