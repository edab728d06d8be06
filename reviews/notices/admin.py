"""The outbox in the owner's admin: what was sent, what waits, what failed and why. Nothing can be written here, and no body is shown."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import actions
from .models import Mail


class FailedFilter(admin.SimpleListFilter):
    """Only the mail that needs the owner."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Mail]) -> list[tuple[str, str]]:
        return [("failed", str(_("failed"))), ("unsent", str(_("not sent yet")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        if self.value() == "failed":
            return queryset & Mail.objects.given_up()
        return queryset & Mail.objects.unsent() if self.value() == "unsent" else queryset


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin[Mail]):
    """Read-only, with one action."""

    list_display = ("to", "subject", "shown_state", "attempts", "last_error", "made_at", "sent_at")
    list_filter = (FailedFilter,)
    search_fields = ("to", "subject")
    fields = ("to", "sender", "subject", "shown_state", "attempts", "last_error", "made_at", "send_after", "sent_at")
    readonly_fields = fields
    actions = ("try_again",)

    @admin.display(description=_("state"))
    def shown_state(self, mail: Mail) -> str:
        """Where it stands, in a word."""
        words = {"sent": _("sent"), "waiting": _("waiting"), "retrying": _("failed, will be tried again"), "failed": _("failed")}
        return str(words[mail.state])

    @admin.action(description=_("Try again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Begin anew with those of the chosen that failed."""
        count = sum(actions.try_again(mail_id=mail.pk) for mail in queryset)
        words = ngettext("%(count)d mail will be tried again.", "%(count)d mails will be tried again.", count) % {"count": count}
        self.message_user(request, words, messages.SUCCESS)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """The owner alone."""
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False
