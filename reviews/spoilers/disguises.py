"""What a word can look like on its way out: percent signs, entities, escapes, mail encodings. Seen through here."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote_plus

_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SOFT_BREAK = re.compile(r"=[0-9A-F]{2}|=\r?\n")
#: Shorter runs of these letters are words of any page; sixteen hold twelve bytes, enough for a word worth planting.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def plain(text: str) -> str:
    """The text as people compare it: no case, no accents, no width."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def uncovered(text: str) -> str:
    """The text with entities, percent signs and JSON escapes read, one inside the other twice over."""
    for _ in range(2):
        text = _SURROGATE_PAIR.sub(_joined, _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))
        text = html.unescape(text)
        if "%" in text:
            text = unquote_plus(text.replace("+", "%2B"), errors="replace")
    return text


def views(body: bytes | str) -> Iterator[str]:
    """Every way in which a body can be read, each folded by `plain`."""
    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body
    yield plain(text)
    yield plain(uncovered(text))
    if _SOFT_BREAK.search(text):
        yield plain(quopri.decodestring(text.encode("utf-8", errors="replace")).decode("utf-8", errors="replace"))
    # Mail folds base64 into lines of 76.
    for found in _BASE64.finditer(re.sub(r"(?<=[A-Za-z0-9+/]{60})\r?\n", "", text)):
        yield from _from_base64(found[0])


def _from_base64(run: str) -> Iterator[str]:
    run = run.rstrip("=").replace("-", "+").replace("_", "/")
    # Without knowing where the run began inside of something longer, each of the four alignments may be the right one.
    for skip in range(4):
        piece = run[skip : skip + (len(run) - skip) // 4 * 4] if skip else run + "=" * (-len(run) % 4)
        try:
            decoded = base64.b64decode(piece)
        except (binascii.Error, ValueError):
            continue
        yield plain(decoded.decode("utf-8", errors="replace"))


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
