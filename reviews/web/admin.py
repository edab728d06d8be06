"""The site's own facts, in the owner's admin."""

from django.contrib import admin
from django.http import HttpRequest

from .admin_forms import AdmittedAdmin
from .models import Site


@admin.register(Site)
class SiteAdmin(AdmittedAdmin, admin.ModelAdmin[Site]):
    """Changed here, made by `setup_site`, never deleted. The address is SITE_URL's to say."""

    fields = ("name", "tagline", "language", "time_zone", "address")
    readonly_fields = ("address",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False
