"""Reviews compiled anew by a changed engine: what keeps its name, what asks again, and what strangers notice."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.publishing import compiling
from reviews.publishing.actions import save_review
from reviews.publishing.keeping import own_words
from reviews.publishing.models import Mention, Review
from reviews.publishing.outcomes import Result
from reviews.publishing.passages import Passage
from reviews.publishing.recompiling import recompile_review, recompile_reviews
from tests.changed_engine import TEXT, WRITES, draft_of, names, open_all, other_html, other_names, other_text, row
from tests.fixture_site import make_fixture_site, make_parts, make_review, make_work


@pytest.fixture
def novel(db):
    return make_work("the-well")


@pytest.fixture
def review(ada, novel):
    make_work("the-mill")
    return make_review(ada, TEXT, (novel,), slug="down", title="Down the well")


# --- Nothing changed ----------------------------------------------------------------------------------------------


def test_where_nothing_changed_nothing_is_written_and_nothing_locked(review, client):
    etag = client.get(review.url)["ETag"]
    before = row(review), names(review), list(Passage.objects.values())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        outcome = recompile_review(review.pk)
    assert outcome.result is Result.UNCHANGED
    assert (outcome.kept, outcome.renewed) == (7, 0)
    assert queries
    assert not [sql for query in queries if (sql := query["sql"]).startswith(WRITES) or "FOR UPDATE" in sql]
    assert (row(review), names(review), list(Passage.objects.values())) == before
    assert client.get(review.url)["ETag"] == etag


def test_the_whole_fixture_site_is_as_it_was(ada, mo):
    make_fixture_site(ada, mo)
    assert {outcome.result for outcome in recompile_reviews()} == {Result.UNCHANGED}


# --- Names --------------------------------------------------------------------------------------------------------


def test_identities_computed_differently_leave_every_name_and_every_byte(review, client, ben, signed_in, monkeypatch):
    readers = signed_in(ben)
    open_all(readers, review)
    etag, facts, before = client.get(review.url)["ETag"], row(review), names(review)
    identities = set(Passage.objects.values_list("full_identity", flat=True))
    other_names(monkeypatch)
    outcome = recompile_review(review.pk)
    assert (outcome.result, outcome.public, outcome.kept, outcome.renewed) == (Result.CHANGED, False, 7, 0)
    assert not identities & set(Passage.objects.values_list("full_identity", flat=True))
    assert (row(review), names(review)) == (facts, before)
    assert client.get(review.url)["ETag"] == etag
    assert "the butler" in readers.get(review.url).content.decode()
    assert recompile_review(review.pk).result is Result.UNCHANGED


def test_without_the_words_a_name_would_be_lost(review, monkeypatch):
    """What the second look is for: with identities alone, every reader would be asked again."""
    before = names(review)
    other_names(monkeypatch)
    save_review(review, draft=draft_of(review, TEXT), by=None)
    kept = {name[3] for name in before} & {name[3] for name in names(review)}
    assert kept == {review.break_key}


def test_a_parser_that_hides_more_makes_a_new_key_and_old_consent_opens_nothing(review, client, ben, signed_in, monkeypatch):
    readers = signed_in(ben)
    open_all(readers, review)
    assert "Hiddenly" in readers.get(review.url).content.decode()
    before = {name[1]: name[2:] for name in names(review)}
    other_text(monkeypatch, "\n:::\n\nShownword follows.\n", "\n\nShownword follows.\n:::\n")
    outcome = recompile_review(review.pk)
    after = {name[1]: name[2:] for name in names(review)}
    assert outcome.public
    assert (outcome.kept, outcome.renewed) == (6, 1)
    old, new = before["Hiddenly done by here."], after["Hiddenly done by here. Shownword follows."]
    assert new[0] == old[0]
    assert new[1] != old[1]
    assert after["weasel"] == before["weasel"]
    for browser in (client, readers):
        page = browser.get(review.url).content.decode()
        assert "Hiddenly" not in page
        assert "Shownword" not in page
        assert "Openly" in page
    assert "weasel" in readers.get(review.url).content.decode()
    open_all(readers, review)
    assert "Shownword" in readers.get(review.url).content.decode()


def test_a_passage_with_its_old_identity_and_a_word_more_loses_its_key(review, ben, signed_in, monkeypatch):
    """The parser finds the same tokens, and it is the renderer that shows more of them."""
    readers = signed_in(ben)
    open_all(readers, review)
    identities = list(Passage.objects.order_by("position").values_list("full_identity", flat=True))
    other_html(monkeypatch, "weasel", "weasel polecatword")
    outcome = recompile_review(review.pk)
    assert list(Passage.objects.order_by("position").values_list("full_identity", flat=True)) == identities
    assert (outcome.kept, outcome.renewed) == (6, 1)
    page = readers.get(review.url).content.decode()
    assert "polecatword" not in page
    assert "the butler" in page


def test_nor_does_a_save_keep_it_that_comes_before_anybody_recompiles(review, monkeypatch):
    before = {name[2]: name[3] for name in names(review)}
    other_html(monkeypatch, "weasel", "weasel polecatword")
    save_review(review, draft=draft_of(review, "One more line.\n\n" + TEXT), by=None)
    assert [before[name[2]] != name[3] for name in names(review)] == ["polecatword" in name[1] for name in names(review)]


def test_a_passage_that_shows_a_picture_more_loses_its_key(review, ben, signed_in, monkeypatch):
    readers = signed_in(ben)
    open_all(readers, review)
    other_html(monkeypatch, "weasel", 'weasel<img src="/media/weaselpicture.png" alt="">')
    recompile_review(review.pk)
    assert "weaselpicture" not in readers.get(review.url).content.decode()


def test_a_passage_that_shows_less_keeps_its_key(review, monkeypatch):
    before = names(review)
    other_html(monkeypatch, "Hiddenly done", "done")
    recompile_review(review.pk)
    assert [name[3] for name in names(review)] == [name[3] for name in before]


def test_identity_and_words_both_new_is_another_passage(review, monkeypatch):
    before = {name[1]: name[3] for name in names(review)}
    other_names(monkeypatch)
    other_html(monkeypatch, "weasel", "marten")
    outcome = recompile_review(review.pk)
    after = {name[1]: name[3] for name in names(review)}
    assert outcome.renewed == 1
    assert after["marten"] not in before.values()


def test_a_passage_in_another_scope_is_another_one(ada, novel, monkeypatch):
    make_parts(novel, 3)
    review = make_review(ada, '::: spoiler X {of="the-well" until="chapter-1"}\nwords\n:::', (novel,), slug="scoped")
    before = names(review)[0]
    other_names(monkeypatch)
    other_text(monkeypatch, "chapter-1", "chapter-2")
    recompile_review(review.pk)
    after = names(review)[0]
    assert after[1] == before[1]
    assert after[2] != before[2]
    assert after[3] != before[3]


def test_a_passage_that_comes_out_of_the_one_around_it_is_another_one(review, monkeypatch):
    """With other names it is known by its place, and that is another now."""
    before = {name[1]: name[3] for name in names(review)}
    other_names(monkeypatch)
    other_text(monkeypatch, "by ||the butler|| here.\n:::\n", "by here.\n:::\n\n||the butler||\n")
    recompile_review(review.pk)
    after = {name[1]: name[3] for name in names(review)}
    assert after["the butler"] != before["the butler"]
    assert after["weasel"] == before["weasel"]


def test_words_are_what_a_reader_gets():
    stored: list[dict[str, object]] = [
        {"html": '<p>Half<em>way</em> &amp; <a href="https://example.org/x" id="h-1">there</a><a href="#fn-1">1</a>'},
        {"gate": "abc", "kind": "inline", "label": "Secret", "scope": [], "size": "short"},
        {"html": 'end</p>\n<p>next<br>line <img src="/media/a.png" alt="A well"></p>'},
    ]
    assert own_words(stored) == (
        "Halfway", "&", "href=https://example.org/x", "there1", "end", "next", "line", "src=/media/a.png", "alt=A", "well",
    )  # fmt: skip


# --- What strangers get -------------------------------------------------------------------------------------------


def test_a_sanitiser_that_changes_the_public_html_changes_the_page_and_keeps_the_keys(review, client, monkeypatch):
    etag, before, facts = client.get(review.url)["ETag"], names(review), row(review)
    other_html(monkeypatch, "<em>said</em>", "said")
    outcome = recompile_review(review.pk)
    assert (outcome.result, outcome.public) == (Result.CHANGED, True)
    now = row(review)
    assert now["public_changed_at"] > facts["public_changed_at"]
    assert {name for name in now if now[name] != facts[name]} == {"rendition", "public_changed_at"}
    assert names(review) == before
    page = client.get(review.url)
    assert page["ETag"] != etag
    assert "Openly said." in page.content.decode()
    assert Review.history.filter(id=review.pk).count() == 1


def test_public_prose_that_is_only_in_the_index_is_public_as_well(review, monkeypatch):
    facts = row(review)
    old = vars(compiling)["to_search_text"]
    monkeypatch.setattr(compiling, "to_search_text", lambda redacted: old(redacted).casefold())
    assert recompile_review(review.pk).public
    now = row(review)
    assert {name for name in now if now[name] != facts[name]} == {"search_text", "public_changed_at"}


def test_works_that_only_hidden_text_names_leave_the_public_list(review, client, monkeypatch):
    """A row as an older version wrote it, which listed every work that a text names."""
    mentions = Mention.objects.filter(review=review)
    mentions.update(is_public=True)
    assert client.get("/works/the-mill/").status_code == 200
    before = row(review)["public_changed_at"]
    assert recompile_review(review.pk).public
    assert [mention.is_public for mention in mentions] == [False]
    assert client.get("/works/the-mill/").status_code == 404
    assert row(review)["public_changed_at"] > before


def test_what_an_author_states_stays_stated(ada, novel):
    mill = make_work("the-mill")
    review = make_review(ada, TEXT, (novel,), slug="down", mentions=(mill,))
    Mention.objects.filter(review=review).update(is_public=False)
    recompile_review(review.pk)
    assert list(Mention.objects.values_list("is_stated", "is_public")) == [(True, True)]


@pytest.mark.parametrize("status", ["draft", "in_review", "retracted"])
def test_what_nobody_may_read_gets_its_passages_and_no_words(ada, novel, status, monkeypatch):
    make_work("the-mill")
    review = make_review(ada, TEXT, (novel,), slug="down", status=status)
    facts = row(review)
    other_html(monkeypatch, "After all", "After everything")
    outcome = recompile_review(review.pk)
    assert (outcome.result, outcome.public) == (Result.CHANGED, False)
    assert "After everything" in [name[1] for name in names(review)][5]
    assert row(review) == facts


def test_a_break_that_only_the_new_engine_sees_is_noted(ada, novel, monkeypatch):
    review = make_review(ada, "Before.\n\n=====\n\nBehindword.", (novel,), slug="odd")
    other_text(monkeypatch, "=====", "<!--more-->")
    recompile_review(review.pk)
    assert row(review)["has_break"]
    assert "Behindword" not in json.dumps(row(review), default=str)


def test_the_works_under_review_are_those_of_today(review, ada):
    """A passage scoped to the works under review asks again when a work has come to them past `save_review`."""
    before = {name[1]: name[3] for name in names(review)}
    review.reviewedwork_set.create(work=make_work("the-third"), position=1)
    recompile_review(review.pk)
    after = {name[1]: name[3] for name in names(review)}
    assert after["weasel"] != before["weasel"]
    assert after["The mill burns."] == before["The mill burns."]
