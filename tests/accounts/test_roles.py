"""Each role may do what it is for, and nothing more."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from accounts.roles import AUTHOR, EDITOR, MODERATOR, ROLES, ensure_roles
from tests.conftest import Signed

pytestmark = pytest.mark.django_db


def permissions_of(user: User) -> set[str]:
    return set(User.objects.get(pk=user.pk).get_all_permissions())


def test_each_role_has_exactly_its_permissions(ada: User, mo: User, edda: User) -> None:
    assert permissions_of(ada) == set(ROLES[AUTHOR])
    assert permissions_of(mo) == set(ROLES[MODERATOR])
    assert permissions_of(edda) == set(ROLES[EDITOR])


def test_author_deletes_nothing_and_moderator_writes_nothing(ada: User, mo: User) -> None:
    assert not any("delete" in code for code in permissions_of(ada))
    assert not any(code.split(".")[1].startswith(("add", "change", "delete")) for code in permissions_of(mo))


def test_nobody_but_the_owner_may_touch_accounts_or_mail(ada: User, mo: User, edda: User) -> None:
    for user in (ada, mo, edda):
        assert not any(word in code for code in permissions_of(user) for word in ("user", "mail", "site", "group", "permission"))


def test_ensuring_roles_takes_back_what_was_added(db: None) -> None:
    ensure_roles()
    group = Group.objects.get(name=AUTHOR)
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    ensure_roles()
    assert not group.permissions.filter(codename="delete_user").exists()
    assert Group.objects.count() == 3


def test_writers_have_the_admins_door_and_others_do_not(ada: User, edda: User, mo: User, ben: User, signed_in: Signed) -> None:
    assert [signed_in(user).get("/admin/").status_code for user in (ada, edda)] == [200, 200]
    assert [signed_in(user).get("/admin/", follow=True).status_code for user in (mo, ben)] == [403, 403]


def test_unknown_permission_is_an_error(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROLES, AUTHOR, ["reviews.rule_the_world"])
    with pytest.raises(LookupError, match="rule_the_world"):
        ensure_roles()
