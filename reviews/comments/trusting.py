"""Publishing what only waited for its writer to be known, once they are."""

from __future__ import annotations

from contextlib import suppress

from .changing import held
from .deciding import decide
from .faults import AlreadyDecided, RevisionChanged, RoomChanged
from .models import Comment, State
from .records import Decision
from .rules.models import RuleBook
from .storing import NeedsMending, ShowsNothing

#: The rule that holds replies of writers who are not known yet.
FIRST = "first"


def publish_if_trusted(comment: Comment) -> bool:
    """Publish a guest's waiting reply whose address has been proven, where `first` alone held it and enough of theirs is public by now.

    Nothing is decided where anything else has happened to it since. Returns whether it was published.
    """
    book = RuleBook.current()
    with held(comment) as (_thread, current):
        arrival, *since = current.decisions.order_by("id")
        held_by = {finding.get("rule") for finding in arrival.evidence.get("findings", [])}
        if since or current.state != State.PENDING or held_by != {FIRST} or book.hold_all or not current.address_proven:
            return False
        mine = Comment.objects.published().filter(guest_email=current.guest_email, address_proven=True, author=None)
        count = mine[: book.trust_after].count()
        if count < book.trust_after:
            return False
        evidence = {"findings": [{"rule": FIRST, "evidence": {"count": count, "limit": book.trust_after, "known": True}}]}
        with suppress(RevisionChanged, AlreadyDecided, RoomChanged, NeedsMending, ShowsNothing):
            decide(current, verdict=Decision.Verdict.PUBLISH, by=None, rule=FIRST, evidence=evidence, seen_revision=current.revision)
            return True
    return False
