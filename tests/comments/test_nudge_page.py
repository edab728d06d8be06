"""The nudge: asked once, of a writer who may read what their words come close to. To anybody else nothing looks different."""

import re

import html5lib
import pytest

from reviews.comments.models import Comment
from reviews.comments.receipts import new_key
from reviews.comments.rules.models import RuleBook
from tests.fixture_site import make_fixture_site
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/reply/"
#: It names what stands behind the break of the fixture site; the other says as much, and nothing that is hidden.
GUESS, PLAIN = "Was it the tapirbreak in the end?", "Was it the xylophones in the end?"
GUEST = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": GUESS, "action": "send"}


@pytest.fixture
def site(ada, mo):
    made = make_fixture_site(ada, mo)
    RuleBook.objects.create(pk=1, hold_all=False, trust_after=0, seconds_between=0, least_seconds=0)
    return made


@pytest.fixture
def reader(site):
    """The browser of somebody who has opened the break."""
    browser = HouseClient()
    browser.post(site.review.url + "open/", {"gate": "break"})
    assert "tapirbreak" in browser.get(site.review.url).content.decode()
    return browser


def sent_from(answer, action):
    """The form of a page, sent by one of its buttons."""
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    form = next(element for element in next(page.iter("main")).iter("form"))
    fields = {field.get("name"): field.get("value", "") for field in form.iter("input")}
    text = next(form.iter("textarea")).text
    assert action in {button.get("value") for button in form.iter("button")}
    return {**fields, "text": text, "action": action}


def replies():
    return Comment.objects.exclude(network="")


def test_a_writer_who_may_read_it_is_asked_with_their_own_words(reader):
    answer = reader.post(URL, {**GUEST, "key": new_key()})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "“tapirbreak”" in html
    assert "Put it behind the break" in html
    assert GUESS in html
    assert answer["Cache-Control"] == "private, no-store"
    assert not replies()


def test_one_click_puts_it_behind_the_break(reader):
    asked = reader.post(URL, {**GUEST, "key": new_key()})
    assert reader.post(URL, sent_from(asked, "behind")).status_code == 303
    comment = replies().get()
    assert (comment.room, comment.state) == ("after", "published")


def test_sent_as_it_is_it_waits_and_nobody_is_asked_twice(reader):
    asked = reader.post(URL, {**GUEST, "key": new_key()})
    assert reader.post(URL, sent_from(asked, "send")).status_code == 303
    comment = replies().get()
    assert (comment.room, comment.state) == ("before", "pending")
    finding = comment.decisions.get().evidence["findings"][0]
    assert finding["rule"] == "resembling"


def test_the_words_can_be_marked_and_the_question_is_not_asked_again(reader):
    asked = reader.post(URL, {**GUEST, "key": new_key()})
    form = reader.post(URL, sent_from(asked, "mark"))
    assert form.context["form"]["asked"].value() == "yes"
    marked = form.context["form"]["text"].value()
    assert "||tapirbreak||" in marked
    assert marked.replace("||", "") == GUESS
    again = {**GUEST, "asked": "yes", "key": new_key()}
    assert reader.post(URL, {**again, "text": marked}).status_code == 303
    assert replies().get().state == "published"
    assert reader.post(URL, {**again, "text": f"{GUESS} Or not?", "key": new_key()}).status_code == 303


def test_behind_the_break_and_for_other_words_nobody_is_asked(reader):
    assert reader.post(URL, {**GUEST, "room": "after", "key": new_key()}).status_code == 303
    assert reader.post(URL, {**GUEST, "text": PLAIN, "key": new_key()}).status_code == 303
    assert {comment.state for comment in replies()} == {"published"}


def test_sending_once_more_after_it_was_taken_asks_nothing(reader):
    asked = reader.post(URL, {**GUEST, "key": new_key()})
    form = sent_from(asked, "send")
    first = reader.post(URL, form)
    assert reader.post(URL, {**form, "asked": ""})["Location"] == first["Location"]


def test_a_writer_who_may_not_read_it_is_asked_nothing_and_waits(site):
    answer = HouseClient().post(URL, {**GUEST, "key": new_key()})
    assert answer.status_code == 303
    assert replies().get().state == "pending"
    receipt = HouseClient().get(answer["Location"]).content.decode()
    assert "A moderator reads it before it is shown." in receipt
    # The same browser, with words that are nobody's secret.
    assert HouseClient().post(URL, {**GUEST, "text": PLAIN, "key": new_key()}).status_code == 303
    assert replies().latest("pk").state == "published"


def everything_seen(text):
    """All that a stranger's browser is answered around one reply, without what is another for each reply."""
    browser, seen = HouseClient(), []
    sent = {**GUEST, "text": text, "key": new_key()}
    asked = [
        ({**sent, "action": ""}, {}),
        ({**sent, "action": "preview"}, {"X-Requested-With": "fetch"}),
        ({**sent, "action": "edit"}, {}),
        (sent, {}),
        (sent, {}),
    ]
    seen += [browser.post(URL, fields, headers=headers) for fields, headers in asked]
    receipt = seen[-1]["Location"]
    seen += [browser.get(receipt + part) for part in ("", "edit/", "mail/", "data.json")]
    comment = replies().get()
    told = []
    for answer in seen:
        whole = f"{answer.status_code} {sorted(answer.items())} {answer.content.decode()}"
        for own in (comment.handle, receipt, sent["key"], comment.likeness):
            whole = whole.replace(own, "_" * len(own))
        whole = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)|\d+ \w+ \d{4}, \d\d:\d\d", "then", whole)
        # How long the form was open, in thousandths of a second, has one digit or four; the length of the file goes with it.
        if answer["Content-Type"] == "application/json":
            whole = whole.replace(f"('Content-Length', '{answer['Content-Length']}')", "")
        told.append(re.sub(r'"seconds_since_key": [\d.]+', "", whole).replace(text, "(the text)"))
    comment.delete()
    return told


def test_where_everything_waits_a_guess_and_any_other_text_are_answered_in_the_same_bytes(site):
    RuleBook.objects.update(hold_all=True)
    guess, plain = everything_seen(GUESS), everything_seen(PLAIN)
    assert len(GUESS) == len(PLAIN)
    for one, other in zip(guess, plain, strict=True):
        assert one == other
    assert not any("resembl" in told for told in guess)


def test_nobody_is_told_by_that_button_what_they_may_not_read(client, site):
    answer = client.post(URL, {**GUEST, "key": new_key(), "action": "mark"})
    assert answer.context["form"]["text"].value() == GUESS
