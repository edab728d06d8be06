"""The admin's forms let in what every form lets in, and nothing else."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from reviews.web.admin_forms import AdmittedAdmin
from reviews.web.fields import AdmittedField, AdmittedLine
from reviews.web.models import Site
from tests.conftest import Signed

pytestmark = pytest.mark.django_db

BAD = "Night\u202e\x07 Shelf" + "\u0301" * 40
GOOD = "Night Shelf" + "\u0301" * 8


def test_name_comes_in_without_overrides_controls_and_towers(owner: User, signed_in: Signed) -> None:
    Site.objects.create(pk=1, name="Night Shelf", address="http://testserver")
    sent = {"name": BAD, "tagline": " Two\r\nlines ", "language": "en", "time_zone": "UTC"}
    assert signed_in(owner).post("/admin/reviews/site/1/change/", sent).status_code == 302
    site = Site.current()
    assert (site.name, site.tagline) == (GOOD, "Two lines")


def test_name_that_is_too_long_is_handed_back_with_the_count(owner: User, signed_in: Signed) -> None:
    Site.objects.create(pk=1, name="Night Shelf", address="http://testserver")
    answer = signed_in(owner).post("/admin/reviews/site/1/change/", {"name": "x" * 81, "language": "en", "time_zone": "UTC"})
    assert answer.status_code == 200
    assert "81 characters" in answer.content.decode()
    assert Site.current().name == "Night Shelf"


def fields_of(model_admin: Any, request: HttpRequest) -> dict[str, Any]:
    """The form fields behind the plain text columns of a desk and of its inlines."""
    forms = [model_admin.get_form(request), *(formset.form for formset, _ in model_admin.get_formsets_with_inlines(request))]
    return {
        f"{form._meta.model.__name__}.{column.name}": form.base_fields[column.name]
        for form in forms
        for column in form._meta.model._meta.fields
        if type(column) in {models.CharField, models.TextField} and not column.choices and column.name in form.base_fields
    }


def test_every_plain_text_column_of_every_desk_goes_through_the_door(owner: User, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = owner
    found: dict[str, Any] = {}
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "reviews":
            found |= fields_of(model_admin, request)
    assert {"Site.name", "Work.title", "Part.title", "Story.title", "Tag.name", "Review.title"} <= set(found)
    # A slug is judged letter by letter (`slugs.validate_slug`), in whatever field it comes.
    assert {name for name, field in found.items() if not isinstance(field, AdmittedField) and not name.endswith(".slug")} == set()


def test_the_guard_would_find_a_desk_without_the_door(owner: User, rf: RequestFactory) -> None:
    class Careless(admin.ModelAdmin[Site]):
        fields = ("name",)

    class Careful(AdmittedAdmin, Careless):
        pass

    request = rf.get("/admin/")
    request.user = owner
    assert not isinstance(fields_of(Careless(Site, admin.site), request)["Site.name"], AdmittedField)
    assert isinstance(fields_of(Careful(Site, admin.site), request)["Site.name"], AdmittedLine)
