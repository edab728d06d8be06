"""Whoever had their data erased is in no mail of ours either: not as whom it went to, and not in one that is still to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reviews.comments.models import Comment
from reviews.comments.records import Decision

from .models import Handled, Mail
from .timing import LOOKS_BACK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: Replies at a time: a member who leaves may have written thousands.
BATCH = 100


def forget_erased(*, now: datetime | None = None) -> int:
    """Delete the mail about replies that were erased, sent and unsent, and return how many replies that was."""
    since = (now or timezone.now()) - LOOKS_BACK
    erased = Decision.objects.filter(verdict=Decision.Verdict.ERASE, handled=None, created_at__gt=since).order_by("created_at", "id")
    count = 0
    while some := list(erased[:BATCH]):
        _forget(some)
        count += len(some)
    return count


@transaction.atomic
def _forget(erased: Sequence[Decision]) -> None:
    _forget_mail_about([decision.comment_id for decision in erased])
    Handled.objects.bulk_create([Handled(decision=decision) for decision in erased], ignore_conflicts=True)


def forget_mail_about(comments: Sequence[int]) -> None:
    """Delete the mail about these replies and about answers to them, sent and unsent, before the replies themselves are deleted."""
    for start in range(0, len(comments), BATCH):
        _forget_mail_about(comments[start : start + BATCH])


def _forget_mail_about(comments: Sequence[int]) -> None:
    about = Q(pk__in=[])
    for comment in comments:
        about |= Q(key__startswith=f"comment:{comment}:")
    # Who answered them is told about by another key, and the mail went to the address that was erased.
    answers = Comment.objects.filter(parent__in=comments).values_list("pk", flat=True)
    about |= Q(key__in=[f"comment:{answer}:reply" for answer in answers])
    Mail.objects.filter(about).delete()
    # A digest that has not left counts them and links to them; the next minute writes another, of what is there now.
    Mail.objects.unsent().filter(key__startswith="digest:").delete()
