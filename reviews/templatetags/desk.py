"""What the moderators' pages need and Django does not have."""

from django import template
from django.contrib.messages.storage.base import Message

from reviews.moderation.moves import STAYS_TAG, UNDO_TAG

register = template.Library()


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
