"""Slugs: kept in the writer's own script, stable, and never one of our own paths."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

#: First path segments and words we may want one day; a review called "feed" must not stand in the way of the feed.
RESERVED = frozenset(
    "about accounts admin api archive atom author authors c comment comments dashboard edit feed feeds healthz help home index latest "
    "login logout media moderation new open close openings page preview privacy promise r readyz receipt replies reply review reviews "
    "robots rss search settings shelf sitemap static stories story tag tags work works".split()
)
#: Long enough for a title, short enough for a mail client not to break the address.
MAX_LENGTH = 120
_SLUG = re.compile(r"[\w]+(?:-[\w]+)*\Z")


def slug_for(text: str) -> str:
    """Return a slug for `text`: words and hyphens in the text's own script, at most `MAX_LENGTH` characters.

    Accents of Latin letters are dropped, other scripts are kept as they are. May be empty where the text holds no letter or digit.
    """
    without_accents = "".join(_plain(character) for character in unicodedata.normalize("NFC", text))
    slug = slugify(without_accents, allow_unicode=True)[:MAX_LENGTH].strip("-_")
    return f"{slug}-1" if slug in RESERVED else slug


def _plain(character: str) -> str:
    decomposed = unicodedata.normalize("NFD", character)
    return decomposed[0] if decomposed[0].isascii() else character


def validate_slug(value: str) -> None:
    """Raise `ValidationError` for a slug that is reserved, has capitals, or anything but letters, digits, hyphens and underscores."""
    if not _SLUG.match(value):
        raise ValidationError(_("Use letters, digits and single hyphens."), code="slug_form")
    if value != value.lower():
        raise ValidationError(_("Use small letters alone: “Dune” and “dune” would be two addresses for one thing."), code="slug_capitals")
    if value in RESERVED:
        raise ValidationError(
            _("“%(slug)s” is one of the site's own addresses. Choose another."), code="slug_reserved", params={"slug": value}
        )
