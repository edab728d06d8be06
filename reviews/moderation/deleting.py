"""Deleting a review for good, with every reply to it: the owner's alone. Everybody else takes a review back, and its replies stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction

from reviews.comments.models import Comment, CommentPassage, State, Thread
from reviews.comments.records import Decision, Flag
from reviews.notices.forgetting import forget_mail_about
from reviews.publishing.models import FormerSlug, Review, ReviewSource
from reviews.publishing.passages import Passage
from reviews.shelf.models import Opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accounts.models import User

#: Rows named by one statement: far below what either database takes.
BATCH = 500


class NotThisOne(Exception):
    """What was typed is not the slug of the review."""


@dataclass(frozen=True)
class Going:
    """What goes with a review, in numbers."""

    replies: int
    published: int
    decisions: int
    flags: int
    saves: int
    former_slugs: tuple[str, ...]


def what_goes_with(review: Review) -> Going:
    """Count what would be deleted with `review`. Six queries, however much it is."""
    replies = Comment.objects.filter(review=review)
    return Going(
        replies=replies.count(),
        published=replies.filter(state=State.PUBLISHED).count(),
        decisions=Decision.objects.filter(comment__review=review).count(),
        flags=Flag.objects.filter(comment__review=review).count(),
        saves=Review.history.filter(id=review.pk).count(),
        former_slugs=tuple(FormerSlug.objects.filter(review=review).values_list("slug", flat=True)),
    )


def delete_review(review: Review, *, by: User, typed_slug: str) -> None:
    """Delete `review` and all that hangs on it: replies with their revisions, decisions, flags, claims, links in mail, and the mail
    about them; its passages, sources and their history, its former addresses, and every reader's consent to any of it. All, or nothing.

    What stays is a note in the admin that `by` deleted it. Raises `PermissionDenied` for anybody but an owner, and `NotThisOne`.
    """
    if not by.is_superuser:
        raise PermissionDenied
    if typed_slug != review.slug:
        raise NotThisOne
    with transaction.atomic():
        # In the order in which everybody takes them, so that a reply on its way comes before all of this or finds nothing to answer.
        list(Thread.objects.select_for_update().filter(review=review.pk))
        current = Review.objects.select_for_update().get(pk=review.pk)
        pk, sources = current.pk, list(ReviewSource.objects.filter(review=current).values_list("pk", flat=True))
        _forget_consent(current)
        _delete_replies(current)
        current.delete()
        # Last: deleting a row adds one to its history.
        Review.history.filter(id=pk).delete()
        ReviewSource.history.filter(id__in=sources).delete()
        _write_down(pk, typed_slug, by=by)


def _delete_replies(review: Review) -> None:
    """Take apart what holds rows together, and delete them: decisions that are part of one another, and replies that answer replies."""
    decisions = Decision.objects.filter(comment__review=review)
    _leave_other_reviews_whole(review)
    decisions.update(part_of=None, undoes=None)
    decisions.delete()
    replies = Comment.objects.filter(review=review)
    forget_mail_about(list(replies.values_list("pk", flat=True)))
    replies.update(parent=None, root=None)
    replies.delete()


def _leave_other_reviews_whole(review: Review) -> None:
    """A moderator may have decided on replies under several reviews at once. What was part of a decision that goes is then part of the
    first one that stays, so that it can still be undone together."""
    orphans = Decision.objects.filter(part_of__comment__review=review).exclude(comment__review=review)
    heirs: dict[int, int] = {}
    for pk, leading in orphans.order_by("pk").values_list("pk", "part_of"):
        assert leading is not None  # noqa: S101 - by the filter
        heir = heirs.setdefault(leading, pk)
        Decision.objects.filter(pk=pk).update(part_of=None if heir == pk else heir)


def _forget_consent(review: Review) -> None:
    """What readers opened of it is on their shelves by keys that open nothing any more."""
    subjects = [work.pk for work in review.subjects]
    replies = CommentPassage.objects.filter(comment__review=review).exclude(key="").only("key", "of_review")
    keys = [review.break_key, *Passage.objects.filter(review=review).values_list("key", flat=True)]
    keys += [name for passage in replies for name in (passage.key, passage.consent_key(subjects))]
    for some in _batches(keys):
        Opening.objects.filter(key__in=some).delete()


def _write_down(pk: int, slug: str, *, by: User) -> None:
    """The one trace: who deleted what, under the address it had. Earlier notes of the admin name its title, and go with it."""
    kind = ContentType.objects.get_for_model(Review)
    LogEntry.objects.filter(content_type=kind, object_id=str(pk)).delete()
    LogEntry.objects.create(user=by, content_type=kind, object_id=str(pk), object_repr=slug[:200], action_flag=DELETION, change_message="")


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
