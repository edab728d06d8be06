"""Who is told what about a decision: how it stands, once, after the undo window, and never what was taken back."""

from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.comments import deciding, editing, erasing, masking, moving
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.notices import actions, telling, writing
from reviews.notices.models import Handled, Mail
from reviews.notices.timing import LOOKS_BACK
from reviews.publishing.models import Review
from tests.notices.conftest import decide, guest_reply, members_reply, soon, tell, undo
from tests.racing import race

pytestmark = pytest.mark.django_db


def current(comment: Comment) -> Comment:
    return Comment.objects.select_related("review").get(pk=comment.pk)


def mask(comment, mo, words=("secret",), *, publish=True, by_reader=False):
    comment = current(comment)
    by = None if by_reader else mo
    return masking.mask(comment, words=words, by=by, seen_revision=comment.revision, publish=publish, rule="flags" if by_reader else "")


def move(comment, mo, room="after"):
    comment = current(comment)
    return moving.move(comment, room=room, by=mo, seen_revision=comment.revision)


def ask(comment, mo):
    comment = current(comment)
    return deciding.ask_for_change(comment, by=mo, seen_revision=comment.revision, reason="Leave the ending out.", reason_kind="spoiler")


def decline(comment, mo):
    return decide(comment, "decline", mo, reason="Not about this book.", reason_kind="subject")


def published(comment, mo):
    """Published before anything of interest happens, and that was told."""
    decide(comment, "publish", mo)
    tell()


#: What is done -> what the subject says, in full; nothing for no mail.
DECISIONS = {
    "publish": (lambda comment, mo: decide(comment, "publish", mo), "Your reply on “Down the well” is published"),
    "decline": (decline, "Your reply on “Down the well” was not published"),
    "spam": (lambda comment, mo: decide(comment, "spam", mo), ""),
    "ask": (ask, "Please change your reply on “Down the well”"),
    "mask and publish": (mask, "Your reply on “Down the well” is published"),
    "mask what is published": (
        lambda comment, mo: (published(comment, mo), mask(comment, mo)), "Some words of your reply on “Down the well” are hidden",
    ),
    "hidden by a reader": (
        lambda comment, mo: (published(comment, mo), mask(comment, mo, by_reader=True)),
        "Some words of your reply on “Down the well” are hidden",
    ),
    "move": (lambda comment, mo: (published(comment, mo), move(comment, mo)), "Your reply on “Down the well” was moved"),
    "take down": (
        lambda comment, mo: (published(comment, mo), decide(comment, "hold", mo)),
        "Your reply on “Down the well” waits for a moderator again",
    ),
    "keep": (lambda comment, mo: (published(comment, mo), decide(comment, "keep", mo)), ""),
    "lock": (
        lambda comment, mo: (published(comment, mo), deciding.set_lock(current(comment), locked=True, by=mo, seen_revision=1)), "",
    ),
    "nothing": (lambda comment, mo: None, ""),
}  # fmt: skip
#: Who wrote it, and whether they are told.
WRITERS = {
    "a guest who confirmed their address": True,
    "a guest who did not": False,
    "a guest who asked for nothing": False,
    "a member": True,
    "a member who confirmed no address": False,
    "a member who wants none": False,
    "a member who wants none but of this one": True,
    "a member who left": False,
}


def written(review, who, ben):
    text = "It keeps a secret of its own"
    if who.startswith("a guest"):
        return guest_reply(review, text, proven="who did not" not in who, mail_decision="nothing" not in who)
    ben.mail_decisions, ben.is_active = "wants none" not in who, "left" not in who
    ben.save(update_fields=["mail_decisions", "is_active"])
    if "confirmed no" in who:
        EmailAddress.objects.filter(user=ben).update(verified=False)
    comment = members_reply(review, ben, text)
    Comment.objects.filter(pk=comment.pk).update(mail_decision="of this one" in who)
    return comment


@pytest.mark.once
@pytest.mark.parametrize(("decision", "writer"), list(product(DECISIONS, WRITERS)))
def test_writer_is_told_of_a_decision(decision, writer, review, ben, mo):
    act, subject = DECISIONS[decision]
    comment = written(review, writer, ben)
    act(comment, mo)
    told = tell()
    wanted = [subject] if WRITERS[writer] and subject else []
    assert [mail.subject for mail in told] == wanted
    assert [mail.to for mail in told] == ["ben@example.org" if "member" in writer else "dov@example.org"] * len(wanted)
    assert not telling.due(soon()).exists(), "and all of it is done with"
    assert not tell(timedelta(hours=1))


@pytest.mark.once
@pytest.mark.parametrize("decision", [name for name, (_, subject) in DECISIONS.items() if subject])
def test_nobody_is_told_before_the_undo_window_is_over(decision, review, mo):
    act, _ = DECISIONS[decision]
    comment = guest_reply(review, "It keeps a secret of its own")
    act(comment, mo)
    assert not tell(timedelta(minutes=9))
    assert len(tell(timedelta(minutes=10, seconds=5))) == 1


@pytest.mark.parametrize("verdict", ["publish", "decline", "spam", "ask", "mask", "move"])
def test_an_undone_decision_sends_nothing(verdict, review, mo):
    comment = guest_reply(review, "It keeps a secret of its own")
    decision = {"ask": ask, "mask": mask, "move": move, "decline": decline}.get(verdict, lambda one, by: decide(one, verdict, by))(
        comment, mo
    )
    undo(decision, mo)
    assert not tell()
    assert not Decision.objects.filter(handled=None).exists()


@pytest.mark.parametrize(
    ("act", "undone"),
    [
        (lambda comment, mo: decide(comment, "publish", mo), "Your reply on “Down the well” waits for a moderator again"),
        (decline, "Your reply on “Down the well” waits for a moderator again"),
        (lambda comment, mo: published(comment, mo) or mask(comment, mo), "Your reply on “Down the well” can be read whole again"),
        (lambda comment, mo: published(comment, mo) or move(comment, mo), "Your reply on “Down the well” was moved"),
        (lambda comment, mo: published(comment, mo) or decide(comment, "decline", mo), "Your reply on “Down the well” is published"),
        (lambda comment, mo: decide(comment, "spam", mo), "Your reply on “Down the well” waits for a moderator again"),
    ],
    ids=["publish", "decline", "mask", "move", "decline what was published", "spam, of which nothing was told"],
)
def test_undone_after_its_mail_went_one_more_says_how_it_stands(act, undone, review, mo):
    comment = guest_reply(review, "It keeps a secret of its own")
    decision = act(comment, mo)
    tell()
    undo(decision, mo)
    (mail,) = tell()
    assert mail.subject == undone
    assert not tell()


def test_a_later_decision_speaks_for_those_before_it(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    decide(comment, "hold", mo)
    decline(comment, mo)
    (mail,) = tell()
    assert mail.subject == "Your reply on “Down the well” was not published"
    assert "Not about this book." in mail.body_text


def test_a_decision_waits_for_a_younger_one_that_may_still_be_undone(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    Decision.objects.update(created_at=timezone.now() - timedelta(minutes=9))
    younger = move(comment, mo)
    assert not tell(timedelta(minutes=5)), "the first is older than the window by now"
    undo(younger, mo)
    (mail,) = tell()
    assert mail.subject.endswith("is published")
    assert "before the break" in mail.body_text


def test_published_and_moved_says_both_in_one_mail(review, mo):
    comment = guest_reply(review, "It keeps a secret of its own")
    mask(comment, mo)
    move(comment, mo)
    (mail,) = tell()
    assert "is published. It stands after the break" in mail.body_text
    assert "A moderator hid some words of it" in mail.body_text
    assert "keeps a" not in mail.body_text + mail.body_html


def test_what_the_writer_did_themselves_is_no_news(review, ben, mo):
    comment = members_reply(review, ben)
    decide(comment, "publish", mo)
    tell()
    editing.edit(current(comment), text="Another word of mine", seen_revision=1)
    assert not tell()
    editing.withdraw(current(comment))
    assert not tell()


def test_an_answer_to_what_was_asked_for_makes_the_question_old(review, ben, mo):
    comment = members_reply(review, ben)
    ask(comment, mo)
    editing.edit(current(comment), text="Another word of mine", seen_revision=1)
    assert not tell()


def test_a_change_by_its_writer_and_a_decision_about_that_is_told(review, ben, mo):
    comment = members_reply(review, ben)
    decide(comment, "publish", mo)
    tell()
    editing.edit(current(comment), text="See https://one.example and https://two.example", seen_revision=1)
    assert current(comment).state == "pending"
    decide(comment, "publish", mo)
    (mail,) = tell()
    assert mail.subject.endswith("is published")


def test_whoever_took_it_back_or_erased_it_hears_nothing(review, mo):
    withdrawn, erased = guest_reply(review, "One"), guest_reply(review, "Another")
    for comment in (withdrawn, erased):
        decide(comment, "publish", mo)
    editing.withdraw(current(withdrawn))
    erasing.erase(current(erased))
    assert not tell()


def test_a_moderator_is_not_told_what_they_did_to_their_own_reply(review, mo):
    comment = members_reply(review, mo)
    assert comment.state == "published"
    move(comment, mo)
    assert not tell()


def test_the_reason_is_in_the_mail_and_behind_the_break_only_its_kind(review, mo):
    front, behind = guest_reply(review, "One"), guest_reply(review, "Another", room="after")
    for comment in (front, behind):
        decide(comment, "decline", mo, reason="You say that >!the butler!< did it.", reason_kind="spoiler")
    mails = {mail.subject: mail for mail in tell()}
    assert len(mails) == 1
    first, second = Mail.objects.order_by("pk")
    for mail in (first, second):
        assert "It gives the story away." in mail.body_text
        assert "It gives the story away." in mail.body_html
        assert "butler" not in mail.body_text + mail.body_html
    assert "You say that […] did it." in first.body_text
    assert "did it" not in second.body_text + second.body_html
    assert "What the moderator wrote to you is on your receipt." in second.body_text


def test_a_review_that_was_taken_back_is_not_named(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    Review.objects.filter(pk=review.pk).update(status="retracted")
    (mail,) = tell()
    assert mail.subject == "Your reply is published"
    assert "Down the well" not in mail.body_text + mail.body_html
    assert "A word of mine" not in mail.body_text + mail.body_html


def test_old_news_is_no_news(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    assert not tell(LOOKS_BACK + timedelta(minutes=1))


def test_a_crash_between_mail_and_mark_leaves_neither(review, mo, monkeypatch):
    comment, other = guest_reply(review), guest_reply(review, "Another")
    decide(comment, "publish", mo)
    decide(other, "decline", mo, reason="No.")
    create = Handled.objects.bulk_create

    def crash(rows, **options):
        rows = list(rows)
        if any(row.decision.comment_id == comment.pk for row in rows):
            raise RuntimeError
        return create(rows, **options)

    monkeypatch.setattr(Handled.objects, "bulk_create", crash)
    with pytest.raises(telling.NotAllTold):
        telling.tell_all(now=soon())
    assert [mail.subject for mail in Mail.objects.all()] == ["Your reply on “Down the well” was not published"], "others are told"
    assert not Handled.objects.filter(decision__comment=comment).exists()
    monkeypatch.undo()
    assert [mail.subject for mail in tell()] == ["Your reply on “Down the well” is published"]


def test_a_decision_in_the_very_moment_is_waited_for(review, mo, monkeypatch):
    """The worker has worked out what to say, and somebody undoes it before the mail is written."""
    comment = guest_reply(review)
    decision = decide(comment, "publish", mo)
    letter = writing.decision_letter

    def slowly(*arguments):
        undo(decision, mo)
        return letter(*arguments)

    monkeypatch.setattr(telling, "decision_letter", slowly)
    assert not tell()
    monkeypatch.undo()
    assert not tell()
    assert not Decision.objects.filter(handled=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_mail(review, mo):
    for number in range(4):
        decide(guest_reply(review, f"Word {number}"), "publish", mo)
    outcomes = race([partial(telling.tell_all, now=soon())] * 3)
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    telling.tell_all(now=soon())
    assert Mail.objects.count() == 4
    assert Handled.objects.count() == 8


def test_what_is_passed_over_is_told_to_nobody_and_what_comes_later_is(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    telling.pass_over(Decision.objects.filter(comment=comment))
    telling.pass_over(Decision.objects.all())
    assert not tell()
    decide(comment, "hold", mo)
    assert len(tell()) == 1


def test_a_key_that_was_used_is_not_used_again(review, mo):
    decision = decide(guest_reply(review), "publish", mo)
    actions.put_in_outbox(to="dov@example.org", subject="Sent", body_text="x", key=f"comment:{decision.comment_id}:decision:{decision.pk}")
    assert not tell()


@pytest.mark.parametrize("verdict", ["publish", "decline"])
def test_queries_are_the_same_for_each_number_of_silent_replies(verdict, review, mo):
    counts = []
    for more in (1, 2, 20):
        for number in range(more):
            decide(guest_reply(review, f"Word {more} {number}", mail_decision=False), verdict, mo, reason="")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            telling.tell_all(now=soon())
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 14
