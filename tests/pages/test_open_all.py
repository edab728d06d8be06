"""“Open all here”: the works are listed first, exactly the passages now present open, and the shelf is left alone."""

import pytest

from reviews.shelf.guest import COOKIE
from reviews.shelf.member import MemberShelf
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, TEXT, make_fixture_site, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture(params=["guest", "member"])
def browser(request, client, signed_in, cleo):
    return client if request.param == "guest" else signed_in(cleo)


def all_of(site):
    return f"{site.review.url}open-all/"


def seen_in(response):
    return response.context["seen"]


def test_the_works_are_listed_before_anything_opens(browser, site):
    response = browser.post(all_of(site))
    html = response.content.decode()
    assert response.status_code == 200
    assert "The Mill" in html
    assert "Chapter 2" in html
    assert "Deeper still" in html
    assert not contains_any(HIDDEN_IN_REVIEW, html)
    assert not contains_any(HIDDEN_IN_REVIEW, browser.get(site.review.url).content)


def test_all_of_it_opens_and_nothing_else(browser, site):
    answer = browser.post(all_of(site), {"seen": seen_in(browser.post(all_of(site)))})
    assert (answer.status_code, answer["Location"]) == (303, f"{site.review.url}#main")
    page = browser.get(site.review.url).content
    assert set(contains_any(HIDDEN_IN_REVIEW, page)) == set(HIDDEN_IN_REVIEW)
    assert contains_any(["kestrelafter"], page)
    assert not contains_any(["magpieinline"], page)


def test_the_shelf_is_left_alone(signed_in, cleo, site):
    browser = signed_in(cleo)
    browser.post(all_of(site), {"seen": seen_in(browser.post(all_of(site)))})
    assert MemberShelf(cleo).places == {}
    other = make_review(site.review.author, "Safe. ||weaselelsewhere||", (site.novel,), slug="another", title="Another")
    assert "weaselelsewhere" not in browser.get(other.url).content.decode()


def test_a_passage_that_comes_later_is_gated(browser, site):
    browser.post(all_of(site), {"seen": seen_in(browser.post(all_of(site)))})
    rewrite(site.review, TEXT.replace("A note.", "A note. ||weasellater||"))
    page = browser.get(site.review.url).content.decode()
    assert "weasellater" not in page
    assert "ibexnested" in page


def test_a_text_that_changed_since_the_list_is_listed_again(browser, site):
    seen = seen_in(browser.post(all_of(site)))
    rewrite(site.review, TEXT.replace("otterblock", "otterblock and more"))
    answer = browser.post(all_of(site), {"seen": seen})
    assert answer.status_code == 409
    assert "has changed since you were shown" in answer.content.decode()
    assert not contains_any(HIDDEN_IN_REVIEW, browser.get(site.review.url).content)
    assert browser.post(all_of(site), {"seen": seen_in(answer)}).status_code == 303


@pytest.mark.parametrize("seen", ["", "x", "ü", "0" * 64])
def test_a_guessed_answer_opens_nothing(browser, site, seen):
    assert browser.post(all_of(site), {"seen": seen}).status_code in {200, 409}
    assert not contains_any(HIDDEN_IN_REVIEW, browser.get(site.review.url).content)


def test_it_can_not_be_got(client, site):
    answer = client.get(all_of(site))
    assert (answer.status_code, answer["Allow"], answer["Cache-Control"]) == (405, "POST", "private, no-store")
    assert "It only takes what a button sends" in answer.content.decode()
    assert client.post(all_of(site), headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_device_that_can_not_hold_it_says_so_and_opens_nothing(client, signed_in, ben, ada):
    text = "Safe.\n\n" + "\n\n".join(f"Word ||weasel{number}|| and" for number in range(300))
    review = make_review(ada, text, (make_work("the-well"),))
    address = f"{review.url}open-all/"
    refused = client.post(address, {"seen": seen_in(client.post(address))})
    assert refused.status_code == 409
    assert "an account holds all of it" in refused.content.decode()
    assert COOKIE not in client.cookies
    member = signed_in(ben)
    assert member.post(address, {"seen": seen_in(member.post(address))}).status_code == 303
    assert "weasel299" in member.get(review.url).content.decode()


def test_it_is_offered_while_something_is_closed(client, ada, site):
    assert "Open all that this review hides" in client.get(site.review.url).content.decode()
    plain = make_review(ada, "Nothing hidden.", (site.novel,), slug="plain", title="Plain")
    assert "Open all that this review hides" not in client.get(plain.url).content.decode()
    client.post(all_of(site), {"seen": seen_in(client.post(all_of(site)))})
    assert "Open all that this review hides" not in client.get(site.review.url).content.decode()


@pytest.mark.parametrize(("slug", "status"), [("nothing", 404), ("a-draft", 404), ("taken-back", 410)])
def test_a_review_that_is_not_public_lists_nothing(client, site, slug, status):
    assert client.post(f"/reviews/{slug}/open-all/").status_code == status
