"""`manage.py demo`: fills an empty site, keeps a demo as it is, and never touches anything else."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from accounts.models import User
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.moving import demo_site
from reviews.moving.demo_accounts import CAST, is_loopback, lock_demo_accounts
from reviews.moving.demo_site import Ground, ground, load_demo
from reviews.moving.front_matter import BadFile
from reviews.publishing.models import Review, Tag
from reviews.web.models import Site
from reviews.works.models import Story, Work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EVERYWHERE = "0.0.0.0"  # noqa: S104  # what the demo must refuse


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "127.0.0.1")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def may_sign_in(username: str) -> bool:
    password = next(persona.password for persona in CAST if persona.username == username)
    return Client().login(username=username, password=password)


def everything() -> dict[str, list[object]]:
    models = (User, Site, Work, Story, Review, Comment, Decision)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_the_demo_fills_an_empty_site_and_prints_sign_ins_that_work() -> None:
    said = run()

    assert (ground(), Site.objects.get().demo, Site.objects.get().name) == (Ground.DEMO, True, "After the Break")
    assert Review.objects.published().count() >= 8
    assert Review.objects.filter(status="draft").count() == 1
    assert Comment.objects.filter(state="pending").count() >= 4
    assert Comment.objects.filter(state="declined").count() == 1
    assert Comment.objects.filter(state="published", room="before", depth=4).exists()
    assert Comment.objects.filter(state="published", room="after", depth=4).exists()
    for persona in CAST:
        assert persona.username in said
        assert persona.password in said
        assert may_sign_in(persona.username)


def test_every_reply_has_the_decision_that_its_state_comes_from() -> None:
    load_demo()
    for comment in Comment.objects.all():
        assert comment.decisions.latest("id").state_after == comment.state
    assert Decision.objects.get(verdict="decline").reason


def test_the_roles_are_what_they_are_called() -> None:
    load_demo()
    ada, mo, ben, edda = (User.objects.get(username=name) for name in ("ada", "mo", "ben", "edda"))
    assert (ada.has_perm("reviews.add_review"), ada.has_perm("reviews.change_any_review"), ada.is_superuser) == (True, False, False)
    assert (mo.has_perm("reviews.moderate_comment"), mo.is_staff) == (True, False)
    assert (ben.get_all_permissions(), ben.is_staff) == (set(), False)
    assert edda.has_perm("reviews.change_any_review")


def test_a_second_run_keeps_everything_and_prints_the_same() -> None:
    first = run()
    before = everything()
    second = run()
    assert everything() == before
    assert second in first


def test_passwords_are_made_from_the_secret_key() -> None:
    here = [persona.password for persona in CAST]
    with override_settings(SECRET_KEY="the key of another site, long enough for it 0123456789 0123456789"):
        there = [persona.password for persona in CAST]
    assert len({*here, *there}) == 2 * len(CAST)


@pytest.mark.parametrize("make", [
    lambda: User.objects.create_user("somebody"),
    lambda: Work.objects.create(slug="x", title="X", kind="book"),
    lambda: Story.objects.create(slug="x", title="X"),
    lambda: Tag.objects.create(slug="x", name="X"),
    lambda: Site.objects.create(pk=1, name="Mine", address="https://example.org"),
])  # fmt: skip
def test_a_site_with_content_of_its_own_is_left_alone(make: Callable[[], object]) -> None:
    make()
    before = everything()

    assert run("--if-empty") == ""
    with pytest.raises(CommandError, match="content of its own"):
        run()

    assert everything() == before


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.5", "example.org", "127.0.0.1.example.org"])
def test_away_from_loopback_there_is_no_demo(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HOST", host)
    with pytest.raises(CommandError, match="HOST is"):
        run()
    assert run("--if-empty") == ""
    assert not User.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
def test_loopback_has_several_names(host: str) -> None:
    assert is_loopback(host)


def test_away_from_loopback_the_accounts_are_locked_and_at_home_they_open_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    browser = Client()
    browser.login(username="ada", password=CAST[0].password)
    owner = User.objects.create_user("own", "own@example.org", "a-password-of-their-own")
    monkeypatch.setenv("HOST", EVERYWHERE)

    assert run("--if-empty") == f"{len(CAST)} demo accounts are locked.\n"

    assert not any(may_sign_in(persona.username) for persona in CAST)
    assert "_auth_user_id" not in browser.session or not User.objects.get(username="ada").is_active
    owner.refresh_from_db()
    assert owner.is_active
    monkeypatch.setenv("HOST", "127.0.0.1")
    run()
    assert all(may_sign_in(persona.username) for persona in CAST)


def test_lock_ends_the_sign_ins_and_a_second_lock_says_nothing() -> None:
    run()
    assert run("--lock") == f"{len(CAST)} demo accounts are locked.\n"
    assert run("--lock") == ""
    assert not may_sign_in("mo")


def test_a_demo_account_is_locked_even_with_another_address() -> None:
    load_demo()
    User.objects.filter(username="ada").update(email="ada@example.org")
    assert lock_demo_accounts() == len(CAST)


def test_a_real_member_who_shares_a_name_is_not_locked() -> None:
    ada = User.objects.create_user("ada", "ada@example.org", "a-password-of-her-own")
    assert lock_demo_accounts() == 0
    ada.refresh_from_db()
    assert ada.is_active


def test_broken_content_leaves_the_site_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "reviews").mkdir()
    (tmp_path / "works.yaml").write_text("[]")
    (tmp_path / "reviews" / "bad.md").write_text("nothing")
    monkeypatch.setattr(demo_site, "CONTENT", tmp_path)
    with pytest.raises(BadFile):
        load_demo()
    assert ground() is Ground.EMPTY
