"""Views that stand for any room's, to try the manners on."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler429, handler500
from reviews.web.caching import public_page
from reviews.web.origin import stranger_post

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

PAGE = "<!doctype html><html lang=en><head><title>Page</title></head><body>Words</body></html>"


@stranger_post
def said(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse(f"{word}:{request.POST.get('text', '')}", content_type="text/plain")


def public(request: HttpRequest) -> HttpResponse:
    return public_page(HttpResponse(PAGE))


def public_with_cookie(request: HttpRequest) -> HttpResponse:
    get_token(request)
    return public_page(HttpResponse(PAGE))


def public_that_asks_who(request: HttpRequest) -> HttpResponse:
    assert not request.user.is_authenticated
    return public_page(HttpResponse(PAGE))


def unsaid(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("The butler did it")


def database_down(request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to server")


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("refused/", refused),
    path("said/<str:word>/", said, name="said"),
    path("public/", public),
    path("public-with-cookie/", public_with_cookie),
    path("public-that-asks-who/", public_that_asks_who),
    path("unsaid/", unsaid),
    path("broken/", broken),
    path("database-down/", database_down),
    path("", include("config.urls")),
]
