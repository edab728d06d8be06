"""Replies compiled anew from their sealed revisions: what `publishing.recompiling` does for reviews.

Only a published reply has words to compile. One that is down keeps the names of its passages and no word of them, and the same text,
published again, is compiled then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.publishing.compiling import read
from reviews.publishing.outcomes import (
    Outcome,
    Overtaken,
    Result,
    key_counts,
    one_by_one,
    passage_values,
    problem_lines,
    until_nobody_interferes,
)
from reviews.spoilers.document import SourceKind

from .models import Comment, CommentPassage, State, Thread
from .storing import NOTHING, public_text, shows_nothing, store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviews.publishing.sealed import Sealed
    from reviews.works.models import Work

    from .storing import StoredText


@dataclass(frozen=True)
class _Stored:
    """What recompiling a reply depends on or may change, as one reading found it. Two are equal when nothing happened in between."""

    revision: int
    state: str
    room: str
    source: Sealed
    works: list[Work]
    rendition: list[Any]
    search_text: str
    passages: list[dict[str, Any]]
    row: Comment = field(compare=False)


@dataclass(frozen=True)
class _Wanted:
    """What should be stored."""

    text: StoredText
    passages: list[dict[str, Any]]
    problems: tuple[str, ...] = ()


def recompile_comments(*, dry_run: bool = False) -> Iterator[Outcome]:
    """Recompile every reply there is, in whatever state."""
    return one_by_one(Comment.objects.all(), partial(recompile_comment, dry_run=dry_run))


def recompile_comment(comment_id: int, *, dry_run: bool = False) -> Outcome:
    """Compile one reply anew and store what differs.

    A published one that has blocking problems now is stored all the same, hiding more, and the outcome says where.
    """
    handle = Comment.objects.filter(pk=comment_id).values_list("handle", flat=True).first()
    if handle is None:
        return Outcome(kind="comment", name="", result=Result.GONE)
    about = partial(Outcome, kind="comment", name=handle)
    return until_nobody_interferes(partial(_recompile, comment_id, about, dry_run=dry_run), otherwise=about(result=Result.OVERTAKEN))


def _recompile(comment_id: int, about: partial[Outcome], *, dry_run: bool) -> Outcome:
    try:
        before = _read(comment_id)
        wanted = _compile(before) if before.state == State.PUBLISHED else _without_words(before)
    except Comment.DoesNotExist:
        return about(result=Result.GONE)
    except OperationalError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, this reply stays as it was, and the others are compiled
        return about(result=Result.FAILED, fault=type(fault).__qualname__)
    public = (wanted.text.rendition, wanted.text.search_text) != (before.rendition, before.search_text)
    same = not public and wanted.passages == before.passages
    if not same and not dry_run:
        _store(before, wanted, public=public)
    return about(
        result=Result.UNCHANGED if same else Result.CHANGED,
        public=public,
        problems=wanted.problems,
        **key_counts(before.passages, wanted.passages),
    )


def _read(comment_id: int) -> _Stored:
    """Read all of it. Raises `DoesNotExist` for a reply that is gone, or has no such revision."""
    comment = Comment.objects.select_related("review").prefetch_related("passages").get(pk=comment_id)
    return _Stored(
        revision=comment.revision,
        state=comment.state,
        room=comment.room,
        source=comment.revisions.get(number=comment.revision).text,
        works=comment.review.subjects,
        rendition=comment.rendition,
        search_text=comment.search_text,
        passages=[passage_values(passage) for passage in comment.passages.all()],
        row=comment,
    )


def _compile(stored: _Stored) -> _Wanted:
    """What is to be stored of a published reply. Its text was good when it was taken, so what is wrong with it now hides more of it."""
    document = read(stored.source.reveal(), SourceKind.COMMENT, subjects=stored.works)
    problems = problem_lines(document.blocking)
    if shows_nothing(document):
        problems += (_("Nothing of this text is shown."),)
    text = public_text(document, stored.row, same_text=True)
    return _Wanted(text, [passage_values(CommentPassage(**values)) for values in text.passages], problems)


def _without_words(stored: _Stored) -> _Wanted:
    """What `storing.store` leaves of a reply that is down."""
    nested = [passage for passage in stored.passages if passage["kind"] != CommentPassage.ROOM]
    return _Wanted(NOTHING, [{**passage, "rendition": [], "label": ""} for passage in nested])


def _store(before: _Stored, wanted: _Wanted, *, public: bool) -> None:
    """Store what differs. Raises `Overtaken` where anything is not as it was read: a decision that came between is never written over."""
    with transaction.atomic():
        # In the order in which decisions take them, so that neither waits for the other for good.
        thread = Thread.objects.select_for_update().get(review=before.row.review_id)
        comment = Comment.objects.select_for_update().filter(pk=before.row.pk).first()
        if comment is None or _read(comment.pk) != before:
            raise Overtaken
        store(comment, wanted.text)
        comment.save(update_fields=["rendition", "search_text"])
        if public:
            _strangers_see_another_page(thread)


def _strangers_see_another_page(thread: Thread) -> None:
    """The one place here that says so, in the transaction that changes it. Whatever keeps public pages is told here too."""
    thread.public_changed_at = timezone.now()
    thread.save(update_fields=["public_changed_at"])
