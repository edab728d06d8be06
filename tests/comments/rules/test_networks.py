"""Networks: truncated, keyed, believed of whom they may be believed, and forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import RequestFactory, override_settings
from django.utils import timezone

from reviews.comments.models import Comment
from reviews.comments.records import Flag
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.networks import drop_networks, network_of, truncated, truncated_address
from reviews.web import housekeeping
from tests.fixture_site import make_comment, make_review, make_work

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


def from_address(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("2001:db8:7:1234::5", "2001:db8:7::"),
        ("fe80::1%eth0", "fe80::"),
        (" 203.0.113.77 ", "203.0.113.0"),
        ("", ""),
        ("unix:", ""),
        ("203.0.113.777", ""),
    ],
)
def test_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert truncated(address) == network
    assert truncated_address(from_address(address)) == network


def test_neighbours_share_a_hash_that_holds_no_address() -> None:
    one, two, far = (network_of(from_address(address)) for address in ("203.0.113.7", "203.0.113.200", "203.0.114.7"))
    assert one == two != far
    assert len(one) == 32
    assert network_of(from_address("")) == ""
    with override_settings(SECRET_KEY="another key, long enough for Django's own checks 0123456789"):
        assert network_of(from_address("203.0.113.7")) != one


def test_forwarded_address_is_believed_of_our_own_proxy_alone() -> None:
    request = from_address("198.51.100.1", forwarded="192.0.2.9, 203.0.113.7")
    assert truncated_address(request) == "198.51.100.0"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert truncated_address(request) == "203.0.113.0"
        assert truncated_address(from_address("198.51.100.1")) == "198.51.100.0"


@pytest.fixture
def remembered(ada: User, ben: User) -> dict[int, Comment]:
    """Replies of 29, 30 and 31 days ago, each with a flag as old."""
    review = make_review(ada, "Text.", (make_work("the-well"),))
    replies = {}
    for days in (29, 30, 31):
        comment = make_comment(review, f"Reply {days}")
        flag = Flag.objects.create(comment=comment, revision=1, kind="other", network="f" * 32)
        then = timezone.now() - timedelta(days=days, minutes=1)
        Comment.objects.filter(pk=comment.pk).update(network="a" * 32, created_at=then)
        Flag.objects.filter(pk=flag.pk).update(created_at=then)
        replies[days] = comment
    return replies


def kept(replies: dict[int, Comment]) -> list[int]:
    """Of how many days ago a network is remembered; replies and flags say the same."""
    comments = [days for days, each in replies.items() if Comment.objects.get(pk=each.pk).network]
    assert comments == [days for days, each in replies.items() if Flag.objects.get(comment=each).network]
    return comments


@pytest.mark.django_db
def test_networks_are_dropped_after_their_days(remembered: dict[int, Comment]) -> None:
    assert drop_networks() == 4
    assert kept(remembered) == [29]
    assert drop_networks() == 0


@pytest.mark.django_db
def test_owner_says_after_how_many_days(remembered: dict[int, Comment]) -> None:
    RuleBook(pk=1, keep_networks=31).save()
    call_command("drop_networks", verbosity=0)
    assert kept(remembered) == [29, 30]
    RuleBook.objects.update(keep_networks=0)
    call_command("drop_networks", verbosity=0)
    assert kept(remembered) == []


@pytest.mark.django_db
def test_networks_are_dropped_every_day(remembered: dict[int, Comment]) -> None:
    housekeeping.tidy_up.call()
    assert kept(remembered) == [29]
