"""What the outbox forgets: that a mail was sent, links that have run out, and which decisions were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .models import Errand, Handled, Mail
from .timing import ERRANDS_KEPT, LOOKS_BACK, RESULTS_KEPT, SENT_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: Rows removed by one statement: no lock is held for long, whatever has piled up.
BATCH = 2_000


def tidy(*, now: datetime | None = None, repeating: Iterable[str] = ()) -> None:
    """Remove what nobody needs. What was not sent stays until the owner has looked.

    `repeating` are the names of tasks that leave a result every minute: yesterday's say nothing.
    """
    moment = now or timezone.now()
    Mail.objects.filter(sent_at__lt=moment - SENT_KEPT).delete()
    # Who was asked and has not confirmed is not asked again, and who refused never is: that is known by these links.
    unproven = Q(action=Errand.Action.PROVE, comment__address_proven=False) & ~Q(comment__guest_email="")
    Errand.objects.filter(made_at__lt=moment - ERRANDS_KEPT).exclude(unproven).delete()
    done = DBTaskResult.objects.filter(task_path__in=list(repeating), status=TaskResultStatus.SUCCESSFUL)
    done.filter(finished_at__lt=moment - RESULTS_KEPT).delete()
    # Decisions this old are not looked at again, so nobody has to know that they were told.
    old = Handled.objects.filter(decision__created_at__lt=moment - 2 * LOOKS_BACK).order_by("pk")
    while some := list(old.values_list("pk", flat=True)[:BATCH]):
        Handled.objects.filter(pk__in=some).delete()
