"""What has changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from reviews.comments.differences import word_diff

TEXTS = st.lists(st.sampled_from(["the", "butler", "did", "it", " ", "\n\n", ",", "é", "…"]), max_size=60).map("".join)


@given(TEXTS, TEXTS)
def test_the_stretches_put_together_are_both_texts(old, new):
    changes = word_diff(old, new)
    assert "".join(change.text for change in changes if change.kind != "new") == old
    assert "".join(change.text for change in changes if change.kind != "gone") == new


def test_a_word_that_changed_is_told_from_those_that_stay():
    assert [(change.kind, change.text) for change in word_diff("The butler did it.", "The maid did it.")] == [
        ("same", "The "), ("gone", "butler "), ("new", "maid "), ("same", "did it."),
    ]  # fmt: skip


def test_a_long_text_of_one_word_is_compared_as_well():
    old, new = "ha " * 3000, "ha " * 2999 + "ho "
    assert "".join(change.text for change in word_diff(old, new) if change.kind != "new") == old


def test_a_text_made_to_be_slow_is_compared_in_larger_pieces():
    letters = [chr(code) for code in range(97, 123)]
    old, new = " ".join(letters * 190), " ".join([*letters[1:], "a"] * 190)
    changes = word_diff(old, new)
    assert len(changes) == 2
    assert changes[0].text == old
