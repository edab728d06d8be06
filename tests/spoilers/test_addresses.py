"""Which addresses are linked, and that the sanitiser holds even where the renderer would not."""

from __future__ import annotations

import pytest

from reviews.spoilers.addresses import allowed, is_picture_of_ours
from reviews.spoilers.clean import clean


@pytest.mark.parametrize(
    "address", ["https://a.b/c", "HTTP://a", "mailto:a@b.c", "/reviews/x/", "a/b:c", "?q=a:b", "#a:b", "//host/x", "", "x"]
)
def test_harmless_addresses_are_allowed(address: str) -> None:
    assert allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:1",
        "javascript:123",
        "java\nscript:1",
        "java\tscript:1",
        "\u200bjavascript:1",
        "java\u00adscript:1",
        " javascript:1",
        "\x01javascript:1",
        "data:text/html,x",
        "vbscript:x",
        "x123:456",
        "ftp://a.b/",
        "blob:x",
    ],
)
def test_other_schemes_are_not(address: str) -> None:
    assert not allowed(address)


def test_pictures_of_ours_are_plain_paths() -> None:
    assert is_picture_of_ours("/media/covers/a.webp")
    for address in ("/media/../admin/", "/media/%2e%2e/admin", "//media/x", "https://a.b/media/x", "media/x", "/media/a\\b", "/mediax"):
        assert not is_picture_of_ours(address)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>x</script>", "x"),
        ('<p onclick="x" style="color:red" class="gate">a</p>', "<p>a</p>"),
        ('<a href="javascript:1">a</a>', "<a>a</a>"),
        ('<a href="javascript:123" id="main">a</a>', "<a>a</a>"),
        ("<img src=x onerror=y>", '<img src="x">'),
        ("<svg><a xlink:href='javascript:1'>x</a></svg>", "<a>x</a>"),
        ("<!-- x --><p>a</p>", "<p>a</p>"),
        ('<span class="passage" data-gate="n-1"></span>', '<span class="passage" data-gate="n-1"></span>'),
        ('<h2 id="mine">a</h2><h2 id="other">a</h2>', '<h2 id="mine">a</h2><h2>a</h2>'),
    ],
)
def test_sanitiser_keeps_the_short_list(html: str, expected: str) -> None:
    assert clean(html, ids=frozenset({"mine"})) == expected
