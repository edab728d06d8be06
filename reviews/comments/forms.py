"""What a browser may send as a reply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.web.fields import AdmittedField

from .actions import COMMENT_LIMIT, LINE_LIMIT
from .models import Room

if TYPE_CHECKING:
    from accounts.models import User

#: What our preview page and our script make: 128 bits in hexadecimal, with or without the hyphens of a UUID.
_KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\Z")


class ReplyForm(forms.Form):
    """A reply. Members are not asked for a name; `key` is empty until the preview page or the script has made one."""

    room = forms.ChoiceField(
        label=_("Where does it belong?"), widget=forms.RadioSelect,
        choices=[
            (Room.BEFORE, _("Before the break: safe for everybody")),
            (Room.AFTER, _("After the break: it talks about the whole story")),
        ],
    )  # fmt: skip
    text = AdmittedField(
        label=_("Your reply"), limit=COMMENT_LIMIT, line_limit=LINE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8, "data-limit": COMMENT_LIMIT}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    name = AdmittedField(label=_("Name"), limit=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Never shown."), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )  # fmt: skip
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer is not None:
            del self.fields["name"], self.fields["email"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_key(self) -> str:
        """Return the key, or "" for anything that is none: a form without a key is previewed, never refused."""
        key = self.cleaned_data["key"].casefold()
        return key.replace("-", "") if _KEY.match(key) else ""
