"""What can be spoiled: stories, the works that tell them, and the parts a work comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reviews.spoilers.document import Catalogue, WorkFacts
from reviews.web.slugs import validate_slug

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Longest name of one creator.
CREATOR_LENGTH = 120
#: A credit line, not a cast list; the whole of it stands under a title.
MOST_CREATORS = 20
#: Far past any real work, and far below what the columns of both databases hold: `save_parts` sets parts aside above it.
LAST_NUMBER = 100_000


def validate_creators(value: object) -> None:
    """Raise `ValidationError` unless `value` is a list of at most `MOST_CREATORS` names, none empty or over `CREATOR_LENGTH` characters."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValidationError(_("Give a list of names."), code="creators_form")
    if len(value) > MOST_CREATORS:
        raise ValidationError(_("Name at most %(most)d."), code="creators_many", params={"most": MOST_CREATORS})
    if any(len(name) > CREATOR_LENGTH for name in value):
        raise ValidationError(_("A name has at most %(most)d characters."), code="creator_long", params={"most": CREATOR_LENGTH})


class Story(models.Model):
    """What a novel and its film have in common."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.CharField(
        _("slug"), max_length=120, unique=True, validators=[validate_slug], help_text=_("Works are filed under it, so it stays as it is.")
    )

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return self.title


class WorkQuerySet(models.QuerySet["Work"]):
    def catalogue(self, subjects: Iterable[Work], *, with_parts: bool = True) -> Catalogue:
        """Return what the engine needs to bind scopes: these works by slug, with their parts. At most two queries.

        `subjects` are the works under review; they are part of the catalogue whether or not this queryset holds them.
        """
        under_review = list(subjects)
        works = {work.pk: work for work in [*self, *under_review]}
        parts: dict[int, dict[str, int]] = {}
        rows = Part.objects.filter(work__in=works) if with_parts else Part.objects.none()
        for work_id, slug, part_id in rows.values_list("work_id", "slug", "id"):
            parts.setdefault(work_id, {})[slug] = part_id
        return Catalogue(
            subjects=tuple(work.slug for work in under_review),
            works={work.slug: WorkFacts(id=work.pk, parts=parts.get(work.pk, {})) for work in works.values()},
        )

    def under_review_and_named(self, review_id: int, named: Iterable[int]) -> tuple[list[Work], list[Work]]:
        """Return the works under a review in its author's order, and those of `named` that are not among them. One query."""
        places = Work.reviews.through.objects.filter(review=review_id)
        found: list[Any] = list(  # Any: the annotation is no field of `Work`
            self.filter(models.Q(pk__in=places.values("work")) | models.Q(pk__in=list(named))).annotate(
                place=models.Subquery(places.filter(work=models.OuterRef("pk")).values("position")[:1])
            )
        )
        subjects = sorted((work for work in found if work.place is not None), key=lambda work: work.place)
        return subjects, [work for work in found if work.place is None]

    def named(self, slugs: Iterable[str]) -> Self:
        return self.filter(slug__in=list(slugs))


class Work(models.Model):
    """A film, a book, a series or a game."""

    class Kind(models.TextChoices):
        FILM = "film", _("film")
        BOOK = "book", _("book")
        SERIES = "series", _("series")
        GAME = "game", _("game")

    title = models.CharField(_("title"), max_length=200)
    slug = models.CharField(
        _("slug"),
        max_length=120,
        unique=True,
        validators=[validate_slug],
        help_text=_("Spoilers name the work by it, so it stays as it is."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2200)])
    creators = models.JSONField(
        _("creators"), default=list, blank=True, validators=[validate_creators], help_text=_("Who made it: a list of names.")
    )
    story = models.ForeignKey(
        Story, on_delete=models.SET_NULL, null=True, blank=True, related_name="works", verbose_name=_("story"),
        help_text=_("Shared by works that tell the same story, such as a novel and its film."),
    )  # fmt: skip
    #: Raised by `actions.save_parts` when parts change places: progress recorded under an older number counts for nothing until the
    #: reader says it again.
    parts_version = models.PositiveIntegerField(default=1, editable=False)
    #: Raised by `actions.save_parts` when a part comes that was not there: whoever finished the work before has not finished it now.
    extent = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["title", "year", "id"]
        verbose_name = _("work")
        verbose_name_plural = _("works")

    def __str__(self) -> str:
        return f"{self.title} ({self.get_kind_display()}, {self.year})" if self.year else f"{self.title} ({self.get_kind_display()})"

    def get_absolute_url(self) -> str:
        return reverse("work", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def edition(self) -> str:
        """What a reader was shown when they said how far they are: a form gives it back, and another one means that parts came or moved."""
        return f"{self.parts_version}.{self.extent}"

    @property
    def shelf_url(self) -> str:
        return reverse("shelf", args=[self.slug])

    def is_held(self) -> bool:
        """Whether something that can't do without this work names it, such as a review. Neither it nor a part of it may go then.

        Rooms to the left say so by the `PROTECT` of their foreign keys, so that this one needn't know them.
        """
        try:
            Collector(using=self._state.db or "default", origin=self).collect([self])
        except (ProtectedError, RestrictedError):
            return True
        return False


class Part(models.Model):
    """A chapter, an episode or an act, in the order in which a reader meets it."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="parts", verbose_name=_("work"))
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(LAST_NUMBER)])
    slug = models.CharField(
        _("slug"), max_length=120, validators=[validate_slug], help_text=_("Spoilers name the part by it, so it stays as it is.")
    )
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["work_id", "number"]
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        constraints = [
            models.UniqueConstraint(fields=["work", "number"], name="part_number_once_a_work"),
            models.UniqueConstraint(fields=["work", "slug"], name="part_slug_once_a_work"),
        ]

    def __str__(self) -> str:
        return self.title
