"""One reply's own address: it leads to the right page and place, or to the gate, and tells nobody what they may not know."""

import re

import pytest

from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, make_comment, make_fixture_site, make_review, make_work

pytestmark = pytest.mark.django_db

TEXT = "Text.\n\n<!--more-->\n\nEnd."
#: What takes a published reply down.
DOWN = (Decision.Verdict.DECLINE, Decision.Verdict.SPAM, Decision.Verdict.WITHDRAW)


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def review(ada, novel):
    return make_review(ada, TEXT, (novel,), slug="down")


@pytest.fixture
def page_of_three(monkeypatch):
    """Threads with three replies on a page."""
    for module in ("reviews.comments.reading", "reviews.pages.permalinks"):
        monkeypatch.setattr(f"{module}.PAGE_SIZE", 3)


def follow(browser, comment):
    """Where the permalink leads: the answer, the page, and whether the reply stands on it."""
    response = browser.get(f"/c/{comment.handle}/")
    assert response.status_code == 302
    page = browser.get(response["Location"])
    return response, page, f'id="reply-{comment.handle}"' in page.content.decode()


def test_a_reply_before_the_break_is_led_to(client, mo, review):
    comment = make_comment(review, "Hello", publish_by=mo)
    response, _page, stands_there = follow(client, comment)
    assert response["Location"] == f"/reviews/down/#reply-{comment.handle}"
    assert stands_there


def test_every_reply_of_a_long_thread_is_led_to_on_the_page_that_holds_it(client, mo, review, page_of_three):
    comments = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(8)]
    comments += [make_comment(review, f"Answer {number}", publish_by=mo, parent=comments[number % 3]) for number in range(6)]
    for comment in comments:
        response, _page, stands_there = follow(client, comment)
        assert stands_there, response["Location"]
        assert response["Location"].endswith(f"#reply-{comment.handle}")


def test_what_an_answer_answers_stands_above_it_on_the_same_page(client, mo, review, page_of_three):
    roots = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(5)]
    answer = make_comment(review, "Answer", publish_by=mo, parent=roots[3])
    response, page, stands_there = follow(client, answer)
    assert response["Location"] == f"/reviews/down/?before={roots[2].handle}#reply-{answer.handle}"
    assert stands_there
    assert f'id="reply-{roots[3].handle}"' in page.content.decode()


def test_a_long_conversation_is_entered_half_a_page_above(client, mo, review, page_of_three):
    make_comment(review, "Another one", publish_by=mo)
    root = make_comment(review, "Root", publish_by=mo)
    answers = [make_comment(review, f"Answer {number}", publish_by=mo, parent=root) for number in range(6)]
    response, _page, stands_there = follow(client, answers[4])
    assert response["Location"] == f"/reviews/down/?before={answers[2].handle}#reply-{answers[4].handle}"
    assert stands_there


def test_what_waits_or_stands_behind_the_break_moves_no_page(client, mo, review, page_of_three):
    first = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(2)]
    for number in range(4):
        make_comment(review, f"Waiting {number}")
        make_comment(review, f"After {number}", room="after", publish_by=mo)
    last = make_comment(review, "Last", publish_by=mo)
    assert client.get(f"/c/{last.handle}/")["Location"] == f"/reviews/down/#reply-{last.handle}"
    deciding.decide(first[0], verdict=Decision.Verdict.WITHDRAW, by=mo, seen_revision=1)
    assert follow(client, last)[2]


def test_what_is_no_longer_here_and_keeps_its_place_is_counted_and_led_to(client, mo, review, page_of_three):
    roots = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(5)]
    answers = [make_comment(review, "Answer", publish_by=mo, parent=root) for root in roots]
    for root in roots[:4]:
        root.refresh_from_db()
        deciding.decide(root, verdict="decline", by=mo, seen_revision=1)
    for comment in (*roots, *answers):
        response, _page, stands_there = follow(client, comment)
        assert stands_there, response["Location"]
    deciding.decide(answers[0], verdict="decline", by=mo, seen_revision=1)
    assert client.get(f"/c/{roots[0].handle}/").status_code == 404, "nothing stands below it any more"
    assert follow(client, roots[1])[2]


def test_behind_the_break_it_is_led_to_like_any_other(client, mo, review):
    root = make_comment(review, "Kestrelword", room="after", publish_by=mo)
    make_comment(review, "Answer", room="after", parent=root, publish_by=mo)
    root.refresh_from_db()
    deciding.decide(root, verdict="decline", by=mo, seen_revision=1)
    assert client.get(f"/c/{root.handle}/")["Location"] == f"/reviews/down/?to=reply-{root.handle}#g-break"
    client.post("/reviews/down/open/", {"gate": "break"})
    assert follow(client, root)[2]


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_permalink_costs_the_same_queries_however_long_the_thread(client, mo, review, count, django_assert_num_queries):
    comments = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(count)]
    with django_assert_num_queries(3):
        response = client.get(f"/c/{comments[-1].handle}/")
    assert response.status_code == 302
    assert follow(client, comments[-1])[2]


def test_a_reply_behind_the_break_leads_a_stranger_to_the_gate_and_says_no_more(client, mo, review, django_assert_num_queries):
    comment = make_comment(review, "kestrelafter", room="after", publish_by=mo, guest_name="Falconname")
    with django_assert_num_queries(2):
        response = client.get(f"/c/{comment.handle}/")
    assert (response.status_code, response.content) == (302, b"")
    assert response["Location"] == f"/reviews/down/?to=reply-{comment.handle}#g-break"
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    assert not contains_any(["kestrelafter", "Falconname"], headers)
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert not contains_any(["kestrelafter", "Falconname"], page.content)


def test_without_a_break_it_is_the_second_room_that_is_led_to(client, ada, mo, novel):
    plain = make_review(ada, "Text.", (novel,), slug="plain")
    comment = make_comment(plain, "kestrelafter", room="after", publish_by=mo)
    assert client.get(f"/c/{comment.handle}/")["Location"] == f"/reviews/plain/?to=reply-{comment.handle}#after-room"


@pytest.fixture(params=["guest", "member"])
def browser(request, client, signed_in, ben):
    return client if request.param == "guest" else signed_in(ben)


def test_whoever_has_opened_the_room_is_led_to_the_place_itself(browser, mo, review, page_of_three):
    comments = [make_comment(review, f"After {number}", room="after", publish_by=mo) for number in range(8)]
    browser.post("/reviews/down/open/", {"gate": "break"})
    for comment in comments:
        response, _page, stands_there = follow(browser, comment)
        assert stands_there, response["Location"]
        assert "?to=" not in response["Location"]
        assert response["Cache-Control"] == "private, no-store"
    browser.post("/reviews/down/close/", {"gate": "break"})
    response, _page, stands_there = follow(browser, comments[-1])
    assert "?to=" in response["Location"]
    assert not stands_there


def test_whoever_finished_the_work_is_led_to_the_place_itself(browser, mo, review, novel):
    comment = make_comment(review, "After", room="after", publish_by=mo)
    assert not follow(browser, comment)[2]
    browser.post(novel.shelf_url, {"finished": "yes"})
    assert follow(browser, comment)[2]


def test_the_answer_is_the_same_for_every_stranger_and_is_asked_for_again_each_time(client, mo, review):
    for room in ("before", "after"):
        comment = make_comment(review, "Hello", room=room, publish_by=mo)
        response = client.get(f"/c/{comment.handle}/", headers={"accept-language": "de", "referer": "https://example.org/"})
        assert response["Cache-Control"] == "public, no-cache"
        assert not response.cookies
        again = type(client)().get(f"/c/{comment.handle}/", {"utm_source": "mail"})
        assert dict(again.items()) == dict(response.items())


def test_a_member_with_nothing_open_gets_an_answer_of_their_own(signed_in, ben, mo, review):
    comment = make_comment(review, "Hello", room="after", publish_by=mo)
    response = signed_in(ben).get(f"/c/{comment.handle}/")
    assert response["Location"] == f"/reviews/down/?to=reply-{comment.handle}#g-break"
    assert response["Cache-Control"] == "private, no-store"


def test_head_is_answered_and_nothing_else(client, mo, review):
    comment = make_comment(review, "Hello", publish_by=mo)
    head = client.head(f"/c/{comment.handle}/")
    assert head.status_code == 302
    assert head["Location"] == client.get(f"/c/{comment.handle}/")["Location"]
    for method in ("post", "put", "delete", "options"):
        assert getattr(client, method)(f"/c/{comment.handle}/").status_code == 405


def retract(review, ada, novel, *, status="retracted"):
    draft = ReviewDraft(
        title=review.title, slug=review.slug, summary=review.summary, author=ada, text=TEXT, works=(novel,), status=status,
        published_at=PUBLISHED_AT,
    )  # fmt: skip
    save_review(review, draft=draft, by=ada)


@pytest.mark.parametrize("room", ["before", "after"])
def test_what_is_not_public_is_one_and_the_same_404(client, signed_in, ben, ada, mo, review, novel, room):
    waiting = make_comment(review, "pelicanpending", room=room, author=ben)
    down = [make_comment(review, "condordeclined", room=room, publish_by=mo) for _verdict in DOWN]
    for verdict, comment in zip(DOWN, down, strict=True):
        deciding.decide(comment, verdict=verdict, by=mo, seen_revision=1)
    draft = make_review(ada, TEXT, (novel,), slug="draft")
    under_draft = make_comment(draft, "vulturedraft", room=room, publish_by=mo)
    retract(draft, ada, novel, status="draft")
    names = [waiting.handle, *(comment.handle for comment in down), under_draft.handle, "unknown", "x" * 200, "変身"]
    answers = [client.get(f"/c/{name}/") for name in names]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert signed_in(ben).get(f"/c/{waiting.handle}/").status_code == 404, "the address is everybody's, its writer's too"
    public = make_comment(review, "public", room=room, publish_by=mo)
    assert client.get(f"/c/{public.handle}/").status_code == 302


def test_under_a_retracted_review_a_reply_that_was_public_is_gone_and_any_other_unknown(client, ada, mo, review, novel):
    public, after = make_comment(review, "public", publish_by=mo), make_comment(review, "after", room="after", publish_by=mo)
    waiting = make_comment(review, "waiting")
    retract(review, ada, novel)
    assert client.get(f"/c/{public.handle}/").status_code == 410
    assert client.get(f"/c/{after.handle}/").status_code == 410
    assert client.get(f"/c/{waiting.handle}/").status_code == 404


def test_replies_link_to_their_permalinks_and_what_only_its_writer_sees_to_no_address(client, signed_in, ben, mo, review):
    public, waiting = make_comment(review, "public", publish_by=mo), make_comment(review, "waiting", author=ben)
    html = signed_in(ben).get(review.url).content.decode()
    assert re.search(rf'class="comment__link[^"]*" href="/c/{public.handle}/"', html)
    assert re.search(rf'class="comment__link[^"]*" href="#reply-{waiting.handle}"', html)
    assert f'href="/c/{public.handle}/"' in client.get(review.url).content.decode()


def test_no_permalink_of_the_fixture_site_tells_a_stranger_a_hidden_word(client, ada, mo):
    site = make_fixture_site(ada, mo)
    for comment in Comment.objects.all():
        response = client.get(f"/c/{comment.handle}/")
        assert response.status_code == (302 if comment.state == "published" else 404)
        headers = "\n".join(f"{name}: {value}" for name, value in response.items()).encode()
        assert not contains_any([*HIDDEN_IN_REVIEW, *site.withheld, *site.after_words, "Falconname"], headers + response.content)
