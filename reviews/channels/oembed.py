"""oEmbed (https://oembed.com): what another site may show of a review, when one of its writers pastes the address."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from reviews.publishing.access import published_review
from reviews.web.caching import private_page, public_page
from reviews.web.context import site as site_context
from reviews.web.gone import Gone
from reviews.web.moved import Moved

from .cards.links import card_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from reviews.publishing.models import Review
    from reviews.web.context import SiteFacts

    from .cards.links import CardLink

#: Pixels. Wider, and the lines get too long to read.
WIDEST = 600
#: What a letter and a line take in the type of most sites, and what stands around a quotation. The spec asks for a height that only the
#: embedding site can know; a little too much is better than a bar to scroll.
_LETTER, _LINE, _AROUND = 9, 26, 48
#: Digits of a size in pixels; with more it is not one.
_DIGITS = 5

_FORMATS = ("json", "xml")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def discovery_of(review: Review) -> list[dict[str, str]]:
    """Return the links by which a page says where its embed is."""
    address = settings.SITE_URL + reverse("oembed")
    page = settings.SITE_URL + review.url
    types = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
    return [{"type": types[name], "href": f"{address}?{urlencode({'url': page, 'format': name})}"} for name in _FORMATS]


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer for the address of one of our reviews; 404 for any other, 501 for a format that isn't one, 400 for what can't be read."""
    url, wanted = request.GET.get("url", ""), request.GET.get("format", "json")
    if not url:
        return _refusal(400, _("Say which page: ?url= and the address of a review."))
    if wanted not in _FORMATS:
        return _refusal(501, _("There are two formats here, json and xml."))
    limits = [_pixels(request.GET.get(name, "")) for name in ("maxwidth", "maxheight")]
    if 0 in limits:
        return _refusal(400, _("maxwidth and maxheight are whole numbers of pixels."))
    try:
        review = _review_at(url)
    except (Http404, Gone):
        return _refusal(404, _("There is no review at that address."))
    facts = _facts(review, site_context(request)["site"], max_width=limits[0], max_height=limits[1])
    answer = JsonResponse(facts) if wanted == "json" else HttpResponse(_xml(facts), content_type="text/xml; charset=utf-8")
    return public_page(answer)


def _facts(review: Review, site: SiteFacts, *, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    works = review.subjects
    width = min(max_width or WIDEST, WIDEST)
    facts: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": review.title,
        "author_name": review.byline,
        "author_url": settings.SITE_URL + review.author_url,
        "provider_name": site.name,
        "provider_url": f"{settings.SITE_URL}/",
        **_thumbnail(card_of(review, site, works=works).within(max_width, max_height)),
    }
    # The summary goes first when there is little room. Without room for the title there is no embed, just a link.
    for summary in (review.summary, ""):
        height = _height(review.title, summary, f"{review.byline} {site.name}", width=width)
        if height <= (max_height or height):
            html = render_to_string(
                "channels/oembed_review.html",
                {"review": review, "url": settings.SITE_URL + review.url, "summary": summary, "site": site},
            )
            return {**facts, "type": "rich", "html": html.strip(), "width": width, "height": height}
    return facts


def _thumbnail(card: CardLink | None) -> dict[str, Any]:
    """A picture keeps to the limits too; where no size of it does there is none."""
    return {"thumbnail_url": card.url, "thumbnail_width": card.width, "thumbnail_height": card.height} if card else {}


def _height(*texts: str, width: int) -> int:
    letters = max(1, width // _LETTER)
    return _AROUND + _LINE * sum(1 + len(text) // letters for text in texts if text)


def _pixels(raw: str) -> int | None:
    """A limit; None where there is none, 0 for what can't be one."""
    if not raw:
        return None
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= _DIGITS else 0


def _review_at(url: str) -> Review:
    """Return the public review at `url`, its former address included. Raises `Http404` or `Gone`."""
    try:
        return published_review(_slug_in(url))
    except Moved as moved:
        return published_review(moved.slug)


def _slug_in(url: str) -> str:
    """Return the slug of the review that `url`, an address on this very site, is of. Raises `Http404`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Http404 from None
    home = urlsplit(settings.SITE_URL)
    # http and https are one site to its readers, each at its usual port unless the site has one of its own.
    ours = home.port or _DEFAULT_PORTS.get(parts.scheme)
    if parts.scheme not in _DEFAULT_PORTS or parts.username is not None or parts.hostname != home.hostname:
        raise Http404
    if (port or _DEFAULT_PORTS[parts.scheme]) != ours:
        raise Http404
    try:
        found = resolve(unquote(parts.path))
    except Resolver404:
        raise Http404 from None
    if found.url_name != "review":
        raise Http404
    return str(found.kwargs["slug"])


def _xml(facts: dict[str, Any]) -> str:
    out = StringIO()
    writer = SimplerXMLGenerator(out, "utf-8")
    writer.startDocument()
    writer.startElement("oembed", AttributesImpl({}))
    for name, value in facts.items():
        writer.addQuickElement(name, str(value))
    writer.endElement("oembed")
    writer.endDocument()
    return out.getvalue()


def _refusal(status: int, words: str) -> HttpResponse:
    return private_page(HttpResponse(words, status=status, content_type="text/plain; charset=utf-8"))
