"""What the worker does for the outbox."""

import logging

from django.utils import timezone
from django_tasks import task

from reviews.web import chains

from . import actions, asking, digest, forgetting, telling, tidying
from .timing import EVERY, TIDIED_EVERY

logger = logging.getLogger(__name__)

#: Behind everything else that is due: while the mail server is slow, other work goes on between two mails.
DELIVERY = -10


class NotAllWritten(Exception):
    """A part of the minute's mail could not be written; the log says why, and the next minute tries again."""


@task(priority=DELIVERY)
def deliver(mail_id: int) -> None:
    """Hand one mail over. Asked twice, or too early, it does nothing."""
    actions.hand_over(mail_id=mail_id)


@task()
def tell() -> None:
    """Write the mail that is due, each minute. The next time is planned first, so that a fault does not end the chain; and a fault in one
    part does not keep the others waiting."""
    chains.plan_for(tell, timezone.now() + EVERY)
    failed = []
    for part in (forgetting.forget_erased, asking.ask_for_proofs, telling.tell_all, digest.send_digests):
        try:
            part()
        except Exception:
            logger.exception("Mail could not be written.")
            failed.append(part.__name__)
    if failed:
        raise NotAllWritten(", ".join(failed))


@task()
def tidy() -> None:
    """Forget what is over, once a day."""
    chains.plan_for(tidy, timezone.now() + TIDIED_EVERY)
    tidying.tidy(repeating=[tell.module_path])


def plan() -> bool:
    """See to it that the worker looks for news each minute and tidies up each day. False where both are planned already."""
    return any([chains.plan(tell), chains.plan(tidy)])
