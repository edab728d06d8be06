"""What is known of a reply on arrival, asked of the database in few questions; and that typing earns nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.comments.models import Comment, Thread
from reviews.comments.rules.facts import Facts
from reviews.comments.rules.gathering import Arrival, facts_for, leads_away, likeness_of
from tests.fixture_site import make_comment, make_review, make_work

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.publishing.models import Review

pytestmark = pytest.mark.django_db
HOME = "a" * 32


@pytest.fixture
def review(ada: User) -> Review:
    return make_review(ada, "Text.", (make_work("the-well"),))


@pytest.fixture
def arrival(review: Review) -> Arrival:
    """Dov's, with an address that he typed."""
    return Arrival(
        review=review, text="Good morning to you all.", words="Good morning to you all.", links=(), author=None, is_staff=False,
        guest_name="Dov", guest_email="dov@example.org", is_known=False, network=HOME, key_made_at=timezone.now() - timedelta(minutes=2),
        trap="", resembles=(), now=timezone.now(),
    )  # fmt: skip


def stored(review: Review, text: str = "Something else.", *, minutes_ago: float = 0, **columns: Any) -> Comment:
    """A reply that came before, with the columns that the rules look at."""
    facts = {"author": columns.pop("author")} if "author" in columns else {}
    if parent := columns.pop("parent", None):
        facts["parent"] = parent
    comment = make_comment(review, text, publish_by=columns.pop("publish_by", None), **facts)
    created = timezone.now() - timedelta(minutes=minutes_ago)
    Comment.objects.filter(pk=comment.pk).update(likeness=likeness_of(text), created_at=created, **columns)
    return Comment.objects.get(pk=comment.pk)


def test_first_reply_of_a_stranger_has_nothing_to_its_name(arrival: Arrival) -> None:
    facts = facts_for(arrival)
    assert (facts.name, facts.email, facts.is_member, facts.is_known, facts.published_before) == ("Dov", "dov@example.org", False, False, 0)
    assert (facts.seconds_since_last, facts.replies_last_hour, facts.replies_last_hour_from_network, facts.is_twice) == (None, 0, 0, False)
    assert facts.seconds_since_key == pytest.approx(120, abs=1)
    assert facts.days_since_last_reply is None
    assert arrival.review.published_at is not None
    assert facts.days_since_publication == pytest.approx((arrival.now - arrival.review.published_at).days, abs=1)


def test_published_replies_count_where_the_address_is_proven_then_and_now(arrival: Arrival, mo: User) -> None:
    stored(arrival.review, publish_by=mo, address_proven=True)
    stored(arrival.review, publish_by=mo, address_proven=False)
    stored(arrival.review, address_proven=True)
    assert facts_for(arrival).published_before == 0
    assert facts_for(replace(arrival, is_known=True)).published_before == 1
    assert facts_for(replace(arrival, is_known=True, guest_email="DOV@example.org")).published_before == 1
    assert facts_for(replace(arrival, is_known=True, guest_email="eve@example.org")).published_before == 0


def test_members_replies_count_by_account_and_not_by_name(arrival: Arrival, ben: User, mo: User) -> None:
    stored(arrival.review, publish_by=mo, author=ben)
    stored(arrival.review, author=ben)
    mine = facts_for(replace(arrival, author=ben))
    assert (mine.published_before, mine.is_member, mine.is_known, mine.email, mine.name) == (1, True, True, "", "Ben")
    assert facts_for(replace(arrival, guest_name="Ben", guest_email=ben.email)).published_before == 0


def test_replies_within_the_hour_are_counted_by_account_and_by_network(arrival: Arrival, ben: User) -> None:
    stored(arrival.review, network=HOME, minutes_ago=1)
    stored(arrival.review, network=HOME, minutes_ago=59)
    stored(arrival.review, network=HOME, minutes_ago=61)
    stored(arrival.review, network="b" * 32, minutes_ago=1)
    stored(arrival.review, author=ben, network="b" * 32, minutes_ago=30)
    guest, member = facts_for(arrival), facts_for(replace(arrival, author=ben))
    assert (guest.replies_last_hour, guest.replies_last_hour_from_network) == (0, 2)
    assert (member.replies_last_hour, member.replies_last_hour_from_network) == (1, 2)
    assert guest.seconds_since_last == pytest.approx(60, abs=5)
    assert member.seconds_since_last == pytest.approx(1800, abs=5)


def test_unknown_network_is_nobodys(arrival: Arrival) -> None:
    stored(arrival.review, arrival.text, network="")
    facts = facts_for(replace(arrival, network=""))
    assert (facts.replies_last_hour_from_network, facts.seconds_since_last, facts.is_twice) == (0, None, False)


@pytest.mark.parametrize(
    ("text", "columns", "is_twice"),
    [
        ("Good morning to you all.", {}, True),
        ("GOOD MORNING, to you all!!!", {}, True),
        ("Good morning to you all 2.", {}, False),
        ("Good morning to you.", {}, False),
        ("Good morning to you all.", {"network": "b" * 32}, False),
        ("Good morning to you all.", {"state": "withdrawn"}, False),
        ("Good morning to you all.", {"state": "declined"}, True),
    ],
)
def test_same_words_in_the_same_place_are_twice(arrival: Arrival, text: str, columns: dict[str, Any], *, is_twice: bool) -> None:
    stored(arrival.review, text, **{"network": HOME, **columns})
    assert facts_for(arrival).is_twice is is_twice


def test_same_words_elsewhere_or_to_somebody_else_are_not_twice(arrival: Arrival, ada: User, ben: User, mo: User) -> None:
    other = make_review(ada, "Text.", (make_work("the-mill"),))
    stored(other, arrival.text, network=HOME)
    parent = stored(arrival.review, publish_by=mo)
    stored(arrival.review, arrival.text, network=HOME, parent=parent)
    stored(arrival.review, arrival.text, network=HOME, author=ben)
    assert not facts_for(arrival).is_twice
    assert facts_for(replace(arrival, parent=parent)).is_twice
    assert facts_for(replace(arrival, author=ben, network="c" * 32)).is_twice


def test_reply_without_a_word_is_compared_by_its_signs(arrival: Arrival) -> None:
    stored(arrival.review, "!!! ???", network=HOME)
    assert facts_for(replace(arrival, text="!!!  ???")).is_twice
    assert not facts_for(replace(arrival, text="!!!")).is_twice


def test_last_reply_is_the_last_one_published(arrival: Arrival, mo: User) -> None:
    stored(arrival.review, publish_by=mo)
    Thread.objects.filter(review=arrival.review).update(last_published_at=arrival.now - timedelta(days=9))
    arrival.review.refresh_from_db()
    assert facts_for(arrival).days_since_last_reply == pytest.approx(9)


def test_facts_cost_the_same_for_one_reply_and_for_many(arrival: Arrival, ben: User) -> None:
    counts = set()
    member = replace(arrival, author=ben)
    for more in (1, 3, 20):
        for _each in range(more):
            stored(arrival.review, arrival.text, network=HOME, author=ben)
        arrival.review.refresh_from_db()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert isinstance(facts_for(member), Facts)
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 6


@pytest.mark.parametrize(
    ("link", "away"),
    [
        ("https://elsewhere.example/x", True),
        ("//elsewhere.example/x", True),
        ("mailto:dov@example.org", True),
        ("/reviews/x/", False),
        ("#reply", False),
        ("http://testserver/reviews/x/", False),
        ("http://TESTSERVER/", False),
        ("http://testserver.elsewhere.example/", True),
        ("http://[broken", True),
    ],
)
def test_links_within_the_site_lead_nowhere_else(link: str, *, away: bool) -> None:
    assert leads_away(link) is away


def test_links_that_lead_away_are_counted(arrival: Arrival) -> None:
    assert facts_for(replace(arrival, links=("/reviews/x/", "https://a.example", "https://a.example"))).links == ("https://a.example",) * 2


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Great site, visit https://a.example/1 now 50%", "great SITE! visit http://b.example now, 70%", True),
        ("Great site", "Great sight", False),
        ("Cafe", "Café", True),
    ],
)
def test_likeness_sees_the_words_alone(one: str, other: str, *, alike: bool) -> None:
    assert (likeness_of(one) == likeness_of(other)) is alike
    assert len(likeness_of(one)) == 32


def test_nothing_is_like_nothing() -> None:
    assert likeness_of("50% https://a.example !!!") == ""
