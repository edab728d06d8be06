"""Who somebody is. Nothing here knows what a review is."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reviews.spoilers.door import Refused, admit

#: The columns with a name that somebody may choose freely, and their lengths.
_NAMES = {"display_name": 80, "first_name": 150, "last_name": 150}


class User(AbstractUser):
    """A member. Custom from the first migration, so that it can grow without moving a table."""

    display_name = models.CharField(
        _("display name"),
        max_length=80,
        blank=True,
        help_text=_("Shown beside what you write. Left empty, your user name is shown."),
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            # Sign-up refuses “Ada” beside “ada”; the admin and `createsuperuser` ask the database.
            models.UniqueConstraint(
                Lower("username"), name="username_once_in_any_case", violation_error_message=_("A user with that username already exists.")
            ),
        ]

    def clean(self) -> None:
        """Bring the names that readers see through the one door for text, whichever form they came by."""
        super().clean()
        for name, limit in _NAMES.items():
            try:
                admitted = admit(getattr(self, name), limit=limit, line_limit=limit)
            except Refused as refused:  # composing letters can lengthen a name
                raise ValidationError({name: _("This name is too long.")}) from refused
            setattr(self, name, " ".join(admitted.split()))

    @property
    def byline(self) -> str:
        """The name readers see."""
        return self.display_name or self.username

    def __str__(self) -> str:
        return self.byline
