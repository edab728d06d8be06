"""The desk in a browser: one key a decision, undo, hidden words by selection, and the same without a script."""

import pytest

from reviews.comments.models import Comment
from tests.fixture_site import make_comment, make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def waiting(site):
    """Four rows, oldest first: the fixture's own, a safe one, one with a word too many, and one that knows the story."""
    return [
        site.pending,
        make_comment(site.review, "A fair point about the lighting.", guest_name="Wren"),
        make_comment(site.review, "Lovely. The merlinbutler did it, of course.", guest_name="Lark"),
        make_comment(site.review, "It ends at the well.", room="after", guest_name="Rook"),
    ]


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def row(page, comment):
    return page.locator(f"#row-{comment.pk}")


def focused(page):
    return page.evaluate("document.activeElement.id")


def done(page, comment, words):
    """Wait for the line that takes the place of a row."""
    page.locator(f"#row-{comment.pk}.desk__done p", has_text=words).wait_for()


@pytest.fixture
def desk(page, sign_in, mo, waiting):
    sign_in(page, mo)
    page.goto("/moderation/")
    return page


def test_one_key_decides_and_the_next_row_is_at_hand(desk, waiting):
    first, second, third, _gated = waiting
    desk.keyboard.press("j")
    assert focused(desk) == f"row-{first.pk}"
    desk.keyboard.press("p")
    done(desk, first, "Published.")
    assert (state(first), focused(desk)) == ("published", f"row-{second.pk}")
    desk.get_by_role("status").get_by_text("Published. 3 replies wait, oldest first.").wait_for()
    assert desk.locator("[data-waiting]").inner_text() == "3"
    desk.keyboard.press("s")
    done(desk, second, "Marked as spam.")
    assert (state(second), focused(desk)) == ("spam", f"row-{third.pk}")
    desk.keyboard.press("u")
    row(desk, second).get_by_text("A fair point").wait_for()
    assert (state(second), focused(desk)) == ("pending", f"row-{second.pk}")
    desk.keyboard.press("u")
    row(desk, first).get_by_text("pelicanpending").wait_for()
    assert state(first) == "pending"
    desk.keyboard.press("k")
    assert focused(desk) == f"row-{first.pk}"


def test_a_reason_is_typed_without_setting_off_keys(desk, waiting):
    first, second, *_rest = waiting
    desk.keyboard.press("j")
    desk.keyboard.press("d")
    assert focused(desk) == f"decline-kind-{first.pk}"
    desk.keyboard.press("Tab")
    desk.keyboard.type("Speak to the subject, please: jkpsbu?")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    done(desk, first, "Declined.")
    assert Comment.objects.get(pk=first.pk).decisions.latest("id").reason.endswith("jkpsbu?")
    assert (state(second), focused(desk)) == ("pending", f"row-{second.pk}")
    desk.keyboard.press("c")
    desk.keyboard.press("Escape")
    assert focused(desk) == f"row-{second.pk}"
    assert state(second) == "pending"


def test_selected_words_are_hidden_and_the_rest_is_published(desk, client, site, waiting):
    third = waiting[2]
    desk.evaluate(
        """(id) => {
          const text = document.querySelector(`#row-${id} [data-text] p`).firstChild;
          const range = document.createRange();
          range.setStart(text, text.data.indexOf("The merlinbutler"));
          range.setEnd(text, text.data.indexOf(", of course"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        third.pk,
    )
    desk.keyboard.press("m")
    assert desk.locator(f"#words-{third.pk}").input_value() == "The merlinbutler did it"
    row(desk, third).get_by_role("button", name="Hide these words").click()
    done(desk, third, "Hidden, and published.")
    html = client.get(site.review.url).content.decode()
    assert "Lovely." in html
    assert "merlinbutler" not in html


def test_what_is_gated_is_read_first_and_then_decided(desk, waiting):
    gated = waiting[3]
    place = row(desk, gated)
    assert place.get_by_role("button", name="Publish").count() == 0
    place.focus()
    desk.keyboard.press("p")
    assert state(gated) == "pending"
    desk.keyboard.press("o")
    place.get_by_text("It ends at the well.").wait_for()
    assert focused(desk) == f"row-{gated.pk}"
    desk.keyboard.press("p")
    done(desk, gated, "Published.")
    assert state(gated) == "published"


def test_keys_can_be_switched_off_and_stay_off(desk, waiting):
    first = waiting[0]
    desk.keyboard.press("?")
    desk.get_by_role("dialog").wait_for()
    assert row(desk, first).locator("[data-key=p]").get_attribute("aria-keyshortcuts") == "p"
    desk.get_by_label("Use these keys on this device").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.reload()
    row(desk, first).focus()
    desk.keyboard.press("p")
    desk.keyboard.press("j")
    assert focused(desk) == f"row-{first.pk}"
    assert row(desk, first).locator("[aria-keyshortcuts]").count() == 0
    assert state(first) == "pending"
    with_modifier = desk.get_by_role("button", name="Keys")
    with_modifier.click()
    desk.get_by_label("Use these keys on this device").check()
    desk.get_by_role("button", name="Close").click()
    row(desk, first).focus()
    desk.keyboard.press("Alt+p")
    assert state(first) == "pending"
    desk.keyboard.press("p")
    done(desk, first, "Published.")


def test_another_moderator_was_quicker(desk, waiting, edda, complaints):
    from reviews.comments.deciding import decide

    first = waiting[0]
    decide(first, verdict="decline", by=edda, seen_revision=1, reason="Off the subject.")
    desk.keyboard.press("j")
    desk.keyboard.press("p")
    row(desk, first).get_by_text("Edda has decided meanwhile: declined.").wait_for()
    assert state(first) == "declined"
    assert focused(desk) == f"row-{first.pk}"


def test_without_a_script_each_press_leads_to_the_next_row(open_page, sign_in, mo, waiting):
    first, second, third, _gated = waiting
    page = open_page(javascript=False, width=390)
    sign_in(page, mo)
    page.goto("/moderation/")
    row(page, first).get_by_role("button", name="Publish (Dov)").click()
    assert page.url.endswith(f"/moderation/#row-{second.pk}")
    page.get_by_role("button", name="Undo").click()
    assert state(first) == "pending"
    page.goto("/moderation/")
    for each in (second, third):
        row(page, each).get_by_role("checkbox").check()
    page.locator("#bulk").get_by_role("button", name="Spam").click()
    page.get_by_role("heading", name="What was decided").wait_for()
    assert (state(second), state(third)) == ("spam", "spam")
    page.get_by_role("button", name="Undo all 2").click()
    assert (state(second), state(third)) == ("pending", "pending")


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 320)])
def test_axe_finds_nothing_and_nothing_is_cut_off(open_page, sign_in, mo, waiting, axe, dark, width):
    """320 pixels are a window of 1280 at 400%."""
    page = open_page(dark=dark, width=width)
    sign_in(page, mo)
    page.goto("/moderation/")
    row(page, waiting[0]).locator("summary", has_text="Decline").click()
    row(page, waiting[1]).get_by_role("checkbox").check()
    assert not axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Escape")
    row(page, waiting[3]).get_by_role("button", name="Read all of it").click()
    row(page, waiting[3]).get_by_text("It ends at the well.").wait_for()
    assert not axe(page)
    for address in ("/moderation/?state=published", "/moderation/?reason=nothing"):
        page.goto(address)
        assert not axe(page), address
