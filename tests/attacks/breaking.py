"""Faults in the middle of a page that holds hidden text. In a file of its own, and without a word of it: Django's fault page shows the
lines around a fault."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import IntegrityError, OperationalError
from django.template import TemplateSyntaxError


def plainly(*_args: Any, **_options: Any) -> NoReturn:
    raise RuntimeError("something else broke")


def with_what_it_holds(page: Any, *_args: Any, **_options: Any) -> NoReturn:
    """A fault whose message quotes what was at hand, as a database's does."""
    raise ValueError(f"can't show {page!r}")


def out_of_another(page: Any, *_args: Any, **_options: Any) -> NoReturn:
    try:
        raise IntegrityError(f"Failing row contains ({page!r}).")
    except IntegrityError as refused:
        refused.add_note(f"while storing {page!r}")
        raise RuntimeError(repr(page)) from refused


def of_an_encoding(page: Any, *_args: Any, **_options: Any) -> NoReturn:
    repr(page).replace("e", "é").encode("ascii")
    raise AssertionError


def in_a_template(page: Any, *_args: Any, **_options: Any) -> NoReturn:
    fault = TemplateSyntaxError("a tag was not closed")
    fault.template_debug = {  # type: ignore[attr-defined]  # what Django's own engine puts there
        "message": repr(page), "source_lines": [(1, "{% if %}")], "before": "", "during": "{% if %}", "after": "", "top": 1, "bottom": 1,
        "total": 1, "line": 1, "name": "pages/review.html", "start": 0, "end": 8,
    }  # fmt: skip
    raise fault


def of_the_database(*_args: Any, **_options: Any) -> NoReturn:
    raise OperationalError("could not connect to server")


FAULTS = (plainly, with_what_it_holds, out_of_another, of_an_encoding, in_a_template)
