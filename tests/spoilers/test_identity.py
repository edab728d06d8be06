"""What keeps a handle and a key through an edit, and what does not."""

from __future__ import annotations

from reviews.spoilers.document import Document
from reviews.spoilers.identity import full_identity, match, public_identity
from tests.spoilers.reading import review

TEXT = 'Public.\n\n::: spoiler The end {{of="{of}"}}\nHe {verb}.\n\n||Nested {nested}.||\n:::\n'


def text(of: str = "the-tide-clock", verb: str = "drowns", nested: str = "words") -> Document:
    return review(TEXT.format(of=of, verb=verb, nested=nested))


def test_key_is_kept_while_own_text_label_and_scope_are() -> None:
    before = full_identity(text(), 0)

    assert full_identity(review("Another beginning.\n\n" + text().source.text), 0) == before
    assert full_identity(text(nested="other words"), 0) == before
    assert full_identity(text(verb="lives"), 0) != before
    assert full_identity(text(of="the-glass-orchard"), 0) != before
    assert full_identity(review(text().source.text.replace("The end", "An end")), 0) != before


def test_nested_key_changes_with_nested_text() -> None:
    assert full_identity(text(), 1) != full_identity(text(nested="other words"), 1)
    assert full_identity(text(), 1) == full_identity(text(verb="lives"), 1)


def test_handle_is_kept_whatever_happens_to_hidden_text() -> None:
    for index in (0, 1):
        before = public_identity(text(), index)
        assert public_identity(text(verb="lives", nested="other"), index) == before
        assert public_identity(text(of="the-glass-orchard"), index) != before


def test_identity_of_a_link_is_its_address_too() -> None:
    one, two = (review(f"||[it](https://example.org/{page})||") for page in ("a", "b"))

    assert full_identity(one, 0) != full_identity(two, 0)


def test_match_pairs_equal_ones_in_order() -> None:
    previous = [("a", 1), ("b", 2), ("a", 3)]

    assert match(previous, ["a", "a", "a", "c", "b"]) == [1, 3, None, None, 2]
