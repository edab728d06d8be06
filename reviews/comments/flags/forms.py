"""What a browser may send to report a reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.comments.records import Flag
from reviews.web.fields import AdmittedField

#: The longest selection that is hidden by itself, and its lines: past it the whole reply is meant.
WORDS_LIMIT, WORDS_LINES = 1_000, 8
#: A few sentences for a moderator.
NOTE_LIMIT = 500


class FlagForm(forms.Form):
    """A report, bound to the revision that was read. `text` is what the reader adds: the name under which every form returns its words."""

    kind = forms.ChoiceField(
        label=_("What is wrong with it?"), widget=forms.RadioSelect, choices=Flag.Kind.choices,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )  # fmt: skip
    words = AdmittedField(
        label=_("The words that give it away"), required=False, limit=WORDS_LIMIT, line_limit=WORDS_LINES,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copy them from the reply. Left empty, you mean all of it."),
    )  # fmt: skip
    text = AdmittedField(
        label=_("A word to the moderators"), required=False, limit=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nobody else reads it."),
    )  # fmt: skip
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The script puts this form beside the one for replies, which has a `text` of its own.
        super().__init__(*args, **{"auto_id": "flag-%s", **kwargs})

    def again(self, *, revision: int) -> FlagForm:
        """The same form with what was sent, for the text as it is now."""
        sent = {name: self.data.get(name, "") for name in self.fields}
        return FlagForm(initial={**sent, "revision": revision})
