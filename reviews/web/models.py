"""What the site as a whole calls itself."""

from typing import Self
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def known_time_zone(name: str) -> None:
    """Raise a `ValidationError` unless `name` is a time zone of the IANA database."""
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone. Try one like “Europe/Lisbon”."), params={"name": name})


def known_language(code: str) -> None:
    """Raise a `ValidationError` unless the interface can be shown in `code`."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("“%(code)s” is not a language this site knows. Try “en”."), params={"code": code})


class Site(models.Model):
    """The site's own facts: one row, or none before anybody has set it up."""

    name = models.CharField(_("name"), max_length=80)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en", validators=[known_language])
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[known_time_zone])
    #: Where readers find the site, as `setup_site` was told. SITE_URL decides; this is its record.
    address = models.URLField(_("address"), max_length=200)
    demo = models.BooleanField(_("demo"), default=False, editable=False)

    class Meta:
        app_label = "reviews"
        verbose_name = _("site")
        verbose_name_plural = _("site")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_site")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Self:
        """The site's row by one query; before `setup_site`, an unsaved one with the defaults. On a request, ask `context.site_of`."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name=str(settings.DEFAULT_SITE_NAME), address=settings.SITE_URL)
