"""Search: the same public answers for everybody, the same bytes for every stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.shelf.current import reader_of, viewer_of
from reviews.spoilers.reader import stranger
from reviews.web.caching import private_page, public_page

from .forms import SearchForm, page_number
from .results import replies_found, reviews_found, works_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from .query import Query
    from .results import Results

#: The kinds of what is found, as `in` names them in the address, in the order of the page; and how many of each stand on the first page.
KINDS: dict[str, tuple[Callable[..., Results[Any]], int]] = {
    "works": (works_found, 5),
    "reviews": (reviews_found, 8),
    "replies": (replies_found, 5),
}
#: Results on a page of one kind.
RESULTS = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Look for `q` in works, reviews and replies: the best of each, or with `in` one of them, page by page.

    At most nine queries, however much is found; four where nothing is, whatever hidden text may say.
    """
    form = SearchForm(request.GET.get("q", ""))
    if not form.is_valid():
        return private_page(render(request, "channels/search.html", {"form": form}, status=422))
    query: Query | None = form.cleaned_data["q"]
    context = {"form": form, **(_found(request, query, form.typed) if query else {})}
    response = render(request, "channels/search.html", context)
    is_stranger = viewer_of(request) is None and reader_of(request) == stranger()
    return public_page(response) if is_stranger else private_page(response)


def _found(request: HttpRequest, query: Query, typed: str) -> dict[str, Any]:
    """What the template shows of a query's results."""
    kind = request.GET.get("in", "")
    address = f"{reverse('search')}?{urlencode({'q': typed})}"
    if kind in KINDS:
        found = _page_of(request, query, kind, f"{address}&in={kind}")
    else:
        kind = ""
        results = {name: find(query, size=size) for name, (find, size) in KINDS.items()}
        more = {f"more_{name}": f"{address}&in={name}" for name, result in results.items() if result.more}
        found = {**{name: result.items for name, result in results.items()}, **more}
    return {
        "typed": typed,
        "kind": kind,
        "tabs": [{"kind": name, "url": f"{address}&in={name}" if name else address} for name in ("", *KINDS)],
        "found_any": any(found.get(name) for name in KINDS),
        **found,
    }


def _page_of(request: HttpRequest, query: Query, kind: str, address: str) -> dict[str, Any]:
    """One page of one kind; a page that is not there is a 404."""
    number = page_number(request.GET.get("page", "1"))
    find, _size = KINDS[kind]
    results = find(query, start=(number - 1) * RESULTS, size=RESULTS) if number else None
    if results is None or (number != 1 and not results.items):
        raise Http404(_("There is no such page."))
    return {
        kind: results.items,
        "previous_url": f"{address}&page={number - 1}" if number > 1 else "",
        "next_url": f"{address}&page={number + 1}" if results.more else "",
    }
