"""Who is looking at what on the desk, and who has left it to somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment

#: How long a reply counts as being looked at by whoever opened it last. It keeps nobody from deciding.
CLAIM_LASTS = timedelta(minutes=10)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by whether they still count."""

    def standing(self) -> Self:
        """Those that have not run out."""
        return self.filter(at__gt=timezone.now() - CLAIM_LASTS)


class Claim(models.Model):
    """A moderator has this reply open. The last one who opened it, and when."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="claim")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        app_label = "reviews"
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return str(self.comment_id)

    def stands(self) -> bool:
        """Whether it has not run out: the same as `ClaimQuerySet.standing`, for one that is at hand."""
        return self.at > timezone.now() - CLAIM_LASTS


class Handover(models.Model):
    """A moderator who has not finished the work leaves this reply to somebody who has."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "reviews"
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="handed_over_once")]

    def __str__(self) -> str:
        return str(self.comment_id)
