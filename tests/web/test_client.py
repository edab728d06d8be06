"""Nobody is believed about where they come from, unless the proxy is ours."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from reviews.web.client import client_address


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (False, "", "203.0.113.9"),
        (False, "198.51.100.1", "203.0.113.9"),
        (True, "", "203.0.113.9"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "10.9.8.7, 198.51.100.1", "198.51.100.1"),
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "<script>", ""),
    ],
)
def test_client_address(rf: RequestFactory, settings: Settings, trusted: bool, forwarded: str, expected: str) -> None:
    settings.TRUSTED_PROXY = trusted
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="203.0.113.9")) == expected
