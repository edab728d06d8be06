"""How the owner has set the rules: one row, or none while nobody has changed anything."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleBook(models.Model):
    """The site's settings for replies. Every number may be 0, which switches its rule off."""

    class ClosesFrom(models.TextChoices):
        PUBLICATION = "publication", _("the review was published")
        LAST_REPLY = "last_reply", _("the last reply was published")

    #: Nobody but moderators can reply anywhere while this is on.
    paused = models.BooleanField(_("pause all replies"), default=False)
    hold_all = models.BooleanField(_("every reply waits for a moderator"), default=True)
    #: Published replies by the same account, or by the same proven address, before one need not wait.
    trust_after = models.PositiveSmallIntegerField(_("replies published before a writer is trusted"), default=1)
    #: This many links wait for a moderator.
    links_held = models.PositiveSmallIntegerField(_("links that make a reply wait"), default=2)
    held_words = models.TextField(_("words that make a reply wait"), blank=True, max_length=20_000)
    refused_words = models.TextField(_("words that are refused"), blank=True, max_length=20_000)
    #: Seconds.
    seconds_between = models.PositiveSmallIntegerField(_("seconds between two replies of one writer"), default=15)
    refuse_twice = models.BooleanField(_("refuse the same reply twice"), default=True)
    replies_an_hour = models.PositiveSmallIntegerField(_("replies an hour from one account or network"), default=20)
    #: Days.
    close_after = models.PositiveSmallIntegerField(_("days until replies close"), default=0)
    closes_from = models.CharField(_("counted from when"), max_length=11, choices=ClosesFrom, default=ClosesFrom.PUBLICATION)
    #: Seconds from the making of a form's key to its sending; less is a machine's.
    least_seconds = models.PositiveSmallIntegerField(_("seconds a person needs to write"), default=3)
    #: A reply before the break that resembles a hidden passage waits for a moderator.
    hold_resembling = models.BooleanField(_("hold what resembles a hidden passage"), default=True)
    #: The address of an Akismet-like service, and its key. Empty: nobody is asked.
    checker_url = models.URLField(_("address of a spam checker"), blank=True)
    checker_key = models.CharField(_("its key"), max_length=200, blank=True)
    #: Days after which a reply's network hash is dropped.
    keep_networks = models.PositiveSmallIntegerField(_("days a network is remembered"), default=30)
    flags_a_day = models.PositiveSmallIntegerField(_("flags a day from one reader"), default=5)
    public_log = models.BooleanField(_("show the moderation log to everybody"), default=True)
    #: Raised with every save: what tells a stale form from a fresh one.
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("rules for replies")
        verbose_name_plural = _("rules for replies")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_rule_book")]

    def __str__(self) -> str:
        return str(_("Rules for replies"))

    @classmethod
    def current(cls) -> Self:
        """The owner's settings by one query; an unsaved row with the defaults while there are none."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
