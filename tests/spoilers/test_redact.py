"""The seam: what `Redacted` holds, and that nothing else can be made into one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.spoilers.document import Source, SourceKind, SpoilerKind
from reviews.spoilers.parse import named_works, parse
from reviews.spoilers.reader import Reader, omniscient, stranger
from reviews.spoilers.redact import MEDIUM_WORDS, SHORT_WORDS, Redacted, redact, redact_passage, size
from reviews.spoilers.render import to_rendition, to_search_text, to_teaser, to_text
from tests.spoilers.reading import FILM, NOVEL, ORCHARD, closed, opened, passages, review, seen_by

NESTED = """
Public.

<!--more-->

Behind.

::: spoiler The orchard {of="the-glass-orchard"}
It burns, says ||the gardener||.
:::
"""


def test_redacted_is_not_made_by_accident() -> None:
    with pytest.raises(TypeError):
        Redacted(object(), (), {}, SourceKind.REVIEW, None)


def test_redacted_does_not_change() -> None:
    redacted = redact(review("a ||b|| c"), stranger(), {})

    with pytest.raises(AttributeError):
        redacted.tokens = ()


def test_redacted_tokens_hold_no_hidden_word_anywhere() -> None:
    text = 'Look ||sexton *sexton* [sexton](/sexton "sexton")|| here.\n\n::: spoiler Label\n```sexton\nsexton\n```\n:::\n\n[x]: /sexton\n'
    document = review(text)

    assert "sexton" not in repr(redact(document, stranger(), {}).tokens)
    assert "sexton" in repr(redact(document, omniscient(), {}).tokens)


def test_reprs_hold_no_text() -> None:
    document = review("Public. ||The sexton.||")

    assert "sexton" not in repr(document)
    assert "Public" not in repr(document)


def test_nested_passage_needs_its_own_opening() -> None:
    document = review(NESTED)
    keys = {0: "break", 1: "block", 2: "inline"}
    consent = {"break": frozenset({NOVEL, FILM})}

    assert "Behind" not in seen_by(document, stranger(), keys)
    only_break = seen_by(document, Reader(breaks=consent), keys)
    assert "Behind" in only_break
    assert "burns" not in only_break
    with_block = seen_by(document, Reader(breaks=consent, opened=frozenset({"block"})), keys)
    assert "burns" in with_block
    assert "gardener" not in with_block
    assert "gardener" in seen_by(document, Reader(breaks=consent, opened=frozenset({"block", "inline"})), keys)


def test_open_passage_in_a_closed_one_stays_hidden() -> None:
    document = review(NESTED)
    reader = Reader(finished=frozenset({ORCHARD}), opened=frozenset({"inline"}))

    assert "burns" not in seen_by(document, reader, {2: "inline"})
    assert "burns" in seen_by(document, replace(reader, finished=frozenset({ORCHARD, NOVEL, FILM})), {2: "inline"})


def test_shelf_does_not_open_what_is_not_bound() -> None:
    document = parse(Source("a ||b|| c", SourceKind.REVIEW))
    reader = Reader(finished=frozenset({NOVEL, FILM}))

    assert "[[inline ]]" in seen_by(document, reader)
    assert "[[inline ]]" not in seen_by(review("a ||b|| c"), reader)


def test_faulty_passage_opens_for_its_author_alone() -> None:
    document = review("The ||sexton.")
    reader = Reader(finished=frozenset({NOVEL, FILM, ORCHARD}), opened=frozenset({"key"}))

    assert "sexton" not in seen_by(document, reader, {0: "key"})
    assert "sexton" in opened(document)


def test_passage_is_its_own_text_with_nested_ones_closed() -> None:
    document = review(NESTED)

    assert [spoiler.kind for spoiler in document.spoilers] == [SpoilerKind.BREAK, SpoilerKind.BLOCK, SpoilerKind.INLINE]
    assert passages(document) == [
        "<p>Behind.</p>\n[[block The orchard]]",
        "<p>It burns, says [[inline ]].</p>",
        "the gardener",
    ]


def test_open_passage_is_framed() -> None:
    assert opened(review("a ||b|| c")) == '<p>a <span class="passage">b</span> c</p>'
    assert opened(review("::: spoiler x\nb\n:::")) == '<div class="passage"><p>b</p>\n</div>'


def test_size_counts_nested_words_and_is_rounded() -> None:
    assert [size(words) for words in (0, SHORT_WORDS, SHORT_WORDS + 1, MEDIUM_WORDS, MEDIUM_WORDS + 1)] == [
        "short", "short", "medium", "medium", "long",
    ]  # fmt: skip
    document = review("::: spoiler x\na ||" + "b " * SHORT_WORDS + "||\n:::")

    assert [gate.size for gate in to_rendition(redact(document, stranger(), {}), {}).gates] == ["medium"]


def test_public_page_is_the_same_whatever_blank_lines_are_hidden() -> None:
    tight = "- a\n  ::: spoiler x\n  b\n  c\n  :::\n- d\n"
    loose = "- a\n  ::: spoiler x\n  b\n\n  c\n  :::\n- d\n"

    assert closed(review(tight)) == closed(review(loose))


def test_heading_has_the_same_id_for_every_reader() -> None:
    text = "# The ||sexton|| again\n\n::: spoiler x\n# Again\n:::\n\n# Again\n"

    for page in (closed(review(text)), opened(review(text))):
        assert 'id="h-the-again"' in page
        assert 'id="h-again"' in page
        assert 'id="h-again-2"' not in page


def test_plain_renderings() -> None:
    redacted = redact(review("# One ||two||\n\nThree *four*.\n\n::: spoiler A label\nfive\n:::\n\nSix seven.\n"), stranger(), {})

    assert to_text(redacted) == "One […]\n\nThree four.\n\n[… A label]\n\nSix seven."
    assert to_teaser(redacted, 100) == "One […] Three four."
    assert to_teaser(redacted, 3) == "One […] Three…"
    assert to_search_text(redacted) == "One Three four. Six seven."


def test_passage_ids_hang_on_its_handle() -> None:
    document = review("::: spoiler x\n# Sexton\n\nb[^1]\n\n[^1]: c\n:::")
    rendition = to_rendition(redact_passage(document, 0), {0: "h4ndle"})

    html = str(rendition.as_json())
    assert 'id="h4ndle-1"' in html
    assert 'id="h4ndle-fn-1"' in html
    assert 'id="h-sexton"' not in html


def test_prefix_keeps_two_texts_on_a_page_apart() -> None:
    redacted = redact(review("a[^1]\n\n[^1]: c\n"), stranger(), {})

    assert 'id="c7-fn-1"' in str(to_rendition(redacted, {}, prefix="c7").as_json())


def test_named_works_are_those_after_of() -> None:
    assert named_works(review(NESTED)) == {"the-glass-orchard"}
