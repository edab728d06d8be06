"""What happened to a reply: every decision about it, and what readers flagged."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.publishing.sealed import SealedTextField

from .models import Comment, Room, State


class Reason(models.TextChoices):
    """Why a reply was declined or sent back, in words that may stand in public: the writer gets these and the moderator's own."""

    SPOILER = "spoiler", _("It gives the story away.")
    SUBJECT = "subject", _("It is not about the review or the work.")
    PERSONAL = "personal", _("It attacks a person.")
    ADVERT = "advert", _("It advertises something.")
    TWICE = "twice", _("It says what has been said already.")
    LAW = "law", _("It could break the law.")
    OTHER = "other", _("Another reason.")


class Decision(models.Model):
    """Who or which rule decided what, why, and on which revision. Rows are added and never changed."""

    class Verdict(models.TextChoices):
        ARRIVE = "arrive", _("arrived")
        PUBLISH = "publish", _("published")
        HOLD = "hold", _("held")
        DECLINE = "decline", _("declined")
        SPAM = "spam", _("marked as spam")
        WITHDRAW = "withdraw", _("withdrawn")
        MOVE = "move", _("moved")
        MASK = "mask", _("words hidden")
        ASK = "ask", _("change asked for")
        EDIT = "edit", _("edited")
        LOCK = "lock", _("mark locked")
        UNLOCK = "unlock", _("mark unlocked")
        ERASE = "erase", _("erased")
        UNDO = "undo", _("undone")
        KEEP = "keep", _("left as it is")
        AGREE = "agree", _("left hidden")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    #: The rule that decided, where nobody did.
    rule = models.CharField(max_length=40, blank=True)
    #: For everybody.
    reason_kind = models.CharField(max_length=8, choices=Reason, blank=True)
    #: For the writer, in the moderator's own words.
    reason = models.TextField(blank=True)
    #: What the rule saw: its limit, the words that matched. For moderators, gated like the text itself.
    evidence = models.JSONField(default=dict, blank=True)
    #: The revision that was seen, and the newest one afterwards: masking and editing make another.
    revision = models.PositiveIntegerField()
    revision_after = models.PositiveIntegerField()
    #: The decision it is a part of: one press may move a whole branch, or decide a batch.
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    state_before = models.CharField(max_length=9, blank=True)
    state_after = models.CharField(max_length=9, choices=State)
    room_before = models.CharField(max_length=6, blank=True)
    room_after = models.CharField(max_length=6, choices=Room)
    #: Set on a decision that takes another back.
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["comment", "id"], name="decision_history"),
            models.Index(fields=["created_at", "id"], name="decision_log"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.verdict}"


class FlagQuerySet(models.QuerySet["Flag"]):
    """Flags by where they stand."""

    def waiting(self) -> Self:
        """Nobody has decided on them yet."""
        return self.filter(outcome=Flag.Outcome.WAITING)


class Flag(models.Model):
    """A reader says that something is wrong with a reply."""

    class Kind(models.TextChoices):
        SPOILER = "spoiler", _("This gives the story away")
        PERSONAL = "personal", _("This attacks a person")
        ADVERT = "advert", _("This is an advertisement")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waits for a moderator")
        UPHELD = "upheld", _("agreed with")
        DISMISSED = "dismissed", _("not agreed with")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="flags")
    #: The revision that was read.
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    #: The words that give the story away, as they were selected.
    words = SealedTextField(blank=True, default="")
    #: What the reader adds, for moderators.
    note = SealedTextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="flags")
    #: For a guest: as in `Comment.network`.
    network = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    #: What it hid until a moderator looks, and what they decided.
    hid = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="flags")
    settled = models.ForeignKey(Decision, on_delete=models.SET_NULL, null=True, blank=True, related_name="settled_flags")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(fields=["comment", "revision", "by"], condition=models.Q(by__isnull=False), name="flag_once_a_member"),
            models.UniqueConstraint(
                fields=["comment", "revision", "network"],
                condition=models.Q(by__isnull=True) & ~models.Q(network=""),
                name="flag_once_a_network",
            ),
        ]
        indexes = [
            models.Index(fields=["outcome", "created_at"], name="flag_queue"),
            models.Index(fields=["network", "created_at"], name="flag_network"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.kind}"
