"""Views without Django's token are few, are listed, and stand behind our own same-origin decorator."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.views.decorators.csrf import csrf_exempt

from reviews import urls as rooms
from tests.house_client import HouseClient

#: The names of every exempt address, each with what it lets a stranger do. Reading needs no token, so nothing else belongs here.
EXEMPT = {
    "close": "close a gate again",
    "errand": "do what a link in a mail was sent for, once",
    "flag": "report a reply",
    "forget": "forget on this device",
    "mail-stop": "end mail, by the signed address in it",
    "offer": "say whether what a device remembered is theirs",
    "open": "open a gate",
    "open-all": "open everything that a review hides",
    "receipt-edit": "change their reply, by its receipt's address",
    "receipt-erasure": "have their data erased, by their receipt's address",
    "receipt-mail": "choose what they are mailed, by their receipt's address",
    "receipt-withdrawal": "take their reply back, by its receipt's address",
    "reply": "send a reply",
    "shelf": "say what they have finished",
}


def exempt_names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The names (or, without one, the routes) of all views that Django's check passes over."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from exempt_names(pattern.url_patterns, prefix + str(pattern.pattern))
        elif getattr(pattern.callback, "csrf_exempt", False):
            yield pattern.name or prefix + str(pattern.pattern)


def test_only_listed_views_go_without_a_token() -> None:
    assert sorted(exempt_names(get_resolver().url_patterns)) == sorted(EXEMPT)


def test_an_unlisted_view_would_be_caught() -> None:
    @csrf_exempt
    def sneaky(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert list(exempt_names([path("sneaky/", sneaky)])) == ["sneaky/"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(EXEMPT))
def test_each_refuses_another_site(name: str) -> None:
    route = next(pattern for pattern in rooms.urlpatterns if pattern.name == name)
    known = {"slug": "any", "handle": "any", "token": "any", "comment_id": 1}
    address = reverse(name, kwargs={word: known[word] for word in route.pattern.converters})
    answer = HouseClient(headers={"sec-fetch-site": "cross-site"}).post(address, {"text": "Mine & kept"})
    assert answer.status_code == 403
    assert b"Mine &amp; kept" in answer.content
