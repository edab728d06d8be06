"""Never lost: whatever is refused comes back with its text in a box, the reason, and a way on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from django.utils import timezone

from accounts.models import User
from reviews.comments.models import Comment, Thread
from reviews.comments.receipts import new_key
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.weighing import weigh
from reviews.publishing.models import Review
from tests.fixture_site import make_fixture_site
from tests.house_client import HouseClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from tests.fixture_site import FixtureSite

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/reply/"
#: With what HTML would make something else of: its own text must come back, sign by sign.
TEXT = "\nA fine <albatrossword> & “more”.\n\n</textarea>   *kept*"
GUEST = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": TEXT, "action": "send"}


@dataclass(frozen=True)
class Case:
    """One way in which a reply is not taken."""

    status: int
    #: Words of the reason, as they stand in the alert.
    told: str
    #: What differs in the form that is sent.
    sent: dict[str, Any] = field(default_factory=dict)
    #: What happened before it was sent.
    before: Callable[[FixtureSite], object] = lambda site: None
    url: str = URL
    #: Other headers than a browser's on our own page.
    headers: dict[str, str] | None = None
    #: Who sends it; a guest where nobody is named.
    member: str = ""
    #: Headers that the answer must carry.
    answers: tuple[str, ...] = ()


def rules(**settings: Any) -> Callable[[FixtureSite], object]:
    return lambda site: RuleBook.objects.update_or_create(pk=1, defaults=settings)


def close(site: FixtureSite) -> None:
    Thread.objects.filter(review=site.review).update(is_open=False)


def block(site: FixtureSite) -> None:
    User.objects.filter(username="ben").update(blocked_at=timezone.now())


def earlier(site: FixtureSite, *, count: int = 1, seconds: int = 1, text: str = "Something else") -> None:
    """Replies from this network, a moment ago."""
    for number in range(count):
        sent = {**GUEST, "key": key(0), "text": text if count == 1 else f"{text} {number}"}
        assert HouseClient().post(URL, sent).status_code == 303
    Comment.objects.exclude(network="").update(created_at=timezone.now() - timedelta(seconds=seconds))


def flooded(site: FixtureSite) -> None:
    rules(seconds_between=0, replies_an_hour=2)(site)
    earlier(site, count=2)


def key(days: float) -> str:
    """A once-only key that was made so many days ago, and an hour."""
    made = timezone.now() - timedelta(days=days, hours=1)
    return f"{int(made.timestamp() * 1000):012x}" + new_key()[12:]


def used(site: FixtureSite) -> None:
    assert HouseClient().post(URL, {**GUEST, "text": "What came first", "key": USED}).status_code == 303


USED = key(0)

CASES = {
    "closed by hand": Case(403, "no more replies", before=close),
    "closed by age": Case(403, "no more replies", before=rules(close_after=1)),
    "paused": Case(403, "paused", before=rules(paused=True)),
    "a blocked member": Case(403, "not taken here", before=block, member="ben"),
    "parent gone": Case(409, "no longer here", {"parent": "x"}),
    "too fast": Case(429, "a moment ago", before=earlier, answers=("Retry-After",)),
    "too many in an hour": Case(429, "within the hour", before=flooded, answers=("Retry-After",)),
    "said twice": Case(409, "the same thing", before=lambda site: earlier(site, text=TEXT, seconds=600)),
    "the key of another text": Case(409, "sent from this page already", {"key": USED}, before=used),
    "a form of last season": Case(409, "longer than 30 days", {"key": key(31)}),
    "refused words": Case(422, "not taken here", before=rules(refused_words="albatrossword")),
    "too long": Case(422, "10001", {"text": TEXT + "x" * (10_001 - len(TEXT))}),
    "too many lines": Case(422, "1002", {"text": TEXT + "\n" * (1_001 - TEXT.count("\n"))}),
    "no text": Case(422, "Write something first", {"text": ""}),
    "shows nothing": Case(422, "Nothing of this would be seen", {"text": "[x]: http://a.example"}),
    "an unclosed mark": Case(422, "Line 3", {"text": "One\n\nTwo ||three"}),
    "an unclosed fence": Case(422, "Line 1", {"text": "::: spoiler X\nnever closed"}),
    "an unknown work": Case(422, "nowhere", {"text": '::: spoiler X {of="nowhere"}\nwords\n:::'}),
    "no name": Case(422, "Name", {"name": ""}),
    "a name that nobody sees": Case(422, "seen under", {"name": "..."}),
    "a member’s name": Case(422, "A member goes by this name", {"name": "Ada  QUILL"}),
    "a look-alike of it": Case(422, "A member goes by this name", {"name": "Аdа Quill"}),
    "no address": Case(422, "E-mail", {"email": "nowhere"}),
    "no such room": Case(422, "Where does it belong", {"room": "attic"}),
    "review taken back": Case(410, "taken back", url="/reviews/taken-back/reply/"),
    "no such review": Case(404, "no review", url="/reviews/nowhere/reply/"),
    "a draft": Case(404, "no review", url="/reviews/a-draft/reply/"),
    "from another site": Case(403, "our own pages", headers={"sec-fetch-site": "cross-site"}),
    "from nobody knows where": Case(428, "was it you", headers={}),
    "with a stale token": Case(428, "was it you", {"csrfmiddlewaretoken": "x" * 64}, headers={}),
}


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_refusal_returns_the_text_the_reason_and_a_way_on(case, site, signed_in, request):
    browser = signed_in(request.getfixturevalue(case.member)) if case.member else HouseClient(headers=case.headers)
    case.before(site)
    kept = Comment.objects.count()
    sent = {**GUEST, "key": key(0), **case.sent}
    answer = browser.post(case.url, sent)
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    assert answer.status_code == case.status
    assert [box for box in page.iter("textarea") if same_text(box.text or "", sent["text"])], "the text is not in a box"
    alerts = [words_of(element) for element in page.iter() if element.get("role") == "alert"]
    assert any(case.told in alert for alert in alerts), alerts
    main = next(page.iter("main"))
    assert list(main.iter("form")) or [link for link in main.iter("a") if link.get("href")], "there is no way on"
    assert all(answer.has_header(name) for name in case.answers)
    assert answer["Cache-Control"] == "private, no-store"
    assert Comment.objects.count() == kept
    assert "albatrossword" not in " ".join(alerts)


def same_text(returned: str, sent: str) -> bool:
    """A browser sends lines with carriage returns, and a box shows none."""
    return returned.replace("\r\n", "\n") == sent


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_the_same_reply_is_taken_where_nothing_speaks_against_it(site, client):
    assert client.post(URL, {**GUEST, "key": key(0)}).status_code == 303


@pytest.mark.parametrize("name", ["closed by age", "refused words", "too fast", "said twice", "a form of last season"])
def test_a_refused_reply_is_taken_once_the_reason_is_gone(name, site, client):
    case = CASES[name]
    case.before(site)
    refused = client.post(URL, {**GUEST, "key": key(0), **case.sent})
    RuleBook.objects.update_or_create(
        pk=1, defaults={"close_after": 0, "refused_words": "", "seconds_between": 0, "refuse_twice": False}
    )  # fmt: skip
    page = html5lib.parse(refused.content.decode(), namespaceHTMLElements=False)
    form = next(element for element in page.iter("form") if "data-reply" in element.attrib)
    fields = {element.get("name"): element.get("value", "") for element in form.iter("input") if element.get("type") != "radio"}
    sent = {name: value for name, value in fields.items() if name}
    assert client.post(URL, {**GUEST, **sent, "text": TEXT, "action": "send"}).status_code == 303


def test_a_key_that_made_nothing_stays_and_a_spent_one_goes(site, client):
    earlier(site)
    mine = key(0)
    assert mine in client.post(URL, {**GUEST, "key": mine}).content.decode()
    RuleBook.objects.update_or_create(pk=1, defaults={"seconds_between": 0})
    assert client.post(URL, {**GUEST, "key": mine}).status_code == 303
    again = client.post(URL, {**GUEST, "text": "Another", "key": mine}).content.decode()
    assert mine not in again
    assert 'data-key="' in again


def test_a_rule_that_holds_refuses_nothing(site, client):
    rules(hold_all=False, trust_after=0, held_words="albatrossword")(site)
    answer = client.post(URL, {**GUEST, "key": key(0)})
    assert answer.status_code == 303
    receipt = client.get(answer["Location"]).content.decode()
    assert "A moderator reads it before it is shown." in receipt


def test_a_rule_that_fails_holds_the_reply_and_says_no_more(site, client, monkeypatch, log_watch):
    def breaks(facts, settings):
        raise RuntimeError("albatrossword")

    monkeypatch.setattr("reviews.comments.arriving.weigh", partial(weigh, rules=(breaks,)))
    answer = client.post(URL, {**GUEST, "key": key(0)})
    assert answer.status_code == 303
    html = client.get(answer["Location"]).content.decode()
    assert "A moderator reads it before it is shown." in html
    assert "RuntimeError" not in html
    log_watch.forget()


def test_the_hidden_field_holds_and_is_never_a_reason(site, client):
    rules(hold_all=False, trust_after=0)(site)
    caught = client.post(URL, {**GUEST, "key": key(0), "website": "https://machine.example"})
    html = client.get(caught["Location"]).content.decode()
    assert "A moderator reads it before it is shown." in html
    assert Comment.objects.exclude(network="").get().state == "pending"


def test_members_are_told_apart_from_those_who_only_type_the_name(signed_in, site, ben):
    answer = signed_in(ben).post(URL, {"room": "before", "text": TEXT, "key": key(0), "action": "send", "name": "Ada Quill"})
    assert answer.status_code == 303


def test_a_closed_reply_page_says_so_before_anything_is_written(site, client, signed_in, ben):
    assert client.get(URL).status_code == 200
    rules(paused=True)(site)
    assert client.get(URL).status_code == 403
    rules(paused=False)(site)
    close(site)
    assert client.get(URL).status_code == 403
    Thread.objects.update(is_open=True)
    block(site)
    assert client.get(URL).status_code == 200
    assert signed_in(ben).get(URL).status_code == 403


def test_the_reviews_of_the_table_are_what_their_names_say(site):
    assert {review.slug: review.status for review in Review.objects.all()} == {
        "down-the-well": "published",
        "a-draft": "draft",
        "taken-back": "retracted",
    }
