"""Saving, publishing and retracting reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from reviews.spoilers.document import SourceKind
from reviews.spoilers.door import admit
from reviews.web.slugs import RESERVED, slug_for

from .compiling import compile_document, read
from .models import Passage, Review, ReviewedWork, ReviewSource, Tag, random_name

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.spoilers.document import Problem

    from .compiling import Compiled
    from .draft import ReviewDraft

#: The longest review, in characters: a short novel. The engine is measured up to here (`benchmarks/hostile.py`).
REVIEW_LIMIT = 200_000
#: Lines of one review: ten characters each on average, and no editor or diff crawls.
LINE_LIMIT = 20_000

STATUSES_WITH_PUBLIC_TEXT = frozenset({Review.Status.PUBLISHED})


class NotPublishable(Exception):
    """The text has problems that hide more than its author meant; `problems` says which, with their lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"line {problem.line}: {problem.code}" for problem in problems))
        self.problems = problems


class Stale(Exception):
    """Somebody else saved this review after the text in hand was read."""


def admit_review_text(text: str) -> str:
    """Return `text` as it may be stored. Raises `spoilers.door.Refused` with the count when it is too long."""
    return admit(text, limit=REVIEW_LIMIT, line_limit=LINE_LIMIT)


def revision_of(review: Review) -> int:
    """Return the number of the newest revision of a review's source; 0 before the first save."""
    return ReviewSource.objects.filter(review=review).values_list("revision", flat=True).first() or 0


def save_review(review: Review | None, *, draft: ReviewDraft, by: User | None, seen_revision: int | None = None) -> Review:
    """Store `draft` as a new review, or over `review`, with its passages, and return it.

    The text is compiled before the transaction opens. Raises `NotPublishable` for a published review with blocking problems,
    `spoilers.door.Refused` for text that can't be stored, and `Stale` when `seen_revision` is no longer the newest.
    """
    text = admit_review_text(draft.text)
    known = review if review is not None else Review(break_key=random_name())
    revision = revision_of(known) if known.pk else 0
    if seen_revision is not None and seen_revision != revision:
        raise Stale
    compiled = compile_document(
        read(text, SourceKind.REVIEW, subjects=draft.works),
        previous=list(known.passages.all()) if known.pk else [],
        break_key=known.break_key,
    )
    if draft.status == Review.Status.PUBLISHED and compiled.blocking:
        raise NotPublishable(compiled.blocking)
    with transaction.atomic():
        return _store(known, draft=draft, text=text, compiled=compiled, revision=revision, by=by)


def retract(review: Review, *, by: User | None) -> Review:
    """Take a review from the public. Its page answers 410 from now on; its replies and their receipts stay."""
    with transaction.atomic():
        review.status = Review.Status.RETRACTED
        review.rendition = []
        review.public_changed_at = timezone.now()
        review._history_user = by
        review.save(update_fields=["status", "rendition", "public_changed_at"])
    return review


def _store(review: Review, *, draft: ReviewDraft, text: str, compiled: Compiled, revision: int, by: User | None) -> Review:
    before = _public_facts(Review.objects.get(pk=review.pk)) if review.pk else None
    review.title, review.summary, review.author = draft.title, draft.summary, draft.author
    review.slug = draft.slug or review.slug or free_slug(draft.title)
    review.rating, review.status = draft.rating, draft.status
    review.published_at = draft.published_at
    if review.status == Review.Status.PUBLISHED and review.published_at is None:
        review.published_at = timezone.now()
    review.rendition = compiled.rendition.as_json() if review.status in STATUSES_WITH_PUBLIC_TEXT else []
    review.has_break = compiled.has_break
    review._history_user = by
    review.save()
    works_changed = _store_works(review, draft) | _store_tags(review, draft)
    if works_changed or _public_facts(review) != before:
        review.public_changed_at = timezone.now()
        Review.objects.filter(pk=review.pk).update(public_changed_at=review.public_changed_at)
    _store_source(review, text, revision=revision, by=by)
    _store_passages(review, compiled)
    return review


def _public_facts(review: Review) -> dict[str, Any]:
    fields = ("title", "slug", "summary", "author_id", "rating", "status", "published_at", "rendition")
    return {name: getattr(review, name) for name in fields}


def _store_works(review: Review, draft: ReviewDraft) -> bool:
    wanted = [work.pk for work in draft.works]
    stored = list(ReviewedWork.objects.filter(review=review).values_list("work_id", flat=True))
    mentions = {work.pk for work in draft.mentions}
    changed = wanted != stored or mentions != set(review.mentions.values_list("pk", flat=True))
    if wanted != stored:
        ReviewedWork.objects.filter(review=review).delete()
        ReviewedWork.objects.bulk_create(
            ReviewedWork(review=review, work=work, position=position) for position, work in enumerate(draft.works)
        )
    review.mentions.set(draft.mentions)
    return changed


def _store_tags(review: Review, draft: ReviewDraft) -> bool:
    named = {slug_for(name): name for name in draft.tags if slug_for(name)}
    Tag.objects.bulk_create([Tag(slug=slug, name=name) for slug, name in named.items()], ignore_conflicts=True)
    tags = list(Tag.objects.filter(slug__in=named))
    changed = {tag.pk for tag in tags} != set(review.tags.values_list("pk", flat=True))
    review.tags.set(tags)
    return changed


def _store_source(review: Review, text: str, *, revision: int, by: User | None) -> None:
    """Write the source if it is new, as the revision after `revision`. Raises `Stale` where another save came between."""
    source = ReviewSource.objects.select_for_update().filter(review=review).first()
    if source is None:
        source = ReviewSource(review=review, revision=0)
    elif source.revision != revision:
        raise Stale
    elif source.text.reveal() == text:
        return
    source.text = text
    source.revision += 1
    source._history_user = by
    source.save()


def _store_passages(review: Review, compiled: Compiled) -> None:
    review.passages.all().delete()
    Passage.objects.bulk_create(Passage(review=review, **values) for values in compiled.passages)


def free_slug(title: str) -> str:
    """Return a slug for `title` that no review has yet."""
    stem = slug_for(title) or "untitled"
    taken = set(Review.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)
