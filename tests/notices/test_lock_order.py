"""Everybody takes a thread before a reply, and a reply before what hangs on it: so nobody waits in a circle."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.comments.models import Comment
from reviews.comments.records import Flag
from reviews.notices import asking, errands, stopping
from reviews.notices.models import Errand
from reviews.notices.timing import ERRAND_LASTS
from reviews.pages.my_data.erasing import delete_account
from tests.fixture_site import make_comment, make_review
from tests.notices.conftest import guest_reply, members_reply

pytestmark = [pytest.mark.django_db]

TABLES = ["reviews_thread", "reviews_comment", "reviews_errand"]
HOLDS = re.compile(r'(?:^SELECT .*? FROM|^UPDATE) "(\w+)"')


def holding(act):
    """The tables in which `act` holds rows, in the order in which it comes to each first. Where a database can't hold a row, the
    statement that would is the same, without its last words."""
    with CaptureQueriesContext(connection) as queries:
        act()
    held = []
    for sql in (each["sql"] for each in queries):
        found = HOLDS.match(sql)
        if found and (sql.startswith("UPDATE") or "FOR " in sql.rpartition(")")[2] or connection.vendor == "sqlite"):
            held.append(found[1])
    return list(dict.fromkeys(held))


def in_order(held, *tables):
    return [table for table in held if table in tables]


@pytest.mark.parametrize("action", ["publish", "spam", "prove"])
def test_a_link_in_a_mail_takes_the_thread_first(action, review, mo):
    comment = guest_reply(review, proven=False)
    _, errand = errands.new_errand(action, comment, lasts=ERRAND_LASTS, by=None if action == "prove" else mo)
    errand.save()
    errand = Errand.objects.select_related("comment").get(pk=errand.pk)
    assert in_order(holding(lambda: errands.run(errand)), *TABLES) == TABLES


def test_a_refusal_takes_the_threads_first(review, ada):
    comment = guest_reply(review, proven=False)
    guest_reply(make_review(ada, "Another", tuple(review.subjects), slug="another"), proven=False)
    asking.ask_for_proofs()
    asked = stopping.Stop(stopping.Kind.PROOF, comment=comment)
    assert in_order(holding(lambda: stopping.stop(asked)), *TABLES) == TABLES
    assert not Errand.objects.filter(used_at=None).exists()


def test_a_member_who_stops_mail_takes_the_threads_before_their_account(review, ben):
    comment = members_reply(review, ben)
    Comment.objects.update(mail_decision=True)
    asked = stopping.Stop(stopping.Kind.DECISION, member=ben)
    expected = ["reviews_thread", "accounts_user", "reviews_comment"]
    assert in_order(holding(lambda: stopping.stop(asked)), *expected) == expected
    comment.refresh_from_db()
    assert not comment.mail_decision


def test_a_member_who_leaves_takes_the_threads_before_their_account(review, ben):
    members_reply(review, ben)
    held = holding(lambda: delete_account(ben, with_replies=False))
    assert held.index("reviews_thread") < held.index("reviews_comment")
    before_the_thread = held[: held.index("reviews_thread")]
    assert "reviews_flag" not in before_the_thread
    assert "reviews_decision" not in before_the_thread


def test_threads_are_held_by_the_number_of_their_review_and_an_account_without_its_key(review, ada, ben, mo):
    other, third = (make_review(ada, name, tuple(review.subjects), slug=name) for name in ("another", "a-third"))
    for each in (other, review):
        members_reply(each, ben)
    Flag.objects.create(comment=make_comment(third, "Flagged", publish_by=mo), revision=1, kind=Flag.Kind.OTHER, by=ben)
    with CaptureQueriesContext(connection) as queries:
        delete_account(ben, with_replies=False)
    asked = [each["sql"] for each in queries]
    first = next(sql for sql in asked if 'FROM "reviews_thread"' in sql)
    assert 'ORDER BY "reviews_thread"."review_id" ASC' in first
    if connection.vendor == "postgresql":
        assert first.endswith(" FOR UPDATE")
        assert any('FROM "accounts_user"' in sql and sql.endswith(" FOR NO KEY UPDATE") for sql in asked)
