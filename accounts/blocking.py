"""Keeping a member from replying and flagging. What they wrote stays, and they read like everybody else."""

from __future__ import annotations

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import User


def may_block(by: User, member: User) -> bool:
    """Whether `by` decides about `member`: never oneself nor an owner; somebody who works here is the owner's to decide about."""
    if by.pk == member.pk or member.is_superuser or not by.has_perm("reviews.moderate_comment"):
        return False
    return by.is_superuser or not works_here(member)


def works_here(member: User) -> bool:
    """Whether `member` has a role: an author, an editor, a moderator, or an owner."""
    return member.is_staff or member.has_perm("reviews.moderate_comment")


def block(member: User, *, by: User) -> bool:
    """Keep `member` from replying and flagging from now on. False where they were already. Raises `PermissionDenied`."""
    return _set(member, by=by, blocked=True)


def unblock(member: User, *, by: User) -> bool:
    """Let `member` reply and flag again. False where they could. Raises `PermissionDenied`."""
    return _set(member, by=by, blocked=False)


@transaction.atomic
def _set(member: User, *, by: User, blocked: bool) -> bool:
    current = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not may_block(by, current):
        raise PermissionDenied
    changes = current.is_blocked != blocked
    if changes:
        current.blocked_at = timezone.now() if blocked else None
        current.save(update_fields=["blocked_at"])
        _note(current, by=by, words=_("Kept from replying.") if blocked else _("May reply again."))
    member.blocked_at = current.blocked_at
    return changes


def _note(member: User, *, by: User, words: str) -> None:
    """Who did it, and when, stands in the member's history in the admin, and goes with the account."""
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=by, content_type=kind, object_id=str(member.pk), object_repr=str(member)[:200], action_flag=CHANGE, change_message=words
    )
