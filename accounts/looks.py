"""How a name looks, whatever letters it is spelt with: two names with the same look can't be told apart at a glance.

The method is Unicode's (UTS #39, “skeletons”), for the letters that names are forged with. A look is for comparing and is shown to nobody.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models

from .lookalikes import CAPITALS, JOINED, LETTERS, UNSEEN

#: Characters: what the longest name (150) can come to, twice over. More is cut off, for a column ends somewhere.
LONGEST_LOOK = 320
#: Strokes that pass for a letter where a letter follows; at the end of a name they are what they seem.
_BARS = frozenset("!|¦‖∣ǀ")


def look_of(name: str) -> str:
    """Return how `name` looks: the same for all names that can't be told apart; letters and digits alone, "" where it has none.

    The look of a look is that look.
    """
    letters = _with_bars(_plain(name))
    look = "".join(character for character in letters if character.isalnum())
    for single, pair in JOINED:
        look = look.replace(single, pair)
    return look[:LONGEST_LOOK]


def looks_of(name: str) -> frozenset[str]:
    """Return every look that `name` has as it is written, in capitals and in small letters, for these can look like different letters
    (Greek Μ like M, μ like u). Empty where it has neither letter nor digit."""
    return frozenset(look_of(form) for form in (name, name.upper(), name.lower())) - {""}


def _plain(name: str) -> str:
    """Bring `name` to the letters that its own look like: without marks, case, or another alphabet.

    One step may bring up work for an earlier one (a small letter of a letter in a circle), so they are taken until nothing changes.
    """
    before, plain = "", name
    while plain != before:
        before = plain
        decomposed = unicodedata.normalize("NFKD", plain)
        seen = "".join(character for character in decomposed if character not in UNSEEN and unicodedata.category(character)[0] != "M")
        plain = "".join(map(_digit, seen)).translate(CAPITALS).casefold().translate(LETTERS)
    return plain


def _digit(character: str) -> str:
    """A nought or a one of another script, as ours: both are drawn alike nearly everywhere, and the other digits are not."""
    value = unicodedata.decimal(character, None)
    return str(value) if value in (0, 1) else character


def _with_bars(letters: str) -> str:
    """Read a bar as the letter it passes for, where a letter or a digit follows."""
    end = max((index for index, character in enumerate(letters) if character.isalnum()), default=0)
    return "".join("i" if character in _BARS and index < end else character for index, character in enumerate(letters))


class LookField(models.CharField[str, str]):
    """Holds `look_of` another field, and is filled whenever the row is saved. `queryset.update()` goes past it: save the row."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": LONGEST_LOOK, "editable": False, "blank": True, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        look = look_of(str(getattr(model_instance, self.of)))
        setattr(model_instance, self.attname, look)
        return look
