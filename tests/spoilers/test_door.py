"""What the door lets in, what it mends, and what it refuses."""

from __future__ import annotations

import pytest

from reviews.spoilers.door import COMBINING_MARKS, Refused, admit


def let_in(text: str) -> str:
    return admit(text, limit=100, line_limit=10)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\x00b\x07c\x1b\x7fd\x85e", "abcde"),
        ("tab\tstays", "tab\tstays"),
        ("\ud800half\udfff", "half"),
        ("\u202eright\u202c \u2066to\u2069 left\u200f", "right to left\u200f"),
        ("\ufdd0\uffff\U0001fffe!", "!"),
        ("e\u0301", "é"),
        ("日本語 עברית हिन्दी", "日本語 עברית हिन्दी"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_text_is_mended(given: str, expected: str) -> None:
    assert let_in(given) == expected


def test_towers_of_marks_are_cut() -> None:
    assert let_in("x" + "\u0321" * 50) == "x" + "\u0321" * COMBINING_MARKS
    assert let_in("x" + "\u0344" * 8).count("\u0308") <= COMBINING_MARKS


def test_result_can_always_be_encoded() -> None:
    let_in("".join(map(chr, range(0xD700, 0xD750)))).encode("utf-8")


def test_length_is_counted_after_cleaning() -> None:
    assert let_in("\x00" * 500 + "a" * 100) == "a" * 100
    with pytest.raises(Refused) as refused:
        let_in("a" * 101)
    assert (refused.value.code, refused.value.facts) == ("too_long", {"count": 101, "limit": 100})


def test_lines_are_limited() -> None:
    assert let_in("\n" * 9)
    with pytest.raises(Refused) as refused:
        let_in("\n" * 10)
    assert (refused.value.code, refused.value.facts) == ("too_many_lines", {"count": 11, "limit": 10})
