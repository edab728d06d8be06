"""What a receipt may send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import ReplyText
from .models import Room

if TYPE_CHECKING:
    from .models import Comment


class EditForm(forms.Form):
    """A reply's text, and the revision that was changed, in the room that it stood in."""

    text = ReplyText()
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    room = forms.ChoiceField(choices=Room.choices, required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, comment: Comment, *, text: str) -> EditForm:
        """Return the form with `text` in its box, bound to the newest revision."""
        return cls(initial={"text": text, "revision": comment.revision, "room": comment.room})


class MailForm(forms.Form):
    """What the writer wants to be told by mail."""

    decision = forms.BooleanField(label=_("Mail me the decision"), required=False)
    replies = forms.BooleanField(label=_("Mail me when somebody replies to this"), required=False)

    @classmethod
    def of(cls, comment: Comment) -> MailForm:
        return cls(initial={"decision": comment.mail_decision, "replies": comment.mail_replies})
