"""Writing and publishing in the admin."""

import pytest
from playwright.sync_api import expect

from reviews.publishing.models import Review
from tests.fixture_site import make_work

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Safe words.\n\n<!--more-->\n\nThe tapirbreak.\n"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_author_writes_previews_saves_and_publishes(open_page, sign_in, ada, javascript):
    work = make_work("the-well", title="The Well")
    page = open_page(javascript=javascript)
    sign_in(page, ada)
    page.goto("/admin/reviews/review/add/")
    page.get_by_label("Title").fill("Down the well")
    page.get_by_label("Summary").fill("A safe summary.")
    page.locator("#id_reviewed_works").select_option(str(work.pk))
    page.locator("#id_text").fill(TEXT)
    if javascript:
        expect(page.locator(".markdownx-preview").get_by_text("The tapirbreak.")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    assert Review.objects.get().status == "draft"
    page.get_by_label("Status").select_option("published")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/reviews/review/")
    assert Review.objects.get().is_public
    page.goto("/reviews/down-the-well/")
    expect(page.get_by_text("Safe words.")).to_be_visible()
    assert "tapirbreak" not in page.content()


def test_tab_leaves_the_field(page, sign_in, ada):
    sign_in(page, ada)
    page.goto("/admin/reviews/review/add/")
    page.locator("#id_text").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_text"


def test_a_failed_preview_never_touches_the_text(page, sign_in, ada, complaints):
    sign_in(page, ada)
    page.goto("/admin/reviews/review/add/")
    page.route("**/preview/", lambda route: route.abort())
    page.locator("#id_text").fill(TEXT)
    expect(page.locator("[data-markdown-said]")).not_to_be_empty()
    expect(page.locator("#id_text")).to_have_value(TEXT)
    complaints.forget()  # the aborted request was ours
