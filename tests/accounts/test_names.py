"""Nobody can pass for the house, or for somebody else by look-alike letters."""

import pytest
from django.core.exceptions import ValidationError

from accounts.names import shape_validators


def may_be_called(name: str) -> bool:
    try:
        for rule in shape_validators:
            rule(name)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", ["ada", "Ada.Quill", "ben-2", "x9", "a_b", "moderate", "sitest"])
def test_plain_names_are_free(name: str) -> None:
    assert may_be_called(name)


@pytest.mark.parametrize(
    "name",
    ["аda", "ada\u200b", "ⓐda", "ada quill", "ada@b", "-ada", "ada.", "a..b", "a._b", "ada/", "<b>", "", "ADМIN", "ａｄａ", "ada\n"],
)
def test_letters_that_look_like_others_are_refused(name: str) -> None:
    assert not may_be_called(name)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Admin",
        "MODERATOR",
        "mod",
        "admin1",
        "ad-min",
        "a.d.m.i.n",
        "staff_2",
        "no-reply",
        "root",
        "adm1n",
        "m0derator",
        "adrnin",
        "0wner7",
    ],
)
def test_names_that_speak_for_the_house_are_kept(name: str) -> None:
    assert not may_be_called(name)
