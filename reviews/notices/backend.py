"""Django's way into the outbox: whoever sends mail (allauth, for one) fills it without knowing."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from .actions import put_in_outbox


class OutboxBackend(BaseEmailBackend):
    """An EMAIL_BACKEND that stores each message, one row for each address. Attachments are refused: this house sends none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages with the caller's transaction; the number stored. Raises `ValueError` for an attachment."""
        with transaction.atomic():
            for message in email_messages:
                self._store(message)
        return len(email_messages)

    def _store(self, message: EmailMessage) -> None:
        if message.attachments:
            raise ValueError("The outbox takes no attachments.")
        alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
        html = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
        for address in message.recipients():
            put_in_outbox(
                to=address,
                subject=str(message.subject),
                body_text=str(message.body),
                body_html=html,
                sender=message.from_email or "",
                reply_to=", ".join(message.reply_to),
                headers={name: str(value) for name, value in message.extra_headers.items()},
            )
