"""Replies under a review, their places in the thread, and their revisions. What was decided about them is in `records`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.publishing.models import Review
from reviews.publishing.names import random_name
from reviews.publishing.passages import PassageBase
from reviews.publishing.sealed import SealedTextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

#: A place in the thread is the comment's number in base 36, this wide: 60 million comments under one review.
STEP_WIDTH = 5
#: Deeper replies stay beside what they answer instead of below it: a path must end somewhere.
MAX_DEPTH = 99


class Room(models.TextChoices):
    BEFORE = "before", _("before the break")
    AFTER = "after", _("after the break")


class State(models.TextChoices):
    PENDING = "pending", _("awaiting moderation")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")
    SPAM = "spam", _("spam")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Thread(models.Model):
    """One row a review that has replies: the next number, and the two counts strangers see."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="thread", primary_key=True)
    last_number = models.PositiveIntegerField(default=0)
    before_count = models.PositiveIntegerField(default=0)
    after_count = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(_("open for replies"), default=True)
    #: When a reply was last published, so that a page knows whether replies have closed by themselves.
    last_published_at = models.DateTimeField(null=True, blank=True)
    #: Moves when the public page of the review does because of its replies: one came or went, or the thread was opened or closed.
    public_changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return str(self.review_id)


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def standing(self) -> Self:
        """What has a place in the thread: published, or gone with something published below it."""
        # As a list of one: SQLite walks its index for a comparison, and not for a bare boolean, which is what Django makes of `=True`.
        return self.filter(is_standing__in=[True])

    def for_strangers(self) -> Self:
        """What anybody may read: published before the break, under a review that is public now."""
        return self.published().filter(room=Room.BEFORE, review__in=Review.objects.published())

    def waiting_of(self, viewer: User) -> Self:
        """The viewer's own replies that wait for a moderator."""
        return self.filter(state=State.PENDING, author=viewer)

    def in_room(self, review: Review, room: str) -> Self:
        """The comments of one room in reading order: one index serves it."""
        return self.filter(review=review, room=room).order_by("path")

    def for_desk(self) -> Self:
        """Everything a moderator needs to decide, in the same few queries however many replies."""
        return self.select_related("review__author", "author", "parent__author", "parent__review").prefetch_related(
            "review__reviewedwork_set__work", "revisions", "decisions", "parent__revisions"
        )

    def flagged(self) -> Self:
        """Published replies that readers have reported and nobody has looked at since, the longest waiting first."""
        reported = self.published().filter(flags__outcome="waiting")
        return reported.annotate(flagged_at=models.Min("flags__created_at")).order_by("flagged_at", "id")

    def awaiting_decision(self) -> Self:
        """What it is the desk's turn to decide on, oldest first: not what its writer was asked to change."""
        return self.filter(state=State.PENDING, waits_for_writer=False).order_by("created_at", "id")


class Comment(models.Model):
    """A reply. Its state and room are its own, and follow from its decisions."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Stands in addresses and on pages; random, so that nobody counts what they don't see.
    handle = models.CharField(max_length=32, unique=True, default=random_name)
    #: Its place in order of arrival; what `path` is made of, and shown to nobody.
    number = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    #: The numbers of its ancestors and its own, `STEP_WIDTH` characters each. Written once; sorting by it is reading order.
    path = models.CharField(max_length=STEP_WIDTH * (MAX_DEPTH + 1))
    room = models.CharField(max_length=6, choices=Room)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments")
    guest_name = models.CharField(max_length=80, blank=True)
    #: Never shown. In small letters, so that one address is one address.
    guest_email = models.EmailField(blank=True)
    #: Whoever wrote this reads the mail that goes to `guest_email`: they followed a link from it. A typed address proves nothing.
    address_proven = models.BooleanField(default=False)
    #: A keyed hash of the truncated network address it came from; empty once its days are over.
    network = models.CharField(max_length=32, blank=True, editable=False)
    #: The same for replies that say the same thing in the same words, whatever their numbers and links.
    likeness = models.CharField(max_length=32, blank=True, editable=False)
    #: What the rules knew of it on arrival, in numbers and yes or no, so that other rules can be tried on it later.
    arrival = models.JSONField(default=dict, blank=True, editable=False)
    #: What its moderator hid stays hidden: its writer can't take a mark away.
    is_locked = models.BooleanField(default=False)
    #: How many published replies of its own room stand below it, and whether it has a place in the thread because of them or itself.
    published_below = models.PositiveIntegerField(default=0, editable=False)
    is_standing = models.GeneratedField(
        expression=models.Q(state="published") | models.Q(published_below__gt=0),  # type: ignore[arg-type]  # Django takes a Q here
        output_field=models.BooleanField(),
        db_persist=True,
    )
    #: A moderator has asked for a change, and its writer has not answered yet: it is not the desk's turn.
    waits_for_writer = models.BooleanField(default=False)
    #: What its writer asked to be told by mail.
    mail_decision = models.BooleanField(default=False)
    mail_replies = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    #: Its writer had their data erased: no name, no address and no text is left, and its place stays.
    erased_at = models.DateTimeField(null=True, blank=True)
    #: The number of the newest revision: what a decision is bound to.
    revision = models.PositiveIntegerField(default=1)
    #: The public rendition: filled while the comment is published before the break, empty otherwise.
    rendition = models.JSONField(default=list, editable=False)
    #: The same text in plain words, for search.
    search_text = models.TextField(default="", editable=False)
    #: Once-only: the same key sent twice is the same comment.
    key = models.CharField(max_length=64, unique=True)
    #: SHA-256 of the receipt's token; the token itself is stored nowhere.
    receipt_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", _("Can decide on replies"))]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="comment_number_once_a_review"),
            models.CheckConstraint(
                condition=models.Q(rendition=[], search_text="") | models.Q(state="published", room="before"),
                name="public_text_only_while_public",
            ),
        ]
        indexes = [
            models.Index(fields=["review", "room", "is_standing", "path"], name="comment_thread_page"),
            models.Index(fields=["network", "created_at"], name="comment_network"),
            # What the worker looks for every minute: guests who asked for mail and have not confirmed their address.
            models.Index(
                fields=["id"],
                name="comment_wants_proof",
                condition=models.Q(address_proven=False, author__isnull=True)
                & (models.Q(mail_decision=True) | models.Q(mail_replies=True)),
            ),
            models.Index(fields=["guest_email", "state"], name="comment_address"),
            models.Index(fields=["likeness", "state"], name="comment_likeness"),
            models.Index(fields=["state", "created_at", "id"], name="comment_queue"),
            models.Index(fields=["state", "room", "-published_at", "-id"], name="comment_latest"),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def byline(self) -> str:
        return self.author.byline if self.author is not None else self.guest_name or str(_("Former member"))

    @property
    def anchor(self) -> str:
        return f"reply-{self.handle}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.handle])

    @property
    def reply_url(self) -> str:
        return f"{reverse('reply', args=[self.review.slug])}?to={self.handle}"


class CommentRevision(models.Model):
    """What was written, sealed, each time it was written."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = SealedTextField()
    #: Who wrote this revision, where it was not the comment's own writer.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["comment_id", "number"]
        verbose_name = _("revision of a comment")
        verbose_name_plural = _("revisions of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="revision_once_a_comment")]

    def __str__(self) -> str:
        return f"{self.comment_id}, revision {self.number}"


class CommentPassage(PassageBase):
    """A hidden part of a published comment; for a comment after the break, the whole of it."""

    #: The kind of the passage that is a whole comment after the break. It opens with the break.
    ROOM = "room"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="passages")

    def consent_key(self, subjects: Iterable[int]) -> str:
        """A reply is not saved anew when its review gets another work. What it says of “the works under review” then gives away more
        than was agreed to, so those works are a part of the key: `key.digest`, `key` alone where the reply names its works."""
        if not self.key or not self.of_review:
            return self.key
        return f"{self.key}.{hashlib.sha256(repr(sorted(subjects)).encode()).hexdigest()[:8]}"

    class Meta:
        ordering = ["comment_id", "position"]
        verbose_name = _("passage of a comment")
        verbose_name_plural = _("passages of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "handle"], name="passage_handle_once_a_comment")]
