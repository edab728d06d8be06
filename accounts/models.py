"""Who somebody is. Nothing here knows what a review is."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reviews.spoilers.door import Refused, admit

from .looks import LookField, looks_of
from .names import speaks_for_the_house

#: The columns with a name that somebody may choose freely, and their lengths.
_NAMES = {"display_name": 80, "first_name": 150, "last_name": 150}
#: The columns that say how a name looks, which change with it.
_LOOKS = {"username": "username_look", "display_name": "display_look"}


class User(AbstractUser):
    """A member. Custom from the first migration, so that it can grow without moving a table."""

    display_name = models.CharField(
        _("display name"),
        max_length=80,
        blank=True,
        help_text=_("Shown beside what you write. Left empty, your user name is shown."),
    )
    #: How the two names look, so that nobody passes for somebody else: `l1ly` looks like `lily`.
    username_look = LookField(of="username")
    display_look = LookField(of="display_name")
    #: Since when this member can't reply or flag; what they wrote stays.
    blocked_at = models.DateTimeField(_("kept from replying since"), null=True, blank=True)
    #: Mail about replies: a moderator's daily digest, and what their writer asked to be told.
    mail_digest = models.BooleanField(_("daily digest by mail"), default=True)
    mail_decisions = models.BooleanField(_("mail me what becomes of my replies"), default=True)
    mail_replies = models.BooleanField(_("mail me when somebody replies to me"), default=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            # Sign-up refuses “Ada” beside “ada”; the admin and `createsuperuser` ask the database.
            models.UniqueConstraint(
                Lower("username"), name="username_once_in_any_case", violation_error_message=_("A user with that username already exists.")
            ),
        ]
        indexes = [models.Index(fields=["username_look"], name="user_look"), models.Index(fields=["display_look"], name="display_look")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; a name never without its look, so that `update_fields=["display_name"]` can't leave the old one behind."""
        if (names := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*names, *(look for name, look in _LOOKS.items() if name in names)}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Bring the names that readers see through the one door for text, whichever form they came by, and refuse those of others."""
        super().clean()
        for name, limit in _NAMES.items():
            try:
                admitted = admit(getattr(self, name), limit=limit, line_limit=limit)
            except Refused as refused:  # composing letters can lengthen a name
                raise ValidationError({name: _("This name is too long.")}) from refused
            setattr(self, name, " ".join(admitted.split()))
        self._refuse_names_of_others()

    def _refuse_names_of_others(self) -> None:
        """Raise a `ValidationError` for a new name that passes for another member's, or for the house. One that was there may stay."""
        stored = User.objects.filter(pk=self.pk).first()
        others = User.objects.exclude(pk=self.pk)
        is_new = bool(self.username) and (stored is None or stored.username != self.username)
        # The very same name in other capitals is the database's to refuse, in Django's own words.
        if is_new and User.who_look_like(self.username, among=others.exclude(username__iexact=self.username)).exists():
            raise ValidationError({"username": _("A member has a name that looks like this one. Take another.")})
        if not self.display_name or (stored is not None and stored.display_name == self.display_name):
            return
        if User.who_look_like(self.display_name, among=others).exists():
            raise ValidationError({"display_name": _("A member has a name that looks like this one. Take another.")})
        if speaks_for_the_house(self.display_name) and not self.is_staff:
            raise ValidationError({"display_name": _("This name is kept for the house. Take another.")})

    @staticmethod
    def who_look_like(name: str, *, among: models.QuerySet[User] | None = None) -> models.QuerySet[User]:
        """The members who go by a name that looks like `name`, whether it is their user name or the one they show."""
        members = User.objects.all() if among is None else among
        if looks := looks_of(name):
            return members.filter(models.Q(username_look__in=looks) | models.Q(display_look__in=looks))
        # Neither letter nor digit: what is left to compare is the name itself.
        plain = unicodedata.normalize("NFKC", name).strip()
        return members.filter(models.Q(username__iexact=plain) | models.Q(display_name__iexact=plain)).exclude(display_name="")

    @property
    def is_blocked(self) -> bool:
        """Whether this member is kept from replying and flagging (`blocking`)."""
        return self.blocked_at is not None

    @property
    def byline(self) -> str:
        """The name readers see."""
        return self.display_name or self.username

    def __str__(self) -> str:
        return self.byline
