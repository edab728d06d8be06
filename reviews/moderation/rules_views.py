"""The owner's rules: read by moderators, set by whoever may, never without a rehearsal. And the one button that pauses all replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reviews.comments.rules.actions import Stale, save_rules, set_paused
from reviews.comments.rules.book import settings_of
from reviews.comments.rules.models import RuleBook
from reviews.notices.people import may_decide
from reviews.web.caching import private_page

from .moves import STAYS_TAG
from .rules_forms import RulesForm
from .rules_page import differences, outcome_of, settings_in_words

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


def may_set_rules(user: User | AnonymousUser) -> bool:
    """Whether this viewer sets the rules of the site: its owner, or whoever was given just that."""
    return user.has_perm("reviews.change_rulebook")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules as they are. By POST: pause all replies (`pause`), or save what a rehearsal has shown."""
    if not may_set_rules(request.user):
        if request.method == "POST" or not may_decide(cast("User", request.user)):
            raise PermissionDenied
        return private_page(render(request, "moderation/rules.html", _readable()))
    if request.method != "POST":
        return _page(request, RulesForm(book=RuleBook.current()))
    if "pause" in request.POST:
        return _pause(request)
    form = RulesForm(request.POST, book=RuleBook.current())
    if not form.is_valid():
        return _page(request, form, status=422)
    if not form.is_rehearsed():
        return _rehearse(request, form)
    try:
        save_rules(form.values, by=cast("User", request.user), seen_version=form.cleaned_data["version"])
    except Stale as stale:
        return _stale(request, form, stale.book)
    messages.success(request, _("Saved. These rules look at every reply from now on."), extra_tags=STAYS_TAG)
    return redirect("moderation-rules")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest) -> HttpResponse:
    """Try the rules that were sent on what people have decided, before they are saved. With `action` “edit”: back to the form."""
    if not may_set_rules(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("moderation-rules")
    form = RulesForm(request.POST, book=RuleBook.current())
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.POST.get("action") == "edit":
        return _page(request, form)
    return _rehearse(request, form)


def _rehearse(request: HttpRequest, form: RulesForm) -> HttpResponse:
    if form.cleaned_data["version"] != form.book.version:
        return _stale(request, form, form.book)
    context = {
        "form": form,
        "changes": differences(form.book, form.values),
        "outcome": outcome_of(settings_of(form.book), form.settings(), last=form.how_many),
        "seal": form.seal(),
    }
    return private_page(render(request, "moderation/rules_rehearsal.html", context))


def _stale(request: HttpRequest, form: RulesForm, book: RuleBook) -> HttpResponse:
    """409: somebody else has set the rules meanwhile. Both values beside each other, and the form as it was sent."""
    data = request.POST.copy()
    data["version"] = str(book.version)
    again = RulesForm(data, book=book)
    return _page(request, again, conflicts=differences(book, form.values), status=409)


def _pause(request: HttpRequest) -> HttpResponse:
    paused = request.POST["pause"] == "yes"
    set_paused(paused=paused, by=cast("User", request.user))
    words = _("All replies are paused. What was written meanwhile is handed back.") if paused else _("Replies are taken again.")
    messages.success(request, words, extra_tags=STAYS_TAG)
    return redirect("moderation-rules")


def _page(request: HttpRequest, form: RulesForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return private_page(render(request, "moderation/rules.html", {"form": form, "book": form.book, **more}, status=status))


def _readable() -> dict[str, Any]:
    book = RuleBook.current()
    return {"book": book, "groups": settings_in_words(book)}
