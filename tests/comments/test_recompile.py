"""Replies compiled anew by a changed engine, in every state and both rooms, while moderators decide."""

import multiprocessing
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.comments import deciding, recompiling
from reviews.comments.models import Comment, CommentPassage, CommentRevision, Room, State, Thread
from reviews.comments.moving import move
from reviews.comments.recompiling import recompile_comment, recompile_comments
from reviews.comments.records import Decision
from reviews.publishing import compiling
from reviews.publishing.outcomes import Result
from tests.changed_engine import WRITES, other_html, other_names, other_text, recompile
from tests.fixture_site import make_comment, make_fixture_site, make_review, make_work
from tests.racing import PATIENCE, race

REPLY = "Openly *said*, and ||the butler|| too.\n\n::: spoiler A turn\nHiddenly ||nested|| done.\n:::\n\nShownword follows.\n"


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


def row(comment):
    return Comment.objects.values().get(pk=comment.pk)


def passages(comment):
    return list(comment.passages.values("handle", "key", "kind", "label", "rendition"))


def keys(comment):
    return [passage["key"] for passage in passages(comment)]


def moved(review):
    return Thread.objects.get(review=review).public_changed_at


def decide(comment, verdict, by):
    return deciding.decide(comment, verdict=verdict, by=by, seen_revision=comment.revision).verdict


def open_all(browser, comment):
    for passage in comment.passages.exclude(kind=CommentPassage.ROOM):
        assert browser.post(f"/reviews/{comment.review.slug}/open/", {"gate": passage.handle}).status_code == 303


# --- Nothing changed ----------------------------------------------------------------------------------------------


def test_where_nothing_changed_nothing_is_written_and_nothing_locked(ada, mo, client):
    site = make_fixture_site(ada, mo)
    etag = client.get(site.review.url)["ETag"]
    before = list(Comment.objects.values()), list(CommentPassage.objects.values())
    with CaptureQueriesContext(connection) as queries:
        told = list(recompile_comments())
    assert [outcome.name for outcome in told] == [comment.handle for comment in Comment.objects.order_by("pk")]
    assert {outcome.result for outcome in told} == {Result.UNCHANGED}
    assert not [sql for query in queries if (sql := query["sql"]).startswith(WRITES) or "FOR UPDATE" in sql]
    assert (list(Comment.objects.values()), list(CommentPassage.objects.values())) == before
    assert client.get(site.review.url)["ETag"] == etag


# --- Names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ["before", "after"])
def test_identities_computed_differently_leave_every_name(review, mo, room, client, monkeypatch):
    comment = make_comment(review, REPLY, room=room, publish_by=mo)
    facts, before, etag, date = row(comment), passages(comment), client.get(review.url)["ETag"], moved(review)
    other_names(monkeypatch)
    outcome = recompile_comment(comment.pk)
    assert (outcome.result, outcome.public, outcome.kept, outcome.renewed) == (Result.CHANGED, False, 3, 0)
    assert (row(comment), passages(comment), client.get(review.url)["ETag"], moved(review)) == (facts, before, etag, date)
    assert recompile_comment(comment.pk).result is Result.UNCHANGED


def test_a_parser_that_hides_more_makes_a_new_key_and_old_consent_opens_nothing(review, mo, ben, signed_in, client, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    readers = signed_in(ben)
    open_all(readers, comment)
    assert "Hiddenly" in readers.get(review.url).content.decode()
    other_text(monkeypatch, "\n:::\n\nShownword follows.\n", "\n\nShownword follows.\n:::\n")
    outcome = recompile_comment(comment.pk)
    assert (outcome.public, outcome.kept, outcome.renewed) == (True, 2, 1)
    for browser in (client, readers):
        page = browser.get(review.url).content.decode()
        assert "Hiddenly" not in page
        assert "Shownword" not in page
        assert "Openly" in page
    assert "the butler" in readers.get(review.url).content.decode()
    open_all(readers, comment)
    assert "Shownword" in readers.get(review.url).content.decode()


def test_a_passage_with_its_old_identity_and_a_word_more_loses_its_key(review, mo, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    before = keys(comment)
    other_html(monkeypatch, "Hiddenly", "Hiddenly polecatword")
    assert recompile_comment(comment.pk).renewed == 1
    assert [old == new for old, new in zip(before, keys(comment), strict=True)] == [True, False, True]


# --- What strangers get -------------------------------------------------------------------------------------------


def test_before_the_break_a_changed_sanitiser_changes_the_page_and_its_date(review, mo, client, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    facts, before, etag, date = row(comment), keys(comment), client.get(review.url)["ETag"], moved(review)
    other_html(monkeypatch, "<em>said</em>", "said")
    assert recompile_comment(comment.pk).public
    now = row(comment)
    assert {name for name in now if now[name] != facts[name]} == {"rendition"}
    assert keys(comment) == before
    assert moved(review) > date
    page = client.get(review.url)
    assert page["ETag"] != etag
    assert "Openly said" in page.content.decode()


def test_after_the_break_strangers_notice_nothing(review, mo, ben, signed_in, client, monkeypatch):
    comment = make_comment(review, REPLY, room="after", publish_by=mo)
    facts, before, etag, date = row(comment), keys(comment), client.get(review.url)["ETag"], moved(review)
    other_html(monkeypatch, "<em>said</em>", "spoken")
    outcome = recompile_comment(comment.pk)
    assert (outcome.result, outcome.public) == (Result.CHANGED, False)
    assert (row(comment), keys(comment), client.get(review.url)["ETag"], moved(review)) == (facts, before, etag, date)
    readers = signed_in(ben)
    readers.post(f"{review.url}open/", {"gate": "break"})
    assert "Openly spoken" in readers.get(review.url).content.decode()


def test_a_counts_and_decisions_stay(ada, mo, monkeypatch):
    site = make_fixture_site(ada, mo)
    counts = list(Thread.objects.values("before_count", "after_count", "last_number", "is_open"))
    decisions = list(Decision.objects.values())
    other_html(monkeypatch, "robinbefore", "robin before")
    assert recompile()[2] == 0
    assert "robin before" in str(row(site.before)["rendition"])
    assert list(Thread.objects.values("before_count", "after_count", "last_number", "is_open")) == counts
    assert list(Decision.objects.values()) == decisions


# --- What is down -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ["before", "after"])
@pytest.mark.parametrize("verdict", ["hold", "decline", "spam", "withdraw"])
def test_what_is_down_keeps_its_names_and_gets_no_words(review, mo, room, verdict, monkeypatch):
    comment = make_comment(review, REPLY, room=room, publish_by=mo)
    named = {(passage["handle"], passage["key"]) for passage in passages(comment) if passage["kind"] != "room"}
    decide(comment, verdict, mo)
    before = row(comment), passages(comment)
    other_names(monkeypatch)
    other_html(monkeypatch, "said", "spoken")
    assert recompile_comment(comment.pk).result is Result.UNCHANGED
    assert (row(comment), passages(comment)) == before
    assert {(passage["handle"], passage["key"]) for passage in before[1]} == named
    assert not any(passage["rendition"] or passage["label"] for passage in before[1])


@pytest.mark.parametrize("left", ["rendition", "label", "room"])
def test_words_that_an_older_version_left_under_a_reply_that_is_down_are_taken_away(review, mo, left):
    comment = make_comment(review, REPLY, room="after", publish_by=mo)
    held = list(comment.passages.all())
    decide(comment, "decline", mo)
    for passage in held:
        if left == "room" and passage.kind == CommentPassage.ROOM:
            passage.save(force_insert=True)
        elif left != "room":
            comment.passages.filter(handle=passage.handle).update(**{left: getattr(passage, left)})
    assert recompile_comment(comment.pk).result is Result.CHANGED
    assert keys(comment) == [passage.key for passage in held if passage.kind != CommentPassage.ROOM]
    assert not any(passage["rendition"] or passage["label"] for passage in passages(comment))
    assert recompile_comment(comment.pk).result is Result.UNCHANGED


def test_openings_outlive_a_reply_that_was_down_meanwhile(review, mo, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    before = passages(comment)
    decide(comment, "hold", mo)
    recompile()
    decide(comment, "publish", mo)
    assert passages(comment) == before


# --- Faults -------------------------------------------------------------------------------------------------------


def test_a_published_reply_with_a_fault_now_hides_more_and_says_where(review, mo, client, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    other_text(monkeypatch, "Shownword follows.", "Shownword ||follows.")
    out, err, status = recompile()
    assert status == 0
    assert f"reply {comment.handle}: public text changed\n    Line 7:" in err
    assert "1 with problems, 0 not done" in out
    page = client.get(review.url).content.decode()
    assert "Openly" in page
    assert "Shownword" not in page


def test_a_published_reply_of_which_nothing_is_left_is_told(review, mo, monkeypatch):
    make_comment(review, "Gone soon.", publish_by=mo)
    other_text(monkeypatch, "Gone soon.", "[gone]: https://example.org/")
    assert "Nothing of this text is shown." in recompile()[1]


def test_a_reply_that_can_not_be_compiled_stays_as_it_was_and_the_others_are_done(review, mo, monkeypatch):
    first = make_comment(review, REPLY, publish_by=mo)
    second = make_comment(review, "Another *said*.", publish_by=mo)
    before = row(first), passages(first)
    real = vars(compiling)["bind"]

    def bind(document, catalogue):
        if "Openly" in document.source.text:
            raise ValueError("the butler did it")
        return real(document, catalogue)

    monkeypatch.setattr(compiling, "bind", bind)
    other_html(monkeypatch, "<em>said</em>", "said")
    out, err, status = recompile()
    assert status == 1
    assert f"reply {first.handle}: could not be compiled and is as it was (ValueError)" in err
    assert "butler" not in out + err
    assert (row(first), passages(first)) == before
    assert "Another said." in str(row(second)["rendition"])


def test_a_dry_run_writes_nothing(review, mo, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    other_html(monkeypatch, "said", "spoken")
    before = row(comment), passages(comment), moved(review)
    out, _err, _status = recompile(dry_run=True)
    assert f"reply {comment.handle}: public text changed" in out
    assert (row(comment), passages(comment), moved(review)) == before


# --- While the site serves ----------------------------------------------------------------------------------------


def test_it_locks_as_a_decision_does(review, mo, monkeypatch):
    comment = make_comment(review, REPLY, publish_by=mo)
    other_html(monkeypatch, "said", "spoken")
    with CaptureQueriesContext(connection) as queries:
        recompile_comment(comment.pk)
    locked = [query["sql"].split(" FROM ")[1].split()[0].strip('"') for query in queries if "FOR UPDATE" in query["sql"]]
    # SQLite locks all of itself.
    assert locked == (["reviews_thread", "reviews_comment"] if connection.features.has_select_for_update else [])


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_comes_between_is_never_written_over(review, mo, monkeypatch):
    """Not by luck: the reply is declined in another process after it was compiled, and before that would be stored."""
    comment = make_comment(review, REPLY, publish_by=mo)
    other_html(monkeypatch, "said", "spoken")
    context = multiprocessing.get_context("fork")
    compiled, decided = context.Event(), context.Event()

    def recompiler():
        real = vars(recompiling)["public_text"]

        def public_text(*args, **options):
            text = real(*args, **options)
            compiled.set()
            assert decided.wait(PATIENCE)
            return text

        monkeypatch.setattr(recompiling, "public_text", public_text)
        return recompile_comment(comment.pk).result.value

    def moderator():
        assert compiled.wait(PATIENCE)
        verdict = decide(comment, "decline", mo)
        decided.set()
        return verdict

    assert race([recompiler, moderator]) == ["unchanged", "decline"]
    assert (row(comment)["state"], row(comment)["rendition"]) == (State.DECLINED, [])
    assert not any(passage["rendition"] for passage in passages(comment))


def change_its_mind(comment_id, by, times):
    """A moderator who takes a reply down and publishes it again, over and over; how many decisions that made."""
    for number in range(times):
        decide(Comment.objects.get(pk=comment_id), "hold" if number % 2 == 0 else "publish", by)
    return times


def send_back_and_forth(comment_id, by, times):
    """A moderator who moves a reply behind the break and out again."""
    for number in range(times):
        comment = Comment.objects.get(pk=comment_id)
        move(comment, room=Room.AFTER if number % 2 == 0 else Room.BEFORE, by=by, seen_revision=comment.revision)
    return times


def send_more(review, times):
    return [make_comment(review, f"One more {number}").handle for number in range(times)]


def recompile_again_and_again(times):
    return [sorted({outcome.result.value for outcome in recompile_comments()}) for _time in range(times)]


@pytest.mark.django_db(transaction=True)
def test_decisions_go_on_while_it_runs_and_nothing_is_lost(review, mo, monkeypatch):
    comments = [make_comment(review, REPLY, room=room, publish_by=mo) for room in ("before", "after")]
    # Every process is forked with the new engine: it makes other names than those that are stored, and other HTML.
    other_names(monkeypatch)
    other_html(monkeypatch, "said", "spoken")
    moderators: list[Callable[[], Any]] = [partial(change_its_mind, comment.pk, mo, 9 + place) for place, comment in enumerate(comments)]
    moved = make_comment(review, REPLY, publish_by=mo)
    others: list[Callable[[], Any]] = [partial(send_back_and_forth, moved.pk, mo, 7), partial(send_more, review, 5)]
    first, second, *made, moves, sent = race([*[partial(recompile_again_and_again, 3)] * 2, *moderators, *others])
    assert all(set(results) <= {"unchanged", "changed"} for results in first + second)
    assert [*made, moves] == [9, 10, 7]
    assert len(set(sent)) == 5
    assert [row(comment)["state"] for comment in comments] == [State.PENDING, State.PUBLISHED]
    assert [comment.decisions.count() for comment in comments] == [2 + 9, 2 + 10]
    assert not any(passage["rendition"] for passage in passages(comments[0]))
    assert "spoken" in str(passages(comments[1]))
    thread = Thread.objects.get()
    assert (thread.before_count, thread.after_count, thread.last_number) == (0, 2, 8)
    assert (row(moved)["room"], row(moved)["rendition"]) == (Room.AFTER, [])
    assert "spoken" in str(passages(moved))
    assert CommentRevision.objects.count() == 8
    assert {outcome.result for outcome in recompile_comments()} == {Result.UNCHANGED}
