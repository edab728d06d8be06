"""What an editor's browser may send about works and their parts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.web.fields import AdmittedField

from .models import CREATOR_LENGTH, MOST_CREATORS, Part, Work, validate_creators


class NamesField(AdmittedField):
    """A list of names, one on each line: names may hold commas."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})
    default_validators = [validate_creators]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(name) for name in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]

    def validate(self, value: list[str]) -> None:  # type: ignore[override]  # of a list there is nothing to strip
        forms.Field.validate(self, value)


class WorkForm(forms.ModelForm[Work]):
    creators = NamesField(
        label=_("creators"),
        required=False,
        # Room for the refusal of a name too many to say so by itself.
        limit=2 * MOST_CREATORS * CREATOR_LENGTH,
        help_text=_("Who made it: one name on each line."),
    )

    class Meta:
        model = Work
        fields = ["title", "slug", "kind", "year", "creators", "story"]


class PartForm(forms.ModelForm[Part]):
    """A part among the others of its work. Its slug is chosen once; its number may be one that another part gives up."""

    class Meta:
        model = Part
        fields = ["number", "slug", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].disabled = True
