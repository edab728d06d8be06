"""Where everything stands on a card: texts that fit their place, stars, and the house's mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lettering import Setting, leading, set_in

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What every service shows whole: 1.91 to 1.
WIDTH, HEIGHT = 1200, 630
MARGIN = 88
#: Where the page ends and the next one shows under it, as at a break.
FOLD = 512
#: A star's side; the stars and the byline share a line.
STAR = 46
_MEASURE = WIDTH - 2 * MARGIN
_TOP = 64
_FOOT = FOLD - 48
_GAP = 24
_TITLE_SIZES = (100, 92, 84, 76, 68, 60, 52, 46)
_WORKS_SIZES = (38, 34, 30)
_BYLINE_SIZES = (40, 36, 32)
_IMPRINT_SIZES = (38, 34, 30)
#: Room for the mark before the site's name.
_MARK = 100
#: How far below a line's top its letters stand, and how far below the middle of its small letters and capitals. Shares of the size.
_ASCENT, _MIDDLE = 0.9, 0.25


@dataclass(frozen=True)
class Block:
    """One text, where the letters of its first line stand, and the name of its colour."""

    setting: Setting
    x: int
    baseline: int
    colour: str


@dataclass(frozen=True)
class Layout:
    blocks: tuple[Block, ...]
    #: Where the stars begin, and how many halves are filled; None: no rating.
    stars: tuple[int, int, int] | None

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(block.setting.words for block in self.blocks)


def lay_out(*, works: Sequence[str], title: str, half_stars: int | None, byline: str, imprint: str) -> Layout:
    """Place the texts of a card. Every text is drawable, and may be empty; without a title the works stand in its place."""
    over = " · ".join(works)
    heading, over = (title, over) if title else (over, "")
    blocks: list[Block] = []
    top, bottom = _TOP, _FOOT
    if over:
        setting = set_in(over, width=_MEASURE, height=2 * leading(_WORKS_SIZES[0]), sizes=_WORKS_SIZES)
        blocks.append(_from_top(setting, top, "soft"))
        top += setting.height
    if byline or half_stars:
        bottom -= STAR + _GAP
    if heading:
        setting = set_in(heading, width=_MEASURE, height=bottom - top, sizes=_TITLE_SIZES, even=True)
        blocks.append(_from_top(setting, (top + bottom - setting.height) // 2, "ink"))
    if byline:
        x = MARGIN + (5 * STAR + _GAP if half_stars else 0)
        setting = set_in(byline, width=WIDTH - MARGIN - x, height=leading(_BYLINE_SIZES[0]), sizes=_BYLINE_SIZES)
        blocks.append(_around(setting, x, _FOOT - STAR // 2, "soft"))
    if imprint:
        setting = set_in(imprint, width=_MEASURE - _MARK, height=leading(_IMPRINT_SIZES[0]), sizes=_IMPRINT_SIZES)
        blocks.append(_around(setting, MARGIN + _MARK, (FOLD + HEIGHT) // 2, "ink"))
    return Layout(tuple(blocks), (MARGIN, _FOOT - STAR, half_stars) if half_stars else None)


def _from_top(setting: Setting, y: int, colour: str) -> Block:
    return Block(setting, MARGIN, y + round(setting.size * _ASCENT), colour)


def _around(setting: Setting, x: int, y: int, colour: str) -> Block:
    return Block(setting, x, y + round(setting.size * _MIDDLE), colour)
