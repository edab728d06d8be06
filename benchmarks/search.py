"""A search must not keep a reader waiting, however much there is: every answer within a second.

    python -m benchmarks.search [thousands of reviews, 5 if not said]

fills a database of its own beside the one at hand (SQLite or PostgreSQL, by DATABASE_URL) with made-up reviews and replies, asks what
readers ask, prints for each query what it took, and exits 1 if one took longer than the limit. Nothing stays behind.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from benchmarks.crowd import empty_database

if TYPE_CHECKING:
    from reviews.works.models import Work

#: Seconds for one page. Past it people press the button again.
LIMIT = 1.0
#: The middle of several runs: a reader waits for the usual answer, not for the luckiest.
RUNS = 5
THOUSANDS = 5
#: Words of a made-up review, and replies under it.
LENGTH, REPLIES = 600, 2
#: Words there are. The n-th is used as often as 1/n, much as in real prose: the first stands in every text, the last in hardly any.
VOCABULARY = 20_000
#: Rows written at once.
BATCH = 500

QUERIES = {
    "a word in every text": "word0",
    "a common word": "word50",
    "a rare word": "word15000",
    "two common words": "word20 word30",
    "five words": "word3 word5 word7 word11 word13",
    "side by side": '"word1 word2"',
    "a beginning": "word1",
    "a beginning of two letters": "wo",
    "without a common word": "word40 -word3",
    "a title": "review 777",
    "nothing found": "nothinglikeit",
    "sixteen common words": " ".join(f"word{number}" for number in range(16)),
}


def main(arguments: Iterable[str]) -> int:
    """Fill and measure; return the exit code."""
    thousands = int(next(iter(arguments), THOUSANDS))
    with empty_database() as vendor:
        started = time.perf_counter()
        _fill(thousands * 1_000)
        print(
            f"{vendor}: {thousands * 1_000} reviews, {thousands * 1_000 * REPLIES} replies, made in {time.perf_counter() - started:.0f} s"
        )
        slow = [name for name, typed in QUERIES.items() if _measure(name, typed) > LIMIT]
    print(f"{len(QUERIES)} searches, over {LIMIT:g} s: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def _fill(reviews: int) -> None:
    from django.db import connection

    from accounts.models import User
    from reviews.works.models import Work

    chance = random.Random(1)
    author = User.objects.create_user("author", "author@example.org")
    works = Work.objects.bulk_create(
        [Work(title=f"Work {number}", slug=f"work-{number}", kind="book", creators=[f"Maker {number}"]) for number in range(reviews // 2)]
    )
    for start in range(0, reviews, BATCH):
        _fill_batch(range(start, min(start + BATCH, reviews)), author.pk, works, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_batch(numbers: range, author: int, works: list[Work], chance: random.Random) -> None:
    from reviews.comments.models import Comment
    from reviews.publishing.models import Review, ReviewedWork

    reviews = Review.objects.bulk_create(
        [
            Review(
                title=f"Review {number} of {_prose(chance, 3)}",
                slug=f"review-{number}",
                summary=_prose(chance, 25),
                search_text=_prose(chance, LENGTH),
                author_id=author,
                status=Review.Status.PUBLISHED,
                published_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            )
            for number in numbers
        ]
    )
    ReviewedWork.objects.bulk_create([ReviewedWork(review=review, work=chance.choice(works)) for review in reviews])
    Comment.objects.bulk_create(
        [
            Comment(
                review=review,
                number=place,
                path=f"{place:05}",
                room="before",
                state="published",
                guest_name="Guest",
                search_text=_prose(chance, 60),
                key=f"{review.pk}-{place}",
                receipt_hash=f"{review.pk}-{place}",
            )
            for review in reviews
            for place in range(1, REPLIES + 1)
        ]
    )


_WORDS = [f"word{number}" for number in range(VOCABULARY)]
_WEIGHTS = list(accumulate(1 / (number + 1) for number in range(VOCABULARY)))


def _prose(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(_WORDS, cum_weights=_WEIGHTS, k=length))


def _measure(name: str, typed: str) -> float:
    """The time to find and to cut out all that the first page of results shows; its template adds the same few milliseconds to each."""
    from reviews.channels.search.query import parse_query
    from reviews.channels.search.views import KINDS

    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        query = parse_query(typed)
        results = [find(query, size=size) for find, size in KINDS.values()]
        times.append(time.perf_counter() - start)
    found = sum(len(result.items) for result in results)
    middle = statistics.median(times)
    print(f"{name:32}{found:>4} shown{middle:>9.3f} s{'  TOO SLOW' if middle > LIMIT else ''}", flush=True)
    return middle


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
