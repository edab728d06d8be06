"""Erasing what a reply says and who wrote it. Its place stays, so that those who answered it are still understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from .changing import enter, held, write_down
from .models import State
from .records import Decision
from .storing import NOTHING

if TYPE_CHECKING:
    from .models import Comment


def erase(comment: Comment) -> Decision:
    """Leave nothing of the writer in `comment`: no name, no address, no word of any revision, nothing that was noted about them.

    Decisions stay as verdicts, without what was quoted in them. Erasing twice changes nothing and returns the first decision.
    """
    with held(comment) as (thread, current):
        if current.erased_at is not None:
            return current.decisions.filter(verdict=Decision.Verdict.ERASE).latest("id")
        decision = write_down(current, Decision.Verdict.ERASE, state=State.WITHDRAWN)
        current.passages.all().delete()
        current.revisions.update(text="")
        current.decisions.update(reason="", evidence={})
        current.flags.update(words="", note="")
        enter(
            thread, current, state=State.WITHDRAWN, stored=NOTHING, erased_at=timezone.now(), author=None, guest_name="", guest_email="",
            address_proven=False, network="", likeness="", arrival={}, mail_decision=False, mail_replies=False, waits_for_writer=False,
        )  # fmt: skip
    return decision
