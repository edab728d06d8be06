"""Sign-up, verification, sign-in and reset, as a person goes through them; and the same door before the admin."""

import re

import pytest
from django.core import mail
from django.core.cache import cache

from accounts.models import User
from tests.conftest import PASSWORD
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW = {"username": "dov", "email": "dov@example.org", "password1": "an-evening-with-a-book"}


@pytest.fixture(autouse=True)
def _no_counts_from_before() -> None:
    cache.clear()


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def sign_in(browser: HouseClient, login: str, password: str) -> bool:
    browser.post("/accounts/login/", {"login": login, "password": password})
    return "_auth_user_id" in browser.session


def test_stranger_becomes_a_member_once_the_address_is_verified(house_client: HouseClient) -> None:
    answer = house_client.post("/accounts/signup/", NEW)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
    assert not sign_in(house_client, "dov", NEW["password1"])
    link = link_in_mail()
    page = house_client.get(link)  # a mail scanner's GET confirms nothing
    assert page.status_code == 200
    assert not sign_in(HouseClient(), "dov", NEW["password1"])
    house_client.post(link)
    assert sign_in(HouseClient(), "dov", NEW["password1"])
    assert sign_in(HouseClient(), "DOV@example.org", NEW["password1"])


@pytest.mark.parametrize("changes", [{"username": "admin"}, {"username": "dоv"}, {"password1": "12345"}, {"email": "dov"}, {"email": ""}])
def test_sign_up_that_cannot_stand_makes_nobody(house_client: HouseClient, changes: dict[str, str]) -> None:
    assert house_client.post("/accounts/signup/", {**NEW, **changes}).status_code == 200
    assert not User.objects.exists()


def test_sign_up_with_a_members_address_tells_the_stranger_nothing(house_client: HouseClient, ben: User) -> None:
    answer = house_client.post("/accounts/signup/", {**NEW, "email": ben.email})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
    assert not User.objects.filter(username="dov").exists()
    assert mail.outbox[-1].to == [ben.email]


def test_name_in_other_capitals_is_taken(house_client: HouseClient, ben: User) -> None:
    assert house_client.post("/accounts/signup/", {**NEW, "username": "BEN"}).status_code == 200
    assert User.objects.count() == 1


def test_member_gets_a_new_password_by_mail(house_client: HouseClient, ben: User) -> None:
    house_client.post("/accounts/password/reset/", {"email": ben.email})
    form = house_client.get(link_in_mail(), follow=True)
    address = form.redirect_chain[-1][0]
    house_client.post(address, {"password1": "another-evening-1893", "password2": "another-evening-1893"})
    assert sign_in(HouseClient(), "ben", "another-evening-1893")
    assert not sign_in(HouseClient(), "ben", PASSWORD)


def test_reset_for_an_unknown_address_looks_the_same(house_client: HouseClient, ben: User) -> None:
    known = house_client.post("/accounts/password/reset/", {"email": ben.email})
    unknown = HouseClient().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(mail.outbox) == 1


def test_guessing_is_throttled_on_both_doors(ben: User) -> None:
    for _ in range(5):
        assert not sign_in(HouseClient(), "ben", "wrong-wrong-wrong")
    assert not sign_in(HouseClient(), "ben", PASSWORD)
    assert "/accounts/login/" in HouseClient().get("/admin/", follow=True).redirect_chain[-1][0]


def test_many_sign_ins_from_one_address_end_in_429() -> None:
    answers = [HouseClient().post("/accounts/login/", {"login": f"x{number}", "password": "y"}).status_code for number in range(31)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_admin_has_no_login_of_its_own(house_client: HouseClient) -> None:
    answer = house_client.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert house_client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_member_can_add_a_second_factor(ben: User) -> None:
    browser = HouseClient()
    assert sign_in(browser, "ben", PASSWORD)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive", "logout"])
def test_each_page_is_private_and_stands(house_client: HouseClient, path: str) -> None:
    answer = house_client.get(f"/accounts/{path}/")
    assert answer.status_code in {200, 302}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["email", "password/change", "2fa", "2fa/recovery-codes/generate", "2fa/webauthn", "2fa/webauthn/add", "reauthenticate"]
)
def test_each_members_page_stands(ben: User, path: str) -> None:
    browser = HouseClient()
    assert sign_in(browser, "ben", PASSWORD)
    answer = browser.get(f"/accounts/{path}/")
    assert answer.status_code in {200, 302}
    assert "no-store" in answer.headers["Cache-Control"]
