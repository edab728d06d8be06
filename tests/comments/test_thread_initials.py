"""Initials are drawn here, from the name alone, and can be read in both themes."""

import re
from pathlib import Path

import pytest

from reviews.comments.initials import NOBODY, TINTS, initials, tint

#: WCAG 2.2, 1.4.3: text of this size against what it stands on.
CONTRAST = 4.5
CSS = Path(__file__).parents[2] / "static" / "css"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Quill", "AQ"), ("ada", "A"), ("Ada van der Quill", "AQ"), ("  ada   quill ", "AQ"), ("“Ada” (q)", "AQ"), ("élodie", "É"),
        ("山田太郎", "山"), ("ßen", "S"), ("7 of 9", "79"), ("…", NOBODY), ("", NOBODY), ("ﬁona", "F"),
    ],
)  # fmt: skip
def test_initials_are_the_first_letters_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


def test_a_name_has_one_colour_whatever_its_case_and_many_names_use_all_of_them():
    assert tint("Ada Quill") == tint("ADA QUILL") == tint("Ａda Quill")
    assert {tint(f"reader {number}") for number in range(200)} == set(range(TINTS))


def themes():
    """The colours of both themes: for each, what `--initial-0` and the others are."""
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    for css in (light, dark.split("@media print")[0]):
        yield dict(re.findall(r"--((?:on-)?initial-\d): (#[0-9a-f]{6});", css))


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_letters_can_be_read_on_every_colour_in_both_themes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < CONTRAST, "the measure can say no"
    for colours in themes():
        assert len(colours) == 2 * TINTS
        assert not [n for n in range(TINTS) if contrast(colours[f"initial-{n}"], colours[f"on-initial-{n}"]) < CONTRAST]


def test_every_colour_has_its_class():
    css = (CSS / "comments.css").read_text()
    assert all(f".initials--{number} {{" in css for number in range(TINTS))
