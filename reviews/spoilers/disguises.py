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
#: Tags that stand inside of a word or a sentence; all others end what was said.
_INLINE_TAG = re.compile(r"</?(?:a|abbr|b|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_JSON_BLANK = re.compile(r"\\[bfnrt]")
#: Soft hyphens, joiners and blanks without width: they are printed as nothing, so they hide nothing.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
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
    for found in _BASE64.finditer(_unfolded(text)):
        yield from map(plain, _decoded(found[0]))


def readings(text: str) -> Iterator[str]:
    """Every way in which a person or a program may read an answer, as words that can be counted.

    Like `views`, but with their capitals: first what stands between the tags, then all of it. What was base64 is among them only where
    it comes out as text, because chance finds any short word in a picture.
    """
    seen = _INVISIBLE.sub("", _JSON_BLANK.sub(" ", uncovered(text)))
    bare = _TAG.sub(" ", _INLINE_TAG.sub("", seen))
    yield bare
    if bare != seen:
        yield seen
    if _SOFT_BREAK.search(text):
        yield quopri.decodestring(text.encode("utf-8", errors="replace")).decode("utf-8", errors="replace")
    for found in _BASE64.finditer(_unfolded(text)):
        yield from filter(_is_text, _decoded(found[0]))


def _unfolded(text: str) -> str:
    """Mail folds base64 into lines of 76."""
    return re.sub(r"(?<=[A-Za-z0-9+/]{60})\r?\n", "", text)


def _is_text(decoded: str) -> bool:
    """Whether what came out of base64 was text before. Its ends may be cut: half a character, or a byte of something else."""
    inner = " ".join(decoded[1:-1].split())
    return inner.isprintable() and "\ufffd" not in inner


def _decoded(run: str) -> Iterator[str]:
    run = run.rstrip("=").replace("-", "+").replace("_", "/")
    # Without knowing where the run began inside of something longer, each of the four alignments may be the right one.
    for skip in range(4):
        piece = run[skip : skip + (len(run) - skip) // 4 * 4] if skip else run + "=" * (-len(run) % 4)
        try:
            decoded = base64.b64decode(piece)
        except (binascii.Error, ValueError):
            continue
        yield decoded.decode("utf-8", errors="replace")


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
