"""The rules in the browser: who reads them, who sets them, that nothing is saved unrehearsed, and that nothing typed is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.rules.actions import set_paused
from reviews.comments.rules.models import RuleBook
from reviews.moderation.rules_forms import FIELDS
from tests.comments.rules.facts_of import facts_of
from tests.fixture_site import make_comment, make_review, make_work

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.publishing.models import Review
    from tests.conftest import Signed
    from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RULES, REHEARSAL = "/moderation/rules/", "/moderation/rules/rehearsal/"


def settings(**changes: Any) -> dict[str, Any]:
    """What the owner's browser sends of the form as it is, with `changes`; False stands for a box without its tick."""
    book = RuleBook.current()
    values = {name: getattr(book, name) for name in FIELDS if name != "checker_key"}
    sent = {**values, "version": book.version, "last": 50, **changes}
    return {name: "on" if value is True else value for name, value in sent.items() if value is not False}


def hidden(html: str) -> dict[str, str]:
    """The fields that the rehearsal carries to the button that saves."""
    inputs = re.findall(r'<input type="hidden"[^>]*>', html)
    found = {re.search(r'name="([^"]*)"', each)[1]: re.search(r'value="([^"]*)"', each) for each in inputs}  # type: ignore[index]
    return {name: value[1] if value else "" for name, value in found.items() if name != "csrfmiddlewaretoken"}


def save(browser: HouseClient, **changes: Any) -> Any:
    """Rehearse, and press the button that saves."""
    rehearsed = browser.post(REHEARSAL, settings(**changes))
    assert rehearsed.status_code == 200
    return browser.post(RULES, hidden(rehearsed.content.decode()))


@pytest.fixture
def review(ada: User) -> Review:
    return make_review(ada, "Text.", (make_work("the-well"),), title="Down the well")


def decided(review: Review, text: str, *, by: User, verdict: str = "publish", **facts: Any) -> Comment:
    comment = make_comment(review, text, **facts)
    Comment.objects.filter(pk=comment.pk).update(arrival=facts_of(text=text, published_before=0).as_stored())
    deciding.decide(comment, verdict=verdict, by=by, seen_revision=1)
    return comment


@pytest.mark.parametrize("address", [RULES, REHEARSAL])
def test_strangers_and_members_are_kept_out(client: HouseClient, signed_in: Signed, ben: User, address: str) -> None:
    assert client.get(address).status_code == 302
    assert client.post(address, {"pause": "yes"}).status_code == 302
    assert signed_in(ben).get(address).status_code == 403
    assert signed_in(ben).post(address, {"pause": "yes"}).status_code == 403
    assert not RuleBook.objects.exists()


def test_moderators_read_the_rules_and_set_none(signed_in: Signed, mo: User) -> None:
    RuleBook(pk=1, held_words="casino*\nbonus", checker_url="https://check.example", checker_key="kestrelkey").save()
    browser = signed_in(mo)
    page = browser.get(RULES)
    html = page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert "casino*<br>bonus" in html
    assert "kestrelkey" not in html
    assert "<textarea" not in html
    assert browser.post(RULES, settings(hold_all=False)).status_code == 403
    assert browser.post(RULES, {"pause": "yes"}).status_code == 403
    assert browser.post(REHEARSAL, settings()).status_code == 403


def test_permission_to_set_rules_is_enough(signed_in: Signed, ben: User) -> None:
    ben.user_permissions.add(Permission.objects.get(codename="change_rulebook"))
    assert save(signed_in(ben), links_held=7).status_code == 302
    assert RuleBook.current().links_held == 7


def test_owner_rehearses_and_then_saves(signed_in: Signed, owner: User) -> None:
    browser = signed_in(owner)
    assert "Rehearse these rules" in browser.get(RULES).content.decode()
    rehearsed = browser.post(REHEARSAL, settings(hold_all=False, links_held=5, held_words="casino*\r\nbonus"))
    html = rehearsed.content.decode()
    assert "Nothing is saved yet" in html
    assert not RuleBook.objects.exists()
    assert browser.post(RULES, hidden(html)).status_code == 302
    book = RuleBook.current()
    assert (book.hold_all, book.links_held, book.held_words, book.version, book.changed_by) == (False, 5, "casino*\nbonus", 1, owner)
    assert "Last changed by Olga" in browser.get(RULES).content.decode()


def test_what_was_not_rehearsed_is_rehearsed_first(signed_in: Signed, owner: User) -> None:
    browser = signed_in(owner)
    other = hidden(browser.post(REHEARSAL, settings(links_held=5)).content.decode())["rehearsed"]
    for sent in (settings(links_held=6), {**settings(links_held=6), "rehearsed": other}, {**settings(links_held=6), "rehearsed": ""}):
        answer = browser.post(RULES, sent)
        assert answer.status_code == 200
        assert "Save these rules" in answer.content.decode()
    assert not RuleBook.objects.exists()


def test_form_comes_back_from_the_rehearsal_as_it_was_sent(signed_in: Signed, owner: User) -> None:
    browser = signed_in(owner)
    carried = hidden(browser.post(REHEARSAL, settings(hold_all=False, links_held=5, held_words="heron*")).content.decode())
    html = browser.post(REHEARSAL, {**carried, "action": "edit"}).content.decode()
    assert 'value="5"' in html
    assert "heron*</textarea>" in html
    assert not re.search(r'name="hold_all"[^>]*checked', html)
    assert re.search(r'name="refuse_twice"[^>]*checked', html)


def test_page_of_a_rehearsal_that_is_asked_for_by_hand_leads_to_the_form(signed_in: Signed, owner: User) -> None:
    assert signed_in(owner).get(REHEARSAL)["Location"] == RULES


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"held_words": "casino\r\n*bad\r\n\r\n$$$"}, ["Line 2: A star stands", "Line 4: There is no letter"]),
        ({"refused_words": "*"}, ["Line 1:"]),
        ({"links_held": "-1"}, ["greater than or equal to 0"]),
        ({"links_held": "40000"}, ["less than or equal to 32767"]),
        ({"links_held": ""}, ["required"]),
        ({"keep_networks": "366"}, ["less than or equal to 365"]),
        ({"closes_from": "nowhere"}, ["Select a valid choice"]),
        ({"checker_url": "ftp://check.example", "checker_key": "k"}, ["https://"]),
        ({"checker_url": "https://check.example"}, ["without its key"]),
        ({"held_words": "x" * 20_001}, ["20000 fit"]),
    ],
)
@pytest.mark.parametrize("address", [RULES, REHEARSAL])
def test_what_cannot_be_set_is_said_beside_it_and_nothing_is_lost(
    signed_in: Signed, owner: User, address: str, sent: dict[str, str], words: list[str]
) -> None:
    answer = signed_in(owner).post(address, settings(**{"seconds_between": 77, **sent}))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert all(each in html for each in words)
    assert 'value="77"' in html
    assert not RuleBook.objects.exists()


@pytest.mark.parametrize("address", [RULES, REHEARSAL])
def test_stale_form_shows_both_values_and_goes_on_from_there(signed_in: Signed, owner: User, address: str) -> None:
    browser = signed_in(owner)
    mine = hidden(browser.post(REHEARSAL, settings(links_held=5, held_words="mine")).content.decode())
    save(browser, links_held=9, held_words="theirs", seconds_between=44)
    answer = browser.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Saved now: 9" in html
    assert "Yours: <strong>5</strong>" in html
    assert "<ins>mine</ins>" in html
    assert "<del>theirs</del>" in html
    assert "mine</textarea>" in html
    assert RuleBook.current().links_held == 9
    # The form that came back is for the rules as they are.
    again = browser.post(REHEARSAL, {**mine, "version": RuleBook.current().version})
    assert browser.post(RULES, hidden(again.content.decode())).status_code == 302
    assert (RuleBook.current().links_held, RuleBook.current().held_words, RuleBook.current().version) == (5, "mine", 2)


def test_pausing_is_one_press_and_makes_no_form_stale(signed_in: Signed, owner: User) -> None:
    browser = signed_in(owner)
    open_form = hidden(browser.post(REHEARSAL, settings(links_held=5)).content.decode())
    assert browser.post(RULES, {"pause": "yes"}).status_code == 302
    assert RuleBook.current().paused
    assert "All replies are paused." in browser.get(RULES).content.decode()
    assert browser.post(RULES, open_form).status_code == 302
    book = RuleBook.current()
    assert (book.paused, book.links_held) == (True, 5)
    assert browser.post(RULES, {"pause": "no"}).status_code == 302
    assert not RuleBook.current().paused


def test_moderators_see_that_replies_are_paused(signed_in: Signed, owner: User, mo: User) -> None:
    set_paused(paused=True, by=owner)
    assert "All replies are paused." in signed_in(mo).get(RULES).content.decode()


def test_key_of_the_checker_is_written_and_never_shown(signed_in: Signed, owner: User) -> None:
    browser = signed_in(owner)
    save(browser, checker_url="https://check.example", checker_key="kestrelkey")
    assert RuleBook.current().checker_key == "kestrelkey"
    assert "kestrelkey" not in browser.get(RULES).content.decode()
    save(browser, links_held=4)
    assert (RuleBook.current().checker_key, RuleBook.current().links_held) == ("kestrelkey", 4)
    changed = browser.post(REHEARSAL, settings(checker_key="heronkey")).content.decode()
    assert "kestrelkey" not in changed
    save(browser, checker_url="")
    assert RuleBook.current().checker_key == ""


def test_rehearsal_says_what_would_have_become_of_what_people_decided(signed_in: Signed, owner: User, mo: User, review: Review) -> None:
    RuleBook(pk=1, hold_all=False, trust_after=0).save()
    decided(review, "A casino for me.", by=mo)
    decided(review, "A casino for you.", by=mo, verdict="spam")
    decided(review, "Calm words.", by=mo)
    decided(review, "A nice bonus.", by=mo)
    decided(review, "Bad words.", by=mo, verdict="decline")
    make_comment(review, "Nobody decided.")
    html = signed_in(owner).post(REHEARSAL, settings(held_words="casino", refused_words="bonus")).content.decode()
    assert "with 5 replies that people have decided on" in html
    assert "Would have held 2 replies, of which a person published 1." in html
    assert "Would have refused 1 reply, of which a person published 1." in html
    assert "Would have published 2 replies at once, of which 1 was declined or marked as spam." in html
    assert html.count("Under “Down the well”") == 3
    assert "“casino”" in html
    assert html.count("/look/") == 3


def test_rehearsal_prints_no_text_and_no_word_that_is_hidden(signed_in: Signed, owner: User, mo: User, review: Review) -> None:
    RuleBook(pk=1, hold_all=False, trust_after=0).save()
    decided(review, "pelicantext and ||heronhidden|| words", by=mo, guest_name="Falconname")
    decided(review, "heronafter the end", by=mo, room="after", guest_name="Falconname")
    decided(review, "heronopen is for all", by=mo)
    html = signed_in(owner).post(REHEARSAL, settings(held_words="heron*")).content.decode()
    listed = html.split('id="listed-title"')[1]
    assert listed.count("Under “Down the well”") == 3
    assert "heronopen" in listed
    assert not [word for word in ("pelicantext", "heronhidden", "heronafter", "Falconname", "dov@example.org") if word in html]


def test_what_cannot_be_replayed_is_counted_apart(signed_in: Signed, owner: User, mo: User, review: Review) -> None:
    make_comment(review, "From before.", publish_by=mo)
    html = signed_in(owner).post(REHEARSAL, settings()).content.decode()
    assert "1 more can’t be replayed" in html
    assert "There is no decided reply yet" in html


def test_pages_cost_the_same_queries_for_one_reply_and_for_many(signed_in: Signed, owner: User, mo: User, review: Review) -> None:
    browser = signed_in(owner)
    counts: dict[str, set[int]] = {RULES: set(), REHEARSAL: set()}
    total = 0
    for wanted in (1, 3, 12):
        while total < wanted:
            decided(review, f"A casino, the {total}th.", by=mo)
            total += 1
        for address, asked in ((RULES, None), (REHEARSAL, settings(hold_all=False, trust_after=0, held_words="casino"))):
            with CaptureQueriesContext(connection) as queries:
                assert (browser.post(address, asked) if asked else browser.get(address)).status_code == 200
            counts[address].add(len(queries))
    assert {address: len(seen) for address, seen in counts.items()} == {RULES: 1, REHEARSAL: 1}
    assert max(counts[REHEARSAL]) <= 10
