"""The promise page: the same for everybody, honest about its limits, and never without a way to report a leak."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.contact import link_to
from tests.fixture_site import make_fixture_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/promise/"


def leak_section(client):
    """What the page says to somebody who found one."""
    return client.get(URL).content.decode().split('id="leak"')[1].split("</div>")[0]


def test_the_page_is_public_and_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # the site's own row
        answer = client.get(URL)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies


def test_it_says_what_is_promised_and_what_is_not(client):
    html = client.get(URL).content.decode()
    for words in ("absent, not covered", "It has not left the server", "for 30 days", "can copy it", "public by nature", "audit_spoilers"):
        assert words in html, words
    assert 'href="/openings/"' in html


def test_its_gate_is_a_picture_that_nobody_can_press(client, ada, mo):
    site = make_fixture_site(ada, mo)
    html = client.get(URL).content.decode()
    picture = html.split('<figure class="example">')[1].split("</figure>")[0]
    assert 'class="gate gate--block"' in picture
    assert "A short passage" in picture
    assert not re.search(r"<button|<form|<a ", picture)
    assert 'id="open-form"' not in html
    assert site.novel.title not in html


@pytest.mark.parametrize(
    ("contact", "link", "words"),
    [
        ("leaks@example.org", "mailto:leaks@example.org", "leaks@example.org"),
        ("first.last+leak@example.org", "mailto:first.last+leak@example.org", "first.last+leak@example.org"),
        ("https://example.org/imprint/", "https://example.org/imprint/", "example.org/imprint/"),
    ],
)
def test_with_a_contact_it_names_whom_to_tell(client, settings, contact, link, words):
    settings.CONTACT, settings.CONTACT_URL = contact, link_to(contact)
    assert f'<a href="{link}">{words}</a>' in leak_section(client)


def test_without_a_contact_it_asks_for_a_reply_after_the_break_and_never_before_it(client, settings):
    settings.CONTACT, settings.CONTACT_URL = "", ""
    section = leak_section(client)
    assert "after the break and never before it" in section
    assert "moderator" in section
    assert "<a " not in section


@pytest.mark.parametrize(
    "contact", ["leaks", "leaks@", "example.org", "ftp://example.org/", "javascript://%0aalert(1)", "https://", "a b@example.org"]
)
def test_a_contact_that_reaches_nobody_is_refused_at_the_start(contact):
    with pytest.raises(ImproperlyConfigured, match="CONTACT"):
        link_to(contact)
