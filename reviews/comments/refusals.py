"""What a writer is told when their reply is not taken: why, and how to go on. Their text is always in the box beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import faults
from .rules.words import plain_name

if TYPE_CHECKING:
    from .rules.findings import Finding

#: Seconds for `Retry-After`: who was too quick waits a moment; where an hour is full, it is the hour's turn.
A_MOMENT, AN_HOUR = 60, 3600


@dataclass(frozen=True)
class Refusal:
    """One reason, in words for the writer."""

    why: str
    status: int
    #: For `Retry-After`, in seconds; 0 where waiting doesn't help.
    retry_after: int = 0
    #: The once-only key is spent or too old: the form gets another.
    needs_new_key: bool = False


def refusal_for(fault: Exception) -> Refusal:
    """Return what is told of a fault that is one of `FAULTS`."""
    if isinstance(fault, faults.RefusedByRule):
        return _by_rule(fault.finding)
    if isinstance(fault, faults.RepliesPaused):
        return Refusal(_("All replies are paused for the moment. Keep your text, and send it later."), 403)
    if isinstance(fault, faults.Blocked):
        return Refusal(_("Replies from your account are not taken here. If you think that is a mistake, tell the owner of the site."), 403)
    if isinstance(fault, faults.KeyUsed):
        why = _("A reply was sent from this page already. This one is another: look at it, and send it once more.")
        return Refusal(why, 409, needs_new_key=True)
    if isinstance(fault, faults.ParentGone):
        return Refusal(_("The reply you were answering is no longer here. You can still send yours as a reply to the review."), 409)
    return Refusal(_("This review takes no more replies."), 403)


#: What else than 422 answers a refusal by a rule. Too old a form is in conflict with what may have been sent from it.
_STATUS = {"closed": 403, "flood": 429, "too_fast": 429, "twice": 409, "expired": 409}
_WAIT = {"flood": AN_HOUR, "too_fast": A_MOMENT}
#: Faults for which there are words here.
FAULTS = (
    faults.RefusedByRule, faults.RepliesPaused, faults.RepliesClosed, faults.Blocked, faults.KeyUsed, faults.ParentGone,
)  # fmt: skip


def _by_rule(finding: Finding) -> Refusal:
    rule = finding.rule
    return Refusal(plain_name(rule), _STATUS.get(rule, 422), retry_after=_WAIT.get(rule, 0), needs_new_key=rule == "expired")
