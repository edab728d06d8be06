"""Who is looking, for every template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.shelf.current import viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


def viewer(request: HttpRequest) -> dict[str, User | dict[str, bool] | None]:
    """Context processor: `viewer`, the signed-in member or None, and `viewer_can`. Reads no session for a stranger."""
    member = viewer_of(request)
    return {
        "viewer": member,
        "viewer_can": {
            "write": member is not None and member.is_staff and member.has_perm("reviews.add_review"),
            "moderate": member is not None and member.has_perm("reviews.moderate_comment"),
        },
    }
