"""Leaks are found under any disguise, and what may be known is none."""

from __future__ import annotations

import base64
import json
import quopri
from urllib.parse import quote

import pytest

from reviews.spoilers.leaks import contains_any, find_leaks

SECRET = "At last the sexton, José Quill, opens the crypt and finds his brother alive."


def words(public: str, *common: str) -> list[str]:
    return [leak.words for leak in find_leaks([SECRET], public, common=common)]


def test_runs_of_words_are_found_and_single_common_words_are_not() -> None:
    assert words("He finds his brother alive in the end.") == ["finds his brother alive"]
    assert words("He opens the door and finds a brother.") == []


def test_names_are_found_without_case_and_accents() -> None:
    assert words("All for jose, and nothing for QUILL.") == ["jose", "QUILL"]
    assert words("At the door.") == []


def test_what_may_be_known_is_no_leak() -> None:
    assert words("José waits.", "A film by José Quill") == []
    assert words("It opens the crypt and finds more.", "opens the crypt and finds") == []


@pytest.mark.parametrize("disguise", ["Jos&eacute; Quill", "Jos%C3%A9%20Quill", "Jos\\u00e9 Quill", "JOSÉ QUILL"])
def test_disguises_are_seen_through(disguise: str) -> None:
    assert [word.casefold() for word in words(f"see {disguise} there")] == ["josé quill"] or len(words(f"see {disguise} there")) == 2


def test_excerpt_shows_what_stands_around() -> None:
    (leak,) = find_leaks([SECRET], "one two three four five six Quill seven eight")

    assert leak.excerpt == "two three four five six Quill seven eight"


@pytest.mark.parametrize(
    "body",
    [
        "the zébratrap is here",
        b"the z\xc3\xa9bratrap is here",
        "ZEBRATRAPPED",
        "%7Aebratrap",
        "&#122;&eacute;bratrap",
        "&amp;#122;ebratrap",
        json.dumps("zébratrap"),
        quopri.encodestring("the zébratrap of a line that goes on and on until it is folded somewhere near the word zébratrap".encode()),
        base64.b64encode(b"a mail with zebratrap in its second part, folded or not"),
        b"x" + base64.urlsafe_b64encode(b"a mail with zebratrap in its second part, folded or not"),
        base64.encodebytes(b"a mail that is long enough to be folded, and the fold is in zebratrap itself"),
        quote("zébratrap"),
    ],
)
def test_planted_word_is_found_in_any_encoding(body: bytes | str) -> None:
    assert contains_any(["zebratrap", "absent"], body) == ["zebratrap"]


def test_nothing_is_found_where_nothing_is() -> None:
    assert contains_any(["zebratrap"], b"a perfectly calm page \xff\xfe") == []
