"""The thread as a page shows it: its shape, where each reply stands, and what a page begins in the middle of."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.comments import deciding
from reviews.comments.models import Comment, CommentPassage
from reviews.comments.receipts import receipt_url
from reviews.comments.records import Decision
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db

URL = "/reviews/down/"


@pytest.fixture
def novel():
    return make_work("the-well", title="The Well")


@pytest.fixture
def review(ada, novel):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (novel,), slug="down")


@pytest.fixture
def three_on_a_page(monkeypatch):
    for module in ("reviews.comments.reading", "reviews.pages.permalinks"):
        monkeypatch.setattr(f"{module}.PAGE_SIZE", 3)


@pytest.fixture
def say(review, mo):
    """`say("text", parent)`: a published reply."""

    def say_it(text, parent=None, **facts):
        return make_comment(review, text, parent=parent, **{"publish_by": mo, **facts})

    return say_it


def take_down(comment, by, verdict=Decision.Verdict.DECLINE):
    comment.refresh_from_db()
    deciding.decide(comment, verdict=verdict, by=by, seen_revision=comment.revision, reason="No.")


def plain(response):
    """The page without its markup, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def element(response, comment):
    """The list item of a reply, "" where there is none."""
    found = re.search(rf'<li class="comment [^>]*id="reply-{comment.handle}">(.*?)</li>', response.content.decode(), re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("verdict", ["decline", "spam", "withdraw", "hold"])
def test_what_is_taken_down_keeps_its_place_while_something_stands_below_it(client, mo, say, verdict):
    root = say("Condorword", guest_name="Falconname")
    answer = say("Robinword", root)
    assert contains_any(["Condorword", "Falconname"], client.get(URL).content)
    take_down(root, mo, verdict)
    response = client.get(URL)
    assert not contains_any(["Condorword", "Falconname"], response.content)
    tombstone = element(response, root)
    assert "This reply is no longer here." in tombstone
    assert not re.search(r"<a |<button|<time|<article|initials", tombstone), "a place, and nothing to press"
    assert "Robinword" in element(response, answer)
    assert f'id="reply-{root.handle}"' in client.get(client.get(f"/c/{root.handle}/")["Location"]).content.decode()


def test_a_tombstone_goes_with_the_last_reply_below_it_and_the_reply_itself_comes_back_whole(client, mo, say):
    root = say("Condorword")
    child = say("Childword", root)
    answer = say("Robinword", child)
    take_down(root, mo)
    take_down(child, mo)
    page = client.get(URL)
    assert [bool(element(page, each)) for each in (root, child, answer)] == [True, True, True]
    take_down(answer, mo)
    page = client.get(URL)
    assert not any(element(page, each) for each in (root, child, answer))
    assert client.get(f"/c/{root.handle}/").status_code == 404
    root.refresh_from_db()
    deciding.decide(root, verdict="publish", by=mo, seen_revision=1)
    assert "Condorword" in element(client.get(URL), root)


def test_a_strangers_context_knows_nothing_of_what_stood_there(client, mo, say):
    root = say("Condorword", guest_name="Falconname")
    say("Robinword", root)
    take_down(root, mo)
    response = client.get(URL)
    seen = repr([list(context.flatten().items()) for context in response.context])
    assert "Robinword" in seen
    assert not contains_any(["Condorword", "Falconname"], seen)


def test_an_answer_does_not_name_whom_it_answered_once_that_is_gone(client, mo, say):
    root = say("Condorword", guest_name="Falconname")
    answer = say("Robinword", root)
    assert "Level 2, in reply to Falconname:" in element(client.get(URL), answer)
    take_down(root, mo)
    told = element(client.get(URL), answer)
    assert "Level 2:" in told
    assert "Falconname" not in told


def test_levels_are_told_without_end_and_the_indent_stops(client, say):
    chain = [say("Level 1", guest_name="Reader 1")]
    for level in range(2, 9):
        chain.append(say(f"Level {level}", chain[-1], guest_name=f"Reader {level}"))
    page = client.get(URL)
    assert "Level 1:" in element(page, chain[0])
    for level, comment in enumerate(chain[1:], start=2):
        html = element(page, comment)
        assert f"Level {level}, in reply to Reader {level - 1}:" in html
        assert f"comment--in-{min(level - 1, 5)}" in html
        assert ('class="comment__parent"' in html) is (level > 6), "past the indent it says to all whom it answers"


def test_initials_stand_beside_every_name_and_are_not_read_aloud(client, say):
    comment = say("Text", guest_name="Dov Levin")
    assert re.search(r'<span class="initials initials--\d" aria-hidden="true">DL</span>', element(client.get(URL), comment))


def test_an_edit_is_dated(client, say):
    comment = say("Text")
    assert "Edited" not in element(client.get(URL), comment)
    Comment.objects.filter(pk=comment.pk).update(edited_at="2026-05-04T10:11:00+00:00")
    assert re.search(r"Edited\s+<time[^>]*>4 May 2026, 10:11</time>", element(client.get(URL), comment))


def test_a_page_in_the_middle_of_a_conversation_repeats_its_beginning_in_short(client, mo, say, three_on_a_page):
    root = say("Rootword is where it begins, and it goes on for rather more than eighty characters, all told.", guest_name="Rooty")
    gone = say("Condorword", root, guest_name="Falconname")
    answers = [say(f"Answer {number}", gone) for number in range(4)]
    take_down(gone, mo)
    first = client.get(URL)
    assert 'class="thread__above"' not in first.content.decode(), "the first page begins at the beginning"
    page = client.get(URL, {"before": answers[0].handle})
    found = re.search(r'<section class="thread__above" aria-labelledby="before-above">.*?</section>', page.content.decode(), re.DOTALL)
    above = found[0] if found else ""
    assert "This page continues a conversation" in above
    assert "Rooty" in above
    assert re.search(r"Rootword is where it begins, and it goes on for rather more than [\w ]+…", above)
    assert "all told" not in above
    assert "A reply that is no longer here" in above
    assert not contains_any(["Condorword", "Falconname"], page.content)
    assert f'href="/c/{root.handle}/"' in above
    assert [bool(element(page, each)) for each in (root, *answers)] == [False, False, True, True, True]


def test_the_short_form_hides_what_the_reply_hides_whoever_looks(client, signed_in, ben, novel, say, three_on_a_page):
    root = say("He was ||quaggaword|| then")
    answers = [say(f"Answer {number}", root) for number in range(4)]
    assert "He was […] then" in plain(client.get(URL, {"before": answers[1].handle}))
    browser = signed_in(ben)
    browser.post(novel.shelf_url, {"finished": "yes"})
    assert "quaggaword" in browser.get(URL).content.decode(), "who finished it reads it in its place"
    assert "quaggaword" not in browser.get(URL, {"before": answers[1].handle}).content.decode()


def test_behind_the_break_the_conversation_is_told_to_whoever_opened_it_alone(client, say, three_on_a_page):
    root = say("Kestrelword", room="after", guest_name="Falconname")
    answers = [say(f"Answer {number}", root, room="after") for number in range(4)]
    address = {"after": answers[1].handle}
    assert not contains_any(["Kestrelword", "Falconname"], client.get(URL, address).content)
    client.post(URL + "open/", {"gate": "break"})
    page = client.get(URL, address)
    assert 'aria-labelledby="after-above"' in page.content.decode()
    assert not element(page, root)
    assert len(contains_any(["Kestrelword", "Falconname"], page.content)) == 2


def test_of_a_long_chain_the_beginning_and_the_nearest_are_repeated(client, say, three_on_a_page):
    chain = [say("Reply 0", guest_name="Reader 0")]
    for level in range(1, 10):
        chain.append(say(f"Reply {level}", chain[-1], guest_name=f"Reader {level}"))
    page = plain(client.get(URL, {"before": chain[7].handle}))
    above = page[page.index("This page continues a conversation") : page.index("Level 9")]
    assert re.findall(r"Reader \d", above) == ["Reader 0", "Reader 5", "Reader 6", "Reader 7"]
    assert "More of it stands between." in above


def test_pages_lead_on_and_back_over_tombstones_and_lose_nothing(client, mo, say, three_on_a_page):
    rows = []
    for number in range(8):
        rows.append(say(f"Reply {number}"))
        rows.append(say(f"Answer {number}", rows[-1]))
    for gone in rows[2:12:4]:
        take_down(gone, mo)
    address = URL
    seen: list[str] = []
    back: list[str] = []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r'<li class="comment [^>]*id="reply-([\w-]+)"', html)
        following = re.search(r'rel="next" href="([^"#]+)#before-room"', html)
        address = following[1] if following else ""
    assert seen == [row.handle for row in rows]
    address = f"{URL}?before={rows[14].handle}"
    while address:
        html = client.get(address).content.decode()
        back = [*re.findall(r'<li class="comment [^>]*id="reply-([\w-]+)"', html), *back]
        earlier = re.search(r'rel="prev"\s+href="([^"#]+)#before-room"', html)
        address = earlier[1] if earlier else ""
    assert list(dict.fromkeys(back)) == [row.handle for row in rows]
    assert back.count(rows[15].handle) == 1
    assert 'rel="prev"' not in client.get(URL).content.decode()


def test_a_page_behind_a_reply_taken_down_since_begins_where_it_did(client, mo, say, three_on_a_page):
    rows = [say(f"Reply {number}") for number in range(6)]
    take_down(rows[2], mo)
    page = client.get(URL, {"before": rows[2].handle})
    assert not element(page, rows[1])
    assert element(page, rows[3])
    waiting = make_comment(rows[0].review, "Waiting")
    assert element(client.get(URL, {"before": waiting.handle}), rows[0]), "where a waiting reply stands is nobody's to find out"


def test_behind_the_last_reply_there_is_an_end_and_the_way_back(client, say):
    only = say("Only")
    page = client.get(URL, {"before": only.handle})
    assert "Here the replies end." in plain(page)
    assert 'rel="prev"' in page.content.decode()


def test_what_a_member_waits_with_stands_in_its_place_with_its_receipt(client, signed_in, ben, say):
    root = say("Root")
    mine = make_comment(root.review, "Pelicanword", parent=root, author=ben)
    asked = make_comment(root.review, "Ibisword", author=ben)
    Comment.objects.filter(pk=asked.pk).update(waits_for_writer=True)
    page = signed_in(ben).get(URL)
    assert "Awaiting moderation" in element(page, mine)
    assert f'href="{receipt_url(mine.key)}"' in element(page, mine)
    assert "A moderator asks you for a change" in element(page, asked)
    other = client.get(URL)
    assert not element(other, mine)
    assert "/r/" not in other.content.decode()
    published = say("Published", author=ben)
    page = signed_in(ben).get(URL)
    assert receipt_url(published.key) in element(page, published), "the way back to what they may change"
    assert receipt_url(published.key) not in client.get(URL).content.decode()
    assert "data-flag" not in element(page, published), "nobody reports what they wrote"
    assert "data-flag" in element(page, root)


def test_a_reply_that_waits_again_is_its_writers_to_see_and_a_tombstone_to_others(client, signed_in, ben, mo, say):
    mine = say("Pelicanword", author=ben)
    say("Answer", mine)
    take_down(mine, mo, "hold")
    page = signed_in(ben).get(URL)
    assert "Pelicanword" in element(page, mine)
    assert page.content.decode().count(f'id="reply-{mine.handle}"') == 1
    assert "This reply is no longer here." in element(client.get(URL), mine)


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_first_page_costs_the_same_queries_with_tombstones_and_without(client, mo, say, count, django_assert_num_queries):
    roots = [say(f"Reply {number}") for number in range(count)]
    for root in roots[:30]:
        say("Answer", root)
    with django_assert_num_queries(5):
        client.get(URL)
    for root in roots[:30]:
        take_down(root, mo)
    with django_assert_num_queries(5) as queries:
        assert "no longer here" in client.get(URL).content.decode()
    assert not [query for query in queries if "reviews_commentpassage" in query["sql"] or "reviews_commentrevision" in query["sql"]]


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_later_page_costs_three_queries_more_however_much_is_on_it(client, say, count, django_assert_num_queries):
    chain = [say("Root")]
    for _level in range(6):
        chain.append(say("Deeper", chain[-1]))
    for number in range(count):
        say(f"Answer {number}", chain[-1])
    # Where the page begins, the one before it, and the conversation it begins in.
    with django_assert_num_queries(8) as queries:
        page = client.get(URL, {"before": chain[-1].handle})
    assert "This page continues a conversation" in plain(page)
    assert not [query for query in queries if "reviews_commentpassage" in query["sql"] or "reviews_commentrevision" in query["sql"]]


def test_a_members_page_costs_the_same_with_one_reply_of_their_own_and_with_many(signed_in, ben, mo, say):
    root = say("Root")
    browser = signed_in(ben)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        return len(queries)

    make_comment(root.review, "Mine", author=ben)
    once = cost()
    for _number in range(12):
        mine = say("Mine", author=ben)
        say("Answer", mine)
        take_down(mine, mo, "hold")
    assert cost() == once


def test_one_index_serves_a_page(say):
    """The planner of either database is asked; without the index's third column it would sort the whole room."""
    root = say("Root")
    page = Comment.objects.standing().in_room(root.review, "before").filter(path__gt="").values_list("handle")[:51]
    plan = page.explain()
    if connection.vendor == "sqlite":
        assert "comment_thread_page" in plan
        assert "is_standing=?" in plan
        assert "TEMP B-TREE" not in plan
    else:
        assert plan, "a table this small is read whole; benchmarks/threads.py has one that isn't"


def test_a_tombstone_behind_the_break_keeps_its_place_there(client, mo, say):
    root = say("Kestrelword", room="after")
    answer = say("Ploverword", root, room="after")
    take_down(root, mo)
    assert not CommentPassage.objects.filter(comment=root, kind="room").exists()
    closed = client.get(URL)
    assert not element(closed, root)
    client.post(URL + "open/", {"gate": "break"})
    page = client.get(URL)
    assert "no longer here" in element(page, root)
    assert "Ploverword" in element(page, answer)
