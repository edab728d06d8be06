"""What a moderator's browser may send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.comments.actions import COMMENT_LIMIT, LINE_LIMIT
from reviews.comments.models import Room, State
from reviews.comments.records import Decision, Reason
from reviews.web.fields import AdmittedField

#: A reason is a sentence or two; the writer reads it on their receipt.
REASON_LIMIT = 500
#: Passages to hide in one press, one a line.
MOST_PASSAGES = 20


class DecisionForm(forms.Form):
    """A decision is bound to what was on the screen: the revision, the side of the break, and the state. `read` is the proof that the
    moderator was shown all of it."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    room = forms.ChoiceField(choices=Room.choices, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=State.choices, required=False, widget=forms.HiddenInput)
    read = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    @property
    def seen_room(self) -> str | None:
        return self.cleaned_data.get("room") or None

    @property
    def seen_state(self) -> str:
        """What waits is what is decided on; a form for anything else says so."""
        return self.cleaned_data.get("state") or State.PENDING


class MoveForm(DecisionForm):
    """Here `room` is where the reply goes."""

    room = forms.ChoiceField(choices=Room.choices)


class ReasonForm(DecisionForm):
    """A verdict that its writer is told the reason of: one of the house's, in words, or both."""

    reason_kind = forms.ChoiceField(label=_("Why"), choices=[("", _("In my own words")), *Reason.choices], required=False)
    reason = AdmittedField(
        label=_("Words for the writer"), limit=REASON_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The writer reads them on their receipt."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "reason" in cleaned and not cleaned["reason"].strip() and cleaned.get("reason_kind", "") in {"", Reason.OTHER}:
            self.add_error("reason", _("Say why, in a sentence."))
        return cleaned


class DeclineForm(ReasonForm):
    """Decline, with a reason."""


class AskForm(ReasonForm):
    """Ask the writer for a change: what should be different."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "reason" in cleaned and not cleaned["reason"].strip() and not self.has_error("reason"):
            self.add_error("reason", _("Say what should be different."))
        return cleaned


class MaskForm(DecisionForm):
    """The words to hide, and what happens to the rest."""

    words = AdmittedField(
        label=_("The words to hide, one passage a line"), limit=COMMENT_LIMIT, line_limit=MOST_PASSAGES,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("Say which words.")},
    )  # fmt: skip
    publish = forms.BooleanField(label=_("Publish it too"), required=False)
    lock = forms.BooleanField(label=_("Keep its writer from showing them again"), required=False)


class LockForm(DecisionForm):
    """Whether a mark may be taken away."""

    locked = forms.ChoiceField(choices=[("yes", _("Lock")), ("no", _("Unlock"))])


class FlagsForm(DecisionForm):
    """What to say to readers who flagged a reply that stays."""

    verdict = forms.ChoiceField(choices=[(Decision.Verdict.KEEP, _("Leave it as it is")), (Decision.Verdict.AGREE, _("Leave it hidden"))])


class AnswerForm(DecisionForm):
    """A moderator's own reply, below the one it publishes."""

    text = AdmittedField(
        label=_("Your reply"), limit=COMMENT_LIMIT, line_limit=LINE_LIMIT, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    key = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)


class BulkForm(forms.Form):
    """One verdict for many rows; each row says what was seen of it."""

    VERDICTS = [
        (Decision.Verdict.PUBLISH, _("Publish")), (Decision.Verdict.DECLINE, _("Decline")), (Decision.Verdict.SPAM, _("Spam")),
        (Decision.Verdict.MOVE, _("Move behind the break")),
    ]  # fmt: skip

    verdict = forms.ChoiceField(choices=VERDICTS)
    reason_kind = forms.ChoiceField(label=_("Why"), choices=[("", _("In my own words")), *Reason.choices], required=False)
    reason = AdmittedField(label=_("Words for the writers"), limit=REASON_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        declines = cleaned.get("verdict") == Decision.Verdict.DECLINE
        if declines and not cleaned.get("reason", "").strip() and cleaned.get("reason_kind", "") in {"", Reason.OTHER}:
            self.add_error("reason", _("Say why, in a sentence."))
        return cleaned


class RepliesForm(forms.Form):
    """Whether a review takes replies."""

    open = forms.ChoiceField(choices=[("yes", _("Open replies")), ("no", _("Close replies"))])
