"""Hidden text, in tables of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.spoilers.decide import GateFacts
from reviews.spoilers.document import Reach, Scope, SpoilerKind

from .models import Review

if TYPE_CHECKING:
    from collections.abc import Iterable


class PassageBase(models.Model):
    """Hidden text, stored apart from the public text it was cut out of."""

    #: Stands on the page; kept while the gate's public shape is unchanged.
    handle = models.CharField(max_length=32)
    #: What consent is recorded under; kept while the words, the label and the scope are unchanged. Printed nowhere.
    key = models.CharField(max_length=32, db_index=True)
    #: The handle of the passage it is nested in; empty at the top.
    parent_handle = models.CharField(max_length=32, blank=True)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    #: Public words, as on the gate.
    label = models.CharField(max_length=200, blank=True)
    #: [[work id, part id or null], …], as in `spoilers.Scope`.
    scope = models.JSONField(default=list)
    #: The scope is the works under review, whichever those are when it is read.
    of_review = models.BooleanField(default=False)
    rendition = models.JSONField(default=list)
    public_identity = models.CharField(max_length=64)
    full_identity = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.handle

    def facts(self, subjects: Iterable[int]) -> GateFacts:
        """Return what decides over this passage while the works `subjects` are under review."""
        under_review = list(subjects)
        reaches = tuple(Reach(int(work), until) for work, until in self.scope)
        scope = Scope(reaches, of_review=self.of_review).now(under_review)
        return GateFacts(key=self.consent_key(under_review), kind=SpoilerKind(self.kind), scope=scope)

    def consent_key(self, subjects: Iterable[int]) -> str:
        """Return what consent to this passage is recorded under while the works `subjects` are under review."""
        return self.key


class Passage(PassageBase):
    """A passage of a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="passages")

    class Meta:
        ordering = ["review_id", "position"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [models.UniqueConstraint(fields=["review", "handle"], name="passage_handle_once_a_review")]


def stored_scope(scope: Scope | None) -> list[list[int | None]]:
    """Return `scope` as it is stored; `[]`, which no shelf opens, where there is none."""
    return [[reach.work, reach.until] for reach in scope.reaches] if scope else []
