"""Hostile texts must cost no more than their length: doubling one may take at most 2.5 times as long.

    python -m benchmarks.hostile [pattern …]

prints, for each pattern, the time at n and at 2n and their ratio, and exits 1 if one is over the limit. All of a text's
life is measured: the door, parsing, redaction and rendering for a stranger.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterable

from reviews.spoilers.document import Source, SourceKind
from reviews.spoilers.door import admit
from reviews.spoilers.parse import parse
from reviews.spoilers.reader import stranger
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_rendition, to_search_text, to_text

#: What doubling may cost: 2, and some room for a noisy machine.
LIMIT = 2.5
#: A run shorter than this measures the machine's mood; n is doubled until it is longer.
MEASURABLE = 0.06
#: The longest review is 200,000 characters; measuring goes a little further.
LARGEST = 400_000
#: The best of several runs is the one that was disturbed least.
RUNS = 3
#: A ratio over the limit is measured again before it is believed.
TRIES = 3


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda n: opening * n + "x" + closing * n


def _repeated(text: str) -> Callable[[int], str]:
    return lambda n: text * n


def _numbered(template: str) -> Callable[[int], str]:
    return lambda n: "".join(template.replace("#", str(at)) for at in range(n))


def _ladder(n: int) -> str:
    """Backtick runs of growing length, none of which finds its equal."""
    return " ".join("`" * at for at in range(1, int((2 * n) ** 0.5) + 1))


PATTERNS: dict[str, Callable[[int], str]] = {
    "prose": _repeated("A calm *review* of a book, with a [link](https://example.org/).\n\n"),
    "brackets [": _repeated("["),
    "brackets []": _nested("[", "]"),
    "brackets [](": _repeated("[a]("),
    "links nested": _nested("[", "](u)"),
    "images ![": _repeated("!["),
    "images nested": _nested("![", "](u)"),
    "footnote [^": _repeated("[^"),
    "footnote references": lambda n: "[^a]" * n + "\n\n[^a]: x\n",
    "footnotes": _numbered("[^#] \n\n[^#]: note\n\n"),
    "footnote definitions": _numbered("[^#]: x\n"),
    "footnote chain": _numbered("[^#]: ||[^#0]||\n\n"),
    "footnotes in spoilers": lambda n: "||a[^n]|| " * n + "\n\n[^n]: note\n",
    "footnote cycle": lambda n: "[^a] " * n + "\n\n[^a]: ||[^b]||\n\n[^b]: ||[^a]||\n",
    "bars ||": _repeated("||"),
    "bars || a": _repeated("|| a "),
    "bars paired": _repeated("||a|| "),
    "opener >!": _repeated(">!"),
    "opener >! a": _repeated(">! a "),
    "closer !<": _repeated("a !< "),
    "spoilers nested": _nested(">!", "!<"),
    "spoilers nested, spaced": _nested(">! a ", " b !<"),
    "spoilers crossed": _repeated("||a >!b|| c!< "),
    "spoilers alternating": _nested("|| >! ", "!< || "),
    "spoilers in links": _repeated("[a ||b|| c](u) "),
    "spoilers with emphasis": _repeated("*a ||*b*|| c* "),
    "openers, lines": _repeated(">! a\n\n"),
    "fences :::": _repeated(":::\n"),
    "fences open": _repeated("::: spoiler a\n"),
    "fences nested": _nested("::: spoiler a\n", "\n:::"),
    "fences paired": _repeated("::: spoiler a\nb\n:::\n"),
    "fences unknown": _repeated("::: note\n"),
    "fence, long label": lambda n: "::: spoiler " + "*a" * n + "\nb\n:::\n",
    "fence, braces": lambda n: "::: spoiler " + "{of=" * n + "\nb\n:::\n",
    "fence attributes": lambda n: "::: spoiler a {" + 'of="a" ' * n + "}\nb\n:::\n",
    "colons": _repeated(":"),
    "break": _repeated("<!--more-->\n"),
    "break in text": _repeated("a <!--more--> "),
    "break open": _repeated("<!--more "),
    "break, dashes": lambda n: "<!" + "-" * n,
    "comments <!": _repeated("<!"),
    "comments <!--": _repeated("<!--"),
    "quotes >": _repeated(">"),
    "quotes > a": lambda n: "".join(">" * (at % 40) + " a\n" for at in range(n)),
    "quotes, lazy": lambda n: "> a\n" + "b\n" * n,
    "lists": _repeated("- a\n"),
    "lists deep": lambda n: "".join("  " * (at % 40) + "- a\n" for at in range(n)),
    "lists on a line": _repeated("- "),
    "list numbers": _repeated("1. a\n"),
    "stars *": _repeated("*"),
    "stars *a": _repeated("*a "),
    "stars a*": _repeated("a* "),
    "stars **a*": _repeated("**a* "),
    "stars *a_": _repeated("*a _b "),
    "stars mixed": _repeated("*_**__a "),
    "tildes": _repeated("~~a "),
    "tildes odd": _repeated("~~~a~~ "),
    "backticks": _repeated("`"),
    "backticks a": _repeated("`a ``b "),
    "backticks growing": _ladder,
    "code fences": _repeated("```\n"),
    "code open": lambda n: "```\n" + "|| a ||\n" * n,
    "table rows": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * n,
    "table rows, bars": lambda n: "|a|b|\n|-|-|\n" + "|c||d|\n" * n,
    "table wide": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n",
    "table short rows": lambda n: "|a" * 30 + "|\n" + "|-" * 30 + "|\n" + "|\n" * n,
    "tables": _repeated("|a|\n|-|\n\n"),
    "table heads": _repeated("|a|b|\n"),
    "headings": _repeated("# a\n"),
    "headings empty": _repeated("#\n"),
    "headings, setext": _repeated("a\n=\n"),
    "hash": _repeated("#"),
    "rules": _repeated("---\n"),
    "rule spaces": _repeated("- - "),
    "link definitions": _numbered("[#]: /u\n"),
    "link definitions, same": _repeated("[a]: /u\n"),
    "link definitions used": lambda n: _numbered("[#]: /u\n")(n) + "\n" + _numbered("[#] ")(n),
    "link definition, open": _repeated("[a\n"),
    "link definition titles": _repeated("[a]: /u '\n"),
    "link definitions in fences": _numbered("::: spoiler a\n[#]: /u\n\n[#]\n:::\n"),
    "autolinks <": _repeated("<"),
    "autolinks <a": _repeated("<a@"),
    "autolinks": _repeated("<http://a> "),
    "bare addresses": _repeated("http://a.b/c "),
    "bare address, long": lambda n: "http://a.b/" + "c" * n,
    "bare addresses joined": _repeated("http://"),
    "bare addresses, brackets": lambda n: "http://a.b/" + "(" * n,
    "schemes": _repeated("a://"),
    "entities": _repeated("&"),
    "entities &#": _repeated("&#x2f;"),
    "backslashes": _repeated("\\"),
    "escaped bars": _repeated("\\||"),
    "spaces": lambda n: "a" + " " * n + "b",
    "spaces at ends": _repeated("a  \n"),
    "tabs": _repeated("\t>\t-\t"),
    "lines": _repeated("a\n"),
    "blank lines": _repeated("\n"),
    "angles": _repeated("<>"),
    "combining marks": lambda n: "a" + "\u0301\u0316" * n,
    "deep and wide": _repeated("> - ||a [b](c) *d*|| \n"),
}


def main(names: Iterable[str]) -> int:
    """Measure the named patterns, or all; return the exit code."""
    chosen = list(names) or list(PATTERNS)
    slow: list[str] = []
    print(f"{'pattern':32}{'n':>9}{'chars':>9}{'t(n)':>9}{'t(2n)':>9}{'ratio':>7}")
    for name in chosen:
        ratio = _measure(name, PATTERNS[name])
        if ratio > LIMIT:
            slow.append(name)
    print(f"{len(chosen)} patterns, over {LIMIT}: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def _measure(name: str, pattern: Callable[[int], str]) -> float:
    n = 100
    while _best(pattern(n), 1) < MEASURABLE and len(pattern(2 * n)) < LARGEST:
        n *= 2
    ratio = float("inf")
    for _ in range(TRIES):
        once, twice = _best(pattern(n), RUNS), _best(pattern(2 * n), RUNS)
        ratio = min(ratio, twice / once)
        if ratio <= LIMIT:
            break
    print(f"{name:32}{n:>9}{len(pattern(n)):>9}{once:>9.3f}{twice:>9.3f}{ratio:>7.2f}{'  TOO SLOW' if ratio > LIMIT else ''}", flush=True)
    return ratio


def _best(text: str, runs: int) -> float:
    return min(_seconds(text) for _ in range(runs))


def _seconds(text: str) -> float:
    # Processor time: what else the machine does at the moment is not the text's fault.
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        _live(text)
        return time.process_time() - start
    finally:
        gc.enable()


def _live(text: str) -> None:
    document = parse(Source(admit(text, limit=10 * LARGEST, line_limit=10 * LARGEST), SourceKind.REVIEW))
    redacted = redact(document, stranger(), {})
    to_rendition(redacted, {})
    to_text(redacted)
    to_search_text(redacted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
