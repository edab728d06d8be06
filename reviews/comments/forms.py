"""What a browser may send as a reply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.web.fields import AdmittedField, AdmittedLine

from .access import is_a_members_name
from .actions import COMMENT_LIMIT, LINE_LIMIT
from .models import Room

if TYPE_CHECKING:
    from accounts.models import User

#: What our preview page and our script make: 128 bits in hexadecimal, with or without the hyphens of a UUID.
_KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\Z")
#: Longer than any signature of ours; what is longer is none, and proves nothing.
PROOF_LENGTH = 200

_ROOMS = [
    (Room.BEFORE, _("Before the break: safe for everybody")),
    (Room.AFTER, _("After the break: it talks about the whole story")),
]


class ReplyText(AdmittedField):
    """The text of a reply, with its limits; the script counts along."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Your reply"),
            limit=COMMENT_LIMIT,
            line_limit=LINE_LIMIT,
            widget=forms.Textarea(attrs={"rows": 8, "data-limit": COMMENT_LIMIT}),
            error_messages={"required": _("Write something first.")},
            **kwargs,
        )


class ReplyForm(forms.Form):
    """A reply. Members are not asked for a name; `key` is empty until the preview page or the script has made one."""

    room = forms.ChoiceField(
        label=_("Where does it belong?"), widget=forms.RadioSelect,
        choices=_ROOMS,
    )  # fmt: skip
    text = ReplyText()
    name = AdmittedLine(label=_("Name"), limit=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        max_length=254,
        label=_("E-mail"), help_text=_("Never shown."), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )  # fmt: skip
    #: People never see this one, and machines fill in what they find. Whatever stands in it is a reason, never a fault of the form.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    #: The writer has been told once that this may give the story away.
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        if viewer is not None:
            del self.fields["name"], self.fields["email"], self.fields["proof"]

    def clean_name(self) -> str:
        """A name has a letter or a digit: blanks that nobody sees are none."""
        name = cast("str", self.cleaned_data["name"])
        if not any(character.isalnum() for character in name):
            raise forms.ValidationError(_("Give the name you want to be seen under."), code="invisible")
        if is_a_members_name(name):
            raise forms.ValidationError(_("A member goes by this name. Choose another, or sign in if it is yours."), code="taken")
        return name

    def keep_after(self) -> None:
        """Offer no other room: a reply is never less hidden than what it answers."""
        field = cast("forms.ChoiceField", self.fields["room"])
        field.choices = [choice for choice in _ROOMS if choice[0] == Room.AFTER]

    def again(self, **changes: str) -> ReplyForm:
        """The same form with what was sent, to be looked at once more: without a key, so that it is a new one if it is changed."""
        sent = {name: self.data.get(name, "") for name in self.fields}
        return ReplyForm(viewer=self.viewer, initial={**sent, "key": "", **changes})

    def clean_key(self) -> str:
        """Return the key, or "" for anything that is none: a form without a key is previewed, never refused."""
        key = self.cleaned_data["key"].casefold()
        return key.replace("-", "") if _KEY.match(key) else ""

    def clean_asked(self) -> bool:
        return bool(self.cleaned_data["asked"])

    def clean_proof(self) -> str:
        """Return what may be a proof; anything longer than one proves nothing, and is no fault."""
        proof = cast("str", self.cleaned_data["proof"])
        return proof if len(proof) <= PROOF_LENGTH else ""
