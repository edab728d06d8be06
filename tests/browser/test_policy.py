"""The policy against inline scripts lets structured data be, and nothing else: asked of a real browser, which reports what it refuses."""

import pytest

from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db(transaction=True)

#: Whoever can put an element into the page puts this one.
INLINE = "() => { const made = document.createElement('script'); made.textContent = '1'; document.head.append(made); }"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def test_no_violation_is_reported_for_structured_data(page, site, complaints):
    for address in (site.review.url, site.novel.url, "/authors/ada/", "/"):
        page.goto(address)
        assert page.locator('head script[type="application/ld+json"]').count() == 1, address
        assert not complaints.heard, address


def test_a_script_in_the_page_is_reported(page, site, complaints):
    page.goto(site.review.url)
    with page.expect_console_message(lambda message: message.text.startswith("policy violation")):
        page.evaluate(INLINE)
    assert complaints.heard
    complaints.forget()  # it was ours
