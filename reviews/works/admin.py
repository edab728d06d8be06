"""Stories, works and their parts in the admin. What may change, and what follows from it, is for `actions` to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from reviews.web.admin_forms import AdmittedAdmin

from . import actions
from .forms import PartForm, WorkForm
from .models import Part, Story, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model
    from django.forms import BaseInlineFormSet, BaseModelForm
    from django.http import HttpRequest, HttpResponse


class SlugOnceAdmin(AdmittedAdmin):
    """Put it before `ModelAdmin`: the slug is chosen when a row is made, and shown after that."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return () if obj is None else ("slug",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, Sequence[str]]:
        return {"slug": ("title",)} if obj is None else {}


class PartInline(AdmittedAdmin, admin.TabularInline[Part, Work]):
    model = Part
    form = PartForm
    extra = 0
    prepopulated_fields = {"slug": ("title",)}
    verbose_name_plural = _("parts (none can be deleted while a review is about the work or mentions it)")

    def has_delete_permission(self, request: HttpRequest, obj: Work | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_held())


@admin.register(Work)
class WorkAdmin(SlugOnceAdmin, admin.ModelAdmin[Work]):
    form = WorkForm
    list_display = ("title", "kind", "year", "story")
    list_filter = ("kind",)
    search_fields = ("title", "slug")
    autocomplete_fields = ("story",)
    inlines = (PartInline,)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (actions.PartsOverlap, actions.WorkInUse):
            refusal = _("Somebody else changed this work at the same moment, so nothing was saved. Here it is as it stands now.")
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: Work, form: BaseModelForm[Work], change: bool) -> None:
        actions.save_work(work=obj)

    def save_formset(
        self, request: HttpRequest, form: BaseModelForm[Work], formset: BaseInlineFormSet[Part, Work, PartForm], change: bool
    ) -> None:
        parts = formset.save(commit=False)
        actions.save_parts(work=form.instance, parts=parts, removed=formset.deleted_objects)


@admin.register(Story)
class StoryAdmin(SlugOnceAdmin, admin.ModelAdmin[Story]):
    search_fields = ("title",)
