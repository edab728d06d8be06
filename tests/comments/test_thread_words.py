"""How a text reads without its markup: its lines, and how it begins."""

import pytest

from reviews.comments.words import FIRST_WORDS, GATE, first_words, lines
from reviews.publishing.reading import Opened
from reviews.spoilers.document import Scope, SpoilerKind
from reviews.spoilers.rendition import Gate, Html, Rendition


def gate(handle, kind=SpoilerKind.INLINE):
    return Gate(handle, kind, "A label", Scope(()), "short")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <em>word</em> &amp; two</p>", ["One word & two"]),
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One\ntwo<br>three</p>", ["One two", "three"]),
        ("<ul><li>One</li><li>Two</li></ul>", ["One", "Two"]),
        ("<table><tr><td>One</td><td>Two</td></tr><tr><td>Three</td></tr></table>", ["One Two", "Three"]),
        ("<pre><code>one\n  two</code></pre><p>three\nfour</p>", ["one", "two", "three four"]),
        ("<p>&lt;script&gt; is a word</p>", ["<script> is a word"]),
        ("", []),
    ],
)
def test_lines_are_what_is_read(html, expected):
    assert lines(Rendition((Html(html),)), {}) == expected


def test_a_gate_leaves_a_sign_and_an_opened_one_its_words():
    text = Rendition((Html("<p>It was "), gate("g1"), Html(" all along.</p>"), gate("g2", SpoilerKind.BLOCK), Html("<p>End</p>")))
    assert lines(text, {}) == [f"It was {GATE} all along.", GATE, "End"]
    hidden = {
        "g1": Opened(Rendition((Html("the "), gate("g3"))), closable=True),
        "g2": Opened(Rendition((Html("<p>Block</p>"),)), closable=True),
    }
    assert lines(text, hidden) == [f"It was the {GATE} all along.", "Block", "End"]


def test_the_first_words_are_whole_and_say_that_there_are_more():
    text = Rendition((Html("<p>" + "word " * 40 + "</p>"),))
    short = first_words(text)
    assert len(short) <= FIRST_WORDS + 1
    assert short.endswith("word…")
    assert first_words(Rendition((Html("<p>All of it.</p>"),))) == "All of it."
    assert first_words(Rendition((Html(f"<p>{'語' * 200}</p>"),))) == "語" * FIRST_WORDS + "…"
