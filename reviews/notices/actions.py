"""Putting mail in the outbox, and handing it over."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reviews.comments.models import Comment

from .models import MOST_ATTEMPTS, Mail

#: The key of a mail about a reply. Of one about an answer (`reply`), it is the answer's number.
_ABOUT = re.compile(r"comment:(?P<reply>\d+):(?P<kind>[a-z]+)")


@transaction.atomic
def put_in_outbox(
    *,
    to: str,
    subject: str,
    body_text: str,
    body_html: str = "",
    sender: str = "",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    send_after: datetime | None = None,
    key: str | None = None,
) -> Mail:
    """Store one mail and the task that delivers it, in the caller's transaction: both exist after its commit, or neither.

    With a `key` that has been used before, nothing is stored and the earlier mail is returned.
    """
    from .tasks import deliver  # the task calls back into this module

    fields = {
        "to": to,
        "subject": " ".join(subject.split()),
        "body_text": body_text,
        "body_html": body_html,
        "sender": sender,
        "reply_to": reply_to,
        "headers": headers or {},
        "send_after": send_after or timezone.now(),
    }
    if key is None:
        mail, made = Mail.objects.create(**fields), True
    else:
        mail, made = Mail.objects.get_or_create(key=key, defaults=fields)
    if made:
        deliver.using(run_after=mail.send_after).enqueue(mail.pk)
    return mail


def hand_over(*, mail_id: int) -> None:
    """Try once to give a mail to the mail server. No transaction is open while the server is spoken to.

    Mail about a reply that has been erased or deleted is not sent, but deleted.

    The next try is put down before this one begins, so that a worker that dies on the way loses nothing. A failure is kept on the row.
    """
    mail = _claim(mail_id)
    if mail is None:
        return
    try:
        message_of(mail).send()
    except Exception as error:  # noqa: BLE001 - every kind of failure ends on the row, where the owner sees it
        Mail.objects.filter(pk=mail.pk).update(last_error=_plain(error))
        return
    # By a statement of its own: the row may have been deleted meanwhile, because somebody had their data erased.
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), body_text="", body_html="", headers={}, last_error="")


@transaction.atomic
def try_again(*, mail_id: int) -> bool:
    """Begin anew with a mail that failed; False when it was sent or is still being tried."""
    from .tasks import deliver

    if not Mail.objects.given_up().filter(pk=mail_id).update(attempts=0, last_error="", send_after=timezone.now()):
        return False
    deliver.enqueue(mail_id)
    return True


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message of a row, bound for the real mail server."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body_text,
        from_email=mail.sender or settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": message_id_of(mail), **mail.headers},
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    return message


def message_id_of(mail: Mail) -> str:
    """The same for every try at this mail: should one have arrived although we never heard so, the second is known for a copy."""
    name = salted_hmac("reviews.notices.message", f"{mail.pk}.{mail.made_at.isoformat()}", algorithm="sha256").hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"


@transaction.atomic
def _claim(mail_id: int) -> Mail | None:
    """Count an attempt and put down the next one; None when there is nothing (or nothing yet) to do."""
    from .tasks import deliver

    now = timezone.now()
    mail = Mail.objects.select_for_update().unsent().filter(pk=mail_id, attempts__lt=MOST_ATTEMPTS, send_after__lte=now).first()
    if mail is None:
        return None
    if _is_about_nobody(mail):
        mail.delete()
        return None
    mail.attempts += 1
    mail.send_after = now + mail.wait()
    mail.save(update_fields=["attempts", "send_after"])
    if mail.attempts < MOST_ATTEMPTS:
        deliver.using(run_after=mail.send_after).enqueue(mail.pk)
    return mail


def _is_about_nobody(mail: Mail) -> bool:
    """Whether what a mail is about was erased or deleted since it was written, or whom it tells of an answer was."""
    about = _ABOUT.match(mail.key or "")
    if about is None:
        return False
    standing = Comment.objects.filter(pk=int(about["reply"]), erased_at=None)
    return not (standing.filter(parent__erased_at=None) if about["kind"] == "reply" else standing).exists()


def _plain(error: Exception) -> str:
    """What went wrong, for the owner: the kind of fault and the server's own words, cut short. Never the message."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
