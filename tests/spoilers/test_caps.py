"""Caps: past them all is hidden, with a problem, and nothing raises or hangs."""

from __future__ import annotations

import pytest

import reviews.spoilers.parse as parsing
from reviews.spoilers import inlines
from reviews.spoilers.cut import SPOILERS
from reviews.spoilers.document import Source, SourceKind
from reviews.spoilers.grammar import BLOCK_DEPTH, TABLE_COLUMNS
from reviews.spoilers.layout import FENCE_DEPTH
from reviews.spoilers.pairs import INLINE_DEPTH
from reviews.spoilers.problems import DETAIL_LENGTH, PROBLEMS_SHOWN
from tests.spoilers.reading import closed, codes, opened, review


def test_nested_fences_up_to_the_cap_are_read_and_beyond_it_hidden() -> None:
    deep = "Safe.\n\n" + "::: spoiler a\n" * FENCE_DEPTH + "sexton\n" + ":::\n" * FENCE_DEPTH
    deeper = deep.replace("sexton\n", "::: spoiler a\nsexton\n:::\n")

    assert codes(review(deep)) == []
    assert len(review(deep).spoilers) == FENCE_DEPTH
    assert codes(review(deeper)) == [f"nesting_too_deep {3 + FENCE_DEPTH}"]
    assert closed(review(deeper)) == "<p>Safe.</p>\n[[block ]]"


def test_nested_inline_spoilers_up_to_the_cap_are_read_and_beyond_it_hidden() -> None:
    def nested(depth: int) -> str:
        return ">!a " * depth + "sexton" + " b!<" * depth

    assert codes(review(nested(INLINE_DEPTH))) == []
    assert "nesting_too_deep 1" in codes(review(nested(INLINE_DEPTH + 1)))
    assert closed(review(nested(INLINE_DEPTH + 1))) == "[[block ]]"


@pytest.mark.parametrize("marker", [">!a ", "||>!", "::: spoiler a\n", "> ", "- ", "*", "[", "![", "[^a]: "])
def test_thousand_deep_nesting_is_survived(marker: str) -> None:
    document = review("Safe.\n\n" + marker * 1000 + "sexton")

    assert document.problems or "sexton" in opened(document)
    assert "unreadable 1" not in codes(document)


def test_quotations_too_deep_hide_what_follows() -> None:
    document = review("Safe.\n\n" + "> " * (BLOCK_DEPTH + 1) + "sexton\n\nAfter.\n")

    assert codes(document) == ["nesting_too_deep 3"]
    assert closed(document) == "<p>Safe.</p>\n[[block ]]"


def test_marker_behind_too_deep_nesting_hides_all_the_same() -> None:
    document = review("Safe.\n\n" + "- " * (BLOCK_DEPTH + 1) + "<!--more-->\n\nsexton\n")

    assert "sexton" not in closed(document)
    assert document.blocking


def test_wide_table_is_no_table() -> None:
    columns = TABLE_COLUMNS + 1
    document = review("|" + "a|" * columns + "\n|" + "-|" * columns + "\n")

    assert "<table>" not in closed(document)


def test_too_many_tokens_hide_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inlines, "TOKENS_READ", 1000)
    assert codes(review("Safe.\n\n" + "*a* " * 200)) == []

    document = review("Safe.\n\n" + "*a* " * 400)

    assert [code.split()[0] for code in codes(document)] == ["too_complex"]
    assert closed(document) == "[[block ]]"


def test_token_cap_leaves_room_for_the_longest_review() -> None:
    # A review is 200,000 characters; every fourth of them as markup is more than prose ever has.
    assert inlines.TOKENS_READ > 200_000 // 4 * 2


def test_footnotes_that_multiply_are_stopped() -> None:
    # Each note is shown twice in each of the two spoilers of the one before: 2^30 pages from a short text.
    notes = "".join(f"[^{at}]: ||a[^{at + 1}]|| ||b[^{at + 1}]||\n\n" for at in range(30))

    document = review("a[^0]\n\n" + notes + "[^30]: end\n")

    assert document.blocking


def test_problems_are_capped_and_short() -> None:
    document = review("||" + "x" * 500 + "\n\n" + ">!a\n\n" * 500)

    assert len(document.problems) == PROBLEMS_SHOWN
    assert all(len(problem.detail) <= DETAIL_LENGTH for problem in document.problems)


def test_failing_parser_hides_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Source, text: str) -> None:
        raise RecursionError

    monkeypatch.setattr(parsing, "_parse", broken)

    document = review("The sexton.")

    assert codes(document) == ["unreadable 1"]
    assert closed(document) == "[[block ]]"
    assert "sexton" in opened(document)


def test_the_longest_review_is_read_whole() -> None:
    paragraph = "A *calm* sentence of a long review, with a [link](https://example.org/). " * 5 + "And ||a secret||.\n\n"
    text = (paragraph * 1000)[:199_000]
    document = review(text[: text.rindex("\n\n")])
    assert codes(document) == []
    assert len(document.spoilers) > 400
    assert "secret" not in closed(document)


def test_one_line_of_any_length_is_read() -> None:
    assert parsing.parse(Source("a" * 200_000, SourceKind.COMMENT)).problems == ()


def test_more_spoilers_than_anybody_writes_are_too_complex() -> None:
    assert codes(review("||x|| " * SPOILERS)) == []
    hidden = review("sexton ||x|| " * (SPOILERS + 1))
    assert codes(hidden) == ["too_complex 1"]
    assert "sexton" not in closed(hidden)
