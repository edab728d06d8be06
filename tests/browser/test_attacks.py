"""The back button on a shared computer: what was closed meanwhile is not brought back by the browser's own memory.

Playwright switches the back/forward cache off; the Chromium here has it on, like everybody's.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import chromium
from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/reviews/down-the-well/"
#: Says aloud, each time the page is shown, whether it came out of the browser's memory and whether the words stood in it at that moment.
WATCH = """addEventListener("pageshow", (event) => {
  const words = document.body.textContent.includes("tapirbreak") ? "with" : "without";
  console.info(`shown ${event.persisted ? "again" : "anew"} ${words} the words`);
});"""


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture(scope="module")
def remembering(browser: Browser) -> Iterator[Browser]:
    """A Chromium that keeps the pages it has left, to show them again."""
    flags = ["--no-sandbox"] if os.getuid() == 0 else []
    kept = ["--disable-back-forward-cache"]
    made = browser.browser_type.launch(executable_path=chromium(), headless=True, args=flags, ignore_default_args=kept)
    yield made
    made.close()


@pytest.fixture
def window(remembering: Browser, live_server: LiveServer) -> Iterator[Callable[[bool], Page]]:
    """A maker of windows in that browser; `page.heard` are the moments at which it was shown."""
    contexts = []

    def make(javascript: bool) -> Page:
        context = remembering.new_context(base_url=live_server.url, java_script_enabled=javascript, reduced_motion="reduce")
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def open_the_break(page: Page) -> list[str]:
    """Open the break and walk away; the moments at which the page is shown from now on."""
    page.goto(URL)
    page.locator("#g-break .gate__open").first.click()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    page.goto("/works/")
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.text.startswith("shown") else None)
    return heard


def go_back(page: Page) -> None:
    """Back, without waiting for a page to load: one that is shown again does not."""
    page.go_back(wait_until="commit")
    expect(page.get_by_text("openwhisper")).to_be_visible()


def close_at_the_gate(page: Page) -> None:
    page.goto(URL)
    page.locator("#g-break > .passage__head button").click()
    expect(page.get_by_text("tapirbreak")).to_have_count(0)


def take_all_back(page: Page) -> None:
    page.goto("/openings/")
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_text("Nothing is open")).to_be_visible()


WAYS = {"closed at the gate": close_at_the_gate, "all taken back": take_all_back}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_back_to_what_is_still_open_shows_it(window, site, javascript):
    """The permission beside the denial below, and the proof that this browser does keep the pages it has left."""
    page = window(javascript)
    heard = open_the_break(page)
    go_back(page)
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    assert not javascript or "shown again with the words" in heard


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_back_after_closing_in_another_tab_shows_nothing_of_it(window, site, javascript, way):
    page = window(javascript)
    heard = open_the_break(page)
    other = page.context.new_page()
    WAYS[way](other)
    other.close()
    go_back(page)
    expect(page.get_by_text("tapirbreak")).to_have_count(0)
    assert "tapirbreak" not in page.content()
    assert "kestrelafter" not in page.content()
    assert not [moment for moment in heard if moment.endswith("with the words")], "not even for a moment"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_back_after_signing_out_shows_nothing_of_it(window, site, ben, sign_in, javascript):
    page = window(javascript)
    sign_in(page, ben)
    heard = open_the_break(page)
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main form button[type=submit]").first.click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    other.close()
    go_back(page)
    expect(page.get_by_text("tapirbreak")).to_have_count(0)
    assert "tapirbreak" not in page.content()
    assert not [moment for moment in heard if moment.endswith("with the words")]


def test_what_was_opened_in_place_is_in_no_copy_of_the_page_that_the_browser_keeps(window, site):
    """With the script the words come into a page whose own bytes may be kept. Forward and back again they are asked for anew."""
    page = window(True)
    page.goto(URL)
    page.locator("#g-break .gate__open").first.click()
    expect(page.get_by_text("tapirbreak")).to_be_visible()
    kept = page.evaluate("url => fetch(url, {cache: 'force-cache'}).then(answer => answer.text())", URL)
    assert "openwhisper" in kept
    page.locator("#g-break > .passage__head button").click()
    expect(page.get_by_text("tapirbreak")).to_have_count(0)
    kept = page.evaluate("url => fetch(url, {cache: 'force-cache'}).then(answer => answer.text())", URL)
    assert "openwhisper" in kept
    assert "tapirbreak" not in kept
