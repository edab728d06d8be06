"""Latest replies: what strangers may read of all threads, newest first, and nothing of what stands behind a gate or the break."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.publishing.models import Review
from reviews.shelf.member import MemberShelf
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, make_comment, make_fixture_site, make_parts, make_review, make_work
from tests.guards.test_leaks import HIDDEN_TABLES
from tests.pages.hidden_edit import edit_hidden_words

pytestmark = pytest.mark.django_db

URL = "/replies/"


@pytest.fixture
def novel():
    return make_work("the-well", title="The Well")


@pytest.fixture
def review(ada, novel):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (novel,), title="Down the well", slug="down")


@pytest.fixture
def reply(mo, review):
    """`reply("words", day=3)`: a published reply of that day in May 2025."""

    def reply(text, *, day=1, to=review, **facts):
        comment = make_comment(to, text, publish_by=mo, **facts)
        moment = datetime(2025, 5, day, 12, tzinfo=UTC)
        Comment.objects.filter(pk=comment.pk).update(created_at=moment, published_at=moment)
        return comment

    return reply


def text_of(response):
    return " ".join(response.content.decode().split())


def handles(response):
    return [reply.comment.handle for reply in response.context["replies"]]


def test_replies_of_all_reviews_stand_newest_first_with_what_they_belong_to(client, ada, reply):
    other = make_review(ada, "Text.", (make_work("the-mill"),), title="Under the mill", slug="mill")
    first, third, second = reply("Said first", day=1), reply("Said last", day=9, to=other), reply("Said then", day=5, guest_name="Zoë")
    response = client.get(URL)
    assert handles(response) == [third.handle, second.handle, first.handle]
    html = text_of(response)
    assert all(words in html for words in ("Said first", "Zoë", "5 May 2025", "Down the well", 'href="/reviews/mill/"'))
    assert f'href="/c/{first.handle}/"' in html
    assert f'"#reply-{first.handle}"' not in html


def test_an_answer_names_whom_it_answers_where_that_one_may_be_read(client, mo, reply, review):
    parent = reply("A question", guest_name="Quinn")
    answer = reply("An answer", day=2, parent=parent)
    assert f'<a class="comment__parent" href="/c/{parent.handle}/">to Quinn</a>' in text_of(client.get(URL))
    deciding.decide(parent, verdict=Decision.Verdict.WITHDRAW, by=mo, seen_revision=1)
    response = client.get(URL)
    assert handles(response) == [answer.handle]
    assert "Quinn" not in text_of(response)


def test_only_what_strangers_may_read_is_there(client, ada, mo, reply, review):
    public = reply("A public word")
    reply("kestrelafter", day=2, room="after", guest_name="Falconname")
    make_comment(review, "pelicanpending", guest_name="Pendingname")
    for verdict, word in ((Decision.Verdict.DECLINE, "condordeclined"), (Decision.Verdict.SPAM, "spamword")):
        deciding.decide(make_comment(review, word), verdict=verdict, by=mo, seen_revision=1)
    deciding.decide(reply("withdrawnword", day=3), verdict=Decision.Verdict.WITHDRAW, by=mo, seen_revision=1)
    for number, status in enumerate((Review.Status.DRAFT, Review.Status.RETRACTED, Review.Status.IN_REVIEW, Review.Status.PUBLISHED)):
        at = timezone.now() + timedelta(days=1 if status == Review.Status.PUBLISHED else -1)
        work = make_work(f"w-{number}")
        hidden = make_review(ada, "Text.", (work,), title=f"hiddentitle{number}", slug=f"h-{number}", status=status, published_at=at)
        reply(f"hiddenreply{number}", day=4, to=hidden)
    response = client.get(URL)
    assert handles(response) == [public.handle]
    planted = (
        "kestrelafter",
        "Falconname",
        "pelicanpending",
        "Pendingname",
        "condordeclined",
        "spamword",
        "withdrawnword",
        "hiddentitle",
        "hiddenreply",
        "dov@",
    )
    assert not contains_any(planted, response.content)


def test_gates_stay_closed_and_can_not_be_opened_here(client, signed_in, ben, novel, reply, review):
    reply("Open words and ||magpieinline|| too\n\n::: spoiler The turn\nheronblock\n:::")
    for browser in (client, signed_in(ben)):
        html = text_of(browser.get(URL))
        assert "Open words and" in html
        assert "The turn" in html
        assert "magpieinline" not in html
        assert "heronblock" not in html
        assert not re.search(r"<(button|form)\b", html.split("<main", 1)[1].split("</main", 1)[0])
    MemberShelf(ben).finish(novel)
    assert "magpieinline" in text_of(signed_in(ben).get(review.url)), "what is open for Ben is open there"
    assert "magpieinline" not in text_of(signed_in(ben).get(URL))


def test_each_gate_names_the_works_of_its_own_review_and_what_it_reaches(client, ada, reply, novel):
    mill = make_work("the-mill", title="The Mill")
    make_parts(mill, 3)
    other = make_review(ada, "Text.", (mill,), slug="mill")
    named = reply('::: spoiler Named {of="the-mill" until="chapter-2"}\nx\n:::', day=3)
    own = reply("::: spoiler Its own\nx\n:::", day=2)
    others = reply("::: spoiler Its own\nx\n:::", to=other)
    pieces = {reply.comment.handle: reply.comment.pieces for reply in client.get(URL).context["replies"]}

    def reaches(comment):
        gates = [piece.gate for piece in pieces[comment.handle] if piece.kind == "gate"]
        return [(reach.work.title, reach.part and reach.part.title) for gate in gates for reach in gate.reaches]

    assert reaches(named) == [("The Mill", "Chapter 2")]
    assert reaches(own) == [("The Well", None)]
    assert reaches(others) == [("The Mill", None)]


def test_before_the_first_reply_the_page_says_what_to_do(client, review):
    html = text_of(client.get(URL))
    assert "Nobody has said anything yet" in html
    assert '<a href="/">' in html


def test_older_replies_stand_on_further_pages_each_once(client, reply, monkeypatch):
    monkeypatch.setattr("reviews.pages.replies.REPLIES", 3)
    wanted = [reply(f"Reply {day}", day=day).handle for day in range(1, 9)][::-1]
    seen, following = [], URL
    while following:
        response = client.get(following)
        seen += handles(response)
        following = response.context["next_url"]
    assert seen == wanted
    assert client.get(URL, {"page": "4"}).status_code == 404
    assert client.get(URL, {"page": "x"}).status_code == 404


def test_a_strangers_page_is_public_and_a_members_is_not(client, signed_in, ben, reply):
    mine = reply("Mine", author=ben, day=2)
    response = client.get(URL)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert 'rel="canonical" href="http://testserver/replies/"' in text_of(response)
    assert '<meta name="description"' in text_of(response)
    assert not [reply for reply in response.context["replies"] if reply.comment.is_mine]
    bens = signed_in(ben).get(URL)
    assert bens["Cache-Control"] == "private, no-store"
    assert [reply.comment.handle for reply in bens.context["replies"] if reply.comment.is_mine] == [mine.handle]


def test_a_stranger_reads_no_hidden_word_and_no_hidden_table(client, ada, mo):
    site = make_fixture_site(ada, mo)
    with CaptureQueriesContext(connection) as queries:
        before = client.get(URL)
    assert "robinbefore" in text_of(before)
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.withheld, *site.after_words, *site.gated_comment_words, "Falconname"], before.content)
    assert not [query["sql"] for query in queries if HIDDEN_TABLES.search(query["sql"])]
    edit_hidden_words(site, ada)
    assert client.get(URL).content == before.content


@pytest.mark.parametrize("count", [1, 3, 50, 100])
def test_the_page_costs_five_queries_however_many_replies(client, ada, mo, novel, count, django_assert_num_queries):
    mill = make_work("the-mill")
    make_parts(mill, 3)
    reviews = [make_review(ada, "Text.", (novel,), mentions=(mill,), slug=f"r-{number}") for number in range(min(count, 5))]
    for number in range(count):
        text = f'Reply {number} and ||hidden||\n\n::: spoiler Named {{of="the-mill" until="chapter-2"}}\nx\n:::'
        parent = make_comment(reviews[number % 5], f"Question {number}", publish_by=mo) if number < 3 else None
        make_comment(reviews[number % 5], text, publish_by=mo, parent=parent)
    with django_assert_num_queries(5):
        response = client.get(URL)
    assert len(response.context["replies"]) == min(25, count + min(count, 3))


def test_whole_texts_of_reviews_are_not_fetched(client, reply):
    reply("Hello")
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert not [query["sql"] for query in queries if '"reviews_review"."rendition"' in query["sql"] or "search_text" in query["sql"]]
