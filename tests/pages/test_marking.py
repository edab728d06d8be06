"""“I have finished this” and “I am up to here”, said at a gate, under a review and on the work's page."""

import re

import pytest

from reviews.works.actions import save_parts
from reviews.works.models import Part
from tests.fixture_site import make_comment, make_fixture_site, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture(params=["guest", "member"])
def browser(request, client, signed_in, cleo):
    return client if request.param == "guest" else signed_in(cleo)


def buttons(html):
    """The buttons that mark a work: (where they send, name, value, words)."""
    found = re.findall(r"<button[^>]*?form=\"shelf-form\"[^>]*?>.*?</button>", html, re.DOTALL)
    read = []
    for button in found:
        address, name, value = (re.findall(rf'\b{each}="([^"]*)"', button)[0] for each in ("formaction", "name", "value"))
        words = " ".join(re.sub(r"<[^>]+>", "", button).split())
        read.append((address.replace("&amp;", "&"), name, value, words))
    return read


def test_a_gate_offers_the_part_and_the_whole_work_and_leads_back_to_itself(browser, site):
    html = browser.get(URL).content.decode()
    at_gate = [each for each in buttons(html) if "Chapter 2" in each[3]]
    ((address, name, value, words),) = at_gate
    assert (name, value, words) == ("part", "chapter-2", "I am up to Chapter 2 of The Well")
    answer = browser.post(address, {name: value})
    handle = re.findall(r"at=([\w-]+)", address)[0]
    assert (answer.status_code, answer["Location"]) == (303, f"{URL}#g-{handle}")
    opened = browser.get(URL).content.decode()
    assert "herontwo" in opened
    assert "tapirbreak" not in opened


def test_every_button_under_a_review_and_at_its_gates_works(browser, site):
    for address, name, value, words in buttons(browser.get(URL).content.decode()):
        assert browser.post(address, {name: value}).status_code == 303, words
        browser.post("/openings/forget/")


def test_a_review_lists_its_works_and_those_its_gates_name(browser, site):
    answer = browser.get(URL)
    assert [(each.work.slug, each.finished) for each in answer.context["shelf"]] == [
        ("the-well-novel", False), ("the-well-film", False), ("the-mill", False),
    ]  # fmt: skip
    address = next(each for each in buttons(answer.content.decode()) if "at=" not in each[0] and "the-mill" in each[0])
    assert browser.post(address[0], {address[1]: address[2]})["Location"] == f"{URL}#shelf"
    again = browser.get(URL)
    assert [each.finished for each in again.context["shelf"]] == [False, False, True]
    assert "otterblock" in again.content.decode()
    back = next(each for each in buttons(again.content.decode()) if each[2] == "no")
    browser.post(back[0], {back[1]: back[2]})
    assert "otterblock" not in browser.get(URL).content.decode()


def test_what_was_finished_already_is_said_at_the_gate_that_needs_more(browser, site):
    browser.post(site.film.shelf_url, {"finished": "yes"})
    html = " ".join(browser.get(URL).content.decode().split())
    assert "You have finished The Well (film)." in html
    assert "I have finished The Well (book)" in html
    assert "tapirbreak" not in html


def test_a_page_that_is_older_than_the_works_parts_marks_nothing(browser, site):
    pressed = [each for each in buttons(browser.get(URL).content.decode()) if "the-well-novel" in each[0]]
    assert len(pressed) > 2
    save_parts(work=site.novel, parts=[Part(number=4, slug="chapter-4", title="Chapter 4")])
    for address, name, value, words in pressed:
        answer = browser.post(address, {name: value})
        assert answer.status_code == 409, words
        assert "have changed" in answer.content.decode()
    assert "Nothing is open" in browser.get("/openings/").content.decode()


def test_a_work_that_a_gate_in_hidden_text_names_can_be_marked_there_and_nowhere_else(browser, ada, site):
    quarry = make_work("the-quarry")
    review = make_review(ada, 'Safe.\n\n<!--more-->\n\n::: spoiler There {of="the-quarry"}\nweaselquarry\n:::', (site.film,), slug="deep")
    assert browser.post(quarry.shelf_url, {"finished": "yes"}).status_code == 404
    browser.post(f"{review.url}open/", {"gate": "break"})
    address, name, value, _words = next(each for each in buttons(browser.get(review.url).content.decode()) if "the-quarry" in each[0])
    assert browser.post(address, {name: value}).status_code == 303
    assert "weaselquarry" in browser.get(review.url).content.decode()
    assert "The Quarry" in browser.get("/openings/").content.decode()


def test_a_reply_can_not_ask_whether_hidden_text_names_a_work(client, ada, site):
    make_work("the-quarry")
    make_review(ada, 'Safe.\n\n<!--more-->\n\n::: spoiler There {of="the-quarry"}\nEnd.\n:::', (site.film,), slug="deep")
    answers = {}
    for slug in ("the-quarry", "no-such-work", "the-mill"):
        form = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": f'::: spoiler L {{of="{slug}"}}\nWords.\n:::'}
        answer = client.post(f"{site.review.url}reply/", form)
        answers[slug] = (answer.status_code, answer.content.decode().replace(slug, ""))
    assert answers["the-quarry"] == answers["no-such-work"]
    assert answers["no-such-work"][0] == 422
    assert answers["the-mill"][0] == 200, "one that a public gate names can be named"


@pytest.mark.parametrize("at", ["", "nosuchgate", "../..", "é", "\x00", "break"])
def test_a_guessed_gate_tells_nothing_of_works_in_hidden_text(client, ada, site, at):
    hidden = make_work("the-quarry")
    review = make_review(ada, 'Safe.\n\n<!--more-->\n\n::: spoiler There {of="the-quarry"}\nEnd.\n:::', (site.film,), slug="guess")
    answers = {
        client.post(f"/works/{slug}/shelf/", {"finished": "yes"}, query_params={"review": review.slug, "at": at}).status_code
        for slug in (hidden.slug, "no-such-work")
    }
    assert answers == {404}
    assert hidden.title not in client.get("/works/").content.decode()
    assert client.get(hidden.url).status_code == 404


def test_what_a_review_only_hides_is_on_no_public_page(client, ada, site):
    quarry = make_work("the-quarry")
    before = client.get("/works/").content
    review = make_review(ada, 'Safe.\n\n<!--more-->\n\n::: spoiler There {of="the-quarry"}\nEnd.\n:::', (site.film,), slug="guess")
    assert client.get("/works/").content == before
    assert quarry.is_held(), "and can't be deleted from under it all the same"
    assert "Quarry" not in client.get(review.url).content.decode()


def test_forms_of_strangers_carry_no_token_and_no_cookie(client, site):
    answer = client.get(URL)
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies


# A place behind the break, asked for by address.


def test_a_place_behind_the_break_is_kept_through_the_opening(client, site):
    place = f"reply-{site.after.handle}"
    closed = client.get(f"{URL}?to={place}")
    assert closed["Cache-Control"] == "public, no-cache"
    html = closed.content.decode()
    assert f'name="to" value="{place}"' in html
    assert "The place you were sent to is behind here" in html
    answer = client.post(f"{URL}open/", {"gate": "break", "to": place})
    assert answer["Location"] == f"/c/{site.after.handle}/"
    assert client.get(answer["Location"])["Location"] == f"{URL}#{place}"
    assert f'id="{place}"' in client.get(URL).content.decode()


def test_who_has_opened_it_is_led_straight_there(client, site):
    client.post(f"{URL}open/", {"gate": "break"})
    answer = client.get(f"{URL}?to=reply-{site.after.handle}")
    assert (answer.status_code, answer["Location"]) == (302, f"/c/{site.after.handle}/")
    assert client.get(answer["Location"])["Location"] == f"{URL}#reply-{site.after.handle}"
    assert client.get(f"{URL}?to=lemurheading")["Location"] == f"{URL}#lemurheading"
    assert answer["Cache-Control"] == "private, no-store"


def test_another_gate_leads_to_itself(client, site):
    handle = site.review.passages.get(position=0).handle
    assert client.post(f"{URL}open/", {"gate": handle, "to": "a-heading"})["Location"] == f"{URL}#g-{handle}"


@pytest.mark.parametrize("to", ["//evil.example", "a b", '"><script>', "x" * 200, "\x00", "", "#a"])
def test_what_is_no_place_is_dropped(client, site, to):
    html = client.get(URL, {"to": to}).content.decode()
    assert 'name="to"' not in html
    assert client.post(f"{URL}open/", {"gate": "break", "to": to})["Location"] == f"{URL}#g-break"


def test_a_gate_on_a_later_page_of_the_room_opens_there(client, ada, mo):
    review = make_review(ada, "Safe.", (make_work("the-well"),), slug="long")
    replies = [make_comment(review, f"Reply {number}", publish_by=mo) for number in range(50)]
    make_comment(review, "Then ||weasellast|| it", publish_by=mo)
    page = f"{review.url}?before={replies[-1].handle}"
    html = client.get(page).content.decode()
    address = re.findall(r'id="open-form"[^>]*action="([^"]+)"', html)[0].replace("&amp;", "&")
    handle = re.findall(r'data-gate="([\w-]{16})"', html)[0]
    answer = client.post(address, {"gate": handle})
    assert answer["Location"] == f"{page}#g-{handle}"
    assert "weasellast" in client.get(page).content.decode()
    fragment = client.post(address, {"gate": handle}, headers={"x-requested-with": "fetch"}).content.decode()
    assert "weasellast" in fragment


def test_a_place_that_is_no_reply_of_this_review_leads_to_its_anchor(client, ada, mo, site):
    other = make_review(ada, "Safe.", (site.film,), slug="other")
    elsewhere = make_comment(other, "Elsewhere", room="after", publish_by=mo)
    answer = client.post(f"{URL}open/", {"gate": "break", "to": f"reply-{elsewhere.handle}"})
    assert answer["Location"] == f"{URL}#reply-{elsewhere.handle}"


def test_openings_that_lead_nowhere_at_the_moment_are_told_and_taken_back_with_the_rest(browser, ada, site):
    review = make_review(ada, "Safe ||curlew||.", (site.film,), slug="away")
    browser.post(f"{review.url}open/", {"gate": review.passages.get().handle})
    assert "1 more is of a text" not in browser.get("/openings/").content.decode()
    rewrite(review, "Safe ||curlew||.", status="retracted")
    assert "1 more is of a text that has changed or is not here at the moment." in browser.get("/openings/").content.decode()
    browser.post("/openings/forget/")
    rewrite(review, "Safe ||curlew||.", status="published")
    assert "curlew" not in browser.get(review.url).content.decode()
