"""One review as a file: YAML front matter between `---` lines, then Markdown. Read here, and stored nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reviews.web.slugs import MAX_LENGTH as SLUG_LIMIT
from reviews.web.slugs import slug_for, validate_slug

from .front_matter import INTEGER, NUMBER, TEXT, TIMESTAMP, BadFile, Value, read_front_matter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

#: The longest review in four-byte characters, and its front matter. A bigger file is something else.
MAX_BYTES = 1_000_000
#: As long as their columns.
TITLE_LIMIT, SUMMARY_LIMIT, AUTHOR_LIMIT, TAG_LIMIT = 200, 500, 80, 60
CREATOR_LIMIT = 120
KINDS = ("book", "film", "series", "game")
STATUSES = ("draft", "in_review", "published", "retracted")
#: Four digits: a year written `05` or `20005` is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1000, 2100

_KEYS = ("title", "slug", "author", "summary", "rating", "works", "mentions", "tags", "status", "published_at")
_REQUIRED = ("title", "author", "summary", "works")
_WORK_KEYS = ("slug", "title", "kind", "year", "creators", "story")
_FENCE = "---"
_DECIMAL = re.compile(r"\d(\.\d+)?")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class WorkEntry:
    """A work as a file describes it. `line` is where it does."""

    slug: str
    title: str
    kind: str
    year: int | None = None
    creators: tuple[str, ...] = ()
    story: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ReviewFile:
    """A file's whole review, every value checked for itself. None where the file says nothing."""

    title: str
    author: str
    summary: str
    works: tuple[WorkEntry, ...]
    body: str
    #: The line of the file on which `body` begins.
    body_line: int
    slug: str | None = None
    rating: Decimal | None = None
    mentions: tuple[WorkEntry, ...] = ()
    tags: tuple[str, ...] = ()
    status: str | None = None
    published_at: datetime | None = None
    #: Where each key stands, for what only shows itself later.
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raise `BadFile` for what the file says under `key`."""
        raise BadFile(self.lines.get(key, 1), reason)


def read_file(data: bytes, *, zone: tzinfo = UTC) -> ReviewFile:
    """Return what `data` holds. Raises `BadFile` with the line and the reason, for the first thing that is wrong.

    Dates without an offset are in `zone`. The body's blank lines at both ends are dropped; `body_line` accounts for them.
    """
    lines = _lines(data)
    closing = _closing_fence(lines)
    facts = read_front_matter("\n".join(lines[1:closing]), first_line=2).mapping(_KEYS)
    for key in _REQUIRED:
        if key not in facts:
            raise BadFile(1, _("“%(key)s” is missing.") % {"key": key})
    works = _works(facts["works"])
    if not works:
        facts["works"].refuse(_("A review is of one work at least."))
    mentions = _works(facts["mentions"]) if "mentions" in facts else ()
    _refuse_twins((*works, *mentions))
    body_start = next((number for number in range(closing + 1, len(lines)) if lines[number].strip()), None)
    if body_start is None:
        raise BadFile(closing + 1, _("There is no text after the front matter."))
    return ReviewFile(
        title=facts["title"].text(limit=TITLE_LIMIT),
        slug=_slug(facts["slug"]) if _given(facts, "slug") else None,
        author=facts["author"].text(limit=AUTHOR_LIMIT),
        summary=facts["summary"].text(limit=SUMMARY_LIMIT),
        rating=_rating(facts["rating"]) if _given(facts, "rating") else None,
        works=works,
        mentions=mentions,
        tags=_tags(facts["tags"]) if "tags" in facts else (),
        status=_choice(facts["status"], STATUSES) if _given(facts, "status") else None,
        published_at=_moment(facts["published_at"], zone=zone) if _given(facts, "published_at") else None,
        body="\n".join(lines[body_start:]).rstrip() + "\n",
        body_line=body_start + 1,
        lines={key: value.key_line for key, value in facts.items()},
    )


def _given(facts: Mapping[str, Value], key: str) -> bool:
    return key in facts and not facts[key].is_empty


def _lines(data: bytes) -> list[str]:
    if len(data) > MAX_BYTES:
        raise BadFile(1, _("The file is bigger than %(limit)d bytes.") % {"limit": MAX_BYTES})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        raise BadFile(line, _("The file is not UTF-8.")) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _closing_fence(lines: list[str]) -> int:
    """Return the index of the line that closes the front matter."""
    if lines[0].rstrip() != _FENCE:
        raise BadFile(1, _("The file must begin with a line “---”, then the front matter, then another “---”."))
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return index
    raise BadFile(1, _("The front matter is not closed: a second line “---” is missing."))


def _works(value: Value) -> tuple[WorkEntry, ...]:
    return tuple(_work(entry) for entry in value.list())


def _work(entry: Value) -> WorkEntry:
    facts = entry.mapping(_WORK_KEYS)
    for key in ("title", "kind"):
        if key not in facts:
            entry.refuse(_("This work has no “%(key)s”.") % {"key": key})
    title = facts["title"].text(limit=TITLE_LIMIT)
    slug = _slug(facts["slug"]) if _given(facts, "slug") else slug_for(title)
    if not slug:
        entry.refuse(_("This work's title makes no slug. Give it one."))
    return WorkEntry(
        slug=slug,
        title=title,
        kind=_choice(facts["kind"], KINDS),
        year=_year(facts["year"]) if _given(facts, "year") else None,
        creators=tuple(creator.text(limit=CREATOR_LIMIT) for creator in facts["creators"].list()) if "creators" in facts else (),
        story=_story(facts["story"]) if _given(facts, "story") else None,
        line=entry.line,
    )


def _refuse_twins(entries: tuple[WorkEntry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.slug in seen:
            raise BadFile(entry.line, _("The work “%(slug)s” is given twice.") % {"slug": entry.slug})
        seen.add(entry.slug)


def _story(value: Value) -> str:
    title = value.text(limit=TITLE_LIMIT)
    if not slug_for(title):
        value.refuse(_("This story's title holds no letter or digit."))
    return title


def _slug(value: Value) -> str:
    slug = value.text(limit=SLUG_LIMIT)
    try:
        validate_slug(slug)
    except ValidationError as error:
        value.refuse(f"{value.name}: {' '.join(error.messages)}")
    return slug


def _tags(value: Value) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for entry in value.list():
        name = entry.text(limit=TAG_LIMIT)
        if not slug_for(name):
            entry.refuse(_("A tag needs a letter or a digit."))
        tags.setdefault(slug_for(name), name)
    return tuple(tags.values())


def _choice(value: Value, choices: tuple[str, ...]) -> str:
    if value.tag != TEXT or value.scalar.strip().lower() not in choices:
        value.refuse(_("%(name)s must be one of: %(choices)s.") % {"name": value.name, "choices": ", ".join(choices)})
    return value.scalar.strip().lower()


def _rating(value: Value) -> Decimal:
    rating = Decimal(value.scalar) if value.tag in {INTEGER, NUMBER} and _DECIMAL.fullmatch(value.scalar) else Decimal(0)
    if not Decimal("0.5") <= rating <= 5 or rating * 2 != int(rating * 2):
        value.refuse(_("rating must be a number from 0.5 to 5, by halves. Leave it out to give none."))
    return rating


def _year(value: Value) -> int:
    year = int(value.scalar) if value.tag == INTEGER and _YEAR.fullmatch(value.scalar) else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        value.refuse(_("year must be a number from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return year


def _moment(value: Value, *, zone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(value.scalar.strip()) if value.tag in {TEXT, TIMESTAMP} else None
    except ValueError:
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        value.refuse(_("published_at must be a date like 2026-03-01, or a date and time like 2026-03-01T09:00:00Z."))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
