"""What becomes of a reply as it arrives: what the rules know of it, what they say, and the state it takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from .content import content_of
from .faults import Blocked, RefusedByRule, RepliesPaused
from .models import Room, State
from .nudging import match_of
from .proofs import proves
from .receipts import key_made_at
from .rules import rules
from .rules.book import settings_of
from .rules.findings import Effect
from .rules.gathering import Arrival, facts_for, likeness_of
from .rules.models import RuleBook
from .rules.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from reviews.publishing.models import Review
    from reviews.spoilers.document import Document

    from .models import Comment
    from .rules.findings import Finding
    from .sender import Sender

#: The rules that ask nothing about who wrote it or when.
ABOUT_THE_TEXT = (rules.refused_words, rules.held_words, rules.resembling)
#: The rules that count what the same writer has sent lately.
ABOUT_THE_PACE = (rules.flood, rules.too_fast, rules.twice)
#: The rule that says that every reply waits, and the one that says that a moderator's own does not.
HOLD_ALL, STAFF = "hold_all", "staff"


@dataclass(frozen=True)
class Welcome:
    """The state a new reply takes, and why; the rest is kept on its row."""

    state: str
    rule: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    #: An outside service is to be asked before anybody decides.
    ask_checker: bool = False
    #: What the rules were asked about, to be asked again under the lock; nothing for what no rule looked at.
    arrival: Arrival | None = None


def may_moderate(author: User | None) -> bool:
    """Whether a reply by `author` is published at once."""
    return author is not None and author.has_perm("reviews.moderate_comment")


def look_whether_taken(author: User | None) -> None:
    """Raise `Blocked` for a member who is kept from replying, and `RepliesPaused` while the owner has paused all replies."""
    if author is not None and author.is_blocked:
        raise Blocked
    if not may_moderate(author) and RuleBook.current().paused:
        raise RepliesPaused


@dataclass(frozen=True)
class Incoming:
    """A reply that has been read and not yet been taken."""

    review: Review
    parent: Comment | None
    text: str
    document: Document
    room: str
    key: str
    author: User | None
    guest_name: str
    guest_email: str
    #: None for what did not come from a browser: it is imported, or part of the demo.
    sender: Sender | None


def weigh_arrival(reply: Incoming) -> Welcome:
    """Let the rules look at a reply. Raises `RefusedByRule` with the first that refuses it, `Blocked` and `RepliesPaused`.

    What did not come from a browser waits, unless a moderator wrote it.
    """
    staff, sender = may_moderate(reply.author), reply.sender
    if sender is None:
        return Welcome(State.PUBLISHED, STAFF) if staff else Welcome(State.PENDING, HOLD_ALL)
    look_whether_taken(reply.author)
    book = RuleBook.current()
    proven = reply.author is None and proves(sender.proof, reply.guest_email)
    arrival = _arrival_of(reply, sender, book, is_known=reply.author is not None or proven)
    facts = facts_for(arrival)
    holding = _holding(weigh(facts, settings_of(book)))
    return Welcome(
        state=State.PENDING if holding else State.PUBLISHED,
        rule=holding[0].rule if holding else STAFF if staff else "",
        evidence={"findings": [finding.as_stored() for finding in holding]} if holding else {},
        columns={
            "network": sender.network,
            "likeness": likeness_of(reply.text),
            "arrival": facts.as_stored(),
            "address_proven": proven,
            "mail_decision": sender.mail_decision,
            "mail_replies": sender.mail_replies,
        },
        ask_checker=any(finding.rule == "checker" for finding in holding),
        arrival=arrival,
    )


def look_again(welcome: Welcome) -> None:
    """Under the thread's lock: what came in at the same moment counts for the pace, too. Raises `RefusedByRule`."""
    if welcome.arrival is not None:
        facts = facts_for(replace(welcome.arrival, now=timezone.now()))
        _holding(weigh(facts, settings_of(RuleBook.current()), rules=ABOUT_THE_PACE))


def weigh_text(reply: Incoming) -> tuple[Finding, ...]:
    """Let the rules about what is said look at a reply that its writer has changed. Raises `RefusedByRule`; returns what would hold it."""
    book = RuleBook.current()
    assert reply.sender is not None  # noqa: S101 - for the type checker
    facts = facts_for(_arrival_of(reply, reply.sender, book, is_known=False))
    return tuple(_holding(weigh(facts, settings_of(book), rules=ABOUT_THE_TEXT)))


def _holding(findings: Iterable[Finding]) -> list[Finding]:
    """Raise `RefusedByRule` for the first that refuses, and return those that hold."""
    held = []
    for finding in findings:
        if finding.effect is Effect.REFUSE:
            raise RefusedByRule(finding)
        held.append(finding)
    return held


def _arrival_of(reply: Incoming, sender: Sender, book: RuleBook, *, is_known: bool) -> Arrival:
    content, staff = content_of(reply.document), may_moderate(reply.author)
    looked_at = reply.room == Room.BEFORE and book.hold_resembling and not staff
    match = match_of(reply.review, reply.document, sender.knows) if looked_at else None
    return Arrival(
        review=reply.review,
        parent=reply.parent,
        text=reply.text,
        words=content.words,
        links=content.links,
        author=reply.author,
        is_staff=staff,
        guest_name=reply.guest_name,
        guest_email=reply.guest_email,
        is_known=is_known,
        network=sender.network,
        key_made_at=key_made_at(reply.key),
        trap=sender.trap,
        resembles=tuple(match.as_evidence()) if match else (),
        now=timezone.now(),
    )
