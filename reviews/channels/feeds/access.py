"""Whose feed an address opens: signed, so that it can't be guessed, over a number that changes, so that it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.http import Http404

from reviews.channels.models import PersonalFeed

if TYPE_CHECKING:
    from accounts.models import User

#: An address that was signed for anything else opens no feed. It names the version of what is inside.
SALT = "reviews.channels.feeds.personal.v1"


def feed_of(member: User) -> PersonalFeed | None:
    """Return the feed that `member` asked for, or None."""
    return PersonalFeed.objects.filter(member=member).first()


def token_of(feed: PersonalFeed) -> str:
    """Return what its address ends with: some 65 characters that need no escaping, the same until the feed is renewed."""
    return _signer().sign(f"{feed.member_id}.{feed.serial}")


def member_behind(token: str) -> User:
    """Return the member whose feed `token` opens.

    Raises `Http404` for anything else: never signed by us, renewed or stopped since, or of a member who can't sign in any more. Whoever
    tries learns from the answer nothing about which it was.
    """
    try:
        member, serial = _signer().unsign(token).split(".")
    except BadSignature as error:
        raise Http404 from error
    feed = PersonalFeed.objects.filter(member=int(member), serial=serial, member__is_active=True).select_related("member").first()
    if feed is None:
        raise Http404
    return feed.member


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")
