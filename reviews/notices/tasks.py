"""What the worker does for the outbox."""

from django_tasks import task

from . import actions


@task()
def deliver(mail_id: int) -> None:
    """Hand one mail over. Asked twice, or too early, it does nothing."""
    actions.hand_over(mail_id=mail_id)
