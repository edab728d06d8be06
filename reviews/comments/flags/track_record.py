"""Whose flag hides something at once, and whose waits for a moderator. A pure question about numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

#: Settled flags of one reader that are looked at: the last ones, so that a bad beginning is forgotten in time.
LOOKED_AT = 10
#: So many of those have to be dismissed before they tell anything: anybody is wrong once.
TOLD_BY = 2
#: What the guests of one network may hide in a day. They need no account, so a second name costs them nothing.
GUESTS_HIDE_A_DAY = 2
#: How long a dismissed flag counts against a network: as long as its address is remembered by default.
GUESTS_WAIT = timedelta(days=30)
#: Replies that one flag may take out of sight together. A long conversation is a matter for somebody who has read it.
TAKEN_ALONG = 10


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the reader who flags."""

    is_member: bool
    #: A guest whose network isn't known is nobody in particular, and any number of people.
    is_known: bool = True
    #: Flags of theirs that hid something within a day.
    hidden_today: int = 0
    #: How the last of their settled flags went, `LOOKED_AT` at most.
    upheld: int = 0
    dismissed: int = 0
    #: A flag of theirs was dismissed within `GUESTS_WAIT`.
    dismissed_lately: bool = False
    #: Published replies that would go out of sight together with the one that is flagged.
    takes_along: int = 0


def may_hide(record: Record) -> bool:
    """Whether a flag hides something before a moderator has looked."""
    if record.takes_along > TAKEN_ALONG or not record.is_known:
        return False
    if record.dismissed >= TOLD_BY and record.dismissed > record.upheld:
        return False
    return record.is_member or (record.hidden_today < GUESTS_HIDE_A_DAY and not record.dismissed_lately)
