"""Reporting a reply where it stands: the words that are selected go into the form, and the focus knows its way back."""

import pytest

from reviews.comments.records import Flag
from tests.fixture_site import make_comment, make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)

_SELECT = """(id) => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(`#reply-${id} [data-said] p`));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


@pytest.fixture
def reply(ada, mo):
    site = make_fixture_site(ada, mo)
    return make_comment(site.review, "Plainword stands here.\n\nThe *wagtailword* gives it away.", publish_by=mo)


@pytest.mark.parametrize("dark", [False, True])
def test_selected_words_are_reported_where_they_stand(open_page, reply, axe, dark):
    page = open_page(dark=dark, width=390)
    page.goto(reply.review.url)
    page.evaluate(_SELECT, reply.handle)
    link = page.locator(f"#reply-{reply.handle} [data-flag]")
    link.click()
    panel = page.locator(".flag-panel")
    panel.wait_for()
    assert panel.locator("[name=words]").input_value() == "Plainword stands here."
    assert panel.locator("[name=kind][value=spoiler]").is_checked()
    assert page.evaluate("document.activeElement.name") == "kind"
    assert link.get_attribute("aria-expanded") == "true"
    assert not axe(page)
    page.keyboard.press("Escape")
    assert panel.count() == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-flag')")
    link.click()
    panel.get_by_role("button", name="Report").click()
    page.wait_for_url("**/flag/thanks/")
    assert not axe(page)
    page.goto(reply.review.url)
    assert page.get_by_text("Plainword").count() == 0
    assert page.get_by_text("wagtailword").count() == 1


def test_words_selected_elsewhere_are_not_taken_for_this_replys(page, reply):
    page.goto(reply.review.url)
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.review__body'))")
    page.locator(f"#reply-{reply.handle} [data-flag]").click()
    page.locator(".flag-panel").wait_for()
    assert not page.locator(".flag-panel [name=words]").input_value()
    assert page.locator(".flag-panel [name=kind]:checked").count() == 0
    # One form at a time: the next one closes it.
    page.locator("[data-flag]").first.click()
    page.locator("#before-room li").first.locator(".flag-panel").wait_for()
    assert page.locator(".flag-panel").count() == 1


def test_without_a_script_it_is_a_page_of_its_own(open_page, reply, axe):
    page = open_page(javascript=False)
    page.goto(reply.review.url)
    page.locator(f"#reply-{reply.handle} [data-flag]").click()
    page.locator("[name=kind][value=personal]").check()
    page.get_by_role("button", name="Report").click()
    assert page.url.endswith("/flag/thanks/")
    assert Flag.objects.get().kind == "personal"
