"""Writing down that the address under a guest's reply is read by whoever signed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .trusting import publish_if_trusted

if TYPE_CHECKING:
    from .models import Comment


def prove_address(comment: Comment) -> bool:
    """Say of this one reply that its writer reads the mail that goes to its address, because they followed a link that was sent there.

    Other replies with the same address stay as they are: anybody could have typed it. False where there is no address to confirm.
    """
    if comment.author_id is not None or comment.erased_at is not None or not comment.guest_email:
        return False
    comment.address_proven = True
    comment.save(update_fields=["address_proven"])
    publish_if_trusted(comment)
    return True
