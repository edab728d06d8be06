"""Why a text was refused or a marker is wrong, in words for whoever runs the import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from reviews.spoilers.door import Refused


def why_refused(refused: Refused) -> str:
    """Say why the one door for text didn't admit it."""
    if refused.code == "too_many_lines":
        return _("%(count)d lines; %(limit)d fit.") % refused.facts
    return _("%(count)d characters; %(limit)d fit.") % refused.facts
