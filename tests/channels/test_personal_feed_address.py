"""The address of a member's own feed: asked for, signed, taken back at will."""

import logging
import re
from urllib.parse import urlsplit

import html5lib
import pytest
from django.core.signing import Signer

from reviews.channels.feeds.access import SALT, token_of
from reviews.channels.feeds.actions import make_feed
from reviews.channels.models import PersonalFeed
from reviews.shelf.member import MemberShelf
from reviews.spoilers.leaks import contains_any
from reviews.web.logs import NoAddresses
from tests.channels.feed_site import FORMS, address_of, seen
from tests.fixture_site import HIDDEN_IN_REVIEW, make_fixture_site
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "/openings/feed/"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def addresses_on(html):
    fields = html5lib.parse(html, namespaceHTMLElements=False).iter("input")
    return [field.get("value") for field in fields if field.get("readonly") is not None]


# --- Whose it is --------------------------------------------------------------------------------------------------


def test_another_members_address_shows_theirs_only(ben, cleo, site, signed_in):
    MemberShelf(ben).finish(site.mill)
    assert seen(address_of(ben)) == {"otterblock"}
    assert seen(address_of(cleo)) == set()
    body = signed_in(ben).get(address_of(cleo)).content
    assert not contains_any(HIDDEN_IN_REVIEW, body), "whoever fetches it"


def test_an_address_that_opens_nothing_says_nothing_of_why(ben, cleo, site):
    feed = make_feed(member=ben)
    good = token_of(feed)
    assert HouseClient().get(f"/feeds/mine/{good}.atom").status_code == 200
    signer = Signer(salt=SALT, sep=".")
    bad = {
        "tampered": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "of another member": good.replace(f"{ben.pk}.", f"{cleo.pk}.", 1),
        "signed for something else": Signer(salt="another", sep=".").sign(f"{ben.pk}.{feed.serial}"),
        "of nobody": signer.sign(f"{10**6}.{feed.serial}"),
        "of a member without a feed": signer.sign(f"{cleo.pk}.{feed.serial}"),
        "nonsense": "nonsense",
        "unsigned": f"{ben.pk}.{feed.serial}",
    }
    answers = {why: HouseClient().get(f"/feeds/mine/{token}.atom") for why, token in bad.items()}
    PersonalFeed.objects.filter(pk=feed.pk).update(serial="another")
    answers["renewed"] = HouseClient().get(f"/feeds/mine/{good}.atom")
    PersonalFeed.objects.filter(pk=feed.pk).update(serial=feed.serial)
    type(ben).objects.filter(pk=ben.pk).update(is_active=False)
    answers["of a member who may not sign in"] = HouseClient().get(f"/feeds/mine/{good}.atom")
    type(ben).objects.filter(pk=ben.pk).update(is_active=True)
    assert HouseClient().get(f"/feeds/mine/{good}.atom").status_code == 200
    ben.delete()
    answers["of somebody who left"] = HouseClient().get(f"/feeds/mine/{good}.atom")
    assert {why: answer.status_code for why, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert len({answer.content for answer in answers.values()}) == 1
    assert len({tuple(sorted(answer.items())) for answer in answers.values()}) == 1


def test_its_address_is_not_logged(ben, caplog):
    caplog.handler.addFilter(NoAddresses())
    token = token_of(make_feed(member=ben))
    with caplog.at_level(logging.INFO):
        HouseClient().get(f"/feeds/mine/{token}.atom")
        HouseClient().get(f"/feeds/mine/{token}x.atom")
    lines = "\n".join(record.getMessage() for record in caplog.records)
    assert "/feeds/mine/<signed:token>.<feedformat:form>" in lines
    assert ben.personal_feed.serial not in lines


# --- Asking for it and taking it back -----------------------------------------------------------------------------


def test_a_stranger_is_led_to_sign_in(client):
    for address in (PAGE, f"{PAGE}make/", f"{PAGE}renew/", f"{PAGE}stop/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")
    assert client.post(f"{PAGE}make/").status_code == 302
    assert not PersonalFeed.objects.exists()


def test_nobody_has_a_feed_who_did_not_ask(signed_in, ben):
    response = signed_in(ben).get(PAGE)
    assert response["Cache-Control"] == "private, no-store"
    html = response.content.decode()
    assert not addresses_on(html)
    assert not PersonalFeed.objects.exists()
    for words in ("Whoever has its address can read it.", "A feed service stores what it fetches", "the works you have finished"):
        assert words in html, "it is said before the feed is made"


def test_a_member_makes_a_feed_and_sees_its_addresses(signed_in, ben, site):
    MemberShelf(ben).finish(site.mill)
    browser = signed_in(ben)
    response = browser.post(f"{PAGE}make/")
    assert (response.status_code, response["Location"]) == (303, PAGE)
    addresses = addresses_on(browser.get(PAGE).content.decode())
    assert [address.rpartition(".")[2] for address in addresses] == list(FORMS)
    for address in addresses:
        assert address.startswith("http://testserver/feeds/mine/")
        assert seen(urlsplit(address).path) == {"otterblock"}
    browser.post(f"{PAGE}make/")
    assert addresses_on(browser.get(PAGE).content.decode()) == addresses, "pressed twice, it is the same feed"


def test_a_new_address_ends_the_old_one_at_once(signed_in, ben):
    browser = signed_in(ben)
    old = address_of(ben)
    assert browser.post(f"{PAGE}renew/").status_code == 303
    assert HouseClient().get(old).status_code == 404
    new = urlsplit(addresses_on(browser.get(PAGE).content.decode())[-1]).path
    assert new != old
    assert HouseClient().get(new).status_code == 200


def test_stopping_ends_it_until_it_is_asked_for_again(signed_in, ben):
    browser = signed_in(ben)
    old = address_of(ben)
    assert browser.post(f"{PAGE}stop/").status_code == 303
    assert HouseClient().get(old).status_code == 404
    browser.post(f"{PAGE}renew/")
    assert not PersonalFeed.objects.exists(), "a button on an old page brings nothing back"
    browser.post(f"{PAGE}make/")
    assert HouseClient().get(old).status_code == 404
    assert address_of(ben) != old


def test_nobody_elses_feed_is_touched(signed_in, ben, cleo):
    theirs = address_of(cleo)
    for verb in ("make", "renew", "stop"):
        signed_in(ben).post(f"{PAGE}{verb}/")
    assert HouseClient().get(theirs).status_code == 200


def test_a_get_changes_nothing_and_leads_to_the_page(signed_in, ben):
    browser, address = signed_in(ben), address_of(ben)
    for verb in ("make", "renew", "stop"):
        response = browser.get(f"{PAGE}{verb}/")
        assert (response.status_code, response["Location"]) == (303, PAGE)
        assert browser.put(f"{PAGE}{verb}/").status_code == 405
    assert HouseClient().get(address).status_code == 200


def test_another_site_cannot_ask_for_it_nor_take_it_back(ben):
    browser = HouseClient(enforce_csrf_checks=True)
    browser.force_login(ben, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(f"{PAGE}make/").status_code == 403
    assert not PersonalFeed.objects.exists()
    html = browser.get(PAGE).content.decode()
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert browser.post(f"{PAGE}make/", {"csrfmiddlewaretoken": token}).status_code == 303
    for verb in ("renew", "stop"):
        assert browser.post(f"{PAGE}{verb}/").status_code == 403
    assert PersonalFeed.objects.count() == 1
