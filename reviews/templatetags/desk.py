"""What the moderators' pages need and Django does not have."""

from datetime import timedelta
from typing import Final

from django import template
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.moderation.moves import STAYS_TAG, UNDO_TAG

register = template.Library()

#: Minutes up to which minutes are counted.
_TWO_HOURS: Final = 120


@register.filter
def stays(message: Message) -> bool:
    """Whether this note is to be seen wherever on the page its reader lands."""
    return STAYS_TAG in _tags(message)


@register.filter
def decision_to_undo(message: Message) -> str:
    """The id of the decision that this note offers to undo; empty for any other note."""
    return next((tag.removeprefix(UNDO_TAG) for tag in _tags(message) if tag.startswith(UNDO_TAG)), "")


def _tags(message: Message) -> list[str]:
    return (message.extra_tags or "").split()


@register.filter
def waiting_words(count: int) -> str:
    """How many wait, in a sentence."""
    if not count:
        return _("Nothing waits.")
    return ngettext("%(count)s reply waits, oldest first.", "%(count)s replies wait, oldest first.", count) % {"count": count}


@register.filter
def minutes_words(late: timedelta) -> str:
    """How late something is: in minutes, or in hours from two on."""
    minutes = int(late.total_seconds() // 60)
    if minutes < _TWO_HOURS:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
