"""The house's own words: what pages say whatever is written on the site. Read from the files they come from, and not from the pages:
a page may be what leaks."""

from __future__ import annotations

import ast
import re
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext

from .public import Origin, Place, PublicText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Where strings that reach a page are written, below the project's own folder.
_CODE = ("accounts", "config", "reviews")
#: Strings of these are for other eyes, or lists of ordinary words that a plot is made of, too.
_NOT_CODE = (
    "reviews/auditing", "reviews/management", "reviews/migrations", "reviews/moving", "reviews/spoilers/everyday.py",
    "reviews/spoilers/nudge", "accounts/migrations",
)  # fmt: skip
#: What else puts words into answers: dates, errors of forms, names and values of headers, the frames of feeds and sitemaps.
_LIBRARIES = (
    "csp", "django.contrib.humanize", "django.contrib.sitemaps", "django.contrib.syndication", "django.forms", "django.http",
    "django.middleware", "django.template.defaultfilters", "django.utils.cache", "django.utils.dateformat", "django.utils.dates",
    "django.utils.feedgenerator", "django.utils.http", "django.utils.timesince", "django.views", "mimetypes", "mdit_py_plugins.footnote",
    "whitenoise",
)  # fmt: skip
#: Applications whose templates stand in ours: the frame of a sitemap, the boxes of a form.
_FRAMES = ("django.contrib.sitemaps", "django.forms")
#: What the authors of a template tell each other.
_TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def interface_texts(language: str) -> Iterator[PublicText]:
    """Return every text of the interface, in the words of its source and in `language`."""
    origin = Origin(Place.INTERFACE)
    found = {*_templates(), *_strings(_project_files()), *_strings(_library_files()), *_machine()}
    with translation.override(language):
        for text in found:
            yield PublicText(origin, text)
            # Django's catalogues know the empty string as their own header.
            if text.strip() and (said := gettext(text)) != text:
                yield PublicText(origin, said)


def _machine() -> Iterator[str]:
    yield settings.SITE_URL
    yield from (status.phrase for status in HTTPStatus)


def _templates() -> Iterator[str]:
    folders = [Path(folder) for engine in engines.all() for folder in engine.dirs]
    folders += [Path(location) / "templates" for name in _FRAMES for location in _locations(name)]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in {".html", ".txt", ".xml", ".json", ".svg"}:
                yield _TEMPLATE_COMMENT.sub(" ", path.read_text(encoding="utf-8", errors="replace"))


def _project_files() -> Iterator[Path]:
    for folder in _CODE:
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            if not path.relative_to(settings.BASE_DIR).as_posix().startswith(_NOT_CODE):
                yield path


def _library_files() -> Iterator[Path]:
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            yield from (path for location in spec.submodule_search_locations for path in Path(location).rglob("*.py"))
        elif spec is not None and spec.origin:
            yield Path(spec.origin)


def _locations(name: str) -> list[str]:
    spec = find_spec(name)
    return list(spec.submodule_search_locations or []) if spec else []


def _strings(files: Iterable[Path]) -> Iterator[str]:
    """Every string in the code but its documentation, and the names by which values are handed on: some become keys of JSON."""
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {id(node.body[0].value) for node in ast.walk(tree) if _is_documented(node)}  # type: ignore[attr-defined]  # see there
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                yield node.value
            elif isinstance(node, ast.keyword) and node.arg:
                yield node.arg


def _is_documented(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    return isinstance(body, list) and bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
