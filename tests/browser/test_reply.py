"""Leave a Reply, and the desk, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.comments.models import Comment
from reviews.comments.proofs import proof_for
from reviews.comments.receipts import key_made_at, receipt_url
from reviews.comments.rules.models import RuleBook
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
    made_at = key_made_at(Comment.objects.latest("pk").key)
    assert made_at is not None
    assert abs(timezone.now() - made_at) < timedelta(minutes=5)


def test_an_unclosed_spoiler_comes_back_with_its_line_and_the_text(page, site):
    page.goto(URL)
    write(page, "One.\n\nTwo ||three")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 3")
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
    RuleBook.objects.create(pk=1, seconds_between=0)
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


def test_writing_helps_and_takes_no_key_from_anybody(page, site):
    page.goto(URL)
    box = page.get_by_label("Your reply", exact=True)
    box.fill("He was the butler")
    box.evaluate("box => box.setSelectionRange(11, 17)")
    page.get_by_role("button", name="Spoiler", exact=True).click()
    expect(box).to_have_value("He was the ||butler||")
    expect(page.get_by_text("Characters: 21 of 10,000")).to_be_visible()
    box.press("Control+z")
    expect(box).to_have_value("He was the butler")
    page.get_by_role("button", name="Spoiler passage").click()
    expect(box).to_have_value("He was the \n\n::: spoiler What it is about\nbutler\n:::\n")
    box.press("Control+z")
    expect(box).to_have_value("He was the butler")
    page.get_by_role("button", name="Quote").click()
    expect(box).to_have_value("> He was the butler")
    box.press("Control+z")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#reply-preview .slip")).to_have_text("He was the butler")
    box.fill("One\n\nTwo ||three")
    expect(page.locator("#reply-preview")).to_contain_text("Line 3")
    box.press("Tab")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("One\n\nTwo ||three")
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-toolbar] :focus")).to_have_count(0)


def test_what_is_remembered_of_a_writer_is_their_choice_and_stays_here(page, site):
    RuleBook.objects.create(pk=1, seconds_between=0)
    page.goto(URL)
    write(page, "An albatrossword.")
    assert not page.get_by_label("Remember me").is_checked()
    page.get_by_label("Remember me").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    page.goto(URL)
    expect(page.get_by_label("Your reply", exact=True)).to_have_value("")
    expect(page.get_by_label("Name")).to_have_value("Dov")
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("dov@example.org")
    # What the page that confirms an address leaves here goes along with the next reply under it.
    keep = "proof => localStorage.setItem('reply-writer', JSON.stringify({ ...JSON.parse(localStorage['reply-writer']), proof }))"
    page.evaluate(keep, proof_for("dov@example.org"))
    page.get_by_label("Your reply", exact=True).fill("Another albatrossword.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    assert [comment.address_proven for comment in Comment.objects.exclude(network="").order_by("pk")] == [False, True]
    page.goto(URL)
    page.get_by_label("Remember me").uncheck()
    page.get_by_label("Your reply", exact=True).fill("A third albatrossword.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    page.goto(URL)
    expect(page.get_by_label("Name")).to_have_value("")


def test_a_draft_is_its_writers_alone_and_outlives_the_tab(page, sign_in, site, ben, cleo):
    sign_in(page, ben)
    page.goto(URL)
    page.get_by_label("Your reply", exact=True).fill("What Ben thinks")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    again = page.context.new_page()
    page.close()
    sign_in(again, cleo)
    again.goto(URL)
    expect(again.get_by_label("Your reply", exact=True)).to_have_value("")
    sign_in(again, ben)
    again.goto(URL)
    expect(again.get_by_label("Your reply", exact=True)).to_have_value("What Ben thinks")
    again.goto("/accounts/logout/")
    again.locator("main").get_by_role("button", name="Sign out").click()
    sign_in(again, ben)
    again.goto(URL)
    expect(again.get_by_label("Your reply", exact=True)).to_have_value("")


def test_a_refused_reply_keeps_its_draft_and_says_why_first(page, site):
    RuleBook.objects.create(pk=1, refused_words="albatrossword")
    page.goto(URL)
    write(page, "An albatrossword.")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("alert")).to_contain_text("not taken here")
    expect(page.locator("[data-refusal]")).to_be_focused()
    page.goto(URL)
    expect(page.get_by_label("Your reply", exact=True)).to_have_value("An albatrossword.")


def test_the_pages_around_a_reply_please_axe(open_page, site, axe):
    page = open_page(dark=True, width=390)
    receipt = receipt_url(site.before.key)
    for address in ("/replies/markdown/", receipt, *(receipt + part for part in ("edit/", "withdrawal/", "mail/", "erasure/"))):
        page.goto(address)
        assert not axe(page), address


@pytest.mark.parametrize("javascript", [True, False])
def test_the_receipt_is_enough_to_change_it_and_take_it_back(open_page, site, javascript):
    page = open_page(javascript=javascript, width=390)
    page.goto(receipt_url(site.pending.key))
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Your reply", exact=True).fill("A heronword instead.")
    page.get_by_role("button", name="Store the change").click()
    expect(page.get_by_text("Your change is stored.")).to_be_visible()
    expect(page.get_by_text("A heronword instead.").first).to_be_visible()
    page.get_by_label("Mail me the decision").check()
    page.get_by_role("button", name="Store the choice").click()
    expect(page.get_by_label("Mail me the decision")).to_be_checked()
    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".stamp__state")).to_have_text("Withdrawn")
    assert not page.context.cookies()
