"""What a moderator's browser may send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Room
from reviews.web.fields import AdmittedField


class DecisionForm(forms.Form):
    """A decision is bound to the revision that was on the screen, and to the side of the break it was on."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    room = forms.ChoiceField(choices=Room.choices, required=False, widget=forms.HiddenInput)


class MoveForm(DecisionForm):
    """Here `room` is where the reply goes."""

    room = forms.ChoiceField(choices=Room.choices)


class DeclineForm(DecisionForm):
    reason = AdmittedField(
        label=_("Reason"), limit=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The writer reads it on their receipt."), error_messages={"required": _("Say why, in a sentence.")},
    )  # fmt: skip


class RepliesForm(forms.Form):
    """Whether a review takes replies."""

    open = forms.ChoiceField(choices=[("yes", _("Open replies")), ("no", _("Close replies"))])
