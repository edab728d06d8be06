"""From an empty database to a site with an owner, by one command."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from reviews.web.models import Site
from tests.house_client import HouseClient

pytestmark = pytest.mark.django_db
GOOD = {
    "owner": "olga",
    "email": "olga@example.org",
    "name": "Night Shelf",
    "tagline": "Read on",
    "address": "https://night.example.org",
    "language": "en",
    "time_zone": "Europe/Lisbon",
}


@pytest.fixture(autouse=True)
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENV_FILE", str(tmp_path / ".env"))
    monkeypatch.delenv("SITE_URL")
    monkeypatch.setenv("OWNER_PASSWORD", "a-quiet-night-in-1893")
    return tmp_path / ".env"


def run(**changes: str) -> None:
    call_command("setup_site", no_input=True, password_env="OWNER_PASSWORD", **{**GOOD, **changes})


def test_owner_can_sign_in_to_a_site_of_that_name() -> None:
    run()
    site = Site.current()
    assert (site.name, site.tagline, site.language, site.time_zone, site.demo) == ("Night Shelf", "Read on", "en", "Europe/Lisbon", False)
    owner = User.objects.get()
    assert owner.is_superuser
    assert EmailAddress.objects.get(user=owner).verified
    assert set(Group.objects.values_list("name", flat=True)) == {"Author", "Moderator", "Editor"}
    browser = HouseClient()
    answer = browser.post("/accounts/login/?next=/admin/", {"login": "olga", "password": "a-quiet-night-in-1893"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert browser.get("/admin/").status_code == 200


def test_address_is_kept_for_the_next_start(env_file: Path) -> None:
    env_file.write_text("DEBUG=off")
    run()
    assert env_file.read_text() == "DEBUG=off\nSITE_URL=https://night.example.org\n"


def test_owners_own_address_is_not_overwritten(env_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env_file.write_text("SITE_URL=https://other.example.org\n")
    run()
    assert env_file.read_text() == "SITE_URL=https://other.example.org\n"
    assert "SITE_URL=https://night.example.org" in capsys.readouterr().out


def test_second_time_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run()
    run()
    assert "already" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"Night Shelf.*already"):
        run(name="Another")
    assert (Site.objects.count(), User.objects.count(), Site.current().name) == (1, 1, "Night Shelf")


def test_demo_is_not_taken_over() -> None:
    Site.objects.create(pk=1, name="Demo", address="http://testserver", demo=True)
    with pytest.raises(CommandError, match="demo"):
        run()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("owner", "o o"),
        ("owner", "оlga"),
        ("email", "olga"),
        ("name", ""),
        ("name", "x" * 81),
        ("address", "night.example.org"),
        ("address", "ftp://night.example.org"),
        ("address", "https://night.example.org/blog"),
        ("address", "https://me:pw@night.example.org"),
        ("address", "https://night.example.org:70000"),
        ("language", "tlh"),
        ("time_zone", "Atlantis/Deep"),
    ],
)
def test_value_that_cannot_stand_is_named_and_nothing_is_made(option: str, value: str) -> None:
    with pytest.raises(CommandError, match=f"--{option.replace('_', '-')}"):
        run(**{option: value})
    assert not User.objects.exists()
    assert not Site.objects.exists()


def test_weak_password_is_refused_and_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_PASSWORD", "olga")
    with pytest.raises(CommandError, match="password"):
        run()
    assert not User.objects.exists()
    assert not Site.objects.exists()


def test_missing_answer_is_an_error_when_nobody_can_be_asked() -> None:
    with pytest.raises(CommandError, match="--name"):
        call_command("setup_site", no_input=True, owner="olga")


def test_known_address_needs_nothing_more(settings: Settings, env_file: Path) -> None:
    settings.SITE_URL = GOOD["address"]
    run()
    assert not env_file.exists()
