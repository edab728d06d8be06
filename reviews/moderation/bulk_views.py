"""Many rows in one press, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reviews.comments.records import Decision
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from .access import moderator_of, moderators_only
from .bulk import MOST, Seen, decide_all
from .filters import Filters
from .forms import BulkForm
from .moves import said
from .queue import in_order
from .rows import Rows

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Where in the session the outcome of the last press waits for its page.
_OUTCOME = "desk_outcome"


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Decide about all rows that are chosen (`row`, as often as wanted); the page says what was done, and what was not and why."""
    return _press(request) if request.method == "POST" else _outcome(request)


def _press(request: HttpRequest) -> HttpResponse:
    by, shelf = moderator_of(request), reader_of(request)
    rows = [seen for text in request.POST.getlist("row")[:MOST] if (seen := Seen.read(text)) is not None]
    form, query = BulkForm(request.POST), Filters.of(request.GET).query
    if not form.is_valid() or not rows:
        shown = Rows(in_order([row.id for row in rows]), by=by, shelf=shelf).all()
        chosen = [text for text in request.POST.getlist("row")[:MOST] if Seen.read(text)]
        context = {"form": form, "rows": shown, "chosen": chosen, "query": query, "nothing_chosen": not rows}
        return private_page(render(request, "moderation/bulk.html", context, status=422))
    said_why = {name: form.cleaned_data[name] for name in ("reason", "reason_kind")}
    outcome = decide_all(rows, verdict=form.cleaned_data["verdict"], by=by, shelf=shelf, **said_why)
    request.session[_OUTCOME] = {"done": [each.pk for each in outcome.done], "left": list(outcome.left.items()), "query": query}
    response = redirect("moderation-bulk")
    response.status_code = 303
    return response


def _outcome(request: HttpRequest) -> HttpResponse:
    outcome: dict[str, Any] | None = request.session.get(_OUTCOME)
    if outcome is None:
        return redirect("moderation")
    decisions = {each.comment_id: each for each in Decision.objects.filter(pk__in=outcome["done"]).select_related("undone_by")}
    left: dict[int, str] = dict(outcome["left"])
    rows = Rows(in_order([*decisions, *left]), by=moderator_of(request), shelf=reader_of(request)).all()
    done = [{"row": row, "decision": decisions[row.id], "said": said(decisions[row.id])} for row in rows if row.id in decisions]
    context = {
        "done": done,
        "left": [{"row": row, "why": left[row.id]} for row in rows if row.id in left],
        "undoable": [each["decision"] for each in done if not hasattr(each["decision"], "undone_by")],
        "query": outcome["query"],
    }
    return private_page(render(request, "moderation/outcome.html", context))
