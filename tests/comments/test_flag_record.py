"""Whose flag hides something before a moderator has looked."""

import pytest

from reviews.comments.flags.track_record import GUESTS_HIDE_A_DAY, TAKEN_ALONG, Record, may_hide

MEMBER, GUEST = Record(is_member=True), Record(is_member=False)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (MEMBER, True),
        (GUEST, True),
        (Record(is_member=True, dismissed=1), True),
        (Record(is_member=True, dismissed=2), False),
        (Record(is_member=True, dismissed=2, upheld=1), False),
        (Record(is_member=True, dismissed=3, upheld=3), True),
        (Record(is_member=True, dismissed=4, upheld=5), True),
        (Record(is_member=True, dismissed=5, upheld=4), False),
        (Record(is_member=True, dismissed=1, dismissed_lately=True), True),
        (Record(is_member=True, hidden_today=100), True),
        (Record(is_member=False, hidden_today=GUESTS_HIDE_A_DAY - 1), True),
        (Record(is_member=False, hidden_today=GUESTS_HIDE_A_DAY), False),
        (Record(is_member=False, dismissed_lately=True), False),
        (Record(is_member=False, upheld=9, dismissed_lately=True), False),
        (Record(is_member=False, is_known=False), False),
        (Record(is_member=True, takes_along=TAKEN_ALONG), True),
        (Record(is_member=True, takes_along=TAKEN_ALONG + 1), False),
        (Record(is_member=True, takes_along=TAKEN_ALONG + 1, upheld=10), False),
    ],
)
def test_a_record_decides(record, expected):
    assert may_hide(record) is expected
