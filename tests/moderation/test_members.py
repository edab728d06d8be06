"""A member as moderators see them, and keeping one from replying: who may, whom, and what is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import blocking
from accounts.models import User
from tests.conftest import Signed, make_member
from tests.fixture_site import make_comment, make_fixture_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(member: User) -> str:
    return f"/moderation/members/{member.username}/"


def test_moderator_sees_the_record_and_neither_address_nor_text(ada, mo, ben, signed_in: Signed) -> None:
    site = make_fixture_site(ada, mo)
    make_comment(site.review, "finchtext", author=ben, publish_by=mo)
    make_comment(site.review, "finchtext too", author=ben, publish_by=mo)
    make_comment(site.review, "finchtext three", author=ben)
    answer = signed_in(mo).get(page_of(ben))
    html = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    for state, count in (("Published", 2), ("Awaiting moderation", 1), ("Declined", 0)):
        assert f'<dt>{state}</dt> <dd class="numerals"> {count} </dd>' in html, state
    assert "<dt>Address proven</dt> <dd> yes </dd>" in html
    assert ben.email not in html
    assert "finchtext" not in html


def test_member_without_a_proven_address_is_said_to_have_none(mo, signed_in: Signed) -> None:
    new = User.objects.create_user("newcomer", "new@example.org")
    assert "<dt>Address proven</dt> <dd> no </dd>" in " ".join(signed_in(mo).get(page_of(new)).content.decode().split())


def test_the_page_asks_as_much_of_the_database_for_a_hundred_replies(
    ada, mo, ben, signed_in: Signed, django_assert_max_num_queries
) -> None:
    site = make_fixture_site(ada, mo)
    browser = signed_in(mo)
    browser.get(page_of(ben))
    counts = []
    for rows in (1, 2, 97):
        for number in range(rows):
            make_comment(site.review, f"Number {number} of {rows}", author=ben)
        with CaptureQueriesContext(connection) as queries:
            browser.get(page_of(ben))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 13


def test_nobody_but_moderators_and_owners_gets_in(client, ada, mo, ben, cleo, edda, owner, signed_in: Signed) -> None:
    for address in (page_of(cleo), f"{page_of(cleo)}block/"):
        assert client.get(address).status_code == 302
        assert [signed_in(user).get(address).status_code for user in (ben, ada, edda)] == [403, 403, 403]
        assert [signed_in(user).get(address).status_code for user in (mo, owner)] == [200, 200]
    assert signed_in(mo).get("/moderation/members/nobody/").status_code == 404
    assert signed_in(mo).get("/moderation/members/Cleo/").status_code == 404


def test_blocking_asks_once_more_and_can_be_taken_back(mo, ben, signed_in: Signed) -> None:
    browser, address = signed_in(mo), f"{page_of(ben)}block/"
    asked = browser.get(address).content.decode()
    assert "Keep Ben from replying?" in asked
    assert not User.objects.get(pk=ben.pk).is_blocked  # a GET blocks nobody
    answer = browser.post(address, {"blocked": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(ben))
    blocked = User.objects.get(pk=ben.pk)
    assert blocked.is_blocked
    shown = browser.get(page_of(ben)).content.decode()
    assert "Kept from replying since" in shown
    assert "Let them reply again" in shown
    browser.post(address, {"blocked": "yes"})
    assert User.objects.get(pk=ben.pk).blocked_at == blocked.blocked_at  # the second press is not a second time
    browser.post(address, {"blocked": "no"})
    assert not User.objects.get(pk=ben.pk).is_blocked
    assert [(entry.user, entry.object_id, entry.change_message) for entry in LogEntry.objects.order_by("pk")] == [
        (mo, str(ben.pk), "Kept from replying."),
        (mo, str(ben.pk), "May reply again."),
    ]


def test_an_answer_that_is_none_changes_nothing(mo, ben, signed_in: Signed) -> None:
    for sent in ({}, {"blocked": "perhaps"}):
        assert signed_in(mo).post(f"{page_of(ben)}block/", sent).status_code == 422
    assert not User.objects.get(pk=ben.pk).is_blocked


def test_who_decides_about_whom(ada, mo, ben, edda, owner) -> None:
    other = make_member("nora", role="Moderator")
    second_owner = make_member("oskar", superuser=True)
    members = {"ben": ben, "ada": ada, "edda": edda, "mo": mo, "nora": other, "olga": owner, "oskar": second_owner}
    may = {by.username: {name for name, member in members.items() if blocking.may_block(by, member)} for by in members.values()}
    assert may == {
        "ben": set(), "ada": set(), "edda": set(),
        "mo": {"ben"}, "nora": {"ben"},
        "olga": {"ben", "ada", "edda", "mo", "nora"}, "oskar": {"ben", "ada", "edda", "mo", "nora"},
    }  # fmt: skip


def test_forbidden_blocks_are_refused_wherever_they_are_tried(ada, mo, ben, owner, signed_in: Signed) -> None:
    for member in (ada, mo, owner):
        with pytest.raises(PermissionDenied):
            blocking.block(member, by=mo)
        browser = signed_in(mo)
        assert browser.get(f"{page_of(member)}block/").status_code == 403
        assert browser.post(f"{page_of(member)}block/", {"blocked": "yes"}).status_code == 403
        assert "Keep them from replying" not in browser.get(page_of(member)).content.decode()
    assert not User.objects.exclude(blocked_at=None).exists()
    assert not LogEntry.objects.exists()


def test_owner_blocks_and_unblocks_in_the_admin_but_never_themselves(mo, ben, cleo, owner, signed_in: Signed) -> None:
    browser, url = signed_in(owner), "/admin/accounts/user/"
    chosen = {"_selected_action": [ben.pk, mo.pk, owner.pk]}
    answer = browser.post(url, {"action": "keep_from_replying", **chosen}, follow=True).content.decode()
    assert "2 members can no longer reply." in answer
    assert "other owners can’t be kept" in answer
    assert set(User.objects.exclude(blocked_at=None)) == {ben, mo}
    assert (
        "1 member can reply again."
        in browser.post(url, {"action": "let_reply", "_selected_action": [ben.pk, cleo.pk]}, follow=True).content.decode()
    )
    assert set(User.objects.exclude(blocked_at=None)) == {mo}


def test_the_admins_form_shows_since_when_and_cannot_change_it(ben, mo, owner, signed_in: Signed) -> None:
    blocking.block(ben, by=mo)
    url = f"/admin/accounts/user/{ben.pk}/change/"
    browser = signed_in(owner)
    assert "Kept from replying since" in browser.get(url).content.decode()
    sent = {"username": "ben", "date_joined_0": "2026-01-01", "date_joined_1": "00:00", "email": ben.email, "blocked_at": ""}
    assert browser.post(url, sent).status_code == 302
    assert User.objects.get(pk=ben.pk).is_blocked
