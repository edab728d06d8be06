"""Whatever is taken back is out of the browser's memory too. tests/browser/test_attacks.py presses the button in a real one."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EMPTIES = '"cache"'


def takes_back(site):
    """Every form by which a reader closes something: where it goes and what it sends."""
    first = site.review.passages.get(position=0).handle
    return {
        "the break": (f"{site.review.url}close/", {"gate": "break"}),
        "one passage": (f"{site.review.url}close/", {"gate": first}),
        "a work": (site.novel.shelf_url, {"finished": "no"}),
        "all but its first part": (site.novel.shelf_url, {"part": "chapter-1"}),
        "everything": ("/openings/forget/", {}),
    }


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "fetch"}], ids=["form", "script"])
@pytest.mark.parametrize("what", ["the break", "one passage", "a work", "all but its first part", "everything"])
@pytest.mark.parametrize("who", ["guest", "member"])
def test_taking_something_back_empties_the_browsers_memory(who, what, headers, client, signed_in, ben, site):
    browser = client if who == "guest" else signed_in(ben)
    browser.post(f"{site.review.url}open/", {"gate": "break"})
    browser.post(site.novel.shelf_url, {"finished": "yes"})
    address, sent = takes_back(site)[what]
    answer = browser.post(address, sent, headers=headers)
    assert answer.status_code in {200, 303}
    assert answer["Clear-Site-Data"] == EMPTIES


@pytest.mark.parametrize("address", ["/accounts/logout/", "/admin/logout/"])
def test_signing_out_empties_the_browsers_memory(address, signed_in, ada):
    assert signed_in(ada).post(address)["Clear-Site-Data"] == EMPTIES


def test_opening_and_reading_leave_it_alone(client, site):
    """It costs a browser every file it has kept of the site."""
    for answer in (
        client.get(site.review.url),
        client.post(f"{site.review.url}open/", {"gate": "break"}),
        client.get(site.review.url),
        client.post(site.novel.shelf_url, {"finished": "yes"}),
        client.get("/accounts/logout/"),
    ):
        assert "Clear-Site-Data" not in answer
