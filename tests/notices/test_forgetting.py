"""Who had a reply erased is in no mail about it: neither in what is to leave nor in the list of what left."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from reviews.comments import erasing
from reviews.comments.models import Comment
from reviews.notices import actions, asking, digest, forgetting
from reviews.notices.models import Mail
from tests.fixture_site import make_comment
from tests.notices.conftest import decide, guest_reply, tell

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 5, 4, digest.HOUR, 0, tzinfo=UTC)


def erase(comment):
    erasing.erase(Comment.objects.get(pk=comment.pk))
    forgetting.forget_erased()


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "unsent"])
def test_mail_to_and_about_an_erased_reply_goes_and_other_mail_stays(is_sent, review, mo):
    parent = guest_reply(review, "Mine", publish_by=mo)
    answer = make_comment(review, "Answered", parent=parent, publish_by=mo, guest_email="nell@example.org")
    other = guest_reply(review, "Another", publish_by=mo, guest_email="tom@example.org")
    asked = guest_reply(review, "Asked", proven=False, guest_email="ann@example.org")
    tell()
    asking.ask_for_proofs()
    Mail.objects.update(sent_at=timezone.now() if is_sent else None)
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["ann@example.org", "dov@example.org", "dov@example.org", "tom@example.org"]
    erase(parent)
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["ann@example.org", "tom@example.org"], "what says who answered, too"
    erase(asked)
    assert [mail.key for mail in Mail.objects.all()] == [f"comment:{other.pk}:decision:{other.decisions.latest('id').pk}"]
    erase(answer)
    assert Mail.objects.count() == 1
    assert not tell()


def test_an_erased_answer_is_told_to_nobody(review, mo):
    parent = guest_reply(review, "Mine", publish_by=mo)
    tell()
    answer = make_comment(review, "Answered", parent=parent, publish_by=mo, guest_email="nell@example.org")
    tell()
    assert Mail.objects.filter(key=f"comment:{answer.pk}:reply").exists()
    erase(answer)
    assert not Mail.objects.filter(body_text__contains="Answered").exists()


def test_a_digest_that_has_not_left_is_written_anew_without_it(review, mo):
    erased, other = make_comment(review, "Take this away"), make_comment(review, "Leave this")
    digest.send_digests(now=MORNING)
    erase(erased)
    digest.send_digests(now=MORNING + timedelta(minutes=1))
    (mail,) = Mail.objects.all()
    assert mail.subject == "1 reply waits"
    Mail.objects.update(sent_at=timezone.now())
    erase(other)
    assert Mail.objects.count() == 1, "one that left is not sent twice"


def test_a_number_that_begins_like_another_is_another(review, mo):
    comment = guest_reply(review, publish_by=mo)
    tell()
    actions.put_in_outbox(to="x@example.org", subject="x", body_text="x", key=f"comment:{comment.pk}0:decision:1")
    erase(comment)
    assert [mail.to for mail in Mail.objects.all()] == ["x@example.org"]


def test_a_mail_that_goes_while_it_leaves_is_no_fault(review, mo, monkeypatch):
    comment = guest_reply(review, publish_by=mo)
    (mail,) = tell()
    message_of = actions.message_of

    def and_erase(row):
        erase(comment)
        return message_of(row)

    monkeypatch.setattr(actions, "message_of", and_erase)
    Mail.objects.update(send_after=timezone.now())
    actions.hand_over(mail_id=mail.pk)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("goes", ["parent", "answer"])
def test_mail_that_is_due_before_the_worker_has_looked_does_not_leave(goes, review, mo):
    parent = guest_reply(review, "Mine", publish_by=mo)
    answer = guest_reply(review, "Answered", parent=parent, publish_by=mo, guest_email="nell@example.org")
    other = guest_reply(review, "Another", publish_by=mo, guest_email="tom@example.org")
    mails = {str(mail.key): mail for mail in tell()}
    assert len(mails) == 4
    erasing.erase({"parent": parent, "answer": answer}[goes])
    Mail.objects.update(send_after=timezone.now())
    for mail in mails.values():
        actions.hand_over(mail_id=mail.pk)
    left = {"parent": answer, "answer": parent}[goes]
    assert sorted(message.to[0] for message in django_mail.outbox) == sorted([left.guest_email, "tom@example.org"])
    kept = Mail.objects.exclude(sent_at=None).values_list("key", flat=True)
    assert {str(key).rsplit(":", 1)[0] for key in kept} == {f"comment:{each.pk}:decision" for each in (left, other)}
    assert Mail.objects.count() == 2


def test_mail_about_a_reply_that_is_gone_does_not_leave():
    mail = actions.put_in_outbox(to="x@example.org", subject="x", body_text="x", key="comment:9:proof")
    other = actions.put_in_outbox(to="y@example.org", subject="y", body_text="y", key="digest:2026-05-04:9")
    for each in (mail, other):
        actions.hand_over(mail_id=each.pk)
    assert [message.to for message in django_mail.outbox] == [["y@example.org"]]
    assert list(Mail.objects.all()) == [other]


def test_erased_once_is_looked_at_once(review, mo, django_assert_num_queries):
    erase(guest_reply(review, publish_by=mo))
    decide(guest_reply(review, "Another"), "publish", mo)
    with django_assert_num_queries(1):
        assert forgetting.forget_erased() == 0
