"""The few words and shapes that templates need and Django does not have."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, Protocol

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reviews.web.context import SiteFacts, site

register = template.Library()

#: Deeper replies have nowhere to sit on a phone; past this they keep the indent and say whom they answer.
INDENT_DEPTH: Final = 5


class _HasTitle(Protocol):
    title: str


class _Reach(Protocol):
    work: _HasTitle
    part: _HasTitle | None


class _Gate(Protocol):
    kind: str
    label: str
    size: str


class _Piece(Protocol):
    kind: str


@register.filter
def gate_label(gate: _Gate) -> str:
    """What the gate calls itself: its author's words, or the house's own."""
    if gate.label:
        return gate.label
    if gate.kind == "break":
        return _("The story from here on")
    if gate.kind == "room":
        return _("Replies that know the story")
    return _("A spoiler")


@register.filter
def size_words(size: str) -> str:
    """The rounded size of what a gate holds, in words. An unknown size says nothing."""
    return {
        "short": _("a short passage"),
        "medium": _("several paragraphs"),
        "long": _("a long passage"),
    }.get(size, "")


@register.filter
def titles(reaches: Iterable[_Reach]) -> list[str]:
    """The titles a gate reaches, each once: a novel and its film often share one."""
    return list(dict.fromkeys(reach.work.title for reach in reaches))


@register.filter
def by_title(reaches: Iterable[_Reach]) -> list[tuple[str, str]]:
    """What a gate reaches, one pair a title: `("Dracula", "book, up to Chapter 4; film")`."""
    grouped: dict[str, list[str]] = {}
    for reach in reaches:
        kind = kind_words(reach.work)
        words = _("%(kind)s, up to %(part)s") % {"kind": kind, "part": reach.part.title} if reach.part else kind
        grouped.setdefault(reach.work.title, []).append(words)
    return [(title, "; ".join(words)) for title, words in grouped.items()]


@register.filter
def kind_words(work: Any) -> str:
    """`film`, `book`, ...: a work's kind as it stands inside a sentence."""
    return str(work.get_kind_display()).lower()


@register.filter
def stars(rating: Decimal | float) -> str:
    """`3.5`, `4`: a rating as the style sheet's `data-stars` spells it, whatever the site's language."""
    return f"{float(rating):g}"


@register.filter
def rating_words(rating: Decimal | float) -> str:
    """A rating for people who hear it or print it."""
    whole, half = divmod(float(rating), 1)
    value = (f"{whole:g}½" if whole else "½") if half else f"{whole:g}"
    return _("%(rating)s out of 5") % {"rating": value}


@register.filter
def holds_gates(pieces: Iterable[_Piece]) -> bool:
    """Whether something in these pieces is still closed, inside an open passage too."""
    return any(piece.kind == "gate" or holds_gates(getattr(piece, "pieces", ())) for piece in pieces)


@register.filter
def indent(depth: int) -> int:
    """How far a reply is set in: its depth, up to `INDENT_DEPTH`."""
    return min(max(depth, 0), INDENT_DEPTH)


@register.simple_tag(takes_context=True)
def house_site(context: template.Context) -> object:
    """The site's public facts. allauth's views put a `site` of their own over them, which knows neither language nor demo."""
    known = context.get("site")
    request = context.get("request")
    return known if isinstance(known, SiteFacts) or request is None else site(request)["site"]


class _Tight(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        # Every part of the node list escaped itself already; only blanks at both ends go.
        return mark_safe(self.nodelist.render(context).strip())  # noqa: S308


@register.tag
def tight(parser: template.base.Parser, token: template.base.Token) -> _Tight:
    """`{% tight %}…{% endtight %}`: no blanks at either end, so that what stands in a sentence does not loosen it."""
    nodelist = parser.parse(("endtight",))
    parser.delete_first_token()
    return _Tight(nodelist)
