"""The site speaks its own language to everybody, and keeps its own time."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from reviews.web.context import site as site_context
from reviews.web.middleware import SiteMiddleware
from reviews.web.models import Site

pytestmark = pytest.mark.django_db


def make_site(**facts: object) -> Site:
    return Site.objects.create(**{"pk": 1, "name": "Night Shelf", "tagline": "", "address": "http://testserver", **facts})


def answered(request: HttpRequest) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()} {site_context(request)['site'].name}")

    return SiteMiddleware(view)(request)


def test_language_and_time_are_the_sites_own(rf: RequestFactory) -> None:
    make_site(language="de", time_zone="Europe/Lisbon")
    assert answered(rf.get("/", headers={"accept-language": "fr"})).content == b"de Europe/Lisbon Night Shelf"
    assert translation.get_language() == "en"


def test_site_that_nobody_set_up_has_a_name(rf: RequestFactory) -> None:
    assert answered(rf.get("/")).content == b"en UTC After the Break"
    assert not Site.objects.exists()


def test_zone_that_the_machine_dropped_is_no_fault(rf: RequestFactory) -> None:
    make_site(time_zone="Atlantis/Deep")
    assert b"UTC" in answered(rf.get("/")).content


def test_site_is_one_query_a_request(rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_site()
    with django_assert_num_queries(1):
        answered(rf.get("/"))


def test_there_is_one_site() -> None:
    from django.db import IntegrityError, transaction

    make_site()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_site(pk=2)
