"""The desk opens as fast with 5,000 replies waiting among 100,000 as with a handful.

    python -m benchmarks.desk [replies in all, 100000 if not said]

fills a database of its own (SQLite or PostgreSQL, by DATABASE_URL), 5,000 of its replies waiting, and asks for the pages that a moderator
asks for, and for a decision and its undoing. Prints what each took and how many queries it was, and exits 1 if one took longer than the
limit. Nothing stays behind.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from benchmarks.crowd import analyse, empty_database, make_author, make_replies, make_review

if TYPE_CHECKING:
    from django.test import Client

SITE, WAITING, REVIEWS = 100_000, 5_000, 20
#: Seconds for one press. Whoever decides a hundred times in a row waits for each of them.
LIMIT = 1.0
#: Runs of each page. The fastest counts: what a page costs while nothing else is at work on the machine.
RUNS = 7


def main(arguments: Iterable[str]) -> int:
    """Fill and measure; return the exit code."""
    size = int(next(iter(arguments), SITE))
    with empty_database() as vendor:
        started = time.perf_counter()
        client = _fill(size)
        print(f"{vendor}: {size} replies, {WAITING} of them waiting, made in {time.perf_counter() - started:.0f} s")
        with _as_served():
            slow = [name for name, ask in _presses(client).items() if _measure(name, ask) > LIMIT]
    print(f"presses over {LIMIT:g} s: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


@contextmanager
def _as_served() -> Iterator[None]:
    """Static files by their plain names: whether they have been collected on this machine is no matter here."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["testserver"]):
        yield


def _fill(size: int) -> Client:
    """Return the browser of a moderator. Rules and likenesses are spread over what waits as a real week spreads them."""
    from django.db.models import F
    from django.test import Client

    from accounts.models import User
    from reviews.comments.models import Comment, State
    from reviews.comments.records import Decision

    chance = random.Random(1)
    author, moderator = make_author(), User.objects.create_superuser("moderator", "moderator@example.org")
    for number in range(REVIEWS):
        review = make_review(author, f"review-{number}")
        make_replies(review, (size - WAITING) // REVIEWS, chance=chance)
        make_replies(review, WAITING // REVIEWS, state=State.PENDING, chance=chance)
    waiting = Comment.objects.filter(state=State.PENDING)
    Decision.objects.filter(comment__in=waiting.filter(number__gt=F("pk") % 4000)).update(rule="first")
    waiting.filter(pk__in=list(waiting.order_by("pk").values_list("pk", flat=True)[:60])).update(likeness="alike")
    Comment.objects.update(network=F("guest_name"))
    analyse()
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _presses(client: Client) -> dict[str, Callable[[], Any]]:
    from reviews.comments.models import Comment, State

    waiting = Comment.objects.filter(state=State.PENDING).order_by("created_at", "pk")
    oldest, middle = waiting[0], waiting[WAITING // 2]
    moment = int(middle.created_at.timestamp()) * 1_000_000 + middle.created_at.microsecond
    seen = {"revision": 1, "room": "before", "state": "pending"}

    def decide() -> Any:
        client.post(f"/moderation/{oldest.pk}/publish/", seen)
        undoing = oldest.decisions.latest("id")
        return client.post(f"/moderation/decisions/{undoing.pk}/undo/")

    addresses = {
        "the first page": "",
        "a page in the middle": f"?after={moment}-{middle.pk}",
        "one reason": "?reason=first",
        "one review": "?review=review-7",
        "what says the same": f"?like={oldest.handle}",
        "what was published": "?state=published",
        "what is spam": "?state=spam",
    }
    pages = {name: _page(client, query) for name, query in addresses.items()}
    return {**pages, "a decision, undone": decide}


def _page(client: Client, query: str) -> Callable[[], Any]:
    return lambda: client.get(f"/moderation/{query}")


def _measure(name: str, ask: Callable[[], Any]) -> float:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()  # where every query is kept (DEBUG), filling has filled the list
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = len(queries)  # at once: the next request begins a new list
    assert answer.status_code in {200, 302}, f"{name}: {answer.status_code}"  # noqa: S101 - a measurement of an error page is none
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    rows = len(re.findall(rb'id="row-\d+"', answer.content))
    fastest = min(times)
    print(f"{name:24}{rows:>4} rows{asked:>4} queries{fastest:>8.3f} s{'  TOO SLOW' if fastest > LIMIT else ''}", flush=True)
    return fastest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
