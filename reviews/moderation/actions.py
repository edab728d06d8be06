"""Who is looking at a reply, and who leaves it to somebody else. Decisions are made in `comments`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from .models import Claim, Handover

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.comments.models import Comment


def claim(comment: Comment, *, by: User) -> None:
    """Say that `by` has `comment` open. It keeps nobody from deciding."""
    Claim.objects.update_or_create(comment=comment, defaults={"by": by, "at": timezone.now()})


def release(comment: Comment) -> None:
    """It has had its decision: nobody looks at it any more."""
    Claim.objects.filter(comment=comment).delete()


def hand_over(comment: Comment, *, by: User) -> Handover:
    """Leave `comment` to the other moderators; twice is once."""
    Claim.objects.filter(comment=comment, by=by).delete()
    handover, _made = Handover.objects.get_or_create(comment=comment, by=by)
    return handover


def take_back(comment: Comment, *, by: User) -> None:
    """Put what `by` has handed over back on their desk."""
    Handover.objects.filter(comment=comment, by=by).delete()
