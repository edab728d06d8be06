"""The privacy page: the same for everybody, and every figure on it is the one the code goes by."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.utils import timezone

from config.contact import link_to
from reviews.comments import proofs
from reviews.comments.models import Comment
from reviews.comments.rules import networks
from reviews.comments.rules.models import RuleBook
from reviews.notices.timing import SENT_KEPT
from reviews.pages import privacy
from reviews.shelf import guest
from tests.fixture_site import make_comment, make_fixture_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/privacy/"
SCRIPTS = site_settings.BASE_DIR / "static" / "js"


def words_of(client) -> str:
    """What the page says, without its marks."""
    html = client.get(URL).content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_page_is_public_and_asks_for_the_site_and_the_rules_alone(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        answer = client.get(URL)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies


def test_footer_of_every_page_leads_there(client) -> None:
    assert 'href="/privacy/"' in client.get("/promise/").content.decode().split("<footer")[1]


def test_figures_are_those_the_code_goes_by(client) -> None:
    RuleBook.objects.create(pk=1, keep_networks=17)
    said = words_of(client)
    day = timedelta(days=1)
    for sentence in (
        "kept with the reply for 17 days",
        f"signed, for {timedelta(seconds=guest.MAX_AGE) // day} days",
        f"for {timedelta(seconds=site_settings.SESSION_COOKIE_AGE) // day} days if you ask to be remembered",
        f"signing in, and stays for {timedelta(seconds=site_settings.CSRF_COOKIE_AGE) // day} days",
        f"its subject are kept for {SENT_KEPT // day} days",
        "a reply you have not sent yet, for 14 days",
        "if you asked for that, for 400 days",
    ):
        assert sentence in said, sentence
    for name in (site_settings.SESSION_COOKIE_NAME, site_settings.CSRF_COOKIE_NAME, guest.COOKIE):
        assert f"{name}:" in said, name


@pytest.mark.parametrize(("script", "days"), [("drafts.js", privacy.DRAFT_DAYS), ("remember.js", privacy.WRITER_DAYS)])
def test_what_the_browser_keeps_is_kept_as_long_as_said(script: str, days: int) -> None:
    assert re.findall(r"KEEP_DAYS = (\d+);", (SCRIPTS / script).read_text(encoding="utf-8")) == [str(days)]


def test_proof_of_an_address_lasts_no_longer_than_what_is_remembered_with_it() -> None:
    assert timedelta(days=privacy.WRITER_DAYS) >= proofs.LASTS


def test_what_is_left_of_an_address_is_what_is_hashed(client, rf) -> None:
    said = words_of(client)
    for address in privacy.EXAMPLES:
        part = networks.truncated(address)
        assert f"of {address}, {part} is left" in said
        assert part != address
        assert networks.network_of(rf.get("/", REMOTE_ADDR=address)) == networks.network_of(rf.get("/", REMOTE_ADDR=part))


def test_networks_are_dropped_after_the_days_it_says(ada, mo) -> None:
    site = make_fixture_site(ada, mo)
    RuleBook.objects.create(pk=1, keep_networks=17)
    old, fresh = make_comment(site.review, "Old"), make_comment(site.review, "Fresh")
    Comment.objects.update(network="f" * 32)
    Comment.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=17, minutes=1))
    Comment.objects.filter(pk=fresh.pk).update(created_at=timezone.now() - timedelta(days=16, hours=23))
    networks.drop_networks()
    assert [Comment.objects.get(pk=comment.pk).network for comment in (old, fresh)] == ["", "f" * 32]


def test_spam_checker_is_named_only_where_one_is_asked(client) -> None:
    assert "spam checker" not in words_of(client)
    RuleBook.objects.create(pk=1, checker_url="https://checker.example.org/api", checker_key="a secret key")
    said = words_of(client)
    assert "shown to a spam checker at checker.example.org: its text, the name on it" in said
    assert "Never your e-mail address, and nothing of the address you are connected from." in said
    assert "a secret key" not in client.get(URL).content.decode()


def test_public_log_is_spoken_of_only_while_it_is_public(client) -> None:
    assert "stands in a public log" in words_of(client)
    RuleBook.objects.create(pk=1, public_log=False)
    assert "public log" not in words_of(client)


def test_another_host_for_pictures_is_said(client, settings) -> None:
    assert "Pictures are the exception" not in words_of(client)
    settings.MEDIA_ORIGIN = "https://pictures.example.org"
    assert "they are kept at pictures.example.org" in words_of(client)


@pytest.mark.parametrize(
    ("contact", "link", "shown"),
    [
        ("owner@example.org", "mailto:owner@example.org", "owner@example.org"),
        ("https://example.org/imprint/", "https://example.org/imprint/", "example.org/imprint/"),
    ],
)
def test_with_a_contact_it_names_whom_to_ask(client, settings, contact: str, link: str, shown: str) -> None:
    settings.CONTACT, settings.CONTACT_URL = contact, link_to(contact)
    assert f'<a href="{link}">{shown}</a>' in client.get(URL).content.decode().split('id="contact"')[1]


def test_without_a_contact_it_says_so(client, settings) -> None:
    settings.CONTACT, settings.CONTACT_URL = "", ""
    section = client.get(URL).content.decode().split('id="contact"')[1].split("</div>")[0]
    assert "has given no address here" in section
    assert "<a " not in section


def test_it_leads_to_the_ways_of_taking_back(client) -> None:
    section = client.get(URL).content.decode().split('id="take-back"')[1]
    for address in ("/accounts/data/", "/openings/"):
        assert f'href="{address}"' in section
