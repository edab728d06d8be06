"""Your data: what is kept, the file of it, and which mail a member wants."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.pages.my_data import exporting
from reviews.pages.my_data.exporting import export_of
from reviews.shelf.models import Opening
from tests.conftest import PASSWORD, Signed
from tests.fixture_site import make_comment, make_fixture_site
from tests.pages.wren import ADDRESSES, ERASURE, NAMES, TEXTS, make_wren

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE, FILE = "/accounts/data/", "/accounts/data/export.json"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def wren(site, mo) -> User:
    return make_wren(site, mo)


# The page -----------------------------------------------------------------------------------------------------------


def test_page_says_what_is_kept_for_a_member_alone(client, wren, signed_in: Signed) -> None:
    answer = signed_in(wren).get(PAGE)
    html = answer.content.decode()
    for words in (
        "Wagtailname",
        ADDRESSES[0],
        "snipetyped@example.org",
        "1 work",
        "3 openings",
        "5 replies",
        "1 flag",
        "You have one.",
    ):
        assert words in html, words
    assert answer["Cache-Control"] == "private, no-store"
    assert not [text for text in TEXTS if text in html]
    for address in (PAGE, FILE, ERASURE):
        assert client.get(address).status_code == 302
        assert "/accounts/login/" in client.get(address).headers["Location"]


def test_page_asks_as_much_of_the_database_for_a_hundred_replies(site, ben, signed_in: Signed) -> None:
    browser = signed_in(ben)
    browser.get(PAGE)
    counts = []
    for rows in (1, 2, 97):
        for number in range(rows):
            make_comment(site.review, f"Number {number} of {rows}", author=ben)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


@pytest.mark.parametrize("sent", [{}, {"mail_decisions": "on"}, {"mail_replies": "on"}, {"mail_decisions": "on", "mail_replies": "on"}])
def test_member_chooses_which_mail_they_want(ben, signed_in: Signed, sent: dict[str, str]) -> None:
    answer = signed_in(ben).post(f"{PAGE}mail/", {**sent, "mail_digest": ""})
    assert answer.status_code == 303
    stored = User.objects.get(pk=ben.pk)
    assert (stored.mail_decisions, stored.mail_replies) == ("mail_decisions" in sent, "mail_replies" in sent)
    assert stored.mail_digest  # not theirs to choose, so left as it was


def test_moderator_is_asked_about_the_digest_too(mo, ben, signed_in: Signed) -> None:
    assert "mail_digest" in signed_in(mo).get(PAGE).content.decode()
    assert "mail_digest" not in signed_in(ben).get(PAGE).content.decode()
    signed_in(mo).post(f"{PAGE}mail/", {})
    assert not User.objects.get(pk=mo.pk).mail_digest


# The file -----------------------------------------------------------------------------------------------------------


def test_file_holds_everything_of_a_member(wren, site, mo, signed_in: Signed) -> None:
    answer = signed_in(wren).get(FILE)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer["Cache-Control"] == "private, no-store"
    data = json.loads(b"".join(answer))
    assert (data["account"]["user_name"], data["account"]["display_name"]) == NAMES
    assert data["account"]["mail"] == {"decisions": True, "replies": False, "digest": True}
    assert [(address["email"].lower(), address["verified"]) for address in data["addresses"]] == list(
        zip(ADDRESSES, (True, False), strict=True)
    )
    assert [factor["type"] for factor in data["second_factors"]] == ["recovery_codes"]
    assert data["personal_feed"]["exists"] is True
    assert [(entry["work"], entry["finished"]) for entry in data["shelf"]] == [("The Mill", True)]
    assert [opening["what"] for opening in data["openings"]] == ["the break", "a passage", "a text that is no longer here"]
    assert data["openings"][1]["label"] == "Deeper still"
    assert [(flag["kind"], flag["note"], flag["outcome"]) for flag in data["flags"]] == [("other", "Wagtailname thinks so", "waiting")]
    assert [reply["revisions"][0]["text"] for reply in data["replies"]] == list(TEXTS)
    declined = data["replies"][3]
    assert (declined["state"], declined["decisions"][-1]["reason"]) == ("declined", "No, Wagtailname.")
    assert (
        data["replies"][0]["address"] == f"http://testserver/c/{Comment.objects.get(author=wren, room='before', state='published').handle}/"
    )
    assert [reply["address"] for reply in data["replies"][1:4]] == [None] * 3


def test_file_holds_nothing_that_is_not_the_members_to_know(wren, site, mo) -> None:
    rule = {"findings": [{"rule": "resembling", "evidence": {"resembles": [{"written": "x", "hidden": "ospreyevidence"}]}}]}
    Decision.objects.filter(comment__author=wren, verdict=Decision.Verdict.ARRIVE).update(rule="resembling", evidence=rule)
    Comment.objects.filter(author=wren).update(arrival={"osprey": "ospreyarrival"})
    written = "".join(export_of(wren))
    assert "siskinfirst" in written
    for word in ("ospreyevidence", "ospreyarrival", "resembling", "Mo", "tapirbreak", "robinbefore", "By somebody who typed it", PASSWORD):
        assert word not in written, word
    for key in Opening.objects.values_list("key", flat=True):
        assert key not in written
    assert "ibexnested" not in written  # of what was opened, the public label alone


def test_file_of_a_retracted_review_names_it_no_more(wren, site) -> None:
    site.review.status = "retracted"
    site.review.save(update_fields=["status"])
    data = json.loads("".join(export_of(wren)))
    assert {reply["review"] for reply in data["replies"]} == {None}
    assert {opening["what"] for opening in data["openings"]} == {"a text that is no longer here"}
    assert "down-the-well" not in json.dumps(data)


def test_file_of_a_member_without_anything_can_be_read(ben) -> None:
    data = json.loads("".join(export_of(ben)))
    assert [data[name] for name in ("shelf", "openings", "flags", "replies")] == [[], [], [], []]
    assert data["personal_feed"] == {"exists": False, "since": None}


def test_file_asks_as_much_of_the_database_for_a_hundred_replies(site, ben, django_assert_num_queries) -> None:
    for rows in (1, 2, 97):
        for number in range(rows):
            make_comment(site.review, f"Number {number} of {rows}", author=ben)
            Opening.objects.create(member=ben, key=f"{rows}-{number}")
        with django_assert_num_queries(15):
            assert json.loads("".join(export_of(ben)))["replies"]


def test_export_speaks_the_language_it_was_asked_for_in(ben, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "_pieces", lambda _member: (str(translation.get_language()) for _piece in range(2)))
    with translation.override("de"):
        pieces = exporting.export_of(ben)
    assert [*pieces, translation.get_language()] == ["de", "de", "en"]
