"""Leave a Reply, and the desk, in a real browser."""

import pytest
from playwright.sync_api import expect

from reviews.comments.models import Comment
from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/reviews/down-the-well/"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def write(page, text):
    page.get_by_label("Your reply").fill(text)
    page.get_by_label("Name").fill("Dov")
    page.get_by_label("E-mail").fill("dov@example.org")
    page.get_by_role("radio", name="Before the break").check()


def test_without_script_form_preview_receipt(open_page, site):
    page = open_page(javascript=False)
    page.goto(URL)
    write(page, "An albatrossword.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("An albatrossword.")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.get_by_text("An albatrossword.").first).to_be_visible()
    assert Comment.objects.filter(guest_name="Dov", state="pending").count() == 2


def test_with_script_it_is_one_step(page, site):
    page.goto(URL)
    write(page, "An albatrossword.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


def test_an_unclosed_spoiler_comes_back_with_its_line_and_the_text(page, site):
    page.goto(URL)
    write(page, "One.\n\nTwo ||three")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Line 3")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_value("One.\n\nTwo ||three")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_moderator_publishes_and_declines(open_page, sign_in, site, mo, javascript):
    page = open_page(javascript=javascript)
    sign_in(page, mo)
    page.goto("/moderation/")
    expect(page.get_by_text("pelicanpending")).to_be_visible()
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text("pelicanpending")).to_have_count(0)
    page.goto(URL)
    expect(page.get_by_text("pelicanpending")).to_be_visible()


def test_sending_again_after_going_back_is_the_same_reply(page, site):
    page.goto(URL)
    write(page, "An albatrossword.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    page.go_back()
    write(page, "An albatrossword.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    page.go_back()
    write(page, "Another albatrossword.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    assert Comment.objects.filter(guest_name="Dov", guest_email="dov@example.org", state="pending").count() == 2


def test_a_half_written_reply_comes_back_in_its_room_and_goes_when_all_is_forgotten(page, site):
    page.goto(URL)
    page.locator("#g-break .gate__open").click()
    page.get_by_text("tapirbreak").wait_for()
    page.get_by_label("Your reply").fill("What the tapirs did")
    page.get_by_role("radio", name="After the break").check()
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    page.locator("#g-break > .passage__head button").click()
    expect(page.get_by_text("tapirbreak")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Your reply")).to_have_value("What the tapirs did")
    expect(page.get_by_role("radio", name="After the break")).to_be_checked()
    page.locator("#g-break .gate__open").click()
    page.get_by_text("tapirbreak").wait_for()
    page.goto("/openings/")
    page.get_by_role("button", name="Take all of it back").click()
    page.goto(URL)
    expect(page.get_by_label("Your reply")).to_have_value("")


def test_a_moderator_closes_replies_and_opens_them_again(page, sign_in, site, mo):
    sign_in(page, mo)
    page.goto(URL)
    page.get_by_role("button", name="Close replies").click()
    expect(page.get_by_text("takes no more replies")).to_be_visible()
    page.get_by_role("button", name="Open replies").click()
    expect(page.get_by_label("Your reply")).to_be_visible()
