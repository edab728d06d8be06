"""Whoever tries names, of gates, of replies, of reviews, learns nothing from the answer, nor from the work it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from reviews.comments.models import CommentPassage
from reviews.publishing.names import random_name
from tests.attacks.surface import Answer, edit, planted_in
from tests.fixture_site import TEXT, make_comment, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/"


def told(browser, method, address, sent=None):
    """What is answered, and how many questions to the database that took. The name that was tried is in neither."""
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(browser, method)(address, sent) if sent is not None else getattr(browser, method)(address)
    assert not planted_in(answer)
    assert not answer.cookies
    return Answer.of(answer), len(queries)


@pytest.fixture
def gates(site, ada, mo):
    """Names of gates that are there and are nobody's to open at this review, beside one that nothing is called by."""
    other = make_review(ada, "Safe ||otherword|| here.", (make_work("another"),), slug="another")
    pending = make_comment(site.review, "Waiting >!words!<")
    faulty = make_review(ada, "Never ||closed", (site.novel,), slug="faulty", status="draft", published_at=None)
    return {
        "nothing": random_name(),
        "another review": other.passages.get().handle,
        "a draft": faulty.passages.get().handle,
        "a reply that waits": pending.handle,
        "a reply behind the break": CommentPassage.objects.get(kind=CommentPassage.ROOM).handle,
        "a reply before it": site.before.handle,
    }


@pytest.mark.parametrize("verb", ["open", "close"])
def test_every_wrong_gate_is_one_and_the_same(client, gates, verb):
    answers = {name: told(client, "post", f"{URL}{verb}/", {"gate": handle}) for name, handle in gates.items()}
    assert {answer.status for answer, _ in answers.values()} == {404}
    assert len(set(answers.values())) == 1, answers


def test_the_right_gate_is_another(client, site, gates):
    assert client.post(f"{URL}open/", {"gate": site.review.passages.get(position=0).handle}).status_code == 303


def test_opening_costs_the_same_whatever_stands_behind_the_gate(client, site):
    """The very same gate with other words, and with much more of them, behind it: nobody tells by the queries what it says."""
    handle = site.review.passages.get(position=0).handle
    costs = set()
    for other in ("zebrainline", "giraffeinline", "zebrainline and " * 8):
        edit(site.review, TEXT.replace("zebrainline", other.strip()))
        browser = type(client)()
        with CaptureQueriesContext(connection) as queries:
            assert browser.post(f"{URL}open/", {"gate": handle}).status_code == 303
        costs.add(len(queries))
    assert len(costs) == 1


def test_a_closed_page_costs_the_same_whatever_is_hidden_in_it(client, site):
    costs = set()
    for other in ("tapirbreak", "the mill and the well", "## More\n\n||and more|| and more"):
        edit(site.review, TEXT.replace("tapirbreak", other))
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        costs.add(len(queries))
    assert len(costs) == 1


@pytest.mark.parametrize("rest", ["", "open/", "close/", "reply/"])
def test_a_draft_is_as_absent_as_what_was_never_written(client, site, rest):
    method = "post" if rest in {"open/", "close/"} else "get"
    sent = {"gate": "break"} if method == "post" else None
    draft = told(client, method, f"/reviews/{site.draft.slug}/{rest}", sent)
    nowhere = told(client, method, f"/reviews/n-nowher/{rest}", sent)
    assert draft[0].status == 404
    assert draft[0].body.replace(site.draft.slug.encode(), b"n-nowher") == nowhere[0].body
    assert draft[1] == nowhere[1]


def names_of_replies(site):
    return {
        "nothing": random_name(),
        "waiting": site.pending.handle,
        "declined": site.declined.handle,
        "a passage in one": site.before.passages.get().handle,
    }


def test_a_reply_that_waits_is_as_absent_as_none(client, site):
    seen = set()
    for handle in names_of_replies(site).values():
        answer, cost = told(client, "get", f"{URL}reply/?to={handle}")
        seen.add((answer.body, cost))
    assert len(seen) == 1


@pytest.mark.parametrize("parameter", ["before", "after"])
def test_a_page_of_a_thread_begins_after_public_replies_alone(client, site, parameter):
    seen = set()
    for handle in (*names_of_replies(site).values(), site.after.handle):
        answer, cost = told(client, "get", f"{URL}?{parameter}={handle}")
        # The page repeats what it was asked for, to come back to it.
        seen.add((answer.body.replace(f"?{parameter}={handle}".encode(), b"?"), cost))
    assert len(seen) == 1


def test_a_permalink_tells_a_reply_behind_the_break_from_none_by_nothing_it_says(client, site):
    """Names are random, so whoever has one was given it; what the address answers says no more than that it leads somewhere."""
    routes = [entry for room in get_resolver().url_patterns for entry in getattr(room, "url_patterns", [room])]
    permalinks = [str(entry.pattern) for entry in routes if str(entry.pattern).startswith("c/<")]
    for route in permalinks:
        address = "/" + route[: route.index("<")] + "{}" + route[route.index(">") + 1 :]
        absent = {told(client, "get", address.format(handle)) for handle in names_of_replies(site).values()}
        assert len(absent) == 1
        assert next(iter(absent))[0].status == 404
        led, _ = told(client, "get", address.format(site.after.handle))
        assert "Falconname" not in str(led)
