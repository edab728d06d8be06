"""Which addresses may be linked, and what becomes of pictures.

A check of our own before any sanitiser: bleach lets `javascript:123` through, and any scheme that digits follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from reviews.spoilers.document import SourceKind
from reviews.spoilers.door import printable

SCHEMES = frozenset({"http", "https", "mailto"})
#: Where the site serves uploaded pictures from. Only these are shown; the policy forbids pictures from other hosts.
MEDIA_PREFIX = "/media/"

#: A link that a reader left earns nothing with search engines, and its page gets no handle on ours.
COMMENT_REL = "nofollow ugc noopener"
REVIEW_REL = "noopener"

_SCHEME = re.compile(r"([^/?#:]*):")
#: In an address or a title nothing can be hidden, so a marker there was meant for something else.
_MARKER = re.compile(r"\|\||>!|!<")


def allowed(address: str) -> bool:
    """Whether the address is http, https or mailto, or has no scheme at all, read as carelessly as browsers do."""
    bare = "".join(character for character in address if unicodedata.category(character)[0] not in "CZ")
    found = _SCHEME.match(bare)
    return found is None or found[1].lower() in SCHEMES


def is_picture_of_ours(address: str) -> bool:
    """Whether the address is a plain path to an uploaded picture."""
    path = unquote(address)
    return allowed(address) and path.startswith(MEDIA_PREFIX) and "\\" not in path and ".." not in path.split("/")


def marker_in(token: Token) -> str | None:
    """The spoiler marker in a link's or picture's address or title, if there is one."""
    for name in ("href", "src", "title"):
        found = _MARKER.search(unquote(str(token.attrs.get(name, ""))))
        if found:
            return found[0]
    return None


def mend_links(children: Sequence[Token], kind: SourceKind) -> list[Token]:
    """Return the inline tokens with links and pictures as the site shows them.

    A link to a forbidden address is dropped to its text, a link inside a link too. A picture that isn't ours becomes
    a link to it, named by its description, else by its host; in comments every picture does.
    """
    mended: list[Token] = []
    kept: list[bool] = []
    for token in children:
        if token.type == "link_open":
            keep = not any(kept) and allowed(str(token.attrs.get("href", "")))
            kept.append(keep)
            if keep:
                mended.append(_link(token, kind))
        elif token.type == "link_close":
            if kept.pop():
                mended.append(token)
        elif token.type == "image":
            mended.extend(_picture(token, kind, in_link=any(kept)))
        else:
            mended.append(token)
    return mended


def _link(token: Token, kind: SourceKind) -> Token:
    attrs: dict[str, str | int | float] = {"href": printable(str(token.attrs["href"]))}
    if token.attrs.get("title"):
        attrs["title"] = printable(str(token.attrs["title"]))
    attrs["rel"] = COMMENT_REL if kind is SourceKind.COMMENT else REVIEW_REL
    return Token("link_open", "a", 1, attrs=attrs)


def _picture(token: Token, kind: SourceKind, *, in_link: bool) -> list[Token]:
    address, alt = printable(str(token.attrs.get("src", ""))), description(token)
    if kind is SourceKind.REVIEW and is_picture_of_ours(address):
        attrs: dict[str, str | int | float] = {"src": address, "alt": alt, "loading": "lazy"}
        if token.attrs.get("title"):
            attrs["title"] = printable(str(token.attrs["title"]))
        return [Token("image", "img", 0, attrs=attrs)]
    name = Token("text", "", 0, content=alt.strip() or _host(address) or address)
    if in_link or not address or not allowed(address):
        return [name]
    source = Token("link_open", "a", 1, attrs={"href": address, "title": token.attrs.get("title", "")})
    return [_link(source, kind), name, Token("link_close", "a", -1)]


def description(image: Token) -> str:
    """A picture's alternative text: its words without their markup."""
    words: list[str] = []
    for child in image.children or ():
        if child.type == "image":
            words.append(description(child))
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        else:
            words.append(child.content)
    return printable("".join(words))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
