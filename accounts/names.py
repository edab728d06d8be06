"""Which names somebody may take."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .looks import look_of, looks_of

#: Names that would let somebody speak for the house, or that are addresses of ours.
RESERVED = frozenset(
    """abuse account accounts admin administrator anonymous author authors deleted editor editors everyone former formermember guest help
    host hostmaster house info login logout mail mailer-daemon me member members mod moderator moderators news nobody noreply no-reply
    official owner postmaster privacy root security signup site staff stranger superuser support system team user webmaster www""".split()
)
#: ASCII alone: a letter that only looks like another can't be typed.
_SHAPE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
#: What a name of the house is numbered or wrapped with: “admin1”, “_staff_”.
_BEFORE, _BEHIND = re.compile(r"^[\W\d_]+"), re.compile(r"[\W\d_]+$")


def plain_name(name: str) -> None:
    """Raise a `ValidationError` unless `name` is ASCII letters and digits with single dots, hyphens or underscores between them."""
    if unicodedata.normalize("NFKC", name) != name or not _SHAPE.fullmatch(name) or re.search(r"[._-]{2}", name):
        raise ValidationError(
            _("Use the letters a to z and digits, with single dots, hyphens or underscores between them."), code="plain_name"
        )


def free_name(name: str) -> None:
    """Raise a `ValidationError` for a name that speaks for the house, however it is dotted, numbered or spelt."""
    if speaks_for_the_house(name) or re.sub(r"[._\d-]", "", name.lower()) in RESERVED:
        raise ValidationError(_("This name is kept for the house. Please take another."), code="reserved_name")


def unlike_others(name: str) -> None:
    """Raise a `ValidationError` for a user name that looks like a name of some member."""
    from .models import User  # which imports this module

    if User.who_look_like(name).exists():
        raise ValidationError(_("This name is taken, or looks like one that is. Please take another."), code="lookalike_name")


def speaks_for_the_house(name: str) -> bool:
    """Whether `name` looks like one that is kept for the house: “Adm1n”, “mоderator” with a Cyrillic о, “Staff 2”."""
    bare = (name, _BEHIND.sub("", name), _BEFORE.sub("", name), _BEFORE.sub("", _BEHIND.sub("", name)))
    return any(not looks_of(form).isdisjoint(_reserved_looks()) for form in bare)


@cache
def _reserved_looks() -> frozenset[str]:
    return frozenset(look_of(name) for name in RESERVED)


#: For a name that is made for somebody, and numbered until it is free.
shape_validators = [plain_name, free_name]
#: For a name that somebody chooses.
username_validators = [*shape_validators, unlike_others]
