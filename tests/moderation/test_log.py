"""The public moderation log: what, why and when, and nothing of whom and which."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from reviews.comments import deciding, editing, masking, moving
from reviews.comments.flags import flagging
from reviews.comments.models import Comment
from reviews.comments.records import Decision, Reason
from reviews.comments.rules.models import RuleBook
from reviews.comments.undoing import undo
from reviews.moderation.log import PAGE_SIZE, moment_of, moment_word
from reviews.spoilers.leaks import contains_any
from reviews.spoilers.reader import stranger
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/moderation/log/"


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def review(ada, novel):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (novel,), slug="down", title="Down the well")


def decide(comment, verdict, by, **facts):
    comment.refresh_from_db()
    return deciding.decide(comment, verdict=verdict, by=by, seen_revision=comment.revision, **facts)


def entries(response):
    """The lines of the log as they are read."""
    html = response.content.decode()
    found = re.findall(r'<li class="log__entry">(.*?)</li>', html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def test_it_says_what_why_when_and_under_which_review(client, mo, review):
    decide(make_comment(review, "Text"), "decline", mo, reason="Private words", reason_kind=Reason.SUBJECT)
    Decision.objects.update(created_at=datetime(2026, 5, 4, 10, 11, tzinfo=UTC))
    (line,) = entries(client.get(URL))
    assert line == ("A reply was declined, under Down the well 4 May 2026, 10:11 by a moderator It is not about the review or the work.")
    assert 'href="/reviews/down/"' in client.get(URL).content.decode()


def test_every_kind_of_decision_has_its_words(client, ben, mo, review):
    made = [make_comment(review, "Some words stand here.", publish_by=mo) for _ in range(6)]
    decide(made[0], "spam", mo)
    decide(made[1], "hold", mo)
    moving.move(made[2], room="after", by=mo, seen_revision=1)
    masking.mask(made[3], words=["words"], by=mo, seen_revision=1, publish=True, lock=True)
    decide(made[4], "keep", mo)
    deciding.set_lock(made[5], locked=True, by=mo, seen_revision=1)
    deciding.set_lock(made[5], locked=False, by=mo, seen_revision=1)
    deciding.ask_for_change(make_comment(review, "Text"), by=mo, seen_revision=1, reason="Private words")
    lines = entries(client.get(URL))
    words = ["asked for a change", "unlocked", "was locked", "left as it is", "Words of a reply were hidden", "other side of the break",
             "taken down, to be looked at again", "marked as spam"]  # fmt: skip
    assert [word in line for word, line in zip(words, lines, strict=False)] == [True] * len(words)
    assert len(lines) == len(words) + 6, "and six were published; what locked with a mask is part of that"
    assert sum("by a moderator" in line for line in lines) == len(lines)


def test_a_rule_is_named_in_plain_words_and_a_readers_flag_by_none_of_its_own(client, ben, mo, review):
    reply = make_comment(review, "Wagtailword stands here.", publish_by=mo)
    flagging.flag(reply, kind="spoiler", words="Wagtailword", note="Noteword", by=ben, network="", seen_revision=1, reader=stranger())
    held = make_comment(review, "Text", publish_by=mo)
    decide(held, "hold", None, rule="links")
    assert flagging.RULE == "flag"
    response = client.get(URL)
    links, _published, flagged = entries(response)[:3]
    assert "by a rule" in links
    assert "A reply with several links waits for a moderator." in links
    assert "by a rule" in flagged
    assert "A reader has reported it, and a moderator looks next." in flagged
    assert not contains_any(["Wagtailword", "Noteword", "ben"], " ".join(entries(response)))


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("publish", "A reply was published"), ("publish", "Nothing holds it any longer."), ("spam", "Spam checker"), ("hold", None)],
)
def test_what_a_rule_decides_of_a_reply_that_waits_is_told_and_that_it_waits_is_not(client, review, verdict, words):
    decide(make_comment(review, "Text"), verdict, None, rule="checker")
    lines = entries(client.get(URL))
    assert [words in line and "by a rule" in line for line in lines] == ([True] if words else [])


def test_what_writers_do_and_what_was_undone_is_left_out(client, ben, mo, review):
    reply = make_comment(review, "Text", author=ben)
    editing.edit(reply, text="Another", seen_revision=1)
    editing.withdraw(Comment.objects.get(pk=reply.pk))
    other = make_comment(review, "Text")
    undo(decide(other, "spam", mo), by=mo)
    assert entries(client.get(URL)) == []
    assert b"Nothing has been decided yet" in client.get(URL).content
    decide(other, "decline", mo)
    assert len(entries(client.get(URL))) == 1


def test_a_move_with_all_its_replies_is_one_line(client, mo, review):
    root = make_comment(review, "Text", publish_by=mo)
    for _ in range(3):
        make_comment(review, "Text", parent=root, publish_by=mo)
    moving.move(root, room="after", by=mo, seen_revision=1)
    assert sum("other side of the break" in line for line in entries(client.get(URL))) == 1


def test_it_holds_no_text_no_name_and_nothing_that_tells_which_reply(client, mo, review):
    for room in ("before", "after"):
        reply = make_comment(review, "Kestrelword ||ibisword||", room=room, guest_name="Falconname", guest_email="dov@example.org")
        decide(reply, "decline", mo, reason="Private words", evidence={"words": ["Siskinword"]})
    response = client.get(URL)
    first, second = entries(response)
    assert re.sub(r", \d\d:\d\d", "", first) == re.sub(r", \d\d:\d\d", "", second), "which side of the break it stood on isn't told"
    handles = list(Comment.objects.values_list("handle", flat=True))
    hidden = ["Kestrelword", "ibisword", "Falconname", "dov@example.org", "Private words", "Siskinword", mo.username + "<", "Mo<", *handles]
    assert not contains_any(hidden, response.content)
    seen = repr([list(context.flatten().items()) for context in response.context])
    assert not contains_any([*hidden[:6], *handles], seen)
    assert "Down the well" in seen


@pytest.mark.parametrize("status", ["draft", "retracted", "in_review"])
def test_a_review_that_is_not_public_is_not_named(client, mo, review, status):
    decide(make_comment(review, "Text"), "decline", mo)
    assert b"Down the well" in client.get(URL).content
    review.status = status
    review.save(update_fields=["status"])
    response = client.get(URL)
    assert len(entries(response)) == 1
    assert not contains_any(["Down the well", "/reviews/down/"], response.content)


def test_it_can_be_turned_off(client, signed_in, mo, review):
    decide(make_comment(review, "Text"), "decline", mo)
    RuleBook.objects.create(pk=1, public_log=False)
    assert client.get(URL).status_code == 404
    assert signed_in(mo).get(URL).status_code == 404
    RuleBook.objects.update(public_log=True)
    assert client.get(URL).status_code == 200


def test_strangers_get_the_same_bytes_and_members_a_page_of_their_own(client, signed_in, ben, mo, review):
    decide(make_comment(review, "Text"), "decline", mo)
    response = client.get(URL)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert response.content == type(client)().get(URL, headers={"accept-language": "de"}).content
    assert signed_in(ben).get(URL)["Cache-Control"] == "private, no-store"


def rows(review, moments):
    """Decisions at these moments, on one reply."""
    reply = make_comment(review, "Text")
    for moment in moments:
        made = Decision.objects.create(
            comment=reply, verdict="keep", revision=1, revision_after=1, state_after="pending", room_after="before", by=review.author
        )
        Decision.objects.filter(pk=made.pk).update(created_at=moment)


def test_pages_lose_nothing_where_many_were_decided_at_one_moment(client, review):
    start = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    moments = [start + timedelta(seconds=number // 7, microseconds=3) for number in range(PAGE_SIZE * 2 + 20)]
    rows(review, moments)
    address, lines, pages = URL, 0, 0
    while address:
        response = client.get(address)
        lines, pages = lines + len(entries(response)), pages + 1
        assert len(entries(response)) <= PAGE_SIZE
        address = response.context["next_url"]
        assert not re.search(r"before=\d{1,12}\b", address), "no number of a row"
    assert (lines, pages) == (len(moments), 3)


@pytest.mark.parametrize("word", ["", "0", "1", "1789000000123456", "32503680000000000"])
def test_a_moment_is_asked_for_by_its_microseconds(client, word):
    assert client.get(URL, {"before": word} if word else {}).status_code == 200
    moment = moment_of(word)
    assert (moment_word(moment) if moment else "") == word


@pytest.mark.parametrize("word", ["-1", "x", "1.5", "9" * 30, "٣", "32503680000000001", "\x00"])
def test_what_is_no_moment_is_not_found(client, word):
    assert client.get(URL, {"before": word}).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_page_costs_the_same_queries_however_long_the_log(client, review, count, django_assert_num_queries):
    rows(review, [datetime(2026, 5, 4, tzinfo=UTC) + timedelta(seconds=number) for number in range(count)])
    # The site's name, whether the log is shown, and the log.
    with django_assert_num_queries(3) as queries:
        client.get(URL)
    assert not [query for query in queries if re.search(r'"(evidence|guest_name|guest_email|search_text|rendition|reason)"', query["sql"])]
