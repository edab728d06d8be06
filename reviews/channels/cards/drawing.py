"""A layout as a PNG: the same layout is the same bytes, and nothing but the picture is in the file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from .layout import FOLD, HEIGHT, MARGIN, STAR, WIDTH
from .lettering import face, leading

if TYPE_CHECKING:
    from .layout import Layout

#: The light page of static/css/tokens.css: a preview has no dark side.
COLOURS = {
    "paper": "#fafaf7",
    "leaf": "#f2ebec",
    "ink": "#201c24",
    "soft": "#5b545f",
    "hairline": "#d9d4d3",
    "ribbon": "#7a1f4b",
}
#: Sizes a card is served in. The first is what previews ask for, the others what an embed of limited width may take.
SIZES = {1200: 630, 600: 315, 300: 158}
#: Shapes are drawn this much larger and shrunk: Pillow's own have ragged edges.
_OVER = 4
#: static/img/star.svg in its box of 20 by 20.
_OUTER = ((10, 1.6), (18.5, 7.75), (15.26, 17.7), (4.74, 17.7), (1.5, 7.75))
_INNER = ((12.55, 7), (14.12, 11.83), (10, 14.83), (5.88, 11.83), (7.45, 7))
_STAR = tuple(point for pair in zip(_OUTER, _INNER, strict=True) for point in pair)
#: static/img/glyph.svg in its box of 32 by 20: a rule, broken by two strokes.
_RULES = (((0, 10), (8.5, 10)), ((23.5, 10), (32, 10)))
_STROKES = (((10, 18), (15.5, 2)), ((17, 18), (22.5, 2)))
_GLYPH_WIDTH = 72
#: Flat colours and their soft edges: more would only make the file larger.
_PALETTE = 96


def paint(layout: Layout, *, width: int = WIDTH) -> bytes:
    """Return the PNG of a card, `width` (one of `SIZES`) pixels wide."""
    image = Image.new("RGB", (WIDTH, HEIGHT), COLOURS["paper"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, FOLD, WIDTH, HEIGHT), fill=COLOURS["leaf"])
    draw.rectangle((0, FOLD, WIDTH, FOLD + 1), fill=COLOURS["hairline"])
    draw.rectangle((0, 0, WIDTH, 11), fill=COLOURS["ribbon"])
    for block in layout.blocks:
        for row, line in enumerate(block.setting.lines):
            y = block.baseline + row * leading(block.setting.size)
            draw.text((block.x, y), line.rstrip(), fill=COLOURS[block.colour], font=face(block.setting.size), anchor="ls")
    if layout.stars:
        _stars(image, *layout.stars)
    _mark(image)
    if width != WIDTH:
        image = image.resize((width, SIZES[width]), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.quantize(_PALETTE, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _stars(image: Image.Image, x: int, y: int, halves: int) -> None:
    mask = Image.new("L", (5 * STAR * _OVER, STAR * _OVER), 0)
    draw = ImageDraw.Draw(mask)
    for at in range(5):
        draw.polygon([((20 * at + px) * STAR * _OVER / 20, py * STAR * _OVER / 20) for px, py in _STAR], fill=255)
    mask = mask.resize((5 * STAR, STAR), Image.Resampling.BOX)
    row = Image.new("RGB", mask.size, COLOURS["hairline"])
    row.paste(COLOURS["ribbon"], (0, 0, halves * STAR // 2, STAR))
    image.paste(row, (x, y), mask)


def _mark(image: Image.Image) -> None:
    scale = _GLYPH_WIDTH / 32
    height = round(20 * scale)
    thick = 2 * scale * _OVER
    for colour, lines in (("ink", _RULES), ("ribbon", _STROKES)):
        mask = Image.new("L", (_GLYPH_WIDTH * _OVER, height * _OVER), 0)
        draw = ImageDraw.Draw(mask)
        for line in lines:
            ends = [(px * scale * _OVER, py * scale * _OVER) for px, py in line]
            draw.line(ends, fill=255, width=round(thick))
            if lines is _STROKES:
                for px, py in ends:
                    draw.ellipse((px - thick / 2, py - thick / 2, px + thick / 2, py + thick / 2), fill=255)
        mask = mask.resize((_GLYPH_WIDTH, height), Image.Resampling.BOX)
        left, top = MARGIN, (FOLD + HEIGHT - height) // 2
        image.paste(COLOURS[colour], (left, top, left + mask.width, top + mask.height), mask)
