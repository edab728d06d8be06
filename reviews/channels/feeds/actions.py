"""Asking for a feed of one's own, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.channels.models import PersonalFeed
from reviews.publishing.names import random_name

if TYPE_CHECKING:
    from accounts.models import User


def make_feed(*, member: User) -> PersonalFeed:
    """Give `member` a feed. Who has one keeps it, and its address."""
    feed, _is_new = PersonalFeed.objects.get_or_create(member=member)
    return feed


def renew_feed(*, member: User) -> bool:
    """Give the feed of `member` a new address; the old one is worthless at once. False where there is none: what was stopped stays so."""
    return PersonalFeed.objects.filter(member=member).update(serial=random_name()) > 0


def stop_feed(*, member: User) -> None:
    """Take the feed of `member` away, with its address."""
    PersonalFeed.objects.filter(member=member).delete()
