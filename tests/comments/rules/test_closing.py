"""When replies close by themselves: to the second, and from the right moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reviews.comments.rules.book import Settings
from reviews.comments.rules.closing import closes_at, is_closed_by_age

PUBLISHED = datetime(2026, 3, 1, 9, tzinfo=UTC)
REPLY = datetime(2026, 3, 20, 9, tzinfo=UTC)
DAYS = timedelta(days=14)


@pytest.mark.parametrize(
    ("closes_from", "last_reply", "moment"),
    [
        ("publication", None, PUBLISHED + DAYS),
        ("publication", REPLY, PUBLISHED + DAYS),
        ("last_reply", None, PUBLISHED + DAYS),
        ("last_reply", REPLY, REPLY + DAYS),
    ],
)
def test_replies_close_so_many_days_after(closes_from: str, last_reply: datetime | None, moment: datetime) -> None:
    settings = Settings(close_after=14, closes_from=closes_from)
    ages = {"published_at": PUBLISHED, "last_reply_at": last_reply}
    assert closes_at(settings, **ages) == moment
    assert not is_closed_by_age(settings, **ages, now=moment - timedelta(seconds=1))
    assert is_closed_by_age(settings, **ages, now=moment)
    assert is_closed_by_age(settings, **ages, now=moment + timedelta(seconds=1))


def test_replies_stay_open_where_no_days_are_set_or_nothing_is_published() -> None:
    for settings, published in ((Settings(close_after=0), PUBLISHED), (Settings(close_after=14), None)):
        assert closes_at(settings, published_at=published) is None
        assert not is_closed_by_age(settings, published_at=published, now=PUBLISHED + timedelta(days=9_999))
