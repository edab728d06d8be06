"""Looking something up with the keyboard alone, on a phone, without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 390)])
def test_a_word_typed_into_the_masthead_leads_to_the_review_that_holds_it(open_page, ada, mo, javascript, width):
    site = make_fixture_site(ada, mo)
    page = open_page(javascript=javascript, width=width)
    page.goto("/works/")
    page.get_by_role("searchbox", name="Search works, reviews and replies").focus()
    page.keyboard.type("openwhi")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/search/?q=openwhi")
    expect(page.locator("mark")).to_have_text("openwhisper")
    expect(page.get_by_role("searchbox")).to_have_value("openwhi")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Down the well").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.review.url)


def test_a_query_that_cannot_be_answered_is_said_beside_the_box(open_page, db):
    page = open_page(width=390)
    page.goto("/search/?q=-well")
    box = page.get_by_role("searchbox", name="Works, reviews and replies")
    expect(box).to_have_value("-well")
    expect(box).to_have_accessible_description("This says what you don’t want. Say what to look for, too.")
    box.fill("well" * 60)
    box.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_accessible_description(
        "This is 240 characters long, and 200 fit. Nothing is lost: shorten it and send it again."
    )
