"""Every answer, the admin's included, carries the same safeguards."""

import pytest

from accounts.models import User
from tests.conftest import Signed
from tests.house_client import HouseClient

pytestmark = pytest.mark.django_db
POLICY = {"default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'"}


def assert_safe(answer: object) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/admin/", "/no/such/page/"])
def test_strangers_pages(house_client: HouseClient, path: str) -> None:
    assert_safe(house_client.get(path))


@pytest.mark.parametrize("path", ["/admin/", "/admin/reviews/mail/", "/admin/accounts/user/", "/admin/accounts/user/add/"])
def test_admin(owner: User, signed_in: Signed, path: str) -> None:
    answer = signed_in(owner).get(path)
    assert answer.status_code == 200
    assert_safe(answer)


def test_nothing_of_a_strangers_visit_sets_a_cookie(house_client: HouseClient) -> None:
    for path in ("/", "/no/such/page/", "/healthz"):
        assert not house_client.get(path).cookies
