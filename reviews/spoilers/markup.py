"""From the tokens of a `Redacted` to HTML, with a placeholder in each gate's place. Not yet sanitised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from markdown_it.token import Token

from reviews.spoilers.anchors import Anchors
from reviews.spoilers.document import SourceKind
from reviews.spoilers.redact import Redacted

#: h1 is the page's title, so `#` in a review begins at h2. Under a comment's own heading, h4 is the first one free.
DEMOTION = {SourceKind.REVIEW: 1, SourceKind.COMMENT: 3}
LOWEST_HEADING = 6

_ALIGNMENTS = {"text-align:left": "align-left", "text-align:center": "align-center", "text-align:right": "align-right"}
_BLOCKS = frozenset(
    "paragraph_open blockquote_open bullet_list_open ordered_list_open list_item_open table_open thead_open tbody_open tr_open".split()
)
_SIMPLE = frozenset("em_open strong_open s_open".split())


class Markup:
    """Writes one Redacted as HTML. `placeholder(tag, index)` is what stands in a gate's place."""

    def __init__(self, redacted: Redacted, handles: Mapping[int, str], prefix: str, placeholder: Callable[[str, int], str]) -> None:
        self.redacted, self.placeholder = redacted, placeholder
        self.anchors = Anchors(redacted, handles, prefix)
        self.parts: list[str] = []
        self._header_tag = "th"

    def write(self) -> str:
        """Return the HTML."""
        self._write(self.redacted.tokens)
        return "".join(self.parts)

    def _write(self, tokens: Sequence[Token]) -> None:
        for at, token in enumerate(tokens):
            if token.type == "inline":
                self._write(token.children or ())
            elif not token.hidden:
                following = tokens[at + 1] if at + 1 < len(tokens) else None
                self.parts.append(self._one(token, following))
            elif token.nesting == -1:
                self.parts.append("\n")

    def _one(self, token: Token, following: Token | None) -> str:
        own = getattr(self, "_" + token.type, None)
        if own is not None:
            return str(own(token, following))
        if token.type in _BLOCKS or token.type in _SIMPLE:
            return f"<{token.tag}>"
        if token.nesting == -1:
            return f"</{token.tag}>" + ("" if token.type in _CLOSES_INLINE else "\n")
        # Unknown to us, so unknown to the reader.
        return ""

    def _text(self, token: Token, _: Token | None) -> str:
        return escape(token.content)

    def _softbreak(self, token: Token, _: Token | None) -> str:
        return "\n"

    def _hardbreak(self, token: Token, _: Token | None) -> str:
        return "<br>\n"

    def _hr(self, token: Token, _: Token | None) -> str:
        return "<hr>\n"

    def _code_inline(self, token: Token, _: Token | None) -> str:
        return f"<code>{escape(token.content)}</code>"

    def _code_block(self, token: Token, _: Token | None) -> str:
        return f"<pre><code>{escape(token.content)}</code></pre>\n"

    def _link_open(self, token: Token, _: Token | None) -> str:
        return _tag("a", token.attrs)

    def _image(self, token: Token, _: Token | None) -> str:
        return _tag("img", token.attrs)

    def _ordered_list_open(self, token: Token, _: Token | None) -> str:
        return _tag("ol", token.attrs)

    def _th_open(self, token: Token, following: Token | None) -> str:
        # A header without a word heads nothing: read out, it would only be a riddle.
        self._header_tag = "th" if following is not None and following.children else "td"
        return self._cell(token, self._header_tag)

    def _th_close(self, _token: Token, _: Token | None) -> str:
        return f"</{self._header_tag}>\n"

    def _td_open(self, token: Token, _: Token | None) -> str:
        return self._cell(token, "td")

    def _cell(self, token: Token, tag: str) -> str:
        alignment = _ALIGNMENTS.get(str(token.attrs.get("style")))
        return _tag(tag, {"class": alignment} if alignment else {})

    def _heading_open(self, token: Token, following: Token | None) -> str:
        tag = self._heading_tag(token)
        if self.redacted.kind is SourceKind.COMMENT:
            return f"<{tag}>"
        return _tag(tag, {"id": self.anchors.heading((following.children if following else None) or ())})

    def _heading_close(self, token: Token, _: Token | None) -> str:
        return f"</{self._heading_tag(token)}>\n"

    def _heading_tag(self, token: Token) -> str:
        return f"h{min(int(token.tag[1:]) + DEMOTION[self.redacted.kind], LOWEST_HEADING)}"

    def _gate(self, token: Token, _: Token | None) -> str:
        return self.placeholder(token.tag, token.meta["gate"])

    def _passage_open(self, token: Token, _: Token | None) -> str:
        self.anchors.enter(token.meta["passage"])
        return f'<{token.tag} class="passage">'

    def _passage_close(self, token: Token, _: Token | None) -> str:
        self.anchors.leave()
        return f"</{token.tag}>"

    def _footnote_ref(self, token: Token, _: Token | None) -> str:
        number = token.meta["number"]
        link = _tag("a", {"href": "#" + self.anchors.footnote(number), "id": self.anchors.reference(number, token.meta["use"])})
        return f'<sup class="footnote-ref">{link}{number}</a></sup>'

    def _footnotes_open(self, token: Token, _: Token | None) -> str:
        return '<section class="footnotes">\n<ol>\n'

    def _footnotes_close(self, token: Token, _: Token | None) -> str:
        return "</ol>\n</section>\n"

    def _footnote_open(self, token: Token, _: Token | None) -> str:
        return _tag("li", {"id": self.anchors.footnote(token.meta["number"])})

    def _inline_footnote_open(self, token: Token, _: Token | None) -> str:
        return f" {_tag('span', {'class': 'footnote', 'id': self.anchors.footnote(token.meta['number'])})}{token.meta['number']}. "

    def _footnote_back(self, token: Token, _: Token | None) -> str:
        return f" {_tag('a', {'class': 'footnote-back', 'href': '#' + self.anchors.reference(token.meta['number'])})}↩\ufe0e</a>"


_CLOSES_INLINE = frozenset("em_close strong_close s_close link_close inline_footnote_close".split())


def _tag(tag: str, attrs: Mapping[str, str | int | float]) -> str:
    written = "".join(f' {name}="{escape(str(value))}"' for name, value in attrs.items())
    return f"<{tag}{written}>"
