"""Flags: what they hide at once, for how long, and what keeps them honest."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from reviews.comments import deciding
from reviews.comments.faults import Blocked, RevisionChanged
from reviews.comments.flags import flagging
from reviews.comments.models import Comment
from reviews.comments.records import Decision, Flag
from reviews.comments.rules.models import RuleBook
from reviews.comments.undoing import undo
from reviews.spoilers.leaks import contains_any
from reviews.spoilers.reader import Reader, stranger
from tests.conftest import make_member
from tests.fixture_site import make_comment, make_review, make_work
from tests.racing import race

pytestmark = pytest.mark.django_db

URL = "/reviews/down/"
SPOILER, PERSONAL = Flag.Kind.SPOILER, Flag.Kind.PERSONAL
TEXT = "A fine book. The *wagtail* did it, and nobody saw it coming."


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def review(ada, novel):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (novel,), slug="down")


@pytest.fixture
def reply(review, mo):
    return make_comment(review, TEXT, publish_by=mo)


def flag(comment, by=None, *, kind=SPOILER, words="", note="", network="n1", seen=None, reader=None):
    comment.refresh_from_db()
    return flagging.flag(
        comment, kind=kind, words=words, note=note, by=by, network="" if by else network, seen_revision=seen or comment.revision,
        reader=reader or stranger(),
    )  # fmt: skip


def public(client):
    return " ".join(client.get(URL).content.decode().split())


def answer(comment, verdict, mo):
    comment.refresh_from_db()
    return deciding.decide(comment, verdict=verdict, by=mo, seen_revision=comment.revision)


@pytest.mark.parametrize("reader", ["member", "guest"])
def test_words_that_give_the_story_away_are_hidden_at_once(client, ben, reply, reader):
    made = flag(reply, ben if reader == "member" else None, words="The wagtail did it")
    page = public(client)
    assert "wagtail" not in page
    assert "A fine book." in page
    assert "nobody saw it coming" in page
    decision = made.hid
    assert (decision.verdict, decision.rule, decision.by) == ("mask", "flag", None)
    assert (reply.state, reply.revision) == ("published", 2)
    assert made.outcome == Flag.Outcome.WAITING
    assert Flag.objects.get().words.reveal() == "The wagtail did it"


def test_what_was_hidden_opens_for_whoever_finished_the_work(client, novel, reply):
    flag(reply, words="wagtail")
    assert "wagtail" not in public(client)
    client.post(novel.shelf_url, {"finished": "yes"})
    assert "wagtail" in public(client)


def test_keeping_the_reply_shows_the_words_again_and_dismisses_the_flag(client, ben, mo, reply):
    made = flag(reply, ben, words="The wagtail did it")
    kept = answer(reply, "keep", mo)
    assert "wagtail" in public(client)
    made.refresh_from_db()
    assert (made.outcome, made.settled) == ("dismissed", kept)


@pytest.mark.parametrize(("verdict", "outcome"), [("agree", "upheld"), ("decline", "upheld"), ("spam", "upheld"), ("hold", "upheld")])
def test_agreeing_leaves_the_words_hidden(client, ben, mo, reply, verdict, outcome):
    made = flag(reply, ben, words="The wagtail did it")
    answer(reply, verdict, mo)
    assert "wagtail" not in public(client)
    made.refresh_from_db()
    assert made.outcome == outcome


def test_a_flag_that_names_no_words_moves_the_reply_behind_the_break_with_what_answers_it(client, ben, mo, review, reply):
    child = make_comment(review, "Childword", parent=reply, publish_by=mo)
    made = flag(reply, ben)
    child.refresh_from_db()
    assert (reply.room, child.room) == ("after", "after")
    assert (made.hid.verdict, made.hid.rule) == ("move", "flag")
    assert not contains_any(["wagtail", "Childword"], public(client))
    undo(made.hid, by=mo)
    assert len(contains_any(["wagtail", "Childword"], public(client))) == 2


def test_words_that_can_not_be_hidden_alone_hide_all_of_it(client, ben, mo, review):
    whole = make_comment(review, "wagtail", publish_by=mo)
    made = flag(whole, ben, words="wagtail")
    assert made.hid is not None
    assert "wagtail" not in public(client)


def test_a_whole_conversation_is_not_taken_along_by_one_flag(client, ben, mo, review, reply, monkeypatch):
    monkeypatch.setattr("reviews.comments.flags.track_record.TAKEN_ALONG", 1)
    for _number in range(2):
        make_comment(review, "Childword", parent=reply, publish_by=mo)
    made = flag(reply, ben)
    assert (made.hid, made.outcome) == (None, "waiting")
    assert "Childword" in public(client)


@pytest.mark.parametrize("kind", [PERSONAL, Flag.Kind.ADVERT, Flag.Kind.OTHER])
def test_other_reasons_only_wait_for_a_moderator(client, ben, reply, kind):
    made = flag(reply, ben, kind=kind, words="The wagtail did it", note="Rude.")
    made.refresh_from_db()
    assert (made.hid, made.outcome, bool(made.words), made.note.reveal()) == (None, "waiting", False, "Rude.")
    assert "wagtail" in public(client)
    assert not Decision.objects.filter(rule="flag").exists()


def test_words_have_to_stand_in_what_the_reader_sees(ben, mo, novel, review):
    reply = make_comment(review, "Plainword and ||quaggaword||", publish_by=mo)
    for words in ("gardener", "quaggaword", "…", "Plainword\ngardener"):
        with pytest.raises(flagging.NotThere):
            flag(reply, ben, words=words)
    assert not Flag.objects.exists()
    knows = Reader(finished=frozenset({novel.pk}))
    made = flag(reply, ben, words="quaggaword", reader=knows)
    assert made.hid is None, "it stands behind a gate already"
    assert flag(reply, make_member("eve"), words="PLAINWORD").hid is not None, "typed by hand, in whatever case"


def test_behind_the_break_a_flag_waits(ben, mo, review):
    behind = make_comment(review, "Kestrelword", room="after", publish_by=mo)
    made = flag(behind, ben, words="Kestrelword", reader=Reader(breaks={review.break_key: frozenset(w.pk for w in review.subjects)}))
    assert (made.hid, made.outcome) == (None, "waiting")


def test_nobody_flags_their_own_reply_and_a_blocked_member_none(ben, mo, review, reply):
    mine = make_comment(review, "Mine", author=ben, publish_by=mo)
    with pytest.raises(flagging.OwnReply):
        flag(mine, ben)
    ben.blocked_at = timezone.now()
    with pytest.raises(Blocked):
        flag(reply, ben)
    assert not Flag.objects.exists()
    ben.blocked_at = None
    assert flag(reply, ben).pk


@pytest.mark.parametrize("reader", ["member", "guest"])
def test_one_reader_flags_one_text_once(ben, reply, reader):
    who = ben if reader == "member" else None
    flag(reply, who, kind=PERSONAL)
    with pytest.raises(flagging.AlreadyFlagged):
        flag(reply, who, kind=SPOILER)
    assert Flag.objects.count() == 1
    assert flag(reply, make_member("eve"), kind=PERSONAL).pk
    assert flag(reply, network="n2", kind=PERSONAL).pk


def test_a_flag_is_bound_to_the_text_that_was_read(ben, reply):
    Comment.objects.filter(pk=reply.pk).update(revision=2)
    with pytest.raises(RevisionChanged):
        flag(reply, ben, seen=1)
    assert not Flag.objects.exists()


def test_a_day_has_its_limit_for_a_member_and_for_a_network(ben, mo, review):
    RuleBook.objects.create(pk=1, flags_a_day=2)
    replies = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(4)]
    for who, network in ((ben, ""), (None, "n1"), (None, "")):
        for reply in replies[:2]:
            flag(reply, who, kind=PERSONAL, network=network)
        with pytest.raises(flagging.TooManyFlags) as many:
            flag(replies[2], who, kind=PERSONAL, network=network)
        assert many.value.limit == 2
    assert flag(replies[2], network="n2", kind=PERSONAL).pk
    Flag.objects.filter(by=ben).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert flag(replies[2], ben, kind=PERSONAL).pk
    RuleBook.objects.update(flags_a_day=0)
    assert flag(replies[3], ben, kind=PERSONAL).pk, "0 switches it off"


def test_whoever_was_mostly_wrong_waits_like_everybody_else_does(client, ben, mo, review):
    replies = [make_comment(review, f"Birdword{number} flies.", publish_by=mo) for number in range(3)]
    for number, reply in enumerate(replies[:2]):
        assert flag(reply, ben, words=f"Birdword{number}").hid is not None
        answer(reply, "keep", mo)
    assert flag(replies[2], ben, words="Birdword2").hid is None
    assert "Birdword2" in public(client)
    assert flag(replies[2], make_member("eve"), words="Birdword2").hid is not None


def test_a_guest_hides_little_and_nothing_after_a_dismissed_flag(mo, review):
    replies = [make_comment(review, f"Birdword{number} flies.", publish_by=mo) for number in range(5)]
    hid = [flag(reply, words=f"Birdword{number}").hid is not None for number, reply in enumerate(replies[:3])]
    assert hid == [True, True, False]
    answer(replies[0], "keep", mo)
    Flag.objects.update(created_at=timezone.now() - timedelta(days=29))
    assert flag(replies[3], words="Birdword3").hid is None
    Flag.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert flag(replies[4], words="Birdword4").hid is not None
    assert flag(replies[3], words="Birdword3", network="").hid is None, "a guest of an unknown network is nobody in particular"


def test_a_flag_against_a_locked_decision_does_nothing_and_costs_nobody_their_record(client, ben, mo, reply):
    lock = deciding.set_lock(reply, locked=True, by=mo, seen_revision=1)
    made = flag(reply, ben, words="wagtail")
    assert (made.hid, made.outcome, made.settled) == (None, "dismissed", lock)
    assert "wagtail" in public(client)
    assert not Comment.objects.flagged().exists()
    assert flagging._record(Flag.objects.filter(by=ben), is_member=True, network="").dismissed == 0


def test_what_a_moderator_has_said_of_a_text_answers_the_next_flag_of_the_same_kind(client, ben, mo, reply):
    flag(reply, ben, kind=PERSONAL)
    kept = answer(reply, "keep", mo)
    eve = make_member("eve")
    again = flag(reply, eve, kind=PERSONAL)
    assert (again.outcome, again.settled) == ("dismissed", kept)
    assert not Comment.objects.flagged().exists()
    assert flagging._record(Flag.objects.filter(by=eve), is_member=True, network="").dismissed == 0
    other = flag(reply, make_member("fay"), kind=SPOILER, words="wagtail")
    assert other.hid is not None, "that was another question"


def test_undoing_the_answer_lets_the_flags_wait_again(ben, mo, reply):
    made = flag(reply, ben, kind=PERSONAL)
    undo(answer(reply, "keep", mo), by=mo)
    made.refresh_from_db()
    assert made.outcome == Flag.Outcome.WAITING
    assert list(Comment.objects.flagged()) == [reply]


def test_the_desk_gets_what_waits_the_oldest_first(ben, mo, review):
    replies = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(4)]
    flag(replies[2], ben, kind=PERSONAL)
    flag(replies[0], network="n1", kind=PERSONAL)
    flag(replies[0], ben, kind=PERSONAL)
    flag(replies[1], ben, kind=PERSONAL)
    answer(replies[1], "keep", mo)
    assert list(Comment.objects.flagged()) == [replies[2], replies[0]]
    assert Comment.objects.flagged().count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_hide_it_once(ben, mo, reply):
    members = [make_member(f"reader{number}") for number in range(4)]

    def report(member):
        try:
            return flag(Comment.objects.get(pk=reply.pk), member, words="The wagtail did it", seen=1).hid is not None
        except RevisionChanged:
            return "changed"

    outcomes = race([partial(report, member) for member in members])
    assert sorted(outcomes, key=str) == [True, "changed", "changed", "changed"]
    assert Decision.objects.filter(verdict="mask").count() == 1
    assert Flag.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_reader_at_once_flags_once_and_stays_within_the_day(ben, mo, review):
    RuleBook.objects.create(pk=1, flags_a_day=2)
    replies = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(4)]

    def report(reply):
        try:
            return flag(Comment.objects.get(pk=reply.pk), ben, kind=PERSONAL).pk > 0
        except flagging.TooManyFlags:
            return "many"

    outcomes = race([partial(report, reply) for reply in replies])
    assert sorted(outcomes, key=str) == [True, True, "many", "many"]
