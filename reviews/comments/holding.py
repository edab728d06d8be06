"""Holding the threads of several replies at once, without waiting in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import Thread

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Comment


def hold_threads(comments: QuerySet[Comment]) -> None:
    """Hold the threads of all of `comments` until the transaction ends, the oldest review's first.

    Whoever changes rows of several replies asks for this before anything else: everybody takes a thread before a reply, and a reply before
    what hangs on it, so nobody ever waits for somebody who waits for them.
    """
    list(Thread.objects.select_for_update().filter(pk__in=comments.order_by().values("review")).order_by("pk"))
