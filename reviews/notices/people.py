"""Who is told, and at which address: one that somebody has confirmed, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reviews.comments.models import Comment


def confirmed_addresses(members: Iterable[int | None]) -> dict[int, str]:
    """Return the address of each of `members` who has confirmed one and may sign in, the primary one first, in one query."""
    wanted = {member for member in members if member is not None}
    if not wanted:
        return {}
    rows = EmailAddress.objects.filter(user__in=wanted, user__is_active=True, verified=True)
    return dict(rows.order_by("primary", "-pk").values_list("user_id", "email"))


def address_of(comment: Comment, confirmed: Mapping[int, str]) -> str:
    """Return where the writer of `comment` gets mail, or "" where nobody has confirmed that it is theirs."""
    if comment.author_id is not None:
        return confirmed.get(comment.author_id, "")
    return comment.guest_email if comment.address_proven else ""


def wants_decision(comment: Comment) -> bool:
    """Whether its writer asked to be told what becomes of it."""
    return comment.mail_decision or (comment.author is not None and comment.author.mail_decisions)


def wants_replies(comment: Comment) -> bool:
    """Whether its writer asked to be told when somebody answers it."""
    return comment.mail_replies or (comment.author is not None and comment.author.mail_replies)


def moderators() -> list[User]:
    """Return whoever gets the digest if they want it: the moderators, or the owners where nobody moderates."""
    able = User.objects.with_perm("reviews.moderate_comment", include_superusers=False, backend="django.contrib.auth.backends.ModelBackend")
    members = list(able.filter(is_superuser=False, blocked_at=None).order_by("pk"))
    return members or list(User.objects.filter(is_active=True, is_superuser=True).order_by("pk"))


def may_decide(member: User | None) -> bool:
    """Whether this member may decide about replies now."""
    return member is not None and member.is_active and member.blocked_at is None and member.has_perm("reviews.moderate_comment")
