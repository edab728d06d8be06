"""Form fields whose text has come through the one door."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from reviews.spoilers.door import Refused, admit


def _is_seen(character: str) -> bool:
    """Whether a character leaves a mark on the page. Blanks, joiners and marks without a letter are no text."""
    return unicodedata.category(character)[0] not in {"C", "M", "Z"}


class AdmittedField(forms.CharField):
    """Text as `spoilers.door.admit` lets it in. What it refuses becomes a message with the count and the limit."""

    def __init__(self, *, limit: int, line_limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.limit, self.line_limit = limit, line_limit or limit
        # The door drops them, so there is nothing to refuse.
        self.validators = [validator for validator in self.validators if not isinstance(validator, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return (admit(text, limit=self.limit, line_limit=self.line_limit) if text else "") or self.empty_value
        except Refused as refused:
            raise forms.ValidationError(words_for(refused), code=str(refused.code)) from refused

    def validate(self, value: str) -> None:
        super().validate("".join(filter(_is_seen, value or "")))


class AdmittedLine(AdmittedField):
    """The same for a name or a title: one line, without blanks at its ends."""

    def to_python(self, value: Any) -> Any:
        return " ".join((super().to_python(value) or "").split()) or self.empty_value


def words_for(refused: Refused) -> str:
    """Say why a text can't be stored, with its length and the limit."""
    if refused.code == "too_long":
        return _("This is %(count)s characters long, and %(limit)s fit. Nothing is lost: shorten it and send it again.") % {
            "count": refused.facts["count"],
            "limit": refused.facts["limit"],
        }
    return _("This has %(count)s lines, and %(limit)s fit. Nothing is lost: shorten it and send it again.") % {
        "count": refused.facts["count"],
        "limit": refused.facts["limit"],
    }
