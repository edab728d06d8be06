"""What a member's browser may send about their own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User

KEEP, ERASE = "keep", "erase"


class MailForm(forms.Form):
    """Which mail a member wants. The digest is asked of moderators alone."""

    mail_decisions = forms.BooleanField(label=_("Mail me what becomes of my replies"), required=False)
    mail_replies = forms.BooleanField(label=_("Mail me when somebody replies to me"), required=False)
    mail_digest = forms.BooleanField(
        label=_("Mail me a digest of what waits for moderators"), required=False, help_text=_("Once a day, when there is something.")
    )

    def __init__(self, data: QueryDict | None = None, *, member: User) -> None:
        super().__init__(data, initial={name: getattr(member, name) for name in self.base_fields})
        if not member.has_perm("reviews.moderate_comment"):
            del self.fields["mail_digest"]


class ErasureForm(forms.Form):
    """What becomes of the replies when the account goes."""

    replies = forms.ChoiceField(
        label=_("Your replies"), widget=forms.RadioSelect,
        choices=[
            (KEEP, _("They stay, by “Former member”.")),
            (ERASE, _("They are erased too. Where somebody answered one, an empty place stays.")),
        ],
        error_messages={"required": _("Say what should become of your replies.")},
    )  # fmt: skip
