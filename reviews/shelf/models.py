"""What a member has finished, reached or opened. Keys are opaque here: the shelf never learns what a review is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.works.models import Part, Work


class ShelfEntry(models.Model):
    """How far a member has come in one work."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shelf_entries")
    #: Goes with its work, which only reviews hold (`Work.is_held`): a work that none names is an Editor's mistake to take back, and what
    #: readers said of it opens nothing. With PROTECT any reader could keep it there for good.
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+")
    finished = models.BooleanField(_("finished"), default=False)
    #: The last part behind the member. Of a finished work its last part at that time, so that one that grows leaves them there.
    reached = models.ForeignKey(Part, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    #: `Work.parts_version` when `reached` was said; under any other number it counts for nothing.
    parts_version = models.PositiveIntegerField(default=1)
    #: `Work.extent` when it was said; under any other number the work is not finished.
    extent = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("shelf entry")
        verbose_name_plural = _("shelf entries")
        constraints = [
            models.UniqueConstraint(fields=["member", "work"], name="shelf_entry_once_a_work"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.work_id}"


class Opening(models.Model):
    """A member's consent to one passage, or to one break and the works it then stood for."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="openings")
    key = models.CharField(max_length=32)
    #: Work ids for a break; None for a passage, whose key is renewed with its text.
    works = models.JSONField(null=True, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="opening_once_a_key")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.key}"
