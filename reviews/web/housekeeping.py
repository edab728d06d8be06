"""What is over and done with is removed once a day: sessions, results of tasks, counts of who knocked. Nobody has to set up a cron job."""

from datetime import timedelta

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import task

from . import chains

EVERY = timedelta(days=1)


def plan() -> bool:
    """Have the worker tidy up as soon as it can, and then once a day. False when that is planned already."""
    return chains.plan(tidy_up)


@task()
def tidy_up() -> None:
    """Plan the next time first, so that a fault in one of the steps does not end the chain; then do it."""
    chains.plan_for(tidy_up, timezone.now() + EVERY)
    call_command("prune_db_task_results", verbosity=0)
    call_command("clearsessions", verbosity=0)
    call_command("drop_networks", verbosity=0)
    call_command("compact_search", verbosity=0)
    forget_expired_counts()


def forget_expired_counts() -> None:
    """Empty the shared cache of what has expired. Left alone it does so only when it is full, and counts its rows at every entry."""
    shared = caches["default"]
    if isinstance(shared, DatabaseCache):
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(shared._table)  # type: ignore[attr-defined]  # no public name
            now = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - the name is ours
