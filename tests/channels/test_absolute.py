"""HTML that leaves its page: every address leads home, and nothing else about it changes."""

import pytest

from reviews.web.absolute import absolute

PAGE = "https://example.org/reviews/the-well/"


def written(html, here=PAGE):
    return absolute(html, page=PAGE, here=here)


@pytest.mark.parametrize(
    ("address", "complete"),
    [
        ("/media/a.webp", "https://example.org/media/a.webp"),
        ("../other/", "https://example.org/reviews/other/"),
        ("more", "https://example.org/reviews/the-well/more"),
        ("?before=x", "https://example.org/reviews/the-well/?before=x"),
        ("#fn-1", "https://example.org/reviews/the-well/#fn-1"),
        ("", "https://example.org/reviews/the-well/"),
        ("//elsewhere.example/a", "https://elsewhere.example/a"),
        ("http://elsewhere.example/a?b=1&amp;c=2", "http://elsewhere.example/a?b=1&amp;c=2"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
    ],
)
def test_an_address_is_completed_as_on_its_page(address, complete):
    assert written(f'<a href="{address}">x</a><img src="{address}" alt="">') == f'<a href="{complete}">x</a><img src="{complete}" alt="">'


def test_a_place_in_the_same_text_is_where_the_text_stands():
    here = "https://example.org/c/abc/"
    assert written('<a href="#g-x">x</a> <a href="/y">y</a>', here) == (
        '<a href="https://example.org/c/abc/#g-x">x</a> <a href="https://example.org/y">y</a>'
    )


def test_an_address_that_cannot_be_read_is_left_out_and_its_words_stay():
    assert written('<a href="http://[half" title="t">words</a>') == '<a title="t">words</a>'


def test_marks_that_mean_something_on_the_page_alone_are_dropped():
    html = '<h2 id="h-first">First</h2><img src="/a.png" alt="A &quot;b&quot;" loading="lazy" title="t"><td class="align-left">1</td>'
    assert written(html) == '<h2>First</h2><img src="https://example.org/a.png" alt="A &quot;b&quot;" title="t"><td>1</td>'


@pytest.mark.parametrize(
    "html",
    [
        "<p>A &amp; B &lt;b&gt; &amp;amp; “c” é 🜁</p>",
        '<ol start="3"><li><p>one<br>\ntwo</p>\n</li>\n</ol><hr>',
        "<pre><code>if a &lt; b &amp;&amp; c: print('x')\n</code></pre>",
        '<p>Tom &amp; Jerry <a href="https://example.org/?a=1&amp;amp;b" rel="nofollow ugc noopener">x</a></p>',
    ],
)
def test_everything_else_stays_as_it_was(html):
    assert written(html) == html


def test_a_reference_is_spelled_as_what_it_stands_for():
    assert written("&quot;c&quot; &#x27;d&#39; &nbsp;e") == "\"c\" 'd' \xa0e"


def test_a_bare_sign_is_written_as_what_it_stands_for():
    assert written("a & b, 1 < 2 &c") == "a &amp; b, 1 &lt; 2 &amp;c"
