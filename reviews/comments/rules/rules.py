"""The rules, in the order in which they are asked: pure functions from facts and settings to a finding, or None."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from .book import Settings
from .facts import Facts
from .findings import Effect, Finding
from .models import RuleBook
from .word_lists import find

if TYPE_CHECKING:
    from .word_lists import Entry

Rule: TypeAlias = Callable[[Facts, Settings], Finding | None]

#: A form left open for longer than this is looked at again before it is sent.
EXPIRES_AFTER = timedelta(days=30)
#: This many places in the text are kept as evidence; more tell a moderator nothing new.
MOST_MATCHES = 20


def expired(facts: Facts, settings: Settings) -> Finding | None:
    """Refuse what comes from a form that was made too long ago."""
    age = facts.seconds_since_key
    if age is None or age <= EXPIRES_AFTER.total_seconds():
        return None
    return _refuse(expired, days=int(age // 86_400), limit=EXPIRES_AFTER.days)


def closed(facts: Facts, settings: Settings) -> Finding | None:
    """Refuse replies to a review that is older than the owner wants replies for."""
    from_reply = settings.closes_from == RuleBook.ClosesFrom.LAST_REPLY and facts.days_since_last_reply is not None
    days = facts.days_since_last_reply if from_reply else facts.days_since_publication
    if not settings.close_after or days is None or days < settings.close_after:
        return None
    return _refuse(closed, days=int(days), limit=settings.close_after, since="last_reply" if from_reply else "publication")


def refused_words(facts: Facts, settings: Settings) -> Finding | None:
    """Refuse what holds a word of the owner's list: in the text, the name or the address."""
    matches = matches_of(settings.refused_words, facts)
    return _refuse(refused_words, matches=matches[:MOST_MATCHES], count=len(matches)) if matches else None


def flood(facts: Facts, settings: Settings) -> Finding | None:
    """Refuse one more than so many replies within an hour, by one account or from one network."""
    limit = settings.replies_an_hour
    if limit and facts.replies_last_hour >= limit:
        return _refuse(flood, count=facts.replies_last_hour, limit=limit, by="account")
    if limit and facts.replies_last_hour_from_network >= limit:
        return _refuse(flood, count=facts.replies_last_hour_from_network, limit=limit, by="network")
    return None


def too_fast(facts: Facts, settings: Settings) -> Finding | None:
    """Refuse a reply that comes too soon after the writer's last one."""
    since = facts.seconds_since_last
    if since is None or since >= settings.seconds_between:
        return None
    return _refuse(too_fast, seconds=max(0, int(since)), limit=settings.seconds_between)


def twice(facts: Facts, settings: Settings) -> Finding | None:
    """Refuse the same words in the same place by the same writer."""
    return _refuse(twice) if settings.refuse_twice and facts.is_twice else None


def hold_all(facts: Facts, settings: Settings) -> Finding | None:
    """Hold everything."""
    return _hold(hold_all) if settings.hold_all else None


def first(facts: Facts, settings: Settings) -> Finding | None:
    """Hold replies until so many of the same account or proven address are published. A typed name and address count for nothing."""
    if facts.published_before >= settings.trust_after:
        return None
    return _hold(first, count=facts.published_before, limit=settings.trust_after, known=facts.is_known)


def links(facts: Facts, settings: Settings) -> Finding | None:
    """Hold what links to so many places elsewhere."""
    if not settings.links_held or len(facts.links) < settings.links_held:
        return None
    return _hold(links, count=len(facts.links), limit=settings.links_held)


def held_words(facts: Facts, settings: Settings) -> Finding | None:
    """Hold what has a word of the owner's list in it: in the text, the name or the address."""
    matches = matches_of(settings.held_words, facts)
    return _hold(held_words, matches=matches[:MOST_MATCHES], count=len(matches)) if matches else None


def resembling(facts: Facts, settings: Settings) -> Finding | None:
    """Hold what may give away a hidden passage of the review."""
    if not settings.hold_resembling or not facts.resembles:
        return None
    return _hold(resembling, count=len(facts.resembles), resembles=list(facts.resembles))


def trap(facts: Facts, settings: Settings) -> Finding | None:
    """Hold what filled in the field that people don't see."""
    return _hold(trap, count=len(facts.trap)) if facts.trap else None


def time_trap(facts: Facts, settings: Settings) -> Finding | None:
    """Hold what was written faster than people write, counted from the making of the form's key.

    A key from the future is of a clock that is ahead, and says nothing about speed. One that says no time at all is no browser's.
    """
    age, limit = facts.seconds_since_key, settings.least_seconds
    if not limit or (age is not None and (age < 0 or age >= limit)):
        return None
    return _hold(time_trap, seconds=None if age is None else round(age, 1), limit=limit)


def checker(facts: Facts, settings: Settings) -> Finding | None:
    """Hold until the spam checker has answered, where the owner has named one."""
    return _hold(checker) if settings.asks_checker else None


#: What refuses first, then what holds, the plainest reason first: it is the one that the writer is told. Staff are asked by none of them.
RULES: tuple[Rule, ...] = (
    expired, closed, refused_words, flood, too_fast, twice,
    hold_all, first, links, held_words, resembling, trap, time_trap, checker,
)  # fmt: skip


def matches_of(entries: tuple[Entry, ...], facts: Facts) -> list[dict[str, Any]]:
    """Return where entries stand in a reply: in its source (`in` is "text"), in its name, in its address.

    What the source hides by markup (`vi**ag**ra`) is found in the plain words (`in` is "words"). Offsets are those of the place named.
    """
    found = _places(entries, "text", facts.text)
    if facts.words != facts.text:
        seen = {match["entry"] for match in found}
        found += [match for match in _places(entries, "words", facts.words) if match["entry"] not in seen]
    # An address is nobody's to read, the part of it that matched included.
    addresses = [{**match, "matched": ""} for match in _places(entries, "email", facts.email)]
    return found + _places(entries, "name", facts.name) + addresses


def _places(entries: tuple[Entry, ...], where: str, text: str) -> list[dict[str, Any]]:
    return [
        {"entry": hit.entry.written, "in": where, "start": hit.start, "end": hit.end, "matched": text[hit.start : hit.end]}
        for hit in find(entries, text)
    ]


def _hold(rule: Rule, **evidence: Any) -> Finding:
    return Finding(rule.__name__, Effect.HOLD, evidence)


def _refuse(rule: Rule, **evidence: Any) -> Finding:
    return Finding(rule.__name__, Effect.REFUSE, evidence)
