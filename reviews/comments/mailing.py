"""What the writer of a reply wants to be told by mail. Nothing is sent here: the room of notices finds the rows that ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Comment


def choose_mail(comment: Comment, *, decision: bool, replies: bool) -> None:
    """Write down whether the writer wants mail about the decision, and about replies to theirs.

    A guest's address that nobody has confirmed is sent one mail that asks for that, and no other, whatever is chosen here.
    """
    comment.mail_decision, comment.mail_replies = decision, replies
    comment.save(update_fields=["mail_decision", "mail_replies"])
