"""Recompiling reviews: what goes wrong, what is told, and what happens while the site serves."""

import json
import multiprocessing
from functools import partial

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from reviews.publishing import compiling, outcomes, recompiling
from reviews.publishing.actions import Stale, revision_of, save_review
from reviews.publishing.models import Review, ReviewSource
from reviews.publishing.outcomes import ATTEMPTS, Result
from reviews.publishing.passages import Passage
from reviews.publishing.recompiling import recompile_review, recompile_reviews
from tests.changed_engine import TEXT, WRITES, draft_of, names, open_all, other_html, other_names, other_text, recompile, row
from tests.fixture_site import make_review, make_work
from tests.racing import PATIENCE, race


@pytest.fixture
def novel(db):
    return make_work("the-well")


@pytest.fixture
def review(ada, novel):
    make_work("the-mill")
    return make_review(ada, TEXT, (novel,), slug="down", title="Down the well")


def test_a_published_text_with_a_fault_now_hides_more_and_says_where(review, client, ben, signed_in, monkeypatch):
    readers = signed_in(ben)
    open_all(readers, review)
    other_text(monkeypatch, "Shownword follows.", "Shownword ||follows.")
    out, err, status = recompile()
    assert status == 0
    assert "review “Down the well” (down): public text changed" in err
    assert "Line 7:" in err
    assert "1 with problems, 0 not done" in out
    assert "Shownword" not in client.get(review.url).content.decode()
    assert "Shownword" not in readers.get(review.url).content.decode()
    assert "weasel" in readers.get(review.url).content.decode()


def test_a_fault_is_told_again_until_it_is_mended(review, monkeypatch):
    other_text(monkeypatch, "Shownword follows.", "Shownword ||follows.")
    recompile()
    out, err, _status = recompile()
    assert "Line 7:" in err
    assert "1 as they were, 0 changed" in out


def test_what_is_told_quotes_no_text(review, monkeypatch):
    other_text(monkeypatch, "The mill burns.", "The mill[^secretnote] burns.\n\n[^secretnote]: Hush.\n\n::: secretdirective\n")
    out, err, _status = recompile()
    assert "Line" in err
    assert "secret" not in out + err


def test_a_draft_with_a_fault_is_its_authors_business(ada, novel):
    make_review(ada, "Two ||three", (novel,), slug="down", status="draft")
    lines = (
        "Reviews: 1 seen, 1 as they were, 0 changed, 0 of them in public; passages: 0 keep their openings, 0 ask again; "
        "0 with problems, 0 not done.\n"
        "Replies: 0 seen, 0 as they were, 0 changed, 0 of them in public; passages: 0 keep their openings, 0 ask again; "
        "0 with problems, 0 not done.\n"
    )
    assert recompile() == (lines, "", 0)


def test_a_text_that_can_not_be_compiled_stays_as_it_was_and_the_others_are_done(review, ada, novel, monkeypatch):
    other = make_review(ada, "Another *said*.", (novel,), slug="other")
    before = row(review), names(review)
    real = vars(compiling)["bind"]

    def bind(document, catalogue):
        if "Openly" in document.source.text:
            raise ValueError("the butler did it")
        return real(document, catalogue)

    monkeypatch.setattr(compiling, "bind", bind)
    other_html(monkeypatch, "<em>said</em>", "said")
    out, err, status = recompile()
    assert status == 1
    assert "review “Down the well” (down): could not be compiled and is as it was (ValueError)" in err
    assert "butler" not in out + err
    assert "1 changed, 1 of them in public" in out
    assert (row(review), names(review)) == before
    assert "Another said." in str(row(other)["rendition"])


def test_a_review_without_a_source_is_told_and_left(review):
    ReviewSource.objects.all().delete()
    before = row(review), names(review)
    _out, err, status = recompile()
    assert status == 1
    assert "(ReviewSource.DoesNotExist)" in err
    assert (row(review), names(review)) == before


def test_a_dry_run_says_the_same_and_writes_nothing(review, monkeypatch):
    other_html(monkeypatch, "<em>said</em>", "said")
    before = row(review), list(Passage.objects.values())
    with CaptureQueriesContext(connection) as queries:
        dry, _err, _status = recompile(dry_run=True)
    assert not [query["sql"] for query in queries if query["sql"].startswith(WRITES)]
    assert (row(review), list(Passage.objects.values())) == before
    wet, _err, _status = recompile()
    assert dry.splitlines()[0] == "Nothing is written. This is what would happen:"
    assert dry.splitlines()[1:] == wet.splitlines()
    assert "review “Down the well” (down): public text changed" in wet
    assert row(review) != before[0]


def test_json_holds_the_counts_and_what_changed(review, monkeypatch):
    other_html(monkeypatch, "<em>said</em>", "said")
    out, _err, _status = recompile(as_json=True)
    told = json.loads(out)
    assert (told["dry_run"], told["finished"]) == (False, True)
    assert told["reviews"] == {
        "seen": 1, "unchanged": 0, "changed": 1, "public": 1, "passages_kept": 7, "passages_renewed": 0, "with_problems": 0, "not_done": 0,
    }  # fmt: skip
    assert told["comments"]["seen"] == 0
    [line] = told["told"]
    assert (line["kind"], line["name"], line["title"], line["result"]) == ("review", "down", "Down the well", "changed")
    assert "Openly" not in out


def test_counts_of_failed_sign_ins_outlive_it(review, monkeypatch):
    cache.set("throttle", 4)
    other_html(monkeypatch, "<em>said</em>", "said")
    recompile()
    assert cache.get("throttle") == 4


def test_rows_are_read_in_batches_and_none_is_left_out(ada, novel, monkeypatch):
    monkeypatch.setattr(outcomes, "BATCH", 2)
    slugs = [make_review(ada, "Text.", (novel,), slug=f"review-{number}").slug for number in range(5)]
    assert [outcome.name for outcome in recompile_reviews()] == slugs


def test_a_review_deleted_on_the_way_is_left_out(ada, novel):
    first, second = (make_review(ada, "Text.", (novel,), slug=slug) for slug in ("one", "two"))
    going = recompile_reviews()
    assert next(going).name == first.slug
    Review.objects.filter(pk=second.pk).delete()
    assert list(going) == []


def stop_at(monkeypatch, name, number, error):
    """Let the `number`th call of one of recompiling's own functions raise `error`."""
    real, calls = getattr(recompiling, name), []

    def stopping(*args, **options):
        calls.append(1)
        if len(calls) == number:
            raise error
        return real(*args, **options)

    monkeypatch.setattr(recompiling, name, stopping)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["_read", "compile_document", "store_mentions", "store_passages", "_strangers_see_another_page"])
def test_stopping_anywhere_leaves_whole_rows_and_the_next_run_finishes(ada, where, monkeypatch):
    novel = make_work("the-well")
    make_work("the-mill")
    first, second = (make_review(ada, TEXT, (novel,), slug=slug) for slug in ("one", "two"))
    whole = {review.pk: (row(review), names(review)) for review in (first, second)}
    other_html(monkeypatch, "said", "spoken")
    other_html(monkeypatch, "weasel", "marten")
    with monkeypatch.context() as stopping:
        # The first review passes each of these once, and `_read` twice: once more under the lock.
        stop_at(stopping, where, 3 if where == "_read" else 2, KeyboardInterrupt())
        out, _err, status = recompile()
    assert status == 130
    assert "Reviews: 1 seen" in out
    assert (row(second), names(second)) == whole[second.pk]
    assert "spoken" in str(row(first)["rendition"])
    assert "marten" in str(names(first))
    assert recompile()[2] == 0
    assert "spoken" in str(row(second)["rendition"])
    assert "marten" in str(names(second))


def test_it_locks_as_a_save_does(review, monkeypatch):
    other_html(monkeypatch, "said", "spoken")
    with CaptureQueriesContext(connection) as queries:
        recompile_review(review.pk)
    locked = [query["sql"].split(" FROM ")[1].split()[0].strip('"') for query in queries if "FOR UPDATE" in query["sql"]]
    # SQLite locks all of itself.
    assert locked == (["reviews_review"] if connection.features.has_select_for_update else [])


@pytest.mark.django_db(transaction=True)
def test_a_save_that_comes_between_is_taken_again(review, monkeypatch):
    other_html(monkeypatch, "said", "spoken")
    real, calls = vars(recompiling)["compile_document"], list[int]()

    def compile_document(*args, **options):
        compiled = real(*args, **options)
        if not calls:
            calls.append(1)
            save_review(review, draft=draft_of(review, "Newer *said*."), by=None)
        return compiled

    monkeypatch.setattr(recompiling, "compile_document", compile_document)
    assert recompile_review(review.pk).result is Result.UNCHANGED
    assert "Newer <em>spoken</em>" in str(row(review)["rendition"])
    assert row(review)["revision"] == 2
    assert names(review) == []


def test_a_save_of_hidden_words_does_not_take_the_public_date_back(review, monkeypatch):
    """Its author read the review before the date moved, and saves it after."""
    in_hand = Review.objects.get(pk=review.pk)
    other_html(monkeypatch, "said", "spoken")
    recompile_review(review.pk)
    moved = row(review)["public_changed_at"]
    assert moved > in_hand.public_changed_at
    save_review(in_hand, draft=draft_of(in_hand, TEXT.replace("Hiddenly", "Covertly")), by=None)
    assert row(review)["revision"] == 2
    assert row(review)["public_changed_at"] == moved


@pytest.mark.parametrize("fault", [outcomes.Overtaken(), OperationalError("database is locked")])
def test_one_that_never_holds_still_is_told_and_left(review, fault, monkeypatch):
    other_html(monkeypatch, "said", "spoken")
    calls = []

    def never(*_args, **_options):
        calls.append(1)
        raise fault

    monkeypatch.setattr(recompiling, "_store", never)
    out, err, status = recompile()
    assert status == 1
    assert "was being changed by somebody else each time; run this again" in err
    assert "1 not done" in out
    assert len(calls) == ATTEMPTS


def save_again_and_again(review_id, times):
    """An author who saves one text after the other, each after the newest; the texts that were taken."""
    saved = []
    for number in range(times):
        review = Review.objects.get(pk=review_id)
        text = f"Save {number} *said*. ||weasel||\n\n" + TEXT
        try:
            save_review(review, draft=draft_of(review, text), by=None, seen_revision=revision_of(review))
        except Stale:
            continue
        saved.append(text)
    return saved


def recompile_again_and_again(times):
    return [sorted({outcome.result.value for outcome in recompile_reviews()}) for _time in range(times)]


@pytest.mark.django_db(transaction=True)
def test_saves_go_on_while_it_runs_and_nothing_is_lost(ada, monkeypatch):
    novel = make_work("the-well")
    make_work("the-mill")
    reviews = [make_review(ada, TEXT, (novel,), slug=f"review-{number}") for number in range(3)]
    # Every process is forked with the new engine: it makes other names than those that are stored, and other HTML.
    other_names(monkeypatch)
    other_html(monkeypatch, "said", "spoken")
    savers = [partial(save_again_and_again, review.pk, 6) for review in reviews]
    ran = race([partial(recompile_again_and_again, 4), partial(recompile_again_and_again, 4), *savers])
    assert all(set(results) <= {"unchanged", "changed"} for results in ran[0] + ran[1])
    for review, saved in zip(reviews, ran[2:], strict=True):
        assert len(saved) == 6
        assert ReviewSource.objects.get(review=review).text.reveal() == saved[-1]
        assert row(review)["revision"] == 7
        assert "Save 5 <em>spoken</em>" in str(row(review)["rendition"])
    assert {outcome.result for outcome in recompile_reviews()} == {Result.UNCHANGED}


@pytest.mark.django_db(transaction=True)
def test_a_save_in_another_process_is_never_written_over(ada, monkeypatch):
    """Not by luck: the save begins after the old text was compiled, and is done before that would be stored."""
    novel = make_work("the-well")
    make_work("the-mill")
    review = make_review(ada, TEXT, (novel,), slug="down")
    other_html(monkeypatch, "said", "spoken")
    context = multiprocessing.get_context("fork")
    compiled, saved = context.Event(), context.Event()

    def recompiler():
        real = vars(recompiling)["compile_document"]

        def compile_document(*args, **options):
            result = real(*args, **options)
            compiled.set()
            assert saved.wait(PATIENCE)
            return result

        monkeypatch.setattr(recompiling, "compile_document", compile_document)
        return recompile_review(review.pk).result.value

    def saver():
        assert compiled.wait(PATIENCE)
        taken = save_again_and_again(review.pk, 1)
        saved.set()
        return len(taken)

    assert race([recompiler, saver]) == ["unchanged", 1]
    assert "Save 0 <em>spoken</em>" in str(row(review)["rendition"])
