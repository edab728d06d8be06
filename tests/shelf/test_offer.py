"""At sign-in a guest's shelf is offered, and never taken without being asked for."""

import pytest

from reviews.shelf.guest import COOKIE
from reviews.shelf.member import MemberShelf
from reviews.spoilers.reader import stranger
from reviews.works.actions import save_parts
from reviews.works.models import Part
from tests.conftest import PASSWORD
from tests.fixture_site import make_fixture_site, make_parts, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def guest(client, site):
    """Somebody who has finished the novel and opened the break before they sign in."""
    client.post(site.novel.shelf_url, {"finished": "yes"})
    client.post(site.review.url + "open/", {"gate": "break"})
    return client


def sign_in(browser, username):
    return browser.post("/accounts/login/", {"login": username, "password": PASSWORD}, follow=True)


def offer_in(response):
    return "This device remembers 1 work and 1 opening. Yours?" in " ".join(response.content.decode().split())


def test_signing_in_asks_takes_nothing_and_clears_the_cookie(guest, ben, site):
    response = sign_in(guest, "ben")
    assert offer_in(response)
    assert guest.cookies[COOKIE].value == ""
    assert MemberShelf(ben).reader() == stranger()
    page = guest.get(site.review.url)
    assert "tapirbreak" not in page.content.decode()
    assert offer_in(page), "and asked on every page until they answer"


def test_yes_puts_it_on_the_members_shelf(guest, ben, site):
    sign_in(guest, "ben")
    assert guest.post("/openings/offer/", {"mine": "yes"}).status_code == 303
    reader = MemberShelf(ben).reader()
    assert reader.finished == {site.novel.pk}
    assert set(reader.breaks) == {site.review.break_key}
    assert "tapirbreak" in guest.get(site.review.url).content.decode()
    assert not offer_in(guest.get("/"))


def test_no_forgets_it(guest, ben):
    sign_in(guest, "ben")
    guest.post("/openings/offer/", {"mine": "no"})
    assert MemberShelf(ben).reader() == stranger()
    assert not offer_in(guest.get("/"))
    guest.post("/openings/offer/", {"mine": "yes"})
    assert MemberShelf(ben).reader() == stranger()


def test_signing_out_forgets_it(guest, ben, cleo):
    sign_in(guest, "ben")
    guest.post("/accounts/logout/")
    assert not offer_in(sign_in(guest, "cleo"))
    guest.post("/openings/offer/", {"mine": "yes"})
    assert MemberShelf(cleo).reader() == stranger()
    assert MemberShelf(ben).reader() == stranger()


def test_no_is_the_first_button_so_that_enter_says_no(guest, ben):
    html = sign_in(guest, "ben").content.decode()
    assert html.index('value="no"') < html.index('value="yes"')


@pytest.mark.parametrize("said", [{}, {"mine": ""}, {"mine": "maybe"}, {"mine": ["yes", "no"]}])
def test_anything_but_one_clear_word_is_refused_and_takes_nothing(guest, ben, said):
    sign_in(guest, "ben")
    assert guest.post("/openings/offer/", said).status_code == 400
    assert MemberShelf(ben).reader() == stranger()
    assert offer_in(guest.get("/"))


def test_another_site_can_not_answer_for_the_member(guest, ben):
    sign_in(guest, "ben")
    assert guest.post("/openings/offer/", {"mine": "yes"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert MemberShelf(ben).reader() == stranger()


def test_an_empty_or_forged_shelf_is_not_offered(client, ben, site):
    client.cookies[COOKIE] = "forged"
    response = sign_in(client, "ben")
    assert "This device remembers" not in response.content.decode()
    assert client.cookies[COOKIE].value == ""


def test_a_shelf_of_openings_alone_is_offered_too(client, ben, site):
    client.post(site.review.url + "open/", {"gate": "break"})
    assert "This device remembers 1 opening. Yours?" in sign_in(client, "ben").content.decode()


def test_a_cookie_replayed_under_an_account_changes_nothing_there(guest, signed_in, ben, site):
    browser = signed_in(ben)
    browser.cookies[COOKIE] = guest.cookies[COOKIE].value
    page = browser.get(site.review.url)
    assert "tapirbreak" not in page.content.decode()
    assert MemberShelf(ben).reader() == stranger()
    assert browser.cookies[COOKIE].value == ""


def test_taking_it_never_puts_the_member_back(client, ben, site):
    mill = make_work("another")
    shelf = MemberShelf(ben)
    shelf.finish(site.novel)
    shelf.reach(Part.objects.select_related("work").get(work=site.novel, slug="chapter-3"))
    shelf.finish(mill)
    client.post(site.novel.shelf_url, {"part": "chapter-1"})
    client.post(site.film.shelf_url, {"finished": "yes"})
    sign_in(client, "ben")
    client.post("/openings/offer/", {"mine": "yes"})
    reader = MemberShelf(ben).reader()
    assert reader.finished == {mill.pk, site.film.pk}
    assert reader.reached == {part.pk for part in site.parts}


def test_taking_it_puts_the_member_further(client, ben, site):
    MemberShelf(ben).reach(Part.objects.select_related("work").get(work=site.novel, slug="chapter-1"))
    client.post(site.novel.shelf_url, {"finished": "yes"})
    sign_in(client, "ben")
    client.post("/openings/offer/", {"mine": "yes"})
    assert MemberShelf(ben).reader().finished == {site.novel.pk}


def test_taking_an_outdated_place_opens_no_more_than_it_did(client, ben, site):
    client.post(site.novel.shelf_url, {"finished": "yes"})
    save_parts(work=site.novel, parts=[Part(number=4, slug="chapter-4", title="Chapter 4")])
    sign_in(client, "ben")
    client.post("/openings/offer/", {"mine": "yes"})
    reader = MemberShelf(ben).reader()
    assert reader.finished == frozenset()
    assert reader.reached == {part.pk for part in site.parts}


def test_a_stranger_and_a_member_without_a_device_shelf_are_asked_nothing(client, signed_in, ben, site):
    for browser in (client, signed_in(ben)):
        assert "This device remembers" not in browser.get("/").content.decode()


def test_a_finished_work_whose_last_part_is_gone_can_be_taken(client, ben, ada, site):
    spare = make_work("spare")
    parts = make_parts(spare, 2)
    review = make_review(ada, "Safe.", (spare,), slug="spare", title="Spare")
    client.post(spare.shelf_url, {"finished": "yes"})
    rewrite(review, "Safe.", works=(site.film,))
    save_parts(work=spare, removed=[parts[1]])
    sign_in(client, "ben")
    assert client.post("/openings/offer/", {"mine": "yes"}).status_code == 303
    assert MemberShelf(ben).reader().finished == {spare.pk}


def test_taking_everything_back_takes_the_offer_back_too(guest, ben):
    sign_in(guest, "ben")
    guest.post("/openings/forget/")
    assert not offer_in(guest.get("/"))
    guest.post("/openings/offer/", {"mine": "yes"})
    assert MemberShelf(ben).reader() == stranger()


def test_the_answer_to_signing_in_clears_the_cookie_itself(guest, ben):
    response = guest.post("/accounts/login/", {"login": "ben", "password": PASSWORD})
    assert response.status_code == 302
    assert response.cookies[COOKIE].value == ""
    assert offer_in(guest.get("/"))
