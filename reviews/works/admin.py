"""Stories, works and their parts in the admin."""

from django.contrib import admin

from .models import Part, Story, Work


class PartInline(admin.TabularInline[Part, Work]):
    model = Part
    extra = 0
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Work)
class WorkAdmin(admin.ModelAdmin[Work]):
    list_display = ("title", "kind", "year", "story")
    list_filter = ("kind",)
    search_fields = ("title", "slug")
    autocomplete_fields = ("story",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (PartInline,)


@admin.register(Story)
class StoryAdmin(admin.ModelAdmin[Story]):
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
