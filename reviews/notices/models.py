"""The outbox: a mail is a row first, so that none is lost with a process and none that failed goes unseen."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment
from reviews.comments.records import Decision

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


class Handled(models.Model):
    """A decision that the worker has turned into mail, or has found nothing to say about."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="handled", primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "reviews"
        verbose_name = _("handled decision")
        verbose_name_plural = _("handled decisions")

    def __str__(self) -> str:
        return str(self.decision_id)


class Errand(models.Model):
    """What one link in one mail may do, once, until it expires. Its address is stored only as a hash."""

    class Action(models.TextChoices):
        PROVE = "prove", _("confirm an address")
        PUBLISH = "publish", _("publish a reply")
        SPAM = "spam", _("mark a reply as spam")

    #: SHA-256 of the token in the link.
    token_hash = models.CharField(max_length=64, unique=True)
    action = models.CharField(max_length=8, choices=Action)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="errands")
    #: The revision that the mail was about: for another one the link does nothing.
    revision = models.PositiveIntegerField()
    #: The moderator it was sent to; nobody where it was a writer.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "reviews"
        verbose_name = _("link in a mail")
        verbose_name_plural = _("links in mails")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.action}"
