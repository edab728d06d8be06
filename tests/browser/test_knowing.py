"""Saying what one knows, opening all, and places behind the break: as a person does it, with the script and without."""

import pytest
from playwright.sync_api import expect

from reviews.shelf.member import MemberShelf
from reviews.spoilers.reader import stranger
from tests.conftest import PASSWORD
from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/reviews/down-the-well/"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.mark.parametrize("javascript", [True, False])
def test_marking_a_part_at_a_gate(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(URL)
    gate = page.locator(".gate", has_text="The first night")
    gate.get_by_text("I know this already").click()
    gate.get_by_role("button", name="I am up to Chapter 2 of The Well").click()
    expect(page.get_by_text("herontwo")).to_be_visible()
    assert "tapirbreak" not in page.content()
    page.goto("/openings/")
    expect(page.get_by_text("up to Chapter 2")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_open_all_tells_first_and_then_opens(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(URL)
    page.get_by_role("button", name="Open all that this review hides").click()
    expect(page.get_by_role("heading", name="Open all of it")).to_be_visible()
    expect(page.get_by_text("Deeper still")).to_be_visible()
    assert "ibexnested" not in page.content()
    page.get_by_role("button", name="Open all of it").click()
    for word in ("zebrainline", "otterblock", "tapirbreak", "ibexnested", "kestrelafter"):
        expect(page.get_by_text(word)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reply_behind_the_break_is_reached_by_its_address(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(f"/c/{site.after.handle}/")
    expect(page.get_by_text("The place you were sent to is behind here").first).to_be_visible()
    assert "kestrelafter" not in page.content()
    page.locator("#g-break .gate__open").click()
    expect(page.get_by_text("kestrelafter")).to_be_in_viewport()
    assert page.url.endswith(f"#reply-{site.after.handle}")


def test_a_heading_behind_the_break_leads_to_the_gate_and_then_to_the_heading(page, site):
    page.goto(URL)
    page.locator("#g-break .gate__open").click()
    anchor = page.locator("h2, h3", has_text="lemurheading").first.get_attribute("id")
    page.locator("[data-close-break]").click()
    expect(page.get_by_text("lemurheading")).to_have_count(0)
    page.goto("/")
    page.goto(f"{URL}#{anchor}")
    expect(page.locator("#g-break")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("The place you were sent to may be behind the break.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{anchor}']")).to_be_focused()
    assert page.url.endswith(f"#{anchor}")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_gates_say_whether_they_are_open_and_answer_to_both_keys(page, site, key):
    page.goto(URL)
    button = page.locator("#g-break .gate__open")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press(key)
    close = page.locator("#g-break > .passage__head button")
    expect(close).to_have_attribute("aria-expanded", "true")
    close.focus()
    page.keyboard.press(key)
    expect(page.locator("#g-break .gate__open")).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("answer", ["No, forget it", "Yes, put it on my shelf"])
def test_at_sign_in_the_devices_shelf_is_offered(open_page, site, ben, javascript, answer):
    page = open_page(javascript=javascript)
    page.goto(site.novel.url)
    page.get_by_role("button", name="I have finished this").click()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("ben")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("This device remembers 1 work. Yours?")).to_be_visible()
    assert MemberShelf(ben).reader() == stranger()
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("heading", name="My openings")).to_be_visible()
    expect(page.get_by_text("This device remembers")).to_have_count(0)
    assert MemberShelf(ben).reader().finished == ({site.novel.pk} if answer.startswith("Yes") else frozenset())
