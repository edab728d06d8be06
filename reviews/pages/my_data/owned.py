"""What belongs to a member, and what stands in the way of their leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import User
from reviews.comments.models import Comment
from reviews.publishing.models import Review

if TYPE_CHECKING:
    from reviews.comments.models import CommentQuerySet


def proven_addresses(member: User) -> set[str]:
    """The addresses whose mail this member reads, in small letters."""
    found = EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True)
    return {address.lower() for address in found}


def other_addresses(member: User) -> set[str]:
    """Addresses that the member typed and never proved: they may be somebody else's."""
    typed = {member.email, *EmailAddress.objects.filter(user=member).values_list("email", flat=True)}
    return {address.lower() for address in typed if address} - proven_addresses(member)


def replies_of(member: User) -> CommentQuerySet:
    """The replies this member wrote: with the account, or as a guest under an address proven then and proven now."""
    as_guest = Q(author=None, address_proven=True, guest_email__in=proven_addresses(member))
    return Comment.objects.filter(Q(author=member) | as_guest)


def reviews_by(member: User) -> int:
    """How many reviews this member is the author of, published or not: an account can't go from under them."""
    return Review.objects.filter(author=member).count()


def is_last_owner(member: User) -> bool:
    """Whether nobody would own the site without this member."""
    return member.is_superuser and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=member.pk).exists()
