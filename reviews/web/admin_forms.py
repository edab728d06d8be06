"""The admin's own forms, behind the same door for text as everybody's, and lists that answer what they offer and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models

from .fields import AdmittedField, AdmittedLine

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

#: Characters of a text column that names no limit of its own: as many as the longest text there is, a review.
LONGEST = 200_000


class AdmittedAdmin(BaseModelAdmin[Any]):
    """Put it before `ModelAdmin` or an inline: every plain text column is then asked for by a field that goes through the door."""

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if type(db_field) in {models.CharField, models.TextField} and not db_field.choices and "form_class" not in kwargs:
            kind = AdmittedLine if type(db_field) is models.CharField else AdmittedField
            kwargs |= {"form_class": kind, "limit": db_field.max_length or LONGEST}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A list is filtered by its own columns. Django would follow a relation that leads to it as well: `?mentioned_in=7` would list the
        works that the hidden text of somebody else's review names."""
        column = lookup.split("__", 1)[0]
        own = {name for field in self.model._meta.concrete_fields for name in (field.name, field.attname)}
        return column in {"pk", *own} and super().lookup_allowed(lookup, value, request)
