"""Facts to begin with: a guest's plain reply, with nothing against it."""

from __future__ import annotations

from typing import Any

from reviews.comments.rules.facts import Facts

_PLAIN: dict[str, Any] = {
    "text": "A calm reply.",
    "words": "A calm reply.",
    "name": "Dov",
    "email": "dov@example.org",
    "links": (),
    "is_member": False,
    "is_staff": False,
    "is_known": True,
    "published_before": 5,
    "seconds_since_key": 60.0,
    "seconds_since_last": None,
    "replies_last_hour": 0,
    "replies_last_hour_from_network": 0,
    "is_twice": False,
    "trap": "",
    "days_since_publication": 3.0,
    "days_since_last_reply": None,
}


def facts_of(**changes: Any) -> Facts:
    """The plain reply with `changes`; a text is its own plain words unless they are given."""
    words = {"words": changes["text"]} if "text" in changes else {}
    return Facts(**{**_PLAIN, **words, **changes})
