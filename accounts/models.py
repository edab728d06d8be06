"""Who somebody is. Nothing here knows what a review is."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member. Custom from the first migration, so that it can grow without moving a table."""

    display_name = models.CharField(
        _("display name"),
        max_length=80,
        blank=True,
        help_text=_("Shown beside what you write. Left empty, your user name is shown."),
    )

    @property
    def byline(self) -> str:
        """The name readers see."""
        return self.display_name or self.username

    def __str__(self) -> str:
        return self.byline
