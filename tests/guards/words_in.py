"""Every string that a template could have reached: the context, walked to its ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.db.models.manager import BaseManager
from django.forms import BaseForm
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest
from django.template import Context
from django.utils.functional import Promise, SimpleLazyObject, empty

#: What holds the machine and not the page: the request, and what Django keeps of a row beside its columns.
_SKIPPED = (HttpRequest, type, BaseManager, FieldFile, models.Field, Promise)
#: Ours: objects of these are walked by their attributes.
_HOUSES = ("accounts.", "reviews.", "tests.")


def strings_in(value: Any, seen: set[int] | None = None) -> Iterator[str]:
    """Yield the strings in `value`: inside mappings, sequences, dataclasses (a `Sealed` is one), rows with what was fetched beside them,
    evaluated querysets, forms with what they were filled with. Nothing is evaluated that the page has not."""
    seen = set() if seen is None else seen
    if isinstance(value, SimpleLazyObject):  # it calls itself whatever it holds, a string for one
        value = None if value._wrapped is empty else value._wrapped
    if isinstance(value, str):
        yield value
        return
    if isinstance(value, bytes):
        yield value.decode(errors="replace")
        return
    if id(value) in seen or isinstance(value, _SKIPPED):
        return
    seen.add(id(value))
    for part in _parts(value):
        yield from strings_in(part, seen)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Context):
        return list(value.dicts)
    if isinstance(value, ErrorDict | Mapping):
        return (*value.keys(), *value.values())
    if isinstance(value, ErrorList):
        return tuple(str(words) for words in value)
    if isinstance(value, models.QuerySet):
        return value._result_cache or ()
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, BaseForm):
        return (value.data, value.initial, value._errors or {}, getattr(value, "cleaned_data", {}))  # type: ignore[attr-defined]
    if isinstance(value, models.Model):
        return (value.__dict__, value._state.fields_cache)
    if type(value).__module__.startswith(_HOUSES):
        slots = [getattr(value, name) for name in getattr(type(value), "__slots__", ()) if hasattr(value, name)]
        return (*getattr(value, "__dict__", {}).values(), *slots)
    return ()
