"""Texts that know the truth about themselves.

A text is drawn as a tree. While it is written down, every planted word is recorded with the spoilers it stands in, and
every spoiler with what it gives away. Nothing here asks the parser anything, so the tests can't mark their own work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from reviews.spoilers.reader import Reader
from tests.spoilers.reading import FILM, NOVEL, ONE, ORCHARD, THREE, TWO

#: Around each marker while a text is written, so that tests can take one out or put one in twice.
_BEGIN, _END = "\x01", "\x02"
_MARKER = re.compile(f"{_BEGIN}([^{_END}]*){_END}")

#: How a scope is written, and the (work, part) pairs that must be known. Under review are the novel and the film.
SCOPES: dict[str, tuple[tuple[int, int | None], ...]] = {
    "": ((NOVEL, None), (FILM, None)),
    ' {of="the-tide-clock"}': ((NOVEL, None),),
    " {of='the-tide-clock-film'}": ((FILM, None),),
    " {OF=“the-glass-orchard”}": ((ORCHARD, None),),
    ' { of="the-tide-clock"  until="chapter-two" }': ((NOVEL, TWO),),
}


@dataclass
class Spoiler:
    """One spoiler as it was drawn; `number` counts the openings in the text."""

    number: int
    parent: int | None
    is_break: bool
    needs: tuple[tuple[int, int | None], ...]


@dataclass
class Written:
    """A text, and the truth about it."""

    marked: str
    spoilers: list[Spoiler]
    #: Word -> the chains of spoilers it stands in; a footnote stands wherever it is referred to.
    words: dict[str, list[tuple[int, ...]]]
    #: Words that stand in addresses and titles, and so in HTML alone.
    attributes: set[str]
    #: Spoiler -> the word that is its label. It stands on the gate, and so nowhere when the spoiler is open.
    labels: dict[int, str]

    @property
    def text(self) -> str:
        return _MARKER.sub(r"\1", self.marked)

    @property
    def markers(self) -> list[tuple[int, int]]:
        """Where the markers stand in `marked`, the break left out: without it the text simply has none."""
        return [found.span() for found in _MARKER.finditer(self.marked) if not found[1].lstrip().startswith("<!")]

    def dropped(self, number: int) -> str:
        """The text without one of its markers."""
        begin, end = self.markers[number % len(self.markers)]
        return _MARKER.sub(r"\1", self.marked[:begin] + self.marked[end:])

    def doubled(self, number: int) -> str:
        """The text with one of its markers twice."""
        begin, end = self.markers[number % len(self.markers)]
        marker = self.marked[begin:end]
        line_start = self.marked.rfind("\n", 0, begin) + 1
        between = "\n" + re.sub(r"[^> ]", " ", self.marked[line_start:begin]) if ":::" in marker else ""
        return _MARKER.sub(r"\1", self.marked[:end] + between + marker + self.marked[end:])

    def keys(self) -> dict[int, str]:
        """A key for every passage; spoilers are numbered as they open, in the parser as in here."""
        return {spoiler.number: f"key-{spoiler.number}" for spoiler in self.spoilers}

    def open_to(self, reader: Reader) -> set[int]:
        """The spoilers that a reader has open, all those around them included."""
        found: set[int] = set()
        for spoiler in self.spoilers:
            if (spoiler.parent is None or spoiler.parent in found) and self._opens(spoiler, reader):
                found.add(spoiler.number)
        return found

    def _opens(self, spoiler: Spoiler, reader: Reader) -> bool:
        key = f"key-{spoiler.number}"
        if reader.everything or all(work in reader.finished or part in reader.reached for work, part in spoiler.needs):
            return True
        if spoiler.is_break:
            return key in reader.breaks and {work for work, _ in spoiler.needs} <= reader.breaks[key]
        return key in reader.opened

    def visible(self, open_: set[int]) -> set[str]:
        """The planted words that somebody sees who has these spoilers open."""
        off = {label for number, label in self.labels.items() if number in open_}
        return {word for word, chains in self.words.items() if any(set(chain) <= open_ for chain in chains)} - off

    def own_words(self, number: int) -> set[str]:
        """The words that stand in one spoiler, and in none nested in it."""
        return {word for word, chains in self.words.items() if any(chain and chain[-1] == number for chain in chains)}


@dataclass
class Writer:
    """Draws and writes a text."""

    draw: st.DrawFn
    spoilers: list[Spoiler] = field(default_factory=list)
    words: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    attributes: set[str] = field(default_factory=set)
    notes: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    count: int = 0

    def word(self, chain: tuple[int, ...], *, attribute: bool = False) -> str:
        """A word that is in no other word."""
        self.count += 1
        word = f"w{self.count:04d}q"
        self.words[word] = [chain]
        if attribute:
            self.attributes.add(word)
        return word

    def one_of(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def opens(self, chain: tuple[int, ...], needs: tuple[tuple[int, int | None], ...], *, is_break: bool = False) -> tuple[int, ...]:
        spoiler = Spoiler(len(self.spoilers), chain[-1] if chain else None, is_break, needs)
        self.spoilers.append(spoiler)
        return (*chain, spoiler.number)

    # Inline

    def sentence(self, chain: tuple[int, ...], depth: int = 0, *, cell: bool = False, inside: str = "") -> str:
        parts = [self.word(chain)]
        parts.extend(self.phrase(chain, depth, cell=cell, inside=inside) for _ in range(self.number(0, 3)))
        parts.append(self.word(chain))
        return " ".join(parts)

    def phrase(self, chain: tuple[int, ...], depth: int, *, cell: bool, inside: str) -> str:
        kinds = ["word", "em", "strong", "code", "link", "image", "note", "spoiler", "spoiler", "spoilt link"]
        kind = self.one_of(*kinds) if depth < 3 else "word"
        if kind == "em":
            return f"*{self.sentence(chain, depth + 1, cell=cell, inside=inside)}*"
        if kind == "strong":
            return f"**{self.word(chain)}**"
        if kind == "code":
            return f"`{self.word(chain)}`"
        if kind == "link":
            return f'[{self.word(chain)}](https://example.org/{self.word(chain, attribute=True)} "{self.word(chain, attribute=True)}")'
        if kind == "image":
            return f"![{self.word(chain)}](/media/{self.word(chain, attribute=True)}.png)"
        if kind == "note" and self.notes:
            return self.reference(chain)
        if kind == "spoiler":
            return self.spoiler(chain, depth, cell=cell, inside=inside)
        if kind == "spoilt link":
            # All of a link is hidden if a part of its text is.
            whole = self.opens(chain, SCOPES[""])
            hidden = f"{_BEGIN}>!{_END}{self.word(whole)}{_BEGIN}!<{_END}"
            return f"[{self.word(whole)} {hidden}](https://example.org/{self.word(whole, attribute=True)})"
        return self.word(chain)

    def spoiler(self, chain: tuple[int, ...], depth: int, *, cell: bool, inside: str) -> str:
        opener, closer = (">!", "!<") if inside == "||" else (("||", "||"), (">!", "!<"))[self.number(0, 1)]
        inner = self.opens(chain, SCOPES[""])
        body = self.sentence(inner, depth + 1, cell=cell, inside=opener)
        blank = self.one_of("", " ")
        if cell and opener == "||":
            opener = closer = "\\|\\|"
        return f"{_BEGIN}{opener}{_END}{blank}{body}{blank}{_BEGIN}{closer}{_END}"

    def reference(self, chain: tuple[int, ...]) -> str:
        name, word, at = self.notes[self.number(0, len(self.notes) - 1)]
        if chain[: len(at)] != at:
            # Only notes of this place, or of one around it, may be used.
            return self.word(chain)
        self.words[word].append(chain)
        return f"[^{name}]"

    # Blocks

    def blocks(self, chain: tuple[int, ...], depth: int) -> list[str]:
        """Lines; each block is followed by an empty one."""
        lines: list[str] = []
        before = len(self.notes)
        if self.number(0, 3) == 0:
            self.count += 1
            word = f"w{self.count:04d}q"
            # Not yet anywhere: it stands where it is referred to.
            self.words[word] = []
            self.notes.append((f"n{self.count}", word, chain))
        for _ in range(self.number(1, 3)):
            lines += [*self.block(chain, depth), ""]
        for name, word, _ in self.notes[before:]:
            lines += [f"[^{name}]: {word}", ""]
        del self.notes[before:]
        return lines

    def block(self, chain: tuple[int, ...], depth: int) -> list[str]:
        kind = (
            self.one_of("paragraph", "paragraph", "fence", "fence", "list", "quote", "heading", "table", "code")
            if depth < 3
            else "paragraph"
        )
        if kind == "fence":
            return self.fence(chain, depth)
        if kind == "list":
            return self.items(chain, depth)
        if kind == "quote":
            return ["> " + line for line in self.blocks(chain, depth + 1)]
        if kind == "heading":
            return ["#" * self.number(1, 6) + " " + self.sentence(chain)]
        if kind == "table":
            row = f"| {self.sentence(chain, cell=True)} | {self.sentence(chain, cell=True)} |"
            head = f"| {self.word(chain)} | {self.word(chain)} |"
            return [head, "|---|:-:|", row]
        if kind == "code":
            return ["```", self.word(chain), "```"]
        return [self.sentence(chain), *(self.sentence(chain) for _ in range(self.number(0, 1)))]

    def items(self, chain: tuple[int, ...], depth: int) -> list[str]:
        marker = self.one_of("- ", "1. ", "* ")
        lines: list[str] = []
        for _ in range(self.number(1, 3)):
            first, *rest = self.blocks(chain, depth + 1)
            lines.append(marker + first)
            lines += [" " * len(marker) + line if line else "" for line in rest]
        return lines

    def fence(self, chain: tuple[int, ...], depth: int) -> list[str]:
        scope = self.one_of(*SCOPES)
        inner = self.opens(chain, SCOPES[scope])
        colons = ":" * self.number(3, 5)
        directive = self.one_of(" spoiler", "spoiler", " SPOILER", "  Spoiler")
        label = self.labels[inner[-1]] = self.word(chain)
        body = self.blocks(inner, depth + 1)
        # As long as the longest fence it could be: a closer must not be shorter than what it closes.
        return [f"{_BEGIN}{colons}{directive} {label}{scope}{_END}", *body, f"{_BEGIN}:::::{_END}"]


@st.composite
def texts(draw: st.DrawFn) -> Written:
    """A well-formed review that knows who may read which of its words."""
    writer = Writer(draw)
    lines = writer.blocks((), 0)
    if draw(st.booleans()):
        label = writer.word(())
        behind = writer.opens((), SCOPES[""], is_break=True)
        writer.labels[behind[-1]] = label
        spelled = writer.one_of("<!--more {}-->", "<!-- MORE {} -->", "<!--More   {}-->  ")
        lines += [_BEGIN + spelled.format(label) + _END, "", *writer.blocks(behind, 0)]
    words = {word: chains for word, chains in writer.words.items() if chains}
    return Written("\n".join(lines) + "\n", writer.spoilers, words, writer.attributes, writer.labels)


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    """Somebody who finished some works, is somewhere in the novel, and opened some passages and perhaps the break."""
    numbers = st.integers(0, 12)
    works = st.frozensets(st.sampled_from([NOVEL, FILM, ORCHARD]))
    breaks: Mapping[str, frozenset[int]] = draw(st.dictionaries(numbers.map("key-{}".format), works, max_size=4))
    return Reader(
        finished=draw(works),
        reached=frozenset([ONE, TWO, THREE][: draw(st.integers(0, 3))]),
        opened=draw(st.frozensets(numbers.map("key-{}".format), max_size=8)),
        breaks=breaks,
    )


#: What a text may be made of when nobody means well.
SOUP = [
    "||", ">!", "!<", ":::", "::: spoiler x", "::: spoiler", ":::: spoiler y", "::::", "<!--more-->", "<!--more", "{of=", '{of="a"}',
    "\n", "\n\n", "\n> ", "\n- ", "\n1. ", "\n    ", "  ", "\t", "*", "**", "_", "~~", "`", "```\n", "[", "]", "](/u)", "(", ")", "![",
    "[^a]", "\n[^a]: ", "\n[a]: /u 'x'\n", "[a]", "|", "\n|a|b|\n|-|-|\n", "\\", "<", ">", "http://x.org/", "<http://y>", "&amp;", "&#124;",
    "# ", "\n# ", "\n---\n", "\n===\n", "word", "secret", "<b>", "</p>", "<script>", "javascript:x", '"', "'", "\u00a0", "\u202e",
    "\x00", "é",
]  # fmt: skip

soup = st.lists(st.sampled_from(SOUP), max_size=40).map("".join)
