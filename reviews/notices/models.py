"""The outbox: a mail is a row first, so that none is lost with a process and none that failed goes unseen."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: After so many tries, over about two days, a person has to look.
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=24)


class MailQuerySet(models.QuerySet["Mail"]):
    """Mail by where it stands."""

    def unsent(self) -> Self:
        """Not handed to the mail server yet, for whatever reason."""
        return self.filter(sent_at=None)

    def given_up(self) -> Self:
        """Tried as often as we try: nothing more happens until the owner says so."""
        return self.unsent().filter(attempts__gte=MOST_ATTEMPTS)


class Mail(models.Model):
    """One message to one address. Its bodies are removed once it has been handed over."""

    to = models.EmailField(_("to"), max_length=254)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    reply_to = models.CharField(_("reply to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=998)
    body_text = models.TextField(blank=True, editable=False)
    body_html = models.TextField(blank=True, editable=False)
    headers = models.JSONField(default=dict, blank=True, editable=False)
    #: What this mail is about, where the same must never be sent twice.
    key = models.CharField(max_length=200, unique=True, null=True, blank=True, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    send_after = models.DateTimeField(_("not before"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        app_label = "reviews"
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["sent_at", "send_after"], name="mail_outbox")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def state(self) -> str:
        """`sent`, `waiting`, `retrying` or `failed`."""
        if self.sent_at:
            return "sent"
        if self.attempts >= MOST_ATTEMPTS:
            return "failed"
        return "retrying" if self.attempts else "waiting"

    def wait(self) -> timedelta:
        """How long after its latest attempt the next one is due: a minute, then four times as long each time, a day at most."""
        times: int = 4 ** max(self.attempts - 1, 0)
        return min(FIRST_WAIT * times, LONGEST_WAIT)
