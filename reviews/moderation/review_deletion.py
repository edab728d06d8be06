"""The page on which an owner deletes a review for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reviews.publishing.models import Review
from reviews.web.caching import private_page
from reviews.web.fields import AdmittedLine

from . import deleting
from .access import moderator_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DeletionForm(forms.Form):
    """The slug once more, by hand: nobody types that by mistake."""

    slug = AdmittedLine(
        label=gettext_lazy("Its slug"), limit=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the slug of the review to delete it.")},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what would go, and delete it once the slug has been typed. For owners."""
    by = moderator_of(request)
    if not by.is_superuser:
        raise PermissionDenied
    review = Review.objects.filter(slug=slug).first()
    if review is None:
        raise Http404
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deleting.delete_review(review, by=by, typed_slug=form.cleaned_data["slug"])
        except Review.DoesNotExist:  # pressed twice: the first press has done it
            raise Http404 from None
        except deleting.NotThisOne:
            form.add_error("slug", _("This is not its slug. Nothing was deleted."))
        else:
            messages.success(request, _("The review is deleted, with everything that belonged to it."))
            return private_page(HttpResponseRedirect(reverse("admin:reviews_review_changelist"), status=303))
    context = {"review": review, "form": form, "going": deleting.what_goes_with(review)}
    return private_page(render(request, "moderation/review_deletion.html", context, status=422 if request.method == "POST" else 200))
