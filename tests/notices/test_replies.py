"""Whoever is answered hears of it, once, if they asked; of an answer behind the break, only that there is one."""

from datetime import timedelta

import pytest

from reviews.comments import moving
from reviews.comments.erasing import erase
from reviews.comments.models import Comment
from reviews.notices.models import Mail
from reviews.publishing.models import Review
from tests.fixture_site import make_comment
from tests.notices.conftest import decide, guest_reply, members_reply, message, tell, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent(review, mo):
    """Dov's, published, and told of."""
    comment = guest_reply(review, "What do you make of it?", publish_by=mo)
    tell()
    return comment


def answer(review, parent, text="I make nothing of it", **facts):
    facts = facts or {"guest_name": "Nell", "guest_email": "nell@example.org"}
    return make_comment(review, text, parent=parent, **facts)


def to_parents() -> list[Mail]:
    return [mail for mail in tell() if (mail.key or "").endswith(":reply")]


def test_a_guest_is_told_of_an_answer_when_it_is_published(review, parent, mo):
    comment = answer(review, parent)
    assert not tell()
    decide(comment, "publish", mo)
    (mail,) = to_parents()
    assert (mail.to, mail.subject) == ("dov@example.org", "A reply to yours on “Down the well”")
    assert "Nell answered your reply" in mail.body_text
    assert "> I make nothing of it" in mail.body_text
    assert "I make nothing of it" in mail.body_html
    assert f"http://testserver/c/{comment.handle}/" in mail.body_text
    assert f"http://testserver/c/{comment.handle}/" in mail.body_html


@pytest.mark.parametrize(("by_account", "by_reply", "told"), [(True, False, True), (False, True, True), (False, False, False)])
def test_a_member_is_told_if_their_account_or_this_reply_says_so(by_account, by_reply, told, review, ben, mo):
    parent = members_reply(review, ben, publish_by=mo)
    Comment.objects.filter(pk=parent.pk).update(mail_replies=by_reply)
    ben.mail_replies = by_account
    ben.save(update_fields=["mail_replies"])
    parent.refresh_from_db()
    decide(answer(review, parent), "publish", mo)
    assert [mail.to for mail in to_parents()] == ["ben@example.org"] * told


@pytest.mark.parametrize("change", [{"address_proven": False}, {"mail_replies": False}], ids=str)
def test_a_guest_who_did_not_ask_or_confirm_is_not_told(change, review, parent, mo):
    Comment.objects.filter(pk=parent.pk).update(**change)
    parent.refresh_from_db()
    decide(answer(review, parent), "publish", mo)
    assert not to_parents()


def test_a_trusted_answer_that_is_published_at_once_is_told_after_the_window(review, parent, mo):
    answer(review, parent, author=mo)
    assert not tell(timedelta(minutes=9))
    assert len(to_parents()) == 1


def test_nobody_is_told_of_their_own_answer(review, ben, mo):
    ben.mail_replies = True
    ben.save(update_fields=["mail_replies"])
    own = members_reply(review, ben, publish_by=mo)
    decide(answer(review, own, author=ben), "publish", mo)
    decide(answer(review, own, guest_name="Ben again", guest_email="ben@example.org"), "publish", mo)
    assert not to_parents()
    guests = guest_reply(review, "Mine", publish_by=mo)
    decide(answer(review, guests, guest_name="Dov", guest_email="dov@example.org"), "publish", mo)
    assert not to_parents()


def test_once_for_each_reply_however_often_it_comes_and_goes(review, parent, mo):
    comment = answer(review, parent)
    decide(comment, "publish", mo)
    assert len(to_parents()) == 1
    decide(comment, "hold", mo)
    tell()
    decide(comment, "publish", mo)
    assert not to_parents()
    comment.refresh_from_db()
    moving.move(comment, room="after", by=mo, seen_revision=1)
    assert not to_parents()


@pytest.mark.parametrize("verdict", ["decline", "spam", "hold"])
def test_an_answer_that_is_taken_down_within_the_window_is_not_told(verdict, review, parent, mo):
    comment = answer(review, parent)
    decide(comment, "publish", mo)
    decide(comment, verdict, mo, reason="No.")
    assert not to_parents()
    other = answer(review, parent, "Another")
    undo(decide(other, "publish", mo), mo)
    assert not to_parents()


def test_of_an_answer_behind_the_break_only_that_there_is_one(review, parent, mo):
    comment = answer(review, parent, "The butler did it", room="after", guest_name="Butlerknower", guest_email="nell@example.org")
    decide(comment, "publish", mo)
    (mail,) = to_parents()
    whole = message(mail).as_string() + mail.body_text + mail.body_html
    assert "butler" not in whole.lower()
    assert "after the break" in mail.body_text
    assert f"http://testserver/c/{comment.handle}/" in mail.body_text


def test_an_answer_that_was_moved_within_the_window_is_behind_the_break(review, parent, mo):
    comment = answer(review, parent, "The butler did it")
    decide(comment, "publish", mo)
    comment.refresh_from_db()
    moving.move(comment, room="after", by=mo, seen_revision=1)
    (mail,) = to_parents()
    assert "butler" not in mail.body_text + mail.body_html


@pytest.mark.parametrize("gone", ["parent taken down", "parent erased", "review taken back"])
def test_where_there_is_nothing_to_come_back_to_nobody_is_told(gone, review, parent, mo):
    decide(answer(review, parent), "publish", mo)
    if gone == "parent taken down":
        decide(parent, "hold", mo)
    elif gone == "parent erased":
        erase(Comment.objects.get(pk=parent.pk))
    else:
        Review.objects.filter(pk=review.pk).update(status="retracted")
    assert not to_parents()
