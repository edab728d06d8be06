"""A page of a thread costs what is on it, however long the thread and however many threads there are.

    python -m benchmarks.threads [replies under one review, 10000 if not said]

fills a database of its own with a review of 100 replies, one of 10,000 and as many others as make 100,000 in all, asks for the first, the
middle and the last page of each and for a permalink in the middle, prints what each took and how many queries it was, and exits 1 if the
long thread costs more than the short one. Nothing stays behind.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.crowd import analyse, empty_database, make_author, make_replies, make_review

if TYPE_CHECKING:
    from django.test import Client

    from reviews.publishing.models import Review

SHORT, LONG, SITE = 100, 10_000, 100_000
#: Runs of each page, in turns. The fastest counts: what a page costs while nothing else is at work on the machine.
RUNS = 25
#: What a page of the long thread may cost, in pages of the short one: rendering fifty replies is most of it, the rest is noise.
ALLOWED = 1.3
#: Queries of a page far down that begins in the middle of a conversation; others are fewer.
MOST_QUERIES = 8
#: Seconds that no comparison counts: below it a clock measures the machine.
NOISE = 0.004


@dataclass(frozen=True)
class Cost:
    seconds: float
    queries: int


def main(arguments: Iterable[str]) -> int:
    """Fill and measure; return the exit code."""
    length = int(next(iter(arguments), LONG))
    with empty_database() as vendor:
        started = time.perf_counter()
        short, long = _fill(length)
        print(f"{vendor}: {SITE} replies, {length} of them under one review, made in {time.perf_counter() - started:.0f} s")
        with _as_served():
            dear = _compare(_addresses(short, SHORT), _addresses(long, length))
    print(f"pages of {length} replies that cost more than pages of {SHORT}: {', '.join(dear) or 'none'}")
    return 1 if dear else 0


@contextmanager
def _as_served() -> Iterator[None]:
    """Static files by their plain names: whether they have been collected on this machine is no matter here."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["localhost"]):
        yield


def _fill(length: int) -> tuple[Review, Review]:
    """Return the review with the short thread, and the one with the long."""
    chance = random.Random(1)
    author = make_author()
    reviews = [make_review(author, f"review-{number}") for number in range(10)]
    sizes = [SHORT, length, *[(SITE - SHORT - length) // 8] * 8]
    for review, size in zip(reviews, sizes, strict=True):
        make_replies(review, size, chance=chance)
    analyse()
    return reviews[0], reviews[1]


def _addresses(review: Review, size: int) -> dict[str, str]:
    """The pages that are asked for, by what they are called."""
    from reviews.comments.reading import PAGE_SIZE

    in_order = review.comments.filter(room="before").order_by("path").values_list("handle", flat=True)

    def page(at: int) -> str:
        return f"{review.url}?before={in_order[at - 1]}"

    return {
        "first page": review.url,
        "middle page": page(size // 2),
        "last page": page(size - PAGE_SIZE),
        "permalink": f"/c/{in_order[size // 2]}/",
    }


def _compare(short: dict[str, str], long: dict[str, str]) -> list[str]:
    """Print what each page costs in both threads; return those that cost more in the long one."""
    from django.test import Client

    client, dear = Client(headers={"host": "localhost"}), []
    for name, address in short.items():
        before, after = _costs(client, [address, long[name]])
        is_dear = after.queries > max(before.queries, MOST_QUERIES) or after.seconds > before.seconds * ALLOWED + NOISE
        dear += [name] if is_dear else []
        figures = "".join(f"{cost.seconds * 1000:>10.1f} ms{cost.queries:>4} queries" for cost in (before, after))
        print(f"{name:14}{figures}{'  TOO DEAR' if is_dear else ''}", flush=True)
    return dear


def _costs(client: Client, addresses: list[str]) -> list[Cost]:
    queries = [_queries(client, address) for address in addresses]
    times: dict[str, list[float]] = {address: [] for address in addresses}
    for _run in range(RUNS):
        for address in addresses:
            start = time.perf_counter()
            client.get(address)
            times[address].append(time.perf_counter() - start)
    return [Cost(min(times[address]), count) for address, count in zip(addresses, queries, strict=True)]


def _queries(client: Client, address: str) -> int:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()  # where every query is kept (DEBUG), filling has filled the list
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code not in {200, 302}:
        sys.exit(f"{address} answered {response.status_code}")
    return len(queries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
