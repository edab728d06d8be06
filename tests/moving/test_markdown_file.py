"""The import format: what a file may say, and with which line and reason anything else is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from reviews.moving.front_matter import MAX_CHARACTERS, BadFile
from reviews.moving.markdown_file import MAX_BYTES, WorkEntry, read_file

WHOLE = """\
---
title: "Dracula: a count by post"
slug: dracula-by-post
author: ada
summary: A novel made of paperwork.
rating: 4.5
status: published
published_at: 2026-01-16T09:00:00Z
tags: [gothic, Gothic, silent film]
works:
  - {slug: dracula, title: Dracula, kind: book, year: 1897, creators: [Bram Stoker], story: Dracula}
mentions:
  - title: Nosferatu
    kind: film
---

Safe prose.
"""
#: The same lines, to be spoiled one at a time: line 1 is the fence, the title is on line 2, the works begin on line 10.
LEAST = ["---", "title: A title", "author: ada", "summary: Short.", "works:", "  - title: Dracula", "    kind: book", "---", "Prose."]


def refusal(text: str | bytes) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read_file(text.encode() if isinstance(text, str) else text)
    assert caught.value.reason
    return caught.value


def with_line(number: int, line: str) -> str:
    """`LEAST` with `line` put in before line `number`."""
    return "\n".join([*LEAST[: number - 1], line, *LEAST[number - 1 :]])


def with_work(line: str) -> str:
    """`LEAST` with another line in its work, which is then line 8."""
    return with_line(8, f"    {line}")


def test_a_whole_file_is_read() -> None:
    review = read_file(WHOLE.encode())

    assert (review.title, review.slug, review.author) == ("Dracula: a count by post", "dracula-by-post", "ada")
    assert (review.rating, review.status) == (Decimal("4.5"), "published")
    assert review.published_at == datetime(2026, 1, 16, 9, tzinfo=UTC)
    assert review.works == (WorkEntry("dracula", "Dracula", "book", 1897, ("Bram Stoker",), "Dracula"),)
    assert review.mentions == (WorkEntry("nosferatu", "Nosferatu", "film"),)
    assert review.tags == ("gothic", "silent film")
    assert (review.body, review.body_line) == ("Safe prose.\n", 17)
    assert (review.lines["title"], review.lines["works"], review.works[0].line) == (2, 10, 11)


def test_the_least_a_file_may_say() -> None:
    review = read_file("\n".join(LEAST).encode())

    assert (review.slug, review.rating, review.status, review.published_at) == (None, None, None, None)
    assert (review.works[0].slug, review.body_line) == ("dracula", 9)


@pytest.mark.parametrize("empty", ["slug:", "rating:", "mentions:", "tags: []", "status: ~", "published_at: null"])
def test_an_optional_key_may_be_empty(empty: str) -> None:
    assert read_file(with_line(3, empty).encode()).title == "A title"


def test_a_byte_order_mark_windows_line_ends_and_trailing_blanks_are_tolerated() -> None:
    text = "\r\n".join(["---  ", *LEAST[1:7], "--- ", "", "    code", "", "After.  ", "", ""])

    review = read_file(b"\xef\xbb\xbf" + text.encode())

    assert (review.body, review.body_line) == ("    code\n\nAfter.\n", 10)


def test_line_numbers_survive_characters_that_only_yaml_takes_for_line_ends() -> None:
    assert refusal(with_line(3, "rating: 9").replace("A title", "'A\u2028long\u0085title'")).line == 3


# --- The file itself ---


def test_a_file_that_is_not_utf8_is_refused_with_its_line() -> None:
    assert refusal(b"---\r\ntitle: x\rauthor: \xe9\n").line == 3


def test_a_file_that_is_too_big_is_refused_unread() -> None:
    assert refusal(b"\xff" * (MAX_BYTES + 1)).reason == f"The file is bigger than {MAX_BYTES} bytes."


@pytest.mark.parametrize("text", ["", "No front matter.", "\n---\ntitle: x\n---\n", "----\n"])
def test_a_file_must_begin_with_front_matter(text: str) -> None:
    bad = refusal(text)
    assert (bad.line, "must begin with" in bad.reason) == (1, True)


def test_front_matter_that_is_not_closed() -> None:
    bad = refusal("---\ntitle: x\n\nProse.\n")
    assert (bad.line, "not closed" in bad.reason) == (1, True)


@pytest.mark.parametrize("rest", ["", "\n\n  \n"])
def test_a_file_without_text(rest: str) -> None:
    assert refusal("\n".join(LEAST[:8]) + rest).line == 8


# --- YAML ---


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("", 2),
        ("# only a comment", 2),
        ("- a\n- list", 2),
        ("just words", 2),
        ("title: Dracula: a count", 2),
        ("title: x\nauthor: [a", 3),
        ("title: x\nsummary: 'never closed", 3),
        ("title: x\n\tauthor: y", 3),
        ("title: x\ntitle: y", 3),
        ("title: x\nbody: &a [1]\nworks: *a", 4),
        ("title: x\nauthor: \x07", 3),
        ("title: x\n? [a, b]\n: c", 3),
        ("title: x\n... \ntitle: y", 4),
        ("title: x\n%YAML 1.2", 3),
        ("title: x\nworks: " + "[" * 30_000, 3),
        ("title: x\n" + "works:\n" + "".join(" " * depth + "- \n" for depth in range(1, 20)), 9),
        ("a: " + "x" * MAX_CHARACTERS, 2),
        ("title: !!python/object/apply:os.system ['true']\nauthor: x\nsummary: y\nworks: [{title: x, kind: book}]", 2),
        ("<<: {title: x}", 2),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_front_matter_that_is_not_what_it_should_be(yaml: str, line: int) -> None:
    assert refusal(f"---\n{yaml}\n---\nProse.\n").line == line


def test_an_alias_bomb_is_refused_at_its_first_alias() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    bad = refusal(f"---\n{bomb}---\n")
    assert (bad.line, "aliases" in bad.reason) == (3, True)


def test_an_unknown_key_is_refused_on_its_own_line_with_the_known_ones() -> None:
    bad = refusal(with_line(3, "taggs:\n  - gothic"))
    assert bad.line == 3
    assert "“taggs”" in bad.reason
    assert "tags" in bad.reason


def test_an_unknown_key_of_a_work_is_refused() -> None:
    bad = refusal(with_work("director: Murnau"))
    assert (bad.line, "creators" in bad.reason) == (8, True)


# --- Values ---


@pytest.mark.parametrize("key", ["title", "author", "summary", "works"])
def test_a_required_key_that_is_missing(key: str) -> None:
    lines = [line for line in LEAST if not line.startswith(f"{key}:")]
    if key == "works":
        lines = [line for line in lines if not line.startswith("  ")]
    bad = refusal("\n".join(lines))
    assert (bad.line, bad.reason) == (1, f"“{key}” is missing.")


@pytest.mark.parametrize("value", ["", "''", '" \\t "', "null", "[a]", "{a: b}", "1984", "4.5", "yes", "2026-01-01", '"\\u0007"'])
@pytest.mark.parametrize(("number", "key"), [(2, "title"), (3, "author"), (4, "summary")])
def test_a_text_must_be_text_and_not_blank(number: int, key: str, value: str) -> None:
    lines = LEAST.copy()
    lines[number - 1] = f"{key}: {value}"
    bad = refusal("\n".join(lines))
    assert (bad.line, bad.reason.startswith(key)) == (number, True)


def test_a_number_for_a_title_is_refused_with_the_cure() -> None:
    assert refusal(WHOLE.replace('"Dracula: a count by post"', "1984")).reason == 'title must be text. Put it in quotes: "1984".'


@pytest.mark.parametrize(("number", "key", "limit"), [(2, "title", 200), (3, "author", 80), (4, "summary", 500)])
def test_a_text_that_is_too_long_is_refused_with_both_numbers(number: int, key: str, limit: int) -> None:
    lines = LEAST.copy()
    lines[number - 1] = f"{key}: {'x' * limit}"
    assert read_file("\n".join(lines).encode()).body == "Prose.\n"
    lines[number - 1] = f"{key}: {'x' * (limit + 1)}"

    bad = refusal("\n".join(lines))

    assert bad.line == number
    assert bad.reason == f"{key}: {limit + 1} characters; {limit} fit."


def test_texts_go_through_the_one_door() -> None:
    review = read_file(WHOLE.replace("A novel made of paperwork.", '"Cafe\\u0301 \\u202Eevil\\0\\ud800, two\\n lines"').encode())
    assert review.summary == "Café evil, two lines"


@pytest.mark.parametrize("slug", ["Two words", "-edge", "a--b", "a/b", "feed", "admin", "x" * 121, "[a]", "2026"])
def test_a_slug_that_is_none(slug: str) -> None:
    assert refusal(with_line(3, f"slug: {slug}")).line == 3


@pytest.mark.parametrize(
    "rating", ["0", "0.4", "4.25", "5.5", "6", "-1", "four", '"4"', "[4]", ".nan", ".inf", "1e0", "0x4", "4:30", "true"]
)
def test_a_rating_that_is_none(rating: str) -> None:
    bad = refusal(with_line(3, f"rating: {rating}"))
    assert (bad.line, bad.reason.startswith("rating must be")) == (3, True)


@pytest.mark.parametrize(("written", "rating"), [("0.5", "0.5"), ("3", "3"), ("3.50", "3.5"), ("5.0", "5")])
def test_a_rating_by_halves(written: str, rating: str) -> None:
    assert read_file(with_line(3, f"rating: {written}").encode()).rating == Decimal(rating)


@pytest.mark.parametrize("status", ["publisched", "true", "[draft]", "1"])
def test_a_status_that_is_none(status: str) -> None:
    bad = refusal(with_line(3, f"status: {status}"))
    assert (bad.line, "draft, in_review, published, retracted" in bad.reason) == (3, True)


@pytest.mark.parametrize("moment", ["yesterday", "2026-02-30", "2026-13-01T00:00:00Z", "20260101", "1.5", "[2026-01-01]", "0001-01-01"])
def test_a_date_that_is_none(moment: str) -> None:
    assert refusal(with_line(3, f"published_at: {moment}")).line == 3


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01 09:30:00", datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
        ("2026-07-01T09:30:00Z", datetime(2026, 7, 1, 9, 30, tzinfo=UTC)),
        ("'2026-07-01T09:30+05:00'", datetime(2026, 7, 1, 4, 30, tzinfo=UTC)),
    ],
)
def test_a_date_without_an_offset_is_in_the_sites_time_zone(written: str, moment: datetime) -> None:
    assert read_file(with_line(3, f"published_at: {written}").encode(), zone=ZoneInfo("Europe/Berlin")).published_at == moment


@pytest.mark.parametrize("tags", ["gothic", "{a: b}", "[1984]", "['']", "['!!']", f"[{'x' * 61}]", f"[{'x,' * 51}]", "[[a]]"])
def test_tags_that_are_none(tags: str) -> None:
    assert refusal(with_line(3, f"tags: {tags}")).line == 3


@pytest.mark.parametrize(
    "works", ["works:", "works: []", "works: Dracula", "works: {title: Dracula, kind: book}", "works: [Dracula]", "works: [~]"]
)
def test_works_that_are_none(works: str) -> None:
    assert refusal("\n".join([*LEAST[:4], works, *LEAST[7:]])).line == 5


@pytest.mark.parametrize("missing", ["title", "kind"])
def test_a_work_without_title_or_kind(missing: str) -> None:
    work = ", ".join(part for part in ("title: Dracula", "kind: book", "year: 1897") if not part.startswith(missing))
    bad = refusal("\n".join([*LEAST[:5], f"  - {{{work}}}", *LEAST[7:]]))
    assert (bad.line, missing in bad.reason) == (6, True)


@pytest.mark.parametrize("kind", ["novel", "movie", "[book]", "1", ""])
def test_a_kind_that_is_not_a_word_of_the_house(kind: str) -> None:
    bad = refusal("\n".join(LEAST).replace("kind: book", f"kind: {kind}"))
    assert (bad.line, "book, film, series, game" in bad.reason) == (7, True)


@pytest.mark.parametrize("line", ["year: 98", "year: 999", "year: 2101", "year: '1897'", "year: 1897.0", "year: 01897", "year: [1897]",
                                  "creators: Bram Stoker", "creators: [[x]]", "creators: [1]", "creators: ['']", "story: [x]", "story: '?'",
                                  "slug: a b", "title: Again"])  # fmt: skip
def test_a_works_value_that_is_wrong(line: str) -> None:
    assert refusal(with_work(line)).line == 8


def test_a_works_title_without_letters_needs_a_slug() -> None:
    assert refusal("\n".join(LEAST).replace("Dracula", "'?'")).line == 6


def test_the_same_work_twice_is_refused_at_its_second_place() -> None:
    assert refusal(with_line(8, "mentions:\n  - {title: Dracula, kind: film}")).line == 9
