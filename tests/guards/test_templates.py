"""The template laws hold, and each is shown to bite."""

import pytest
from django.conf import settings

from tests.guards.template_laws import broken_laws, templates_below

TEMPLATES = templates_below(settings.BASE_DIR / "templates")


def test_templates_keep_the_laws() -> None:
    broken = {str(path): laws for path in TEMPLATES if (laws := broken_laws(path.read_text(encoding="utf-8")))}
    assert TEMPLATES
    assert not broken


@pytest.mark.parametrize(
    "bad",
    [
        "{{ text|safe }}",
        "{{ text | safe }}",
        "{{ words|safeseq|join:', ' }}",
        "{% autoescape off %}{{ text }}{% endautoescape %}",
        "<style>p { color: red }</style>",
        '<p class="a" style="color: red">',
        "<button onclick='go()'>",
        '<body\n  onload = "go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a href=" javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
    ],
)
def test_a_broken_law_is_caught_with_its_line(bad: str) -> None:
    (fault, *_) = broken_laws(f"<p>Good</p>\n{{# {bad} #}}\n\n{bad}")
    assert fault.startswith(f"line {4 + bad.count(chr(10))}: ")


@pytest.mark.parametrize(
    "good",
    [
        '<script src="{% static "js/a.js" %}" type="module"></script>',
        '<script type="application/ld+json">{{ facts }}</script>',
        '<a href="https://elsewhere.example/">out</a>',
        "{{ safe }} {{ text|safe_words }}",
        '<p data-style="x" class="on-time">',
    ],
)
def test_what_the_laws_allow_passes(good: str) -> None:
    assert not broken_laws(good)
