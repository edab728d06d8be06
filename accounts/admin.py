"""Members, in the owner's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import blocking
from .models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(User)
class MemberAdmin(UserAdmin[User]):
    """Django's own, with the name that readers see, and whether they may reply."""

    list_display = ("username", "display_name", "email", "is_staff", "is_active", "blocked_at")
    list_filter = (*UserAdmin.list_filter, ("blocked_at", admin.EmptyFieldListFilter))
    search_fields = ("username", "display_name", "email")
    readonly_fields = ("blocked_at",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Shown to readers"), {"fields": ("display_name",)}),
        (_("Replies"), {"fields": ("blocked_at",)}),
        *(UserAdmin.fieldsets or ())[1:],
    )
    actions = ("keep_from_replying", "let_reply")

    @admin.action(description=_("Keep from replying"), permissions=["block"])
    def keep_from_replying(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Block those of the chosen that may be blocked."""
        changed, passed_over = self._each(request, queryset, blocking.block)
        words = ngettext("%(count)d member can no longer reply.", "%(count)d members can no longer reply.", changed) % {"count": changed}
        self.message_user(request, words, messages.SUCCESS)
        if passed_over:
            self.message_user(request, _("You and other owners can’t be kept from replying."), messages.WARNING)

    @admin.action(description=_("Let reply again"), permissions=["block"])
    def let_reply(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Unblock those of the chosen that were blocked."""
        changed, _passed_over = self._each(request, queryset, blocking.unblock)
        words = ngettext("%(count)d member can reply again.", "%(count)d members can reply again.", changed) % {"count": changed}
        self.message_user(request, words, messages.SUCCESS)

    def has_block_permission(self, request: HttpRequest) -> bool:
        """The owner alone; moderators have a page for it."""
        return bool(request.user.is_superuser)

    def _each(self, request: HttpRequest, members: QuerySet[User], act: Callable[..., bool]) -> tuple[int, int]:
        """Act on each member that this owner decides about; return how many that changed, and how many were passed over."""
        assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the action's permission has let nobody else in
        by = request.user
        theirs = [member for member in members if blocking.may_block(by, member)]
        return sum(act(member, by=by) for member in theirs), len(members) - len(theirs)
