"""The decision log turned into mail. The worker calls this each minute; what was told, or needs no telling, has a `Handled` row."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from reviews.comments.models import Comment, State
from reviews.comments.records import Decision
from reviews.web.models import Site

from .letters import voice_of
from .models import Handled
from .news import AWAITED, is_news_for_others, news_for_writer
from .people import address_of, confirmed_addresses, wants_decision, wants_replies
from .timing import LOOKS_BACK, NOTICE_DELAY, SENT_KEPT
from .writing import decision_letter, reply_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from .letters import Letter

logger = logging.getLogger(__name__)

#: Replies told about at a time: a handful of queries, and no lock is held while it is worked out what to say.
BATCH = 100
#: Batches at a time: after an import, other work of the worker gets its turn in between.
ROUNDS = 20


class NotAllTold(Exception):
    """Some replies could not be told about; they are tried again, and the log says what went wrong."""


def tell_all(*, now: datetime | None = None) -> int:
    """Tell what is due, and return how many replies were looked at. Raises `NotAllTold` after the rest has been told."""
    moment = now or timezone.now()
    seen: set[int] = set()
    failed = 0
    for _round in range(ROUNDS):
        found = set(due(moment).exclude(comment__in=seen).values_list("comment", flat=True)[:BATCH])
        if not found:
            break
        failed += _tell(found, moment)
        seen |= found
    if failed:
        raise NotAllTold(failed)
    return len(seen)


def pass_over(decisions: QuerySet[Decision]) -> None:
    """Say that nobody is to be told of `decisions`: those that came with an import or a demo happened long ago, or never."""
    rows = decisions.filter(handled=None).values_list("pk", flat=True)
    Handled.objects.bulk_create([Handled(decision_id=pk) for pk in rows], ignore_conflicts=True, batch_size=500)


def due(now: datetime) -> QuerySet[Decision]:
    """Return the decisions that nobody has been told of, oldest first, of replies about which nobody may still change their mind."""
    fresh = Decision.objects.filter(comment=OuterRef("comment"), created_at__gt=now - NOTICE_DELAY, verdict__in=AWAITED)
    # Asked first, and not by a join: nearly every decision is told, and the other question is the dear one.
    told = Handled.objects.filter(decision=OuterRef("pk"))
    waiting = Decision.objects.filter(~Exists(told), created_at__gt=now - LOOKS_BACK, created_at__lte=now - NOTICE_DELAY)
    return waiting.filter(~Exists(fresh)).order_by("created_at", "id")


def _tell(comments: set[int], now: datetime) -> int:
    """Tell about these replies, each in a transaction of its own, and return for how many it failed."""
    rows = comments_for_mail(comments)
    confirmed = confirmed_addresses(member for row in rows for member in (row.author_id, row.parent.author_id if row.parent else None))
    site, failed = Site.current(), 0
    silent: list[Decision] = []
    for row in rows:
        run = _run(row, now)
        try:
            with voice_of(site):
                letters = dict(_letters(row, run, confirmed, site, now))
            if letters:
                _put(row, run, letters)
            else:
                silent += run
        except Exception:
            # One reply that nobody can be told about doesn't keep the others' mail.
            logger.exception("Mail about a decision could not be written.")
            failed += 1
    Handled.objects.bulk_create([Handled(decision=decision) for decision in silent], ignore_conflicts=True)
    return failed


def comments_for_mail(comments: Iterable[int]) -> list[Comment]:
    """Return these replies with everything that mail about them says, in the same few queries however many they are."""
    log = Prefetch("decisions", queryset=Decision.objects.select_related("handled", "undoes").order_by("id"))
    rows = Comment.objects.filter(pk__in=comments).select_related("review__author", "author", "parent__author")
    return list(rows.prefetch_related(log, "revisions", "review__reviewedwork_set__work").order_by("pk"))


def _run(comment: Comment, now: datetime) -> list[Decision]:
    """The decisions at the end of the log that nobody has been told of."""
    log = comment.decisions.all()
    return [each for each in log if not _is_handled(each) and each.created_at > now - LOOKS_BACK]


def _is_handled(decision: Decision) -> bool:
    return hasattr(decision, "handled")


def _letters(
    comment: Comment, run: Sequence[Decision], confirmed: Mapping[int, str], site: Site, now: datetime
) -> Iterator[tuple[str, tuple[str, Letter]]]:
    """What is to be sent: for each key, to whom and what."""
    address = address_of(comment, confirmed)
    if address and wants_decision(comment) and (news := news_for_writer(comment, list(comment.decisions.all()), run)):
        yield f"comment:{comment.pk}:decision:{run[-1].pk}", (address, decision_letter(comment, news, site))
    if (parent := comment.parent) is None or parent.state != State.PUBLISHED or parent.erased_at is not None:
        return
    above = address_of(parent, confirmed)
    is_own = above in {address, comment.guest_email} or (parent.author_id is not None and parent.author_id == comment.author_id)
    # The row that says whom a reply was told to is kept for so long; what came out earlier was told then.
    is_fresh = comment.published_at is not None and comment.published_at > now - SENT_KEPT
    if above and not is_own and wants_replies(parent) and is_fresh and comment.review.is_public and is_news_for_others(comment, run):
        yield f"comment:{comment.pk}:reply", (above, reply_letter(comment, parent, site))


@transaction.atomic
def _put(comment: Comment, run: Sequence[Decision], letters: Mapping[str, tuple[str, Letter]]) -> None:
    """Put the letters into the outbox and write down that all of `run` is told, unless another worker or another decision was faster."""
    # The row that every decision takes: while it is held here, nobody decides, and nobody else tells.
    held = Comment.objects.select_for_update(skip_locked=True).filter(pk=comment.pk).first()
    if held is None:
        return
    last = Decision.objects.filter(comment=comment).order_by("-id").values_list("pk", flat=True).first()
    if last != run[-1].pk or Handled.objects.filter(decision__in=run).exists():
        return
    for key, (address, letter) in letters.items():
        letter.put(to=address, key=key)
    Handled.objects.bulk_create(Handled(decision=decision) for decision in run)
