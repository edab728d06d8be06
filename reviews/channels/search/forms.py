"""What a browser may ask."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.spoilers.door import printable
from reviews.web.fields import AdmittedLine

from .query import LONGEST, MOST_WORDS, NothingToLookFor, Query, parse_query

#: One way to write each number; more digits than this no list will need.
_PAGE = re.compile(r"[1-9][0-9]{0,5}")

_REFUSALS = {
    "no_words": _("There is no letter and no digit in this, so there is nothing to look for."),
    "only_unwanted": _("This says what you don’t want. Say what to look for, too."),
    "too_many_words": _("That is too much to look for at once: %(most)s words fit. Leave some out."),
}


class SearchForm(forms.Form):
    """The query, as `cleaned_data["q"]`: a `Query`, or None where nothing was typed yet."""

    q = AdmittedLine(
        label=_("Search"),
        limit=LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "dir": "auto", "autocapitalize": "none", "autocomplete": "off", "enterkeyhint": "search"}
        ),
    )

    def __init__(self, typed: str) -> None:
        # What is put back into the box is printable: a browser can't be sent the rest.
        super().__init__({"q": " ".join(printable(typed).split())}, auto_id="search-%s")

    def clean_q(self) -> Query | None:
        text: str = self.cleaned_data["q"]
        try:
            return parse_query(text) if text else None
        except NothingToLookFor as nothing:
            raise forms.ValidationError(_REFUSALS[nothing.code], code=nothing.code, params={"most": MOST_WORDS}) from nothing

    @property
    def typed(self) -> str:
        """What was typed, as it can be shown again."""
        return str(self.data["q"])


def page_number(raw: str) -> int:
    """Return the number of a page, 0 for what is none."""
    return int(raw) if _PAGE.fullmatch(raw) else 0
