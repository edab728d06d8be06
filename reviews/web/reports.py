"""What Django's own fault page (DEBUG) may say. It shows every variable on the way to the fault, and on the way of a page that is opened
those are the hidden text: so it names each variable and its kind, and leaves what it says to a debugger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import FrameType, FunctionType, ModuleType, NoneType
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.template import TemplateSyntaxError
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from .logs import SPEAKS_OF_THE_MACHINE

if TYPE_CHECKING:
    from collections.abc import ItemsView

    from django.http import HttpRequest

#: Kinds whose values are no text: shown as they are.
_PLAIN = (NoneType, bool, int, float, complex, Decimal, date, timedelta, Enum, type, FunctionType, ModuleType)
#: Faults of the code, whose messages quote the code and not a value. (A `TypeError` or a `ValueError` may quote one, a `KeyError` is one.)
_SPEAKS_OF_THE_CODE = (AttributeError, NameError, SyntaxError, TemplateSyntaxError)
_NOT_SHOWN = "(not shown: the words of a fault may quote a text)"


class Kind:
    """Stands for a value on the page: what it is, never what it says."""

    def __init__(self, value: object) -> None:
        # By `type()` all through: `isinstance` would wake what is lazy, and ask the database on a fault's way out.
        number = f" {value.__dict__.get('id', '')}" if issubclass(type(value), Model) else ""
        self.words = f"<{type(value).__qualname__}{number}>"

    def __repr__(self) -> str:
        return self.words


class QuietFilter(SafeExceptionReporterFilter):
    """Numbers, dates and kinds; no text, no form field, no cookie. In force with DEBUG as without."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request is not None else {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, str]:
        return dict.fromkeys(request.COOKIES, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        return {name: shown(value) for name, value in tb_frame.f_locals.items()}.items()


class QuietReporter(ExceptionReporter):
    """Django's report without the words of faults that may quote a value (a database's quotes the row that it refused)."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        words = words_of(self.exc_value)
        data.update(exception_value=words, exception_notes="", unicode_hint="")
        if data["template_info"]:
            data["template_info"] = {**data["template_info"], "message": words}
        for frame in data["frames"]:
            frame["exc_cause"] = frame["exc_cause"] and f"{type(frame['exc_cause']).__qualname__}: {words_of(frame['exc_cause'])}"
        return data


def shown(value: object) -> object:
    """Return what the page may show in place of `value`."""
    return value if issubclass(type(value), _PLAIN) else Kind(value)


def words_of(fault: BaseException | None) -> str:
    """Return a fault's own words where they can't quote a text."""
    return str(fault) if isinstance(fault, (*SPEAKS_OF_THE_MACHINE, *_SPEAKS_OF_THE_CODE)) else _NOT_SHOWN
