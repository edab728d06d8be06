"""A member as moderators see them: since when, what became of their replies, and the way to keep them from writing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import blocking
from accounts.models import User
from reviews.comments.models import Comment, State
from reviews.web.caching import private_page

from .access import moderator_of, moderators_only

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


class BlockForm(forms.Form):
    """Whether a member is kept from replying."""

    blocked = forms.ChoiceField(
        choices=[("yes", gettext_lazy("Keep from replying")), ("no", gettext_lazy("Let reply again"))], widget=forms.HiddenInput
    )


@dataclass(frozen=True)
class MemberView:
    """What moderators may know of a member. Their address isn't among it."""

    username: str
    byline: str
    joined: datetime
    is_proven: bool
    blocked_since: datetime | None
    works_here: bool
    #: What each state is called, and how many of their replies are in it.
    counts: tuple[tuple[str, int], ...]
    may_block: bool
    block_url: str


@moderators_only
@require_safe
def member(request: HttpRequest, username: str) -> HttpResponse:
    """What there is to know of one member."""
    return _page(request, "moderation/member.html", _member(username))


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, username: str) -> HttpResponse:
    """Ask once more, and then keep a member from replying, or let them reply again (`blocked`: yes or no)."""
    found, by = _member(username), moderator_of(request)
    if not blocking.may_block(by, found):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, "moderation/member_block.html", found)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _page(request, "moderation/member_block.html", found, status=422)
    if form.cleaned_data["blocked"] == "yes":
        blocking.block(found, by=by)
        messages.success(request, _("%(name)s can’t reply or flag any more.") % {"name": found.byline})
    else:
        blocking.unblock(found, by=by)
        messages.success(request, _("%(name)s can reply and flag again.") % {"name": found.byline})
    return private_page(HttpResponseRedirect(reverse("moderation-member", args=[found.username]), status=303))


def _member(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, template: str, found: User, *, status: int = 200) -> HttpResponse:
    return private_page(render(request, template, {"member": _view(found, moderator_of(request))}, status=status))


def _view(found: User, by: User) -> MemberView:
    """Three queries, however much they wrote."""
    by_state = dict(Comment.objects.filter(author=found).order_by().values_list("state").annotate(Count("pk")))
    return MemberView(
        username=found.username,
        byline=found.byline,
        joined=found.date_joined,
        is_proven=EmailAddress.objects.filter(user=found, verified=True).exists(),
        blocked_since=found.blocked_at,
        works_here=blocking.works_here(found),
        counts=tuple((str(state.label), by_state.get(state.value, 0)) for state in State),
        may_block=blocking.may_block(by, found),
        block_url=reverse("moderation-member-block", args=[found.username]),
    )
