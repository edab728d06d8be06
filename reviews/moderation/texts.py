"""The texts of one page of the desk, read in the same two queries however many works they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.publishing.public import public_works
from reviews.spoilers.bind import bind
from reviews.spoilers.document import Catalogue, Source, SourceKind, WorkFacts
from reviews.spoilers.parse import named_works, parse
from reviews.works.models import Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviews.comments.models import Comment
    from reviews.spoilers.document import Document
    from reviews.works.models import Work


def documents_of(comments: Iterable[Comment]) -> dict[int, Document]:
    """Return the newest revision of each of `comments` as a document, by the comment's id, its scopes bound as `compiling.read` binds them.

    Their reviews' works and their revisions have been read beforehand (`CommentQuerySet.for_desk`).
    """
    rows = {comment.pk: comment for comment in comments}
    parsed = {pk: parse(Source(_newest(comment), SourceKind.COMMENT)) for pk, comment in rows.items()}
    # Works under review are known with them: only what else is named is asked for.
    named = {slug for document in parsed.values() for slug in named_works(document)}
    public = list(public_works().named(named)) if named else []
    subjects = {pk: comment.review.subjects for pk, comment in rows.items()}
    parts: dict[int, dict[str, int]] = {}
    if any(spoiler.until for document in parsed.values() for spoiler in document.spoilers):
        parts = _parts({work.pk for work in [*public, *(work for works in subjects.values() for work in works)]})
    return {pk: bind(document, _catalogue(public, subjects[pk], parts)) for pk, document in parsed.items()}


def note_on(comment: Comment, note: str) -> Document:
    """Return what a reader noted about `comment` as a document of its own: it is a stranger's text like any other."""
    return bind(parse(Source(note, SourceKind.COMMENT)), _catalogue((), comment.review.subjects, {}))


def _newest(comment: Comment) -> str:
    """The words of the newest revision, for the parser alone. One that isn't there reads as nothing."""
    return next((each.text.reveal() for each in comment.revisions.all() if each.number == comment.revision), "")


def _parts(works: Iterable[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for work, slug, pk in Part.objects.filter(work__in=works).values_list("work_id", "slug", "id"):
        found.setdefault(work, {})[slug] = pk
    return found


def _catalogue(public: Iterable[Work], subjects: list[Work], parts: dict[int, dict[str, int]]) -> Catalogue:
    """A reply names works that strangers know of, or those under its own review, and never those under another's."""
    works = {work.slug: WorkFacts(id=work.pk, parts=parts.get(work.pk, {})) for work in [*public, *subjects]}
    return Catalogue(subjects=tuple(work.slug for work in subjects), works=works)
