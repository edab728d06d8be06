"""Members, in the owner's admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from .models import User


@admin.register(User)
class MemberAdmin(UserAdmin[User]):
    """Django's own, with the name that readers see."""

    list_display = ("username", "display_name", "email", "is_staff", "is_active")
    search_fields = ("username", "display_name", "email")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Shown to readers"), {"fields": ("display_name",)}),
        *(UserAdmin.fieldsets or ())[1:],
    )
