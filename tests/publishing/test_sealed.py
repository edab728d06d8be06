"""A source that somebody prints must fail, not leak."""

import json

import pytest
from django.template import Context, Template

from reviews.publishing.sealed import SealBroken, Sealed

WORDS = "the butler"


@pytest.mark.parametrize(
    "show", [str, "{}".format, lambda sealed: f"{sealed}", list, lambda sealed: sealed + "", lambda sealed: "b" in sealed]
)
def test_sealed_text_raises_when_it_is_shown(show):
    with pytest.raises(SealBroken):
        show(Sealed(WORDS))


def test_sealed_text_raises_in_a_template():
    with pytest.raises(SealBroken):
        Template("{{ text }}").render(Context({"text": Sealed(WORDS)}))


def test_sealed_text_hides_in_repr_and_refuses_json():
    assert WORDS not in repr(Sealed(WORDS))
    with pytest.raises(TypeError):
        json.dumps(Sealed(WORDS))


def test_sealed_text_is_revealed_by_name():
    assert Sealed(WORDS).reveal() == WORDS
    assert Sealed(WORDS) == Sealed(WORDS)
    assert not Sealed("")
