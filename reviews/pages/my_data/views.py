"""Your data: what is kept, a file of it, which mail you want, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.channels.models import PersonalFeed
from reviews.comments.records import Flag
from reviews.publishing.access import member as member_of
from reviews.shelf.models import Opening, ShelfEntry
from reviews.web.caching import private_page, taken_back

from .erasing import HasReviews, LastOwner, delete_account
from .exporting import export_of
from .forms import ERASE, ErasureForm, MailForm
from .owned import is_last_owner, replies_of, reviews_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

    View = Callable[..., HttpResponse]

#: allauth's, which has no types: who hasn't given their password within the last minutes is asked for it, and comes back.
asks_for_the_password = cast("Callable[[View], View]", reauthentication_required)
#: What the browser calls the file.
FILE_NAME = "my-data.json"


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All that is kept of this member, in numbers, and what they can do about it."""
    member = member_of(request)
    return _page(request, member, MailForm(member=member))


@login_required
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Store which mail the member wants."""
    member = member_of(request)
    form = MailForm(request.POST, member=member)
    if not form.is_valid():
        return _page(request, member, form, status=422)
    for name, wanted in form.cleaned_data.items():
        setattr(member, name, wanted)
    member.save(update_fields=list(form.cleaned_data))
    messages.success(request, _("Your choices are kept."))
    return private_page(HttpResponseRedirect(reverse("my-data"), status=303))


@login_required
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everything as one file."""
    response = StreamingHttpResponse(export_of(member_of(request)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return private_page(response)


@login_required
@asks_for_the_password
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask what should become of the replies, and delete the account. The password is asked for first, by allauth."""
    member = member_of(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _erasure_page(request, member, form)
    if not form.is_valid():
        return _erasure_page(request, member, form, status=422)
    try:
        delete_account(member, with_replies=form.cleaned_data["replies"] == ERASE)
    except (HasReviews, LastOwner):
        return _erasure_page(request, member, form, status=409)
    logout(request)
    return taken_back(private_page(render(request, "pages/my_data_gone.html", {"erased": form.cleaned_data["replies"] == ERASE})))


def _page(request: HttpRequest, member: User, form: MailForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "addresses": EmailAddress.objects.filter(user=member).order_by("-primary", "pk"),
        "replies": replies_of(member).count(),
        "flags": Flag.objects.filter(by=member).count(),
        "works": ShelfEntry.objects.filter(member=member).count(),
        "openings": Opening.objects.filter(member=member).count(),
        "feed": PersonalFeed.objects.filter(member=member).exists(),
    }
    return private_page(render(request, "pages/my_data.html", context, status=status))


def _erasure_page(request: HttpRequest, member: User, form: ErasureForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "reviews": reviews_by(member), "is_last_owner": is_last_owner(member), "replies": replies_of(member).count()}
    return private_page(render(request, "pages/my_data_erasure.html", context, status=status))
