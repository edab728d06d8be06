"""Putting a file's review into the house: its works, its author, the review itself; all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from reviews.publishing.actions import LINE_LIMIT, REVIEW_LIMIT, Stale, save_review
from reviews.publishing.compiling import read
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.former import SlugTaken, review_that_left
from reviews.publishing.models import Review
from reviews.publishing.problems import what, words_for
from reviews.spoilers.document import SourceKind
from reviews.spoilers.door import Refused, admit
from reviews.web.models import Site
from reviews.web.slugs import slug_for
from reviews.works.models import Story, Work

from .authors import author_of
from .front_matter import BadFile
from .markdown_file import MAX_BYTES, read_file
from .reasons import why_refused

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from accounts.models import User
    from reviews.spoilers.document import Problem

    from .markdown_file import ReviewFile, WorkEntry


@dataclass(frozen=True)
class Imported:
    """What became of one file. Warnings name what was read otherwise than it was written, or not taken over."""

    review: Review
    created: bool
    author_created: bool
    warnings: tuple[str, ...] = ()


def read_path(path: Path) -> ReviewFile:
    """Return what the file at `path` holds. Raises `BadFile`; a file that can't be read is bad in line 1."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise BadFile(1, _("The file can't be read: %(problem)s.") % {"problem": getattr(error, "strerror", None) or error}) from error
    return read_file(data, zone=_zone())


def slug_of(file: ReviewFile) -> str:
    """Return the slug that `file` gives, or that its title makes. Raises `BadFile` when it makes none."""
    slug = file.slug or slug_for(file.title)
    if not slug:
        file.refuse("title", _("This title makes no slug. Give the review one."))
    return slug


def import_review(file: ReviewFile) -> Imported:
    """Store `file` as a new review, or over the one with its slug. Raises `BadFile`, and then nothing has changed.

    Without a slug the title makes one, so the same file finds its review again; a review of somebody else that only happens to
    have the same title is never overwritten. Without a status a new review is a draft and a known one keeps its own; the date
    is kept likewise.
    """
    # The one place besides the admin where a text is compiled inside a transaction: a bad text must take back its works, too.
    with transaction.atomic():
        author, author_created = author_of(file)
        warnings: list[str] = []
        works = tuple(_work(entry, warnings) for entry in file.works)
        mentions = tuple(_work(entry, warnings) for entry in file.mentions)
        known = _known_review(file, author)
        status = file.status or (known.status if known else Review.Status.DRAFT)
        if known is not None and known.author != author:
            told = {"line": file.lines.get("author", 1), "before": known.author.byline, "now": author.byline}
            warnings.append(_("Line %(line)d: this was a review by %(before)s; it is %(now)s's now.") % told)
        warnings += _check_text(file, works, status)
        draft = ReviewDraft(
            title=file.title, slug=slug_of(file), summary=file.summary, author=author, text=file.body, rating=file.rating,
            works=works, mentions=mentions, tags=file.tags, status=status,
            published_at=file.published_at or (known.published_at if known else None),
        )  # fmt: skip
        try:
            review = save_review(known, draft=draft, by=None)
        except Stale as stale:
            raise BadFile(1, _("Somebody saved this review at the same moment. Import the file again.")) from stale
        except SlugTaken as taken:
            words = _("Another review took “%(slug)s” at the same moment. Import the file again.")
            raise BadFile(1, words % {"slug": taken.slug}) from taken
    return Imported(review, created=known is None, author_created=author_created, warnings=tuple(warnings))


def _zone() -> tzinfo:
    """The site's own time zone, whatever the terminal's is."""
    return ZoneInfo(Site.current().time_zone)


def _known_review(file: ReviewFile, author: User) -> Review | None:
    slug = slug_of(file)
    review = Review.objects.filter(slug=slug).select_related("author").first()
    if review is None and (moved := review_that_left(slug)) is not None:
        words = _("The review at “%(slug)s” has moved to “%(now)s”. Give that slug, or another.")
        file.refuse("slug" if file.slug else "title", words % {"slug": slug, "now": moved.slug})
    if review is not None and file.slug is None and review.author != author:
        facts = {"name": review.author.byline, "slug": review.slug}
        file.refuse("title", _("%(name)s has a review at “%(slug)s” already. Give this one a slug of its own.") % facts)
    return review


def _check_text(file: ReviewFile, works: tuple[Work, ...], status: str) -> list[str]:
    """Return what is odd about the text, by lines of the file. Raises `BadFile` for what can't be stored or published."""
    try:
        text = admit(file.body, limit=REVIEW_LIMIT, line_limit=LINE_LIMIT)
    except Refused as refused:
        raise BadFile(file.body_line, why_refused(refused)) from refused
    problems = [_in_file(file, problem) for problem in read(text, SourceKind.REVIEW, subjects=works).problems]
    for problem in problems:
        if problem.blocking and status == Review.Status.PUBLISHED:
            raise BadFile(problem.line, what(problem))
    return [words_for(problem) for problem in problems]


def _in_file(file: ReviewFile, problem: Problem) -> Problem:
    return replace(problem, line=file.body_line + problem.line - 1)


def _work(entry: WorkEntry, warnings: list[str]) -> Work:
    """Return the work of that slug, made if need be. A known work's gaps are filled; what it says otherwise stays, with a warning.

    A work belongs to every review that names it, so one file must not rewrite it for the others.
    """
    facts = {"title": entry.title, "kind": entry.kind, "year": entry.year, "creators": list(entry.creators), "story": _story(entry.story)}
    work, created = Work.objects.get_or_create(slug=entry.slug, defaults=facts)
    if created:
        return work
    gaps = [name for name, value in facts.items() if value and not getattr(work, name)]
    for name in gaps:
        setattr(work, name, facts[name])
    if gaps:
        work.save(update_fields=gaps)
    for name, value in facts.items():
        if value and getattr(work, name) != value:
            told = {"slug": work.slug, "key": name, "known": _plain(getattr(work, name)), "line": entry.line}
            warnings.append(_("Line %(line)d: the work “%(slug)s” is known with another %(key)s (%(known)s), which stays.") % told)
    return work


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _story(title: str | None) -> Story | None:
    return Story.objects.get_or_create(slug=slug_for(title), defaults={"title": title})[0] if title else None
