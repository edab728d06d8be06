"""On paper a review is the closed page, whatever its reader has opened."""

import pytest
from playwright.sync_api import expect

from tests.fixture_site import HIDDEN_IN_REVIEW, TEXT, make_comment, make_fixture_site, rewrite

pytestmark = pytest.mark.django_db(transaction=True)

#: The text that is there to be printed: what has a box, and stands in one, in the media that are being emulated.
PRINTED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const seen = node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (seen && range.getClientRects().length) words.push(node.data);
  }
  return words.join(" ");
}"""
SCREEN_ALONE = (".masthead__nav", "form", "button:not(.gate-inline__face)", ".open-bar", "#after-room", "#reply", ".skip", ".colophon a")
HIDDEN = [*HIDDEN_IN_REVIEW, "kestrelafter", "Falconname", "magpieinline"]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def open_everything(page):
    """Press gates until there are none."""
    for _ in range(20):
        gate = page.locator('button[form="open-form"]').first
        if not gate.count():
            return
        handle = gate.get_attribute("value")
        gate.click()
        expect(page.locator(f'[data-passage="{handle}"]')).to_have_count(1)
    pytest.fail("there is always another gate")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_opened_is_not_printed(open_page, site, javascript):
    page = open_page(javascript=javascript)
    page.goto(site.review.url)
    open_everything(page)
    on_screen = page.evaluate(PRINTED)
    assert not [word for word in HIDDEN if word not in on_screen], "it is all open, and could be printed"
    page.emulate_media(media="print")
    on_paper = page.evaluate(PRINTED)
    assert not [word for word in (*HIDDEN, "Here the review ends") if word in on_paper]
    for word in ("Down the well", "openwhisper", "robinbefore", "A careful", "A twist of another story", "The end of the story"):
        assert word in on_paper, word
    for passage in page.locator("#before-room [data-passage], .review__body > [data-passage], .review__body > p > [data-passage]").all():
        assert "A spoiler, not printed" in passage.evaluate("element => getComputedStyle(element, '::after').content")


def test_a_closed_page_is_printed_with_its_gates(page, site):
    page.goto(site.review.url)
    page.emulate_media(media="print")
    on_paper = page.evaluate(PRINTED)
    for word in ("openwhisper", "robinbefore", "A twist of another story", "The end of the story", "Gives away"):
        assert word in on_paper, word


@pytest.mark.parametrize("opened", [False, True])
def test_bars_buttons_forms_and_navigation_stay_on_the_screen(page, site, opened):
    page.goto(site.review.url)
    if opened:
        open_everything(page)
    for selector in SCREEN_ALONE:
        assert page.locator(selector).count(), f"{selector} is there to be hidden"
    page.emulate_media(media="print")
    shown = "els => els.filter(el => el.getClientRects().length && el.checkVisibility()).map(el => el.outerHTML.slice(0, 120))"
    for selector in SCREEN_ALONE:
        assert not page.locator(selector).evaluate_all(shown), selector


def test_a_reply_of_ones_own_that_waits_is_not_printed(page, sign_in, site, ben):
    make_comment(site.review, "cormorantwaits", author=ben)
    sign_in(page, ben)
    page.goto(site.review.url)
    assert "cormorantwaits" in page.evaluate(PRINTED)
    page.emulate_media(media="print")
    assert "cormorantwaits" not in page.evaluate(PRINTED)


def test_a_link_is_printed_with_its_address(page, site):
    rewrite(site.review, TEXT.replace("openwhisper", "openwhisper [of another](https://example.org/page)"))
    page.goto(site.review.url)
    after = "element => getComputedStyle(element, '::after').content"
    link = page.locator(".review__body a[href^=http]")
    assert link.evaluate(after) == "none"
    page.emulate_media(media="print")
    assert "https://example.org/page" in link.evaluate(after)


def test_paper_is_white_in_the_dark_too(open_page, site):
    page = open_page(dark=True)
    page.goto(site.review.url)
    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(background) != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
