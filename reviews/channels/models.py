"""What the channels remember: a member's wish for a feed of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.publishing.names import random_name


class PersonalFeed(models.Model):
    """A member's own feed. No row: they never asked for one, or took it back."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_feed")
    #: Part of what its address is signed over; a new one makes every earlier address worthless.
    serial = models.CharField(max_length=32, default=random_name)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("personal feed")
        verbose_name_plural = _("personal feeds")

    def __str__(self) -> str:
        return str(self.member_id)
