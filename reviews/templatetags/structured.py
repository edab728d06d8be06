"""JSON-LD in a page."""

import json
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

#: As Django's `json_script`, so that no value can end the element or begin a comment in it; and the two line ends that old readers of
#: JSON take for the end of a string.
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """`{% json_ld data %}`: the facts as a block that is read and never run: the policy against inline scripts lets it be."""
    facts = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    # Every sign that means something to HTML has just been taken out; inside JSON's strings its number says the same.
    return mark_safe(f'<script type="application/ld+json">{facts}</script>')  # noqa: S308
