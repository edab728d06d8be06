"""Nobody decides about a text they have not been shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.comments.models import Comment

_SALT = "reviews.moderation.shown"
#: Seconds. A page left open over night is read again.
_LASTS = 24 * 60 * 60


def proof_of_reading(comment: Comment, by: User) -> str:
    """Return what the forms of an opened reply carry: `by` was shown all of this revision. It opens nothing."""
    return signing.dumps([comment.pk, comment.revision, by.pk], salt=_SALT)


def has_read(proof: str, comment: Comment, by: User) -> bool:
    """Whether `proof` says that `by` was shown the newest revision of `comment`."""
    try:
        return bool(signing.loads(proof, salt=_SALT, max_age=_LASTS) == [comment.pk, comment.revision, by.pk])
    except signing.BadSignature:
        return False
