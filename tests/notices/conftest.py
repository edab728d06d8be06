"""Replies, their writers' wishes, and the clock."""

from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from reviews.comments import deciding, undoing
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.notices import actions, telling
from reviews.notices.models import Mail
from reviews.notices.timing import NOTICE_DELAY
from reviews.publishing.models import Review
from tests.fixture_site import make_comment, make_review, make_work

TEXT = "A safe beginning.\n\n<!--more-->\n\nThe end of it."


@pytest.fixture(autouse=True)
def _outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "reviews.notices.backend.OutboxBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def review(ada: User) -> Review:
    return make_review(ada, TEXT, (make_work("the-well"),), title="Down the well", slug="down-the-well")


def soon(after: timedelta = NOTICE_DELAY + timedelta(minutes=1)) -> datetime:
    """When the undo window of all that was decided until now is over."""
    return timezone.now() + after


def tell(after: timedelta = NOTICE_DELAY + timedelta(minutes=1)) -> list[Mail]:
    """Let the worker look, and return the mail that came of it, by key."""
    known = set(Mail.objects.values_list("pk", flat=True))
    telling.tell_all(now=soon(after))
    return list(Mail.objects.exclude(pk__in=known).order_by("key"))


def guest_reply(review: Review, text: str = "A word of mine", *, proven: bool = True, **facts: Any) -> Comment:
    """A guest's reply whose writer asks for all the mail there is, at an address that is `proven`."""
    wishes = {name: facts.pop(name, True) for name in ("mail_decision", "mail_replies")}
    comment = make_comment(review, text, **facts)
    Comment.objects.filter(pk=comment.pk).update(address_proven=proven, **wishes)
    comment.refresh_from_db()
    return comment


def members_reply(review: Review, member: User, text: str = "A word of mine", **facts: Any) -> Comment:
    return make_comment(review, text, author=member, **facts)


def decide(comment: Comment, verdict: str, by: User, **facts: Any) -> Decision:
    comment.refresh_from_db()
    return deciding.decide(comment, verdict=verdict, by=by, seen_revision=comment.revision, **facts)


def undo(decision: Decision, by: User) -> Decision:
    return undoing.undo(decision, by=by)


def message(mail: Mail) -> Message:
    """The mail as it leaves."""
    return actions.message_of(mail).message()
