"""Words on a card: which of them can be drawn at all, and how they break into lines."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.ImageFont import FreeTypeFont

#: Ours to ship (OFL.txt beside it), and cut from the same cloth as the pages: Latin with all its accents, Greek, Cyrillic. Pillow's own
#: font has no accents; a machine's fonts are there on one server and not on the next.
FACE = Path(__file__).with_name("font") / "EBGaramond12-Regular.otf"
ELLIPSIS = "…"
#: No character has this number, so what is drawn for it is what is drawn for all that the font lacks.
_NOBODYS = "\U0010ffff"
#: Large enough for the smallest accent to leave a mark of its own.
_LOOKING_SIZE = 48
#: Pixels: finer than the eye sees in the end of a line.
_STEP = 24


@dataclass(frozen=True)
class Setting:
    """A text broken into lines. Together they are the text, letter by letter; a line may end with the blank it broke at."""

    lines: tuple[str, ...]
    size: int

    @property
    def words(self) -> str:
        return "".join(self.lines)

    @property
    def height(self) -> int:
        return len(self.lines) * leading(self.size)


def face(size: int) -> FreeTypeFont:
    """The card's letters at `size` pixels. The simplest way of setting them: the others hang on what else is installed."""
    return ImageFont.truetype(FACE, size, layout_engine=ImageFont.Layout.BASIC)


def leading(size: int) -> int:
    """From one line's top to the next one's."""
    return round(size * 1.14)


def drawable(text: str) -> str:
    """Return what of `text` the card's letters can say, on one line: all of its words, or none.

    Signs that the font lacks (an emoji, an arrow) are dropped. Where it lacks a letter or a digit the whole text is left out: half a
    name is no name, and a box says nothing.
    """
    kept = []
    for character in unicodedata.normalize("NFC", " ".join(text.split())):
        kind = unicodedata.category(character)[0]
        if kind != "C" and _has(character):
            kept.append(character)
        elif kind in "LN":
            return ""
    return " ".join("".join(kept).split())


def set_in(text: str, *, width: int, height: int, sizes: Sequence[int], even: bool = False) -> Setting:
    """Break `text` into lines no wider than `width`, in the first of `sizes` (largest first) that keeps to `height`.

    What is too long for the smallest size ends with an ellipsis. `even` lines are of about one length: no word is left over by itself.
    """
    setting = Setting((), sizes[0])
    for size in sizes:
        ruler = _Ruler(size)
        setting = Setting(tuple(_lines(text, ruler, width)), size)
        if setting.height <= height:
            return _evened(setting, ruler, width) if even else setting
    return _cut(setting, width, max(1, height // leading(setting.size)))


def _evened(setting: Setting, ruler: _Ruler, width: int) -> Setting:
    """The same words on as many lines, in the narrowest measure that takes them."""
    for narrower in range(width // 2, width, _STEP):
        lines = tuple(_lines(setting.words, ruler, narrower))
        if len(lines) == len(setting.lines):
            return Setting(lines, setting.size)
    return setting


@lru_cache(maxsize=4096)
def _has(character: str) -> bool:
    return character.isspace() or _mark(character) != _mark(_NOBODYS)


def _mark(character: str) -> tuple[tuple[int, int], bytes]:
    mask = face(_LOOKING_SIZE).getmask(character)
    return mask.size, bytes(mask)


class _Ruler:
    """Widths, letter by letter: these letters are set one beside the other, and measuring each line anew takes seconds for a long word."""

    def __init__(self, size: int) -> None:
        self._face = face(size)
        self._known: dict[str, float] = {}

    def width(self, text: str) -> float:
        return sum(map(self._letter, text))

    def fits(self, text: str, width: int) -> int:
        """How many letters of `text` fit `width`; at least one."""
        room, taken = float(width), 0
        for letter in text:
            room -= self._letter(letter)
            if room < 0:
                break
            taken += 1
        return max(taken, 1)

    def _letter(self, letter: str) -> float:
        if letter not in self._known:
            self._known[letter] = self._face.getlength(letter)
        return self._known[letter]


def _lines(text: str, ruler: _Ruler, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and ruler.width(line + word) > width:
            yield line
            line = ""
        rest = word
        while (end := ruler.fits(rest, width)) < len(rest):
            # A word that no line holds is broken where the line ends.
            yield rest[:end]
            rest = rest[end:]
        line += rest + " "
    if line:
        yield line.removesuffix(" ")


def _cut(setting: Setting, width: int, most: int) -> Setting:
    *kept, last = setting.lines[:most]
    ruler = _Ruler(setting.size)
    end = ruler.fits(last, width - round(ruler.width(ELLIPSIS)))
    return Setting((*kept, last[:end].rstrip() + ELLIPSIS), setting.size)
