"""The writing desk in the admin. It asks `access` who may, and calls `actions` to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.translation import gettext_lazy as _

from reviews.web.admin_forms import AdmittedAdmin
from reviews.web.errors import handed_back

from . import access, actions, desk
from .former import SlugTaken, has_left_any, review_that_left
from .forms import ReviewForm
from .models import Review, Tag
from .problems import sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin[Review]):
    form = ReviewForm
    list_display = ("title", "author", "status", "published_at")
    list_filter = ("status",)
    search_fields = ("title", "summary")
    date_hierarchy = "published_at"
    ordering = ("-created_at",)
    list_select_related = ("author",)
    fieldsets = (
        (None, {"fields": ("title", "summary", "reviewed_works", "rating", "text", "seen_revision")}),
        (_("Publishing"), {"fields": ("status", "published_at", "slug", "forget_slugs", "author")}),
        (_("Around it"), {"fields": ("mentioned_works", "tag_names")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return Review.objects.editable_by(access.member(request))

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or access.may_edit(access.member(request), obj))

    def get_form(self, request: HttpRequest, obj: Review | None = None, change: bool = False, **kwargs: Any) -> type[ReviewForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("WriterReviewForm", (form,), {"writer": access.member(request)})

    def get_fieldsets(self, request: HttpRequest, obj: Review | None = None) -> Any:
        """Only an Editor chooses the author; everybody else writes as themselves. Former slugs are there when there are any."""
        hidden = set() if access.may_write_for_others(access.member(request)) else {"author"}
        if obj is None or not has_left_any(obj):
            hidden.add("forget_slugs")
        return [(name, {**options, "fields": tuple(f for f in options["fields"] if f not in hidden)}) for name, options in self.fieldsets]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except actions.Stale:
            # Between the form's look and the transaction: too late for the form to say so.
            refusal = _("Somebody else saved this review at the same moment. Open it again and compare it with your text.")
            return handed_back(request, str(refusal), status=409)
        except SlugTaken as taken:
            refusal = _("Another review took the address “%(slug)s” at the same moment. Open yours again and choose another.")
            return handed_back(request, str(refusal) % {"slug": taken.slug}, status=409)

    def save_model(self, request: HttpRequest, obj: Review, form: ReviewForm, change: bool) -> None:
        actions.save_review(
            obj, draft=form.draft(), by=access.member(request), seen_revision=form.cleaned_data["seen_revision"] if change else None
        )
        for former in form.cleaned_data["forget_slugs"]:
            actions.forget_former_slug(obj, former.slug)
        for sentence in sentences(form.problems):
            self.message_user(request, sentence, messages.WARNING)
        if "slug" in form.changed_data and change and review_that_left(form.initial["slug"]) == obj:
            words = _("Links to “%(slug)s” lead to the new address. If the old one gives something away, forget it under the slug.")
            self.message_user(request, str(words) % {"slug": form.initial["slug"]}, messages.INFO)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("preview/", self.admin_site.admin_view(self._for_writers(desk.preview)), name="reviews_review_preview"),
            path("picture/", self.admin_site.admin_view(self._for_writers(desk.upload)), name="reviews_review_upload"),
            *super().get_urls(),
        ]

    def _for_writers(self, view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        def guarded(request: HttpRequest) -> HttpResponse:
            if not self.has_add_permission(request) and not self.has_change_permission(request):
                raise PermissionDenied
            return view(request)

        return guarded


@admin.register(Tag)
class TagAdmin(AdmittedAdmin, admin.ModelAdmin[Tag]):
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
