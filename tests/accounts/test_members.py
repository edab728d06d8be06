"""A member's name is one person's, and shows what it holds."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.conftest import PASSWORD, Signed

pytestmark = pytest.mark.django_db


def test_name_in_other_capitals_is_taken_for_everybody_who_makes_members(ben: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("BEN")
    with pytest.raises(IntegrityError), transaction.atomic():
        call_command("createsuperuser", interactive=False, username="Ben", email="other@example.org", verbosity=0)
    assert User.objects.count() == 1


def test_admin_says_so_in_words(ben: User, cleo: User, owner: User, signed_in: Signed) -> None:
    browser = signed_in(owner)
    sent = {"username": "Ben", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert "already exists" in browser.post("/admin/accounts/user/add/", sent).content.decode()
    changed = {"username": "BEN", "date_joined_0": "2026-01-01", "date_joined_1": "00:00", "email": cleo.email}
    assert "already exists" in browser.post(f"/admin/accounts/user/{cleo.pk}/change/", changed).content.decode()
    assert User.objects.get(pk=cleo.pk).username == "cleo"


def test_names_come_through_the_door(ben: User, owner: User, signed_in: Signed) -> None:
    sent = {
        "username": "ben", "date_joined_0": "2026-01-01", "date_joined_1": "00:00", "email": ben.email,
        "display_name": "Ben\u202e \x07 A" + "\u0323" * 40, "first_name": "B\u2067en", "last_name": "A\x9fch",
    }  # fmt: skip
    assert signed_in(owner).post(f"/admin/accounts/user/{ben.pk}/change/", sent).status_code == 302
    ben.refresh_from_db()
    # NFC makes the first mark part of its letter.
    assert (ben.display_name, ben.first_name, ben.last_name) == ("Ben \u1ea0" + "\u0323" * 7, "Ben", "Ach")


def test_name_that_composing_makes_too_long_is_refused(ben: User) -> None:
    ben.display_name = "\u0958" * 80  # one letter that NFC writes as two
    with pytest.raises(ValidationError, match="too long"):
        ben.full_clean()
