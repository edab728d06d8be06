"""Reviews: what strangers may read on one row, what is hidden in tables of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from reviews.web.slugs import validate_slug
from reviews.works.models import Work

from .names import random_name
from .sealed import SealedTextField

if TYPE_CHECKING:
    from accounts.models import User


def validate_half_stars(value: Decimal) -> None:
    if value * 2 != int(value * 2):
        raise ValidationError(_("Ratings go by half stars."), code="rating_step")


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=60)
    slug = models.CharField(_("slug"), max_length=120, unique=True, validators=[validate_slug])

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class ReviewQuerySet(models.QuerySet["Review"]):
    def published(self) -> Self:
        """Reviews that strangers may read now: the clock publishes, no job can be missed."""
        return self.filter(status=Review.Status.PUBLISHED, published_at__lte=timezone.now())

    def editable_by(self, member: User) -> Self:
        """Reviews that `member` may change in the admin: their own, or all with the Editor's right."""
        if member.has_perm("reviews.change_any_review"):
            return self
        return self.filter(author=member)

    def for_cards(self) -> Self:
        """Everything a list of reviews shows, and none of their texts, in two queries however long the list."""
        places = models.Prefetch("reviewedwork_set", queryset=ReviewedWork.objects.select_related("work"))
        return self.select_related("author").prefetch_related(places)


class Review(models.Model):
    """An author's article on one or more works. Everything in this row is public while the review is."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        RETRACTED = "retracted", _("Retracted")

    title = models.CharField(_("title"), max_length=200, help_text=_("Everybody reads it, so keep the story out of it."))
    slug = models.CharField(
        _("slug"), max_length=120, unique=True, validators=[validate_slug], help_text=_("The last part of the address. It is public too.")
    )
    summary = models.TextField(
        _("summary"), max_length=500, help_text=_("One or two sentences without spoilers, for lists, feeds and previews.")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("author"))
    works = models.ManyToManyField(Work, through="ReviewedWork", related_name="reviews", verbose_name=_("works"))
    mentions = models.ManyToManyField(
        Work, through="Mention", blank=True, related_name="mentioned_in", verbose_name=_("also mentions"),
        help_text=_("Other works the text talks about."),
    )  # fmt: skip
    rating = models.DecimalField(
        _("rating"), max_digits=2, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(5)), validate_half_stars],
        help_text=_("From half a star to five. Leave it empty to give none."),
    )  # fmt: skip
    tags = models.ManyToManyField(Tag, blank=True, related_name="reviews", verbose_name=_("tags"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, help_text=_("A date to come schedules it."))
    created_at = models.DateTimeField(auto_now_add=True)
    #: Raised with every save, of whatever: what tells a stale save from a fresh one.
    revision = models.PositiveIntegerField(default=0, editable=False)
    #: Moves when public bytes change and never when only hidden text does.
    public_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    #: The engine's public rendition; empty unless the review is published or scheduled.
    rendition = models.JSONField(default=list, editable=False)
    #: The public prose in plain words, for search. Empty like the rendition, and from the same text.
    search_text = models.TextField(default="", editable=False)
    has_break = models.BooleanField(default=False, editable=False)
    #: What consent to the break is recorded under, whatever is written behind it later. Printed nowhere.
    break_key = models.CharField(max_length=32, unique=True, default=random_name, editable=False)

    #: Who saves; django-simple-history reads it.
    _history_user: User | None
    history = HistoricalRecords(excluded_fields=["rendition", "search_text", "break_key", "public_changed_at"])
    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        permissions = [("change_any_review", _("Can change the reviews of others"))]
        indexes = [models.Index(fields=["status", "-published_at", "-id"], name="review_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False), name="published_review_has_a_date"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def byline(self) -> str:
        return self.author.byline

    @property
    def author_url(self) -> str:
        return reverse("author", args=[self.author.username])

    @property
    def subjects(self) -> list[Work]:
        """The works under review in their author's order. Two queries at most, and none where they have been read before."""
        models.prefetch_related_objects([self], "reviewedwork_set__work")
        return [place.work for place in self.reviewedwork_set.all()]

    @property
    def reply_url(self) -> str:
        return reverse("reply", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether strangers may read it now."""
        return self.status == self.Status.PUBLISHED and self.published_at is not None and self.published_at <= timezone.now()


class ReviewedWork(models.Model):
    """A work under review, in the order its author gave."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, verbose_name=_("work"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("work under review")
        verbose_name_plural = _("works under review")
        constraints = [models.UniqueConstraint(fields=["review", "work"], name="work_once_a_review")]

    def __str__(self) -> str:
        return str(self.work)


class Mention(models.Model):
    """A work that a review talks about, or names in the scope of a spoiler. It can't be deleted from under the review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE)
    work = models.ForeignKey(Work, on_delete=models.PROTECT)
    #: The author has named it in the form, not only in a spoiler's scope.
    is_stated = models.BooleanField(default=False)
    #: It is stated, or a gate that strangers see names it. What only hidden text names is nobody's to list.
    is_public = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["review", "work"], name="mention_once_a_review")]

    def __str__(self) -> str:
        return str(self.work)


class FormerSlug(models.Model):
    """An address that a public review had before. Whoever comes by it is led to the new one; no other review may take it."""

    slug = models.CharField(max_length=120, unique=True)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="former_slugs")
    left_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-left_at", "-id"]
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class ReviewSource(models.Model):
    """The sealed Markdown of a review, and what its scopes were about when it was written."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="source")
    text = SealedTextField(_("text"))
    #: `Review.revision` of the save that wrote it: pairs the two histories.
    revision = models.PositiveIntegerField(default=1)
    #: Ids of the works under review at that time, in order: what an earlier text's scopes meant.
    works = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)

    _history_user: User | None
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source of a review")
        verbose_name_plural = _("sources of reviews")

    def __str__(self) -> str:
        return f"{self.review_id}, revision {self.revision}"
