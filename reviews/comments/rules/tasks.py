"""What the worker does for the spam checker: ask about a reply that waits, and say so where people decided otherwise."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from reviews.comments.faults import AlreadyDecided, RevisionChanged, RoomChanged
from reviews.comments.models import Comment, State
from reviews.comments.records import Decision

from . import checker
from .book import settings_of
from .models import RuleBook
from .rules import checker as checker_rule
from .weighing import FAILED

logger = logging.getLogger(__name__)

CHECKER = checker_rule.__name__
_ANSWERED = frozenset({"spam", "ham"})
#: How long a decision may be taken back before the checker hears of it: it forgets nothing.
HEARS_AFTER = timedelta(minutes=10)
_SPEAKS = {Decision.Verdict.SPAM: True, Decision.Verdict.PUBLISH: False, Decision.Verdict.MASK: False}


@task()
def check_reply(comment_id: int) -> None:
    """Ask the checker about a reply that waits, and decide by its answer where nobody has decided yet.

    Spam goes; what nothing else held is published; the rest stays with moderators, with the answer as evidence. So does everything
    when there is no answer. The number of the reply is all that the task's row says.
    """
    comment = Comment.objects.select_related("review", "author").filter(pk=comment_id, state=State.PENDING, erased_at=None).first()
    rules = settings_of(RuleBook.current())
    if comment is None or not rules.asks_checker or _somebody_decided(comment):
        return
    try:
        spam = checker.is_spam(_question(comment), rules)
    except checker.NoAnswer as none:
        logger.warning("The spam checker gave no answer: %s", none.fault)
        _decide(comment, Decision.Verdict.HOLD, rule=FAILED, evidence={"rule": CHECKER, "fault": none.fault})
        return
    if spam:
        _decide(comment, Decision.Verdict.SPAM, rule=CHECKER, evidence={"answer": "spam"})
    elif _was_all(comment):
        _decide(comment, Decision.Verdict.PUBLISH, rule=CHECKER, evidence={"answer": "ham"})
    else:
        _decide(comment, Decision.Verdict.HOLD, rule=CHECKER, evidence={"answer": "ham"})


def hear(decision: Decision) -> None:
    """Have the checker told what a person decided, if it had said otherwise and they don't take it back."""
    spam = _SPEAKS.get(Decision.Verdict(decision.verdict))
    if decision.by_id is None or spam is None:
        return
    answer = _last_answer(decision.comment)
    if answer in _ANSWERED and (answer == "spam") is not spam:
        correct_checker.using(run_after=timezone.now() + HEARS_AFTER).enqueue(decision.pk)


@task()
def correct_checker(decision_id: int) -> None:
    """Tell the checker of one decision, unless it was taken back or the reply is gone."""
    standing = Decision.objects.filter(pk=decision_id, undone_by=None, comment__erased_at=None)
    decision = standing.select_related("comment__review", "comment__author").first()
    rules = settings_of(RuleBook.current())
    if decision is None or not rules.asks_checker:
        return
    try:
        checker.correct(_question(decision.comment), rules, spam=_SPEAKS[Decision.Verdict(decision.verdict)])
    except checker.NoAnswer as none:
        logger.warning("The spam checker could not be corrected: %s", none.fault)


def _question(comment: Comment) -> checker.Question:
    """What is asked about the newest revision."""
    return checker.Question(
        text=comment.revisions.get(number=comment.revision).text.reveal(),
        name=comment.byline,
        permalink=f"{settings.SITE_URL}{comment.review.url}",
        written_at=comment.created_at,
        language=settings.LANGUAGE_CODE,
    )


def _decide(comment: Comment, verdict: str, *, rule: str, evidence: dict[str, Any]) -> None:
    """Decide by a rule unless something happened meanwhile: a person who was first is never overruled."""
    # Imported here, because a reply that arrives asks for this very task.
    from reviews.comments import deciding
    from reviews.comments.changing import held
    from reviews.comments.storing import NeedsMending, ShowsNothing

    facts: dict[str, Any] = {"by": None, "seen_revision": comment.revision, "seen_state": State.PENDING, "rule": rule}
    findings = {"findings": [{"rule": rule, "evidence": evidence}]}
    try:
        with held(comment) as (_thread, current):
            if not _somebody_decided(current):
                deciding.decide(comment, verdict=verdict, evidence=findings, **facts)
    except (RevisionChanged, AlreadyDecided, RoomChanged):
        return
    except (NeedsMending, ShowsNothing) as fault:
        # A work it names is no longer there. It waits, as everything does that can't be published.
        _decide(comment, Decision.Verdict.HOLD, rule=FAILED, evidence={"rule": CHECKER, "fault": type(fault).__name__})


def _somebody_decided(comment: Comment) -> bool:
    """Whether a person has had a hand in it."""
    return comment.decisions.exclude(by=None).exists()


def _was_all(comment: Comment) -> bool:
    """Whether it waits for the checker alone: nothing else held it when it came, and nothing has happened since."""
    arrival, *since = comment.decisions.order_by("id")
    rules = {each.get("rule") for each in arrival.evidence.get("findings", [])}
    return not since and rules == {CHECKER}


def _last_answer(comment: Comment) -> str:
    """What the checker said of a reply, or ""."""
    said = comment.decisions.filter(by=None, rule=CHECKER).exclude(verdict=Decision.Verdict.ARRIVE).order_by("-id").first()
    findings = said.evidence.get("findings", []) if said is not None else []
    return str(findings[0].get("evidence", {}).get("answer", "")) if findings else ""
