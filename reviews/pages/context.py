"""Who is looking, for every template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviews.shelf.current import offered_shelf, viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def viewer(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `viewer`, the signed-in member or None, `viewer_can`, and `shelf_offer`: how much this device remembers that
    they are still to say is theirs. Reads no session for a stranger."""
    member = viewer_of(request)
    offered = offered_shelf(request)
    return {
        "shelf_offer": {"works": len(offered.progress.finished) + len(offered.progress.parts), "openings": len(offered.openings)}
        if offered
        else None,
        "viewer": member,
        "viewer_can": {
            "write": member is not None and member.is_staff and member.has_perm("reviews.add_review"),
            "moderate": member is not None and member.has_perm("reviews.moderate_comment"),
        },
    }
