"""The words that search found, marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from reviews.channels.search.marking import Marked

register = template.Library()


@register.filter
def marked(pieces: Marked) -> SafeString:
    """The pieces of a text one after the other, each escaped, the hits in `<mark>`."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", piece.text) if piece.is_hit else piece.text,) for piece in pieces))
