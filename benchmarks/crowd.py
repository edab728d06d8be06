"""A site with more replies than anybody reads, made in bulk: what threads and desks are measured on.

Rows only, as `post_comment` and `decide` would have left them, with the texts that belong to them; no rule is asked and nothing is mailed.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.comments.models import Comment
    from reviews.publishing.models import Review

#: Rows written by one statement, and made before any is written.
BATCH, TOGETHER = 500, 5_000
#: Replies to a conversation before the next one begins, and how many answers stand below each other in it.
CONVERSATION, DEEPEST = 40, 8
#: The first of them.
START = datetime(2026, 1, 1, tzinfo=UTC)
_TEXT = "A reply of ordinary length that says what its writer thinks of the book, and why, in a sentence or two. Number {}."


@contextmanager
def empty_database() -> Iterator[str]:
    """A database of our own, with the site's tables and nothing in them, on the engine at hand (by DATABASE_URL). Nothing stays behind."""
    with tempfile.TemporaryDirectory(prefix="atb-bench-") as scratch:
        on_server = os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))
        os.environ["TEST_DATABASE_NAME"] = f"bench_after_the_break_{os.getpid()}" if on_server else str(Path(scratch) / "bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.db import connection

        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield connection.vendor
        finally:
            connection.creation.destroy_test_db(str(before), verbosity=0)


def make_author(name: str = "author") -> User:
    from accounts.models import User

    return User.objects.create_user(name, f"{name}@example.org")


def make_review(author: User, slug: str) -> Review:
    """A public review with a break, through the same door as any other."""
    from reviews.publishing.actions import save_review
    from reviews.publishing.draft import ReviewDraft
    from reviews.publishing.models import Review
    from reviews.works.models import Work

    work = Work.objects.create(slug=f"work-{slug}", title=f"Work {slug}", kind="book")
    draft = ReviewDraft(
        author=author, title=f"Review {slug}", slug=slug, summary="A summary.", text="Text.\n\n<!--more-->\n\nEnd.", works=(work,),
        status=Review.Status.PUBLISHED, published_at=START,
    )  # fmt: skip
    return save_review(None, draft=draft, by=author)


def make_replies(review: Review, count: int, *, state: str = "published", room: str = "before", chance: random.Random) -> None:
    """Put `count` replies under `review`: published ones in conversations, others with their sources and the decision that held them."""
    from reviews.comments.models import Room, State, Thread

    thread, _made = Thread.objects.get_or_create(review=review)
    last = thread.last_number + count
    for first in range(thread.last_number + 1, last + 1, TOGETHER):
        _write(_conversations(review, range(first, min(first + TOGETHER, last + 1)), state, room, chance))
    thread.last_number = last
    if state == State.PUBLISHED:
        thread.before_count += count if room == Room.BEFORE else 0
        thread.after_count += count if room == Room.AFTER else 0
    thread.save()


def analyse() -> None:
    """Let the engine count its rows, as a site's own database has done long ago."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _conversations(review: Review, numbers: range, state: str, room: str, chance: random.Random) -> list[Comment]:
    """Rows that are not stored yet, in order of arrival, each below one that came before it or at the top."""
    from reviews.comments.models import State

    above: list[Comment] = []
    rows = []
    for number in numbers:
        del above[chance.randint(1, DEEPEST) if number % CONVERSATION and state == State.PUBLISHED else 0 :]
        row = _row(review, number, state, room, above[-1] if above else None)
        for ancestor in above:
            ancestor.published_below += 1
        above.append(row)
        rows.append(row)
    return rows


def _row(review: Review, number: int, state: str, room: str, parent: Comment | None) -> Comment:
    from reviews.comments.models import Comment, Room, State
    from reviews.comments.receipts import new_key
    from reviews.comments.thread import place

    key, text = new_key(), _TEXT.format(number)
    public = state == State.PUBLISHED
    shown = public and room == Room.BEFORE
    row = Comment(
        review=review, number=number, parent=parent, room=room, state=state, guest_name=f"Reader {number % 500}",
        guest_email=f"reader{number % 500}@example.org", key=key, receipt_hash=key,
        published_at=START + timedelta(seconds=number) if public else None,
        rendition=[{"html": f"<p>{text}</p>"}] if shown else [], search_text=text if shown else "",
    )  # fmt: skip
    place(row)
    return row


def _write(rows: list[Comment]) -> None:
    """Store rows level by level, for an answer holds the id of what it answers."""
    from reviews.comments.models import Comment, State

    for depth in range(DEEPEST + 1):
        level = [row for row in rows if row.depth == depth]
        for row in level:
            row.parent = row.parent  # it has its id by now
            row.root_id = (row.parent.root_id or row.parent.pk) if row.parent else None
        Comment.objects.bulk_create(level, batch_size=BATCH)
    _write_sources([row for row in rows if row.state != State.PUBLISHED])


def _write_sources(rows: list[Comment]) -> None:
    from reviews.comments.models import CommentRevision
    from reviews.comments.records import Decision

    arrived = {"verdict": Decision.Verdict.ARRIVE, "rule": "hold_all", "revision": 1, "revision_after": 1, "state_after": "pending"}
    CommentRevision.objects.bulk_create((CommentRevision(comment=row, number=1, text=_TEXT.format(row.number)) for row in rows), BATCH)
    Decision.objects.bulk_create((Decision(comment=row, room_after=row.room, **arrived) for row in rows), BATCH)
