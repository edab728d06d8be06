"""The one place where HTML is sanitised: bleach, then nh3. Nobody else calls either.

bleach was asked for and is no longer maintained, not even for security; nh3 is. What both let through is what remains.
"""

from __future__ import annotations

import threading
from typing import Any

import bleach
import nh3
from bleach import html5lib_shim

#: The tags `html` writes, and no more. No `style`, no form, nothing that loads but our own pictures.
TAGS = frozenset(
    "a blockquote br code div em h2 h3 h4 h5 h6 hr img li ol p pre s section span strong sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "class"},
    "div": {"class", "data-gate"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "img": {"src", "alt", "title", "loading"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class"},
    "span": {"class", "data-gate", "id"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class"},
}
#: Classes our style sheets know; a text must not dress up as a part of the page.
CLASSES = frozenset({"passage", "footnotes", "footnote", "footnote-ref", "footnote-back", "align-left", "align-center", "align-right"})
SCHEMES = frozenset({"http", "https", "mailto"})

# html5lib's parser, inside of bleach, keeps its state on the cleaner: each thread has its own.
_local = threading.local()


def clean(html: str, *, ids: frozenset[str]) -> str:
    """Return `html` with nothing in it but the tags, attributes, classes and schemes above; of ids only `ids` remain."""
    _local.ids = ids
    once = _bleach().clean(html)
    return nh3.clean(
        once,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_filtered,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def _bleach() -> bleach.Cleaner:
    if not hasattr(_local, "cleaner"):
        _local.cleaner = bleach.Cleaner(tags=TAGS, attributes=_allowed, protocols=SCHEMES, strip=True, strip_comments=True)
        _local.cleaner.walker = _LinearWalker
    cleaner: bleach.Cleaner = _local.cleaner
    return cleaner


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "id":
        return value in _local.ids
    return name != "class" or value in CLASSES


def _filtered(tag: str, name: str, value: str) -> str | None:
    return value if _allowed(tag, name, value) else None


class _LinearWalker(html5lib_shim.getTreeWalker("etree")):  # type: ignore[misc]
    """bleach's own tree walker, except that it remembers which child of its parent an element is.

    The original looks that up in a list of all siblings, twice, for every element: quadratic in a long paragraph.
    """

    def __init__(self, tree: Any) -> None:
        super().__init__(tree)
        self._places: dict[int, int] = {}

    def getFirstChild(self, node: Any) -> Any:  # noqa: N802 (the library's name)
        return self._remembered(super().getFirstChild(node))

    def getNextSibling(self, node: Any) -> Any:  # noqa: N802
        return self._remembered(super().getNextSibling(node))

    def getParentNode(self, node: Any) -> Any:  # noqa: N802
        if not isinstance(node, tuple) or node[3] == "text":
            return super().getParentNode(node)
        parents = node[2]
        parent = parents.pop()
        return (parent, self._places[id(parent)], parents, None) if parents else parent

    def _remembered(self, node: Any) -> Any:
        if isinstance(node, tuple) and node[3] is None:
            self._places[id(node[0])] = node[1]
        return node
