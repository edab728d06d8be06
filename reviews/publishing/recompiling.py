"""Reviews compiled anew from their sealed sources, after a change of parser or sanitiser, while the site serves.

Nobody edited anything: revision and history stay as they are, and so does every name that stands for the same words. A text is compiled
outside of any transaction; a short one then locks the review, as saving does, looks whether all is still as it was read, and stores what
differs. Stopping at any point leaves whole rows; what is done already is found unchanged the next time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.utils import timezone

from reviews.spoilers.document import SourceKind

from .actions import listed, mentions_in, mentions_of, store_mentions, store_passages, text_on_row
from .compiling import Compiled, compile_document, read
from .models import Review, ReviewSource
from .outcomes import Outcome, Overtaken, Result, key_counts, one_by_one, passage_values, problem_lines, until_nobody_interferes
from .passages import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviews.works.models import Work

    from .sealed import Sealed


@dataclass(frozen=True)
class _Stored:
    """What recompiling a review depends on or may change, as one reading found it. Two are equal when nothing happened in between."""

    revision: int
    status: str
    break_key: str
    source: Sealed
    works: list[Work]
    #: The columns of the row that follow from the text.
    row: dict[str, Any]
    mentions: dict[int, tuple[bool, bool]]
    passages: list[dict[str, Any]]
    rows_of_passages: list[Passage] = field(compare=False)


@dataclass(frozen=True)
class _Wanted:
    """What should be stored."""

    compiled: Compiled
    row: dict[str, Any]
    mentions: dict[int, tuple[bool, bool]]
    passages: list[dict[str, Any]]


def recompile_reviews(*, dry_run: bool = False) -> Iterator[Outcome]:
    """Recompile every review there is, drafts and retracted ones too: their passages must be right on the day they are published."""
    return one_by_one(Review.objects.all(), partial(recompile_review, dry_run=dry_run))


def recompile_review(review_id: int, *, dry_run: bool = False) -> Outcome:
    """Compile one review anew and store what differs.

    A published one that has blocking problems now is stored all the same, hiding more, and the outcome says where.
    """
    names = Review.objects.filter(pk=review_id).values_list("slug", "title").first()
    if names is None:
        return Outcome(kind="review", name="", result=Result.GONE)
    about = partial(Outcome, kind="review", name=names[0], title=names[1])
    return until_nobody_interferes(partial(_recompile, review_id, about, dry_run=dry_run), otherwise=about(result=Result.OVERTAKEN))


def _recompile(review_id: int, about: partial[Outcome], *, dry_run: bool) -> Outcome:
    try:
        before = _read(review_id)
        wanted = _compile(before)
    except Review.DoesNotExist:
        return about(result=Result.GONE)
    except OperationalError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, this review stays as it was, and the others are compiled
        return about(result=Result.FAILED, fault=type(fault).__qualname__)
    is_to_be_read = before.status == Review.Status.PUBLISHED
    public = is_to_be_read and (wanted.row != before.row or listed(wanted.mentions) != listed(before.mentions))
    same = (wanted.row, wanted.mentions, wanted.passages) == (before.row, before.mentions, before.passages)
    if not same and not dry_run:
        _store(review_id, before, wanted, public=public)
    return about(
        result=Result.UNCHANGED if same else Result.CHANGED,
        public=public,
        problems=problem_lines(wanted.compiled.document.blocking) if is_to_be_read else (),
        **key_counts(before.passages, wanted.passages),
    )


def _read(review_id: int) -> _Stored:
    """Read all of it. Raises `DoesNotExist` for a review that is gone, or has no source."""
    review = Review.objects.get(pk=review_id)
    passages = list(review.passages.all())
    return _Stored(
        revision=review.revision,
        status=review.status,
        break_key=review.break_key,
        source=ReviewSource.objects.get(review=review_id).text,
        works=review.subjects,
        row={"rendition": review.rendition, "search_text": review.search_text, "has_break": review.has_break},
        mentions=mentions_of(review_id),
        passages=[passage_values(passage) for passage in passages],
        rows_of_passages=passages,
    )


def _compile(stored: _Stored) -> _Wanted:
    """What is to be stored of the source, with the works under review as they are today."""
    document = read(stored.source.reveal(), SourceKind.REVIEW, subjects=stored.works)
    compiled = compile_document(document, previous=stored.rows_of_passages, break_key=stored.break_key, same_text=True)
    stated = {work for work, (is_stated, _is_public) in stored.mentions.items() if is_stated}
    return _Wanted(
        compiled=compiled,
        row=text_on_row(compiled, stored.status),
        mentions=mentions_in(compiled, stated=stated),
        passages=[passage_values(Passage(**values)) for values in compiled.passages],
    )


def _store(review_id: int, before: _Stored, wanted: _Wanted, *, public: bool) -> None:
    """Store what differs. Raises `Overtaken` where anything is not as it was read: a save that came between is never written over."""
    with transaction.atomic():
        is_there = Review.objects.select_for_update().filter(pk=review_id).first() is not None
        if not is_there or _read(review_id) != before:
            raise Overtaken
        if wanted.row != before.row:
            Review.objects.filter(pk=review_id).update(**wanted.row)
        store_mentions(review_id, wanted.mentions)
        if wanted.passages != before.passages:
            store_passages(review_id, wanted.compiled)
        if public:
            _strangers_see_another_page(review_id)


def _strangers_see_another_page(review_id: int) -> None:
    """The one place here that says so, in the transaction that changes it. Whatever keeps public pages is told here too."""
    Review.objects.filter(pk=review_id).update(public_changed_at=timezone.now())
