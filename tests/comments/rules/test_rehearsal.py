"""What rules would have done with decided replies: counted right, read in two queries, nothing of what can't be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.comments import deciding, undoing
from reviews.comments.models import Comment
from reviews.comments.rules.book import Settings
from reviews.comments.rules.past import decided_cases, public_words
from reviews.comments.rules.rehearsal import Case, Fate, changed, rehearse
from reviews.comments.rules.word_lists import entries_in
from tests.fixture_site import make_comment, make_review, make_work

from .facts_of import facts_of

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.publishing.models import Review

OPEN = Settings(hold_all=False, trust_after=0, links_held=0)


def case(outcome: str, **facts: Any) -> Case:
    return Case(1, "A review", "before", timezone.now(), outcome, facts_of(**facts))


def test_fates_are_counted_by_what_people_did() -> None:
    cases = [
        *[case("published", text="a casino")] * 2,
        case("spam", text="a casino"),
        case("declined", is_twice=True),
        case("published", is_twice=True, text="a casino"),
        *[case("published")] * 3,
        case("spam"),
        replace(case("published"), facts=None),
    ]
    done = rehearse(cases, replace(OPEN, held_words=entries_in("casino")))
    assert done.unknown == 1
    assert (done.count(Fate.HOLD), done.count(Fate.HOLD, "published"), done.count(Fate.HOLD, "spam")) == (3, 2, 1)
    assert (done.count(Fate.REFUSE), done.count(Fate.REFUSE, "published"), done.count(Fate.REFUSE, "declined")) == (2, 1, 1)
    assert (done.count(Fate.PUBLISH), done.count(Fate.PUBLISH, "declined", "spam")) == (4, 1)
    assert done.by_rule() == {"held_words": 4, "twice": 2}
    assert done.published_by_rule() == {"held_words": 3, "twice": 1}


def test_what_changes_is_what_fares_otherwise() -> None:
    cases = [case("published", text="a casino"), case("spam"), case("spam", text="a casino", trap="x")]
    before, after = rehearse(cases, OPEN), rehearse(cases, replace(OPEN, held_words=entries_in("casino")))
    (difference,) = changed(before, after)
    assert [each.fate for each in difference] == [Fate.PUBLISH, Fate.HOLD]
    assert difference[0].case is cases[0]
    assert changed(before, before) == []


def test_nobody_outside_is_asked_again() -> None:
    done = rehearse([case("published")], replace(OPEN, checker_url="https://check.example", checker_key="k"))
    assert done.count(Fate.PUBLISH) == 1


def test_nothing_at_all_is_a_rehearsal_too() -> None:
    done = rehearse([], OPEN)
    assert (done.replays, done.unknown, done.count(Fate.HOLD)) == ((), 0, 0)


@pytest.fixture
def review(ada: User) -> Review:
    return make_review(ada, "Text.", (make_work("the-well"),), title="Down the well")


def arrived(review: Review, text: str = "Calm words.", **facts: Any) -> Comment:
    """A reply whose arrival was kept."""
    comment = make_comment(review, text, **facts)
    Comment.objects.filter(pk=comment.pk).update(arrival=facts_of(text=text, published_before=0).as_stored())
    return Comment.objects.get(pk=comment.pk)


@pytest.mark.django_db
def test_cases_are_what_people_decided_and_left_so(review: Review, mo: User) -> None:
    arrived(review, "Nobody decided on it.")
    by_rule, undone, twice, declined = (arrived(review) for _each in range(4))
    deciding.decide(by_rule, verdict="spam", by=None, rule="checker", seen_revision=1)
    undoing.undo(deciding.decide(undone, verdict="decline", by=mo, seen_revision=1), by=mo)
    deciding.decide(twice, verdict="publish", by=mo, seen_revision=1)
    deciding.decide(declined, verdict="decline", by=mo, seen_revision=1)
    deciding.decide(twice, verdict="spam", by=mo, seen_revision=1)
    assert [(each.comment_id, each.outcome, each.review) for each in decided_cases(50)] == [
        (twice.pk, "spam", "Down the well"),
        (declined.pk, "declined", "Down the well"),
    ]
    assert [each.comment_id for each in decided_cases(1)] == [twice.pk]


@pytest.mark.django_db
def test_case_has_the_facts_of_its_arrival_and_its_first_words(review: Review, mo: User) -> None:
    comment = arrived(review, "A **cas**ino &amp; a bonus", guest_name="Eve", guest_email="eve@example.org")
    deciding.decide(comment, verdict="publish", by=mo, seen_revision=1)
    ((facts,),) = ([each.facts for each in decided_cases(50)],)
    assert facts is not None
    assert (facts.text, facts.words, facts.name, facts.email) == (
        "A **cas**ino &amp; a bonus", "A casino & a bonus", "Eve", "eve@example.org",
    )  # fmt: skip
    assert facts.published_before == 0


@pytest.mark.django_db
def test_what_is_erased_or_was_not_kept_cannot_be_replayed(review: Review, mo: User) -> None:
    erased, unknown = arrived(review), make_comment(review, "From before.")
    for comment in (erased, unknown):
        deciding.decide(comment, verdict="publish", by=mo, seen_revision=1)
    Comment.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    assert rehearse(decided_cases(50), OPEN).unknown == 2


@pytest.mark.django_db
def test_public_words_are_those_of_a_stranger(review: Review, mo: User) -> None:
    for room in ("before", "after"):
        comment = arrived(review, "Open words and >!heron words!< here.", room=room)
        deciding.decide(comment, verdict="publish", by=mo, seen_revision=1)
    behind, before = decided_cases(50)
    assert public_words(behind) == ""
    assert "Open words" in public_words(before)
    assert "heron" not in public_words(before)


@pytest.mark.django_db
def test_cases_are_read_in_two_queries_however_many(review: Review, mo: User) -> None:
    for total in (1, 3, 10):
        while len(decided_cases(50)) < total:
            deciding.decide(arrived(review), verdict="publish", by=mo, seen_revision=1)
        with CaptureQueriesContext(connection) as queries:
            rehearse(decided_cases(50), OPEN)
        assert len(queries) == 2
