"""Which link in a mail is this, and is mail late?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, When
from django.http import Http404
from django.utils import timezone

from reviews.comments.receipts import hash_of
from reviews.comments.records import Decision

from .models import Errand, Handled, Mail
from .news import AWAITED
from .timing import LOOKS_BACK, NOTICE_DELAY, OVERDUE_AFTER


def errand_behind(token: str) -> Errand:
    """Return what the link in a mail is for, used and expired ones too. Raises `Http404`."""
    errand = Errand.objects.select_related("comment__review__author", "comment__author", "by").filter(token_hash=hash_of(token)).first()
    if errand is None:
        raise Http404
    return errand


def overdue(*, now: datetime | None = None) -> timedelta | None:
    """Return how late the mail is that should have left first; None while nothing is later than five minutes. One query.

    Mail counts that the server refuses, and that was given up, and the decisions that a worker should have turned into mail: where
    none runs, there is no mail to be late.
    """
    moment = now or timezone.now()
    late = moment - OVERDUE_AFTER
    # An attempt puts the next one into `send_after`. Nobody puts mail down for later, so it was due when it was made.
    due = Case(When(attempts=0, then=F("send_after")), default=F("made_at"), output_field=DateTimeField())
    mails = Mail.objects.unsent().annotate(due=due).filter(due__lte=late).order_by().values_list("due")
    told = ExpressionWrapper(F("created_at") + NOTICE_DELAY, output_field=DateTimeField())
    # Asked first, and not by a join: nearly every decision is told, and the other question is the dear one.
    told_of = Handled.objects.filter(decision=OuterRef("pk"))
    fresh = Decision.objects.filter(comment=OuterRef("comment"), created_at__gt=late - NOTICE_DELAY, verdict__in=AWAITED)
    untold = Decision.objects.filter(~Exists(told_of), created_at__lte=late - NOTICE_DELAY, created_at__gt=moment - LOOKS_BACK)
    # The first alone: after a long silence there may be very many.
    first_untold = untold.filter(~Exists(fresh)).order_by("created_at", "id").values("pk")[:1]
    decisions = Decision.objects.filter(pk__in=first_untold).annotate(due=told).order_by().values_list("due")
    first = mails.union(decisions).order_by("due").first()
    return moment - first[0] if first else None
