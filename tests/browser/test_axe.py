"""axe finds nothing on the main pages, light and dark, closed and open, on a phone and on a desk."""

import pytest

from reviews.comments.receipts import receipt_url
from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_a_strangers_pages(open_page, site, axe, dark, width):
    page = open_page(dark=dark, width=width)
    found = {}
    for address in ("/", site.review.url, site.review.reply_url, "/works/", site.novel.url, "/promise/", "/privacy/", "/moderation/log/",
                    "/accounts/login/", "/accounts/signup/", "/openings/", receipt_url(site.pending.key), "/nowhere/",
                    "/search/", "/search/?q=well", "/search/?q=robinbefore&in=replies", "/search/?q=-well"):  # fmt: skip
        page.goto(address)
        if faults := axe(page):
            found[address] = faults
    assert not found


@pytest.mark.parametrize("dark", [False, True])
def test_an_opened_review(open_page, site, axe, dark):
    page = open_page(dark=dark)
    page.goto(site.review.url)
    page.locator("#g-break .gate__open").click()
    page.get_by_text("tapirbreak").wait_for()
    assert not axe(page)


def test_the_desk_and_a_members_review(page, sign_in, site, mo, axe):
    sign_in(page, mo)
    for address in ("/moderation/", site.review.url, "/openings/", "/accounts/email/"):
        page.goto(address)
        assert not axe(page), address


@pytest.mark.parametrize("dark", [False, True])
def test_the_writing_desk(open_page, sign_in, site, ada, axe, dark):
    page = open_page(dark=dark)
    sign_in(page, ada)
    for address in ("/admin/", "/admin/reviews/review/", "/admin/reviews/review/add/"):
        page.goto(address)
        assert not axe(page), address
