"""Which user names somebody may take."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Names that would let somebody speak for the house, or that are addresses of ours.
RESERVED = frozenset(
    """abuse account accounts admin administrator anonymous author authors deleted editor editors everyone former guest help
    host hostmaster house info login logout mail mailer-daemon me member members mod moderator moderators news nobody noreply no-reply
    official owner postmaster privacy root security signup site staff stranger superuser support system team user webmaster www""".split()
)
#: ASCII alone: a letter that only looks like another can't be typed, so nobody can pass for somebody else.
_SHAPE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def plain_name(name: str) -> None:
    """Raise a `ValidationError` unless `name` is ASCII letters and digits with single dots, hyphens or underscores between them."""
    if unicodedata.normalize("NFKC", name) != name or not _SHAPE.fullmatch(name) or re.search(r"[._-]{2}", name):
        raise ValidationError(
            _("Use the letters a to z and digits, with single dots, hyphens or underscores between them."), code="plain_name"
        )


def free_name(name: str) -> None:
    """Raise a `ValidationError` for a name that speaks for the house, however it is dotted or numbered."""
    if name.lower() in RESERVED or re.sub(r"[._\d-]", "", name.lower()) in RESERVED:
        raise ValidationError(_("This name is kept for the house. Please take another."), code="reserved_name")


username_validators = [plain_name, free_name]
