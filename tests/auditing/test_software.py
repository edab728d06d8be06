"""What the software would have to do wrong, done to the stored rows: found, and told from what somebody wrote."""

from __future__ import annotations

import pytest

from reviews.auditing.audit import ANSWERS_OTHERWISE
from reviews.auditing.hidden import Kind
from reviews.auditing.judging import Finding
from reviews.comments.models import Comment
from reviews.publishing.models import Mention, Review
from tests.auditing.planting import add_words
from tests.fixture_site import make_fixture_site, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def test_hidden_text_in_the_stored_rows_is_found_where_it_comes_out(site, run_audit):
    """The stored rendition is what may be wrong, so it is not what the audit believes."""
    secret = make_work("the-drowned-heir", title="The Drowned Heir of Wexmoor")
    Mention.objects.create(review=site.review, work=secret, is_public=True)
    review = Review.objects.filter(pk=site.review.pk)
    review.update(rendition=[{"html": "<p>After it comes <em>tapirbreak</em> and a nested thing.</p>"}])
    Comment.objects.filter(pk=site.before.pk).update(rendition=[{"html": "<p>robinbefore says magpieinline</p>"}])

    audit = run_audit()

    assert {leak.verdict.finding for leak in audit.leaks} == {Finding.SOFTWARE}
    surfaces: dict[Kind, set[str]] = {}
    for leak in audit.leaks:
        surfaces.setdefault(audit.secrets[leak.secret].kind, set()).add(leak.spot.surface)
    assert {"review", "feed-reviews"} <= surfaces[Kind.PASSAGE]
    assert {"review", "replies"} <= surfaces[Kind.REPLY_PASSAGE]
    assert "works" in surfaces[Kind.WORK]
    on_the_page = [leak for leak in audit.leaks if (leak.spot.address, leak.spot.method) == (site.review.url, "GET")]
    assert {words for leak in on_the_page for words in leak.words} == {"tapirbreak and a nested", "magpieinline"}


def test_a_search_that_knows_a_hidden_word_is_found(site, run_audit):
    review = Review.objects.get(pk=site.review.pk)
    review.search_text += " tapirbreak"
    review.save(update_fields=["search_text"])

    audit = run_audit()

    assert (ANSWERS_OTHERWISE, ("tapirbreak",), "search") in {(leak.verdict.why, leak.words, leak.spot.surface) for leak in audit.leaks}
    assert {leak.words for leak in audit.leaks} == {("tapirbreak",)}
    assert audit.probed > 5


def test_whatever_is_not_published_is_hidden_as_a_whole(site, plant, run_audit):
    words = {
        "vulturedraft": Kind.WITHHELD_REVIEW,
        "marabouretracted": Kind.WITHHELD_REVIEW,
        "pelicanpending": Kind.WITHHELD_REPLY,
        "condordeclined": Kind.WITHHELD_REPLY,
        "kestrelafter": Kind.AFTER_BREAK,
        "Falconname": Kind.REPLIER,
        "ibexnested": Kind.PASSAGE,
    }
    plant(lambda request, response: add_words(response, ", ".join(words), when=request.path == "/"))

    audit = run_audit()

    shown = {(" ".join(leak.words), audit.secrets[leak.secret].kind) for leak in audit.leaks}
    assert {(word, kind) for said, kind in shown for word in words if word in said} == set(words.items())
    assert {leak.verdict.finding for leak in audit.leaks} == {Finding.SOFTWARE}


def test_a_passage_that_leaks_is_blamed_alone_for_the_words_it_shares(site, ada, plant, run_audit):
    """Every text is made of words that others have as well: one leak is one leak."""
    text = "Calm.\n\n::: spoiler One\nThe heron drowned the otter near Wexmoor.\n:::\n\n||An otter and a heron||, ||Wexmoor||."
    make_review(ada, text, (site.mill,), title="Birds", slug="birds")
    plant(lambda request, response: add_words(response, "The heron drowned the otter near Wexmoor", when=request.path == "/"))

    audit = run_audit()

    assert {audit.secrets[leak.secret].label for leak in audit.leaks} == {"One"}
    (leak,) = audit.leaks
    assert leak.words == ("The heron drowned the otter near Wexmoor",)


def test_a_passage_inside_another_is_told_by_the_outer_label(site, plant, run_audit):
    plant(lambda request, response: add_words(response, "ibexnested", when=request.path == "/"))

    audit = run_audit()

    assert [audit.secrets[leak.secret].described for leak in audit.leaks] == ["a passage inside “The end of the story” in “Down the well”"]
