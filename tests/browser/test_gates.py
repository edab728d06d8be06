"""Opening and closing, as a person does it: by mouse and by keyboard, with the script and without."""

import pytest
from playwright.sync_api import expect

from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/reviews/down-the-well/"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_break_opens_stays_open_and_closes(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(URL)
    expect(page.get_by_text("openwhisper")).to_be_visible()
    assert "tapirbreak" not in page.content()
    page.locator("#g-break .gate__open").click()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    expect(page.get_by_text("kestrelafter")).to_be_visible()
    assert "ibexnested" not in page.content()
    page.reload()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    page.locator("#g-break > .passage__head button").click()
    expect(page.get_by_text("tapirbreak")).to_have_count(0)
    assert "tapirbreak" not in page.content()
    assert "kestrelafter" not in page.content()


@pytest.mark.parametrize("javascript", [True, False])
def test_by_keyboard_alone(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(URL)
    tab_to(page, "#g-break .gate__open")
    page.keyboard.press("Enter")
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    tab_to(page, "#g-break > .passage__head button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("tapirbreak")).to_have_count(0)


def test_with_the_script_focus_moves_to_the_passage_and_it_is_announced(page, site):
    page.goto(URL)
    page.locator("#g-break .gate__open").click()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    assert page.evaluate("document.querySelector('#g-break').contains(document.activeElement)")
    expect(page.locator("#announcer")).not_to_be_empty()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_inline_gate_opens_inside_its_sentence(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(URL)
    page.locator("p .gate-inline button").first.click()
    expect(page.get_by_text("zebrainline")).to_be_visible()
    assert "quaggainline" not in page.content()


def test_going_back_after_closing_does_not_show_it_again(page, site):
    page.goto(URL)
    page.locator("#g-break .gate__open").click()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    page.goto("/")
    page.goto(URL)
    page.locator("#g-break > .passage__head button").click()
    expect(page.get_by_text("tapirbreak")).to_have_count(0)
    page.go_back()
    page.go_forward()
    assert "tapirbreak" not in page.content()


def test_the_script_falls_back_to_the_form_when_the_network_fails(page, site, complaints):
    page.goto(URL)
    page.route("**/open/", lambda route: route.abort() if route.request.headers.get("x-requested-with") else route.continue_())
    page.locator("#g-break .gate__open").click()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    complaints.forget()  # the aborted request was ours


def tab_to(page, selector):
    """Press Tab until the element has the focus; a page where that takes over 80 presses is no page for a keyboard."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way to {selector} by keyboard")
