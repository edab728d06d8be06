"""Whole words in any script and under any disguise; nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.comments.rules.word_lists import entries_in, faults_in, find, fits


def found(entry: str, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in find(entries_in(entry), text)]


@pytest.mark.parametrize(
    ("entry", "text", "matched"),
    [
        ("casino", "The Casino is open", ["Casino"]),
        ("casino", "casino", ["casino"]),
        ("casino", "_casino_, (CASINO)! casino’s", ["casino", "CASINO", "casino"]),
        ("casino", "a c\u0430sino in other letters, and cas\u00adino in soft ones", ["cas\u00adino"]),
        ("casino", "ca\u200bsi\u200dno", ["ca\u200bsi\u200dno"]),
        ("casino", "ｃａｓｉｎｏ and 𝐂𝐀𝐒𝐈𝐍𝐎", ["ｃａｓｉｎｏ", "𝐂𝐀𝐒𝐈𝐍𝐎"]),
        ("casino", "cásino ca\u0301sino", ["cásino", "ca\u0301sino"]),
        ("ca\u0301sino", "casino cásino", ["casino", "cásino"]),
        ("casino*", "casino casinos Casino-hotel", ["casino", "casinos", "Casino"]),
        ("cas*o", "casino caso cash", ["casino", "caso"]),
        ("c*s*o", "casino", ["casino"]),
        ("buy now", "Buy now, buy\n  NOW, buy **now**, buy-now", ["Buy now", "buy\n  NOW", "buy **now", "buy-now"]),
        ("buy-now", "buy now", ["buy now"]),
        ("buy cheap*", "buy cheaper", ["buy cheaper"]),
        ("example.com", "see https://example.com/x or Example.COM", ["example.com", "Example.COM"]),
        ("example.com", "example . com", ["example . com"]),
        ("c++", "C++ is a language", ["C++"]),
        ("(ad)", "an (ad) here", ["(ad)"]),
        ("straße", "STRASSE Straße", ["STRASSE", "Straße"]),
        ("казино", "Казино", ["Казино"]),
        ("λόγος", "ΛΌΓΟΣ λογος", ["ΛΌΓΟΣ", "λογος"]),
        ("赌博", "在线赌博网站", ["赌博"]),
        ("カジノ", "オンラインカジノで", ["カジノ"]),
        ("कैसीनो", "यह कैसीनो है", ["कैसीनो"]),
        ("קזינו", "קָזִינוֹ", ["קָזִינוֹ"]),
        ("🎰", "win 🎰🎰", ["🎰", "🎰"]),
        ("ﬁnd", "find", ["find"]),
        ("don't", "Don’t", ["Don’t"]),
    ],
)
def test_word_is_found_where_it_stands(entry: str, text: str, matched: list[str]) -> None:
    assert found(entry, text) == matched


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("casino", "casinos"),
        ("casino", "encasino"),
        ("casino", "cas ino"),
        ("cas*o", "casinos"),
        ("c*c", "c"),
        ("ab*ba", "aba"),
        ("buy now", "buy something now"),
        ("buy now", "buynow"),
        ("buy now", "buy" + " " * 9 + "now"),
        ("example.com", "example com"),
        ("example.com", "example/com"),
        ("c++", "c and c"),
        ("赌博", "赌 博"),
        ("कै", "कैसीनो"),
        ("casino", ""),
    ],
)
def test_word_is_not_found_in_others(entry: str, text: str) -> None:
    assert found(entry, text) == []


def test_list_has_notes_and_blank_lines_and_says_each_once() -> None:
    entries = entries_in("# the usual\n\n  casino   # and its friends\ncasino\nbuy   now\nc#\n")
    assert [entry.written for entry in entries] == ["casino", "buy now", "c#"]


@pytest.mark.parametrize(
    ("line", "why"), [("*pills", "star"), ("*", "letter"), ("buy *", "star"), ("$$$", "letter"), ("x" * 201, "200"), ("\u200b", "letter")]
)
def test_line_that_cannot_be_read_is_named_by_its_number(line: str, why: str) -> None:
    (fault,) = faults_in(f"casino\n# a note\n{line}\nbonus")
    assert fault.line == 3
    assert why in fault.why
    assert [entry.written for entry in entries_in(f"casino\n{line}\nbonus")] == ["casino", "bonus"]


def test_longest_line_that_can_be_read_is_read() -> None:
    assert faults_in("x" * 200) == []


def test_hits_come_in_reading_order_with_their_entries() -> None:
    hits = find(entries_in("bonus\ncas*"), "a casino, a bonus, a casino")
    assert [(hit.entry.written, hit.start, hit.end) for hit in hits] == [("cas*", 2, 8), ("bonus", 12, 17), ("cas*", 21, 27)]


@settings(max_examples=300, deadline=None)
@given(words=st.text(max_size=60), text=st.text(max_size=200))
def test_any_list_and_any_text_are_looked_at(words: str, text: str) -> None:
    for hit in find(entries_in(words), text):
        assert 0 <= hit.start < hit.end <= len(text)
    assert all(1 <= fault.line <= len(words.splitlines()) for fault in faults_in(words))


@settings(max_examples=300, deadline=None)
@given(
    word=st.text(alphabet="abcdefgåçé", min_size=1, max_size=8),
    before=st.sampled_from(["", " ", "a ", "x, (", "\n"]),
    after=st.sampled_from(["", " ", ".", " z", "’s"]),
    upper=st.booleans(),
)
def test_entry_finds_itself_as_a_word(word: str, before: str, after: str, *, upper: bool) -> None:
    written = word.upper() if upper else word
    assert written in found(word, before + written + after)
    assert written + "q" not in found(word, f"{before}{written}q{after}")


@pytest.mark.parametrize(
    ("pattern", "word", "says"), [("a*", "a", True), ("a*b*c", "abbc", True), ("a*b*c", "acb", False), ("a", "ab", False)]
)
def test_pattern_with_stars_fits(pattern: str, word: str, *, says: bool) -> None:
    assert fits(pattern, word) is says


def test_many_stars_against_one_long_word_cost_no_more_than_its_length() -> None:
    """A pattern that goes back on itself would not come back from this one at all."""
    pattern = "a*" * 12 + "b"
    assert not fits(pattern, "a" * 100_000)
