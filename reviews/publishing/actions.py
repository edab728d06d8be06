"""Saving, publishing and retracting reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from reviews.spoilers.document import SourceKind
from reviews.spoilers.door import admit
from reviews.spoilers.parse import named_works
from reviews.web.slugs import RESERVED, slug_for
from reviews.works.models import Work

from .compiling import compile_document, read
from .former import claiming, settle
from .models import FormerSlug, Mention, Review, ReviewedWork, ReviewSource, Tag
from .names import random_name
from .passages import Passage

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.spoilers.document import Problem

    from .compiling import Compiled
    from .draft import ReviewDraft

#: The longest review, in characters: a short novel. The engine is measured up to here (`benchmarks/hostile.py`).
REVIEW_LIMIT = 200_000
#: Lines of one review: ten characters each on average, and no editor or diff crawls.
LINE_LIMIT = 20_000


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
    """Return the number of a review's newest save, read anew; 0 before the first."""
    return Review.objects.filter(pk=review.pk).values_list("revision", flat=True).first() or 0


def save_review(review: Review | None, *, draft: ReviewDraft, by: User | None, seen_revision: int | None = None) -> Review:
    """Store `draft` as a new review, or over `review`, with its passages, and return it.

    The text is compiled before the transaction opens. Raises `NotPublishable` for a published review with blocking problems,
    `spoilers.door.Refused` for text that can't be stored, `Stale` when `seen_revision` is no longer the newest, and `former.SlugTaken`
    for a slug that another review has, or has left behind. A slug that strangers could come by leads to the new one from now on.
    """
    text = admit_review_text(draft.text)
    known = review if review is not None else Review(break_key=random_name())
    revision = revision_of(known) if known.pk else 0
    if seen_revision is not None and seen_revision != revision:
        raise Stale
    document = read(text, SourceKind.REVIEW, subjects=draft.works)
    compiled = compile_document(
        document,
        previous=list(known.passages.all()) if known.pk else [],
        break_key=known.break_key,
    )
    if draft.status == Review.Status.PUBLISHED and document.blocking:
        raise NotPublishable(document.blocking)
    mentions = mentions_in(compiled, stated={work.pk for work in draft.mentions})
    with claiming(known), transaction.atomic():
        before = _locked(known, revision)
        _fill(known, draft, compiled, by=by)
        if before is None:
            known.revision = revision + 1
            known.save()
        changed = _public_facts(known) != before
        changed |= _store_works(known, draft.works, mentions) | _store_tags(known, draft)
        changed_source = _store_source(known, text, draft.works, revision=revision + 1, by=by)
        if before is not None and (changed or changed_source):
            known.revision = revision + 1
            fields = [*_ROW, "has_break", "revision"]
            if changed:
                # Where nothing changed, the date is not written back either: `recompile` may have moved it since the row was read.
                known.public_changed_at = timezone.now()
                fields.append("public_changed_at")
            known.save(update_fields=fields)
        settle(known, before=before)
        store_passages(known.pk, compiled)
    return known


def mentions_in(compiled: Compiled, *, stated: set[int]) -> dict[int, tuple[bool, bool]]:
    """Return the works the text talks about, by id: whether its author says so (`stated`), and whether strangers may know."""
    on_gates = {reach.work for gate in compiled.rendition.gates for reach in gate.scope.reaches}
    named = Work.objects.named(named_works(compiled.document)).values_list("pk", flat=True)
    return {work: (work in stated, work in stated | on_gates) for work in stated.union(named)}


def _locked(review: Review, revision: int) -> dict[str, Any] | None:
    """Lock the stored row and return its public facts; None for a new one. Raises `Stale` where another save came between."""
    if review._state.adding:
        return None
    stored = Review.objects.select_for_update().get(pk=review.pk)
    if stored.revision != revision:
        raise Stale
    return _public_facts(stored)


def _fill(review: Review, draft: ReviewDraft, compiled: Compiled, *, by: User | None) -> None:
    """Put what the draft decides on the row, unsaved."""
    review.title, review.summary, review.author = draft.title, draft.summary, draft.author
    review.slug = draft.slug or review.slug or free_slug(draft.title)
    review.rating, review.status, review.published_at = draft.rating, draft.status, draft.published_at
    if review.status == Review.Status.PUBLISHED and review.published_at is None:
        # Whole seconds: what a form can give back.
        review.published_at = timezone.now().replace(microsecond=0)
    for name, value in text_on_row(compiled, review.status).items():
        setattr(review, name, value)
    review._history_user = by


def text_on_row(compiled: Compiled, status: str) -> dict[str, Any]:
    """Return what a review's row holds of its text: words only while it is published or scheduled."""
    is_to_be_read = status == Review.Status.PUBLISHED
    return {
        "rendition": compiled.rendition.as_json() if is_to_be_read else [],
        "search_text": compiled.search_text if is_to_be_read else "",
        "has_break": compiled.has_break,
    }


def store_passages(review_id: int, compiled: Compiled) -> None:
    """Put the passages of a review in the place of those it had."""
    Passage.objects.filter(review=review_id).delete()
    Passage.objects.bulk_create(Passage(review_id=review_id, **values) for values in compiled.passages)


#: What of a review's row its author's draft decides; all of it is public.
_ROW = ("title", "slug", "summary", "author", "rating", "status", "published_at", "rendition", "search_text")


def _public_facts(review: Review) -> dict[str, Any]:
    return {name: getattr(review, name) for name in _ROW}


def _store_works(review: Review, works: tuple[Work, ...], mentions: dict[int, tuple[bool, bool]]) -> bool:
    """Store the works under review in their order, and those it mentions. Return whether anything that strangers see changed."""
    wanted = [work.pk for work in works]
    stored = list(ReviewedWork.objects.filter(review=review).values_list("work_id", flat=True))
    if wanted != stored:
        ReviewedWork.objects.filter(review=review).delete()
        ReviewedWork.objects.bulk_create(ReviewedWork(review=review, work=work, position=place) for place, work in enumerate(works))
    return store_mentions(review.pk, mentions) or wanted != stored


def mentions_of(review_id: int) -> dict[int, tuple[bool, bool]]:
    """Return the stored mentions of a review, as `mentions_in` gives them."""
    rows = Mention.objects.filter(review=review_id).values_list("work_id", "is_stated", "is_public")
    return {work: (is_stated, is_public) for work, is_stated, is_public in rows}


def store_mentions(review_id: int, mentions: dict[int, tuple[bool, bool]]) -> bool:
    """Store which works a review mentions, where that is new. Return whether strangers see another list now."""
    before = mentions_of(review_id)
    if before != mentions:
        Mention.objects.filter(review=review_id).delete()
        Mention.objects.bulk_create(
            Mention(review_id=review_id, work_id=work, is_stated=is_stated, is_public=is_public)
            for work, (is_stated, is_public) in mentions.items()
        )
    return listed(before) != listed(mentions)


def listed(mentions: dict[int, tuple[bool, bool]]) -> set[int]:
    """Return the works among `mentions` that strangers may know of."""
    return {work for work, (_is_stated, is_public) in mentions.items() if is_public}


def _store_tags(review: Review, draft: ReviewDraft) -> bool:
    named = {slug_for(name): name for name in draft.tags if slug_for(name)}
    # In one order for everybody: two saves that bring the same new tags wait for each other, and don't block each other for good.
    Tag.objects.bulk_create([Tag(slug=slug, name=name) for slug, name in sorted(named.items())], ignore_conflicts=True)
    tags = list(Tag.objects.filter(slug__in=named))
    changed = {tag.pk for tag in tags} != set(review.tags.values_list("pk", flat=True))
    review.tags.set(tags)
    return changed


def _store_source(review: Review, text: str, works: tuple[Work, ...], *, revision: int, by: User | None) -> bool:
    """Store the source if it, or what its scopes are about, is new. Return whether it is."""
    ids = [work.pk for work in works]
    source = ReviewSource.objects.filter(review=review).first() or ReviewSource(review=review)
    if source.pk and source.text.reveal() == text and source.works == ids:
        return False
    source.text, source.works, source.revision = text, ids, revision
    source._history_user = by
    source.save()
    return True


def forget_former_slug(review: Review, slug: str) -> None:
    """Let go of a slug that `review` has left: what stands in an address may give something away. Links to it find nothing from now on,
    and another review may take it."""
    FormerSlug.objects.filter(review=review, slug=slug).delete()


def free_slug(title: str) -> str:
    """Return a slug for `title` that no review has yet, and none has left behind."""
    stem = slug_for(title) or "untitled"
    taken = {slug for rows in (Review, FormerSlug) for slug in rows.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    taken |= RESERVED
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)
