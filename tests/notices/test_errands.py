"""A link in a mail does what it was sent for: once, until it expires, for whom it was sent to, and by its button alone."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import User
from reviews.comments import deciding, editing, erasing, moving
from reviews.comments.models import Comment
from reviews.comments.records import Decision
from reviews.notices import errands
from reviews.notices.models import Errand
from reviews.notices.timing import ERRAND_LASTS
from reviews.publishing.models import Review
from tests.fixture_site import make_comment
from tests.house_client import HouseClient
from tests.notices.conftest import decide
from tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def comment(review):
    return make_comment(review, "I wonder >!who did it!<")


def link(comment, mo, action="publish"):
    url, errand = errands.new_errand(action, comment, lasts=ERRAND_LASTS, by=mo)
    errand.save()
    return url.removeprefix("http://testserver")


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


@pytest.mark.parametrize(("action", "state"), [("publish", "published"), ("spam", "spam")])
def test_the_button_decides_as_whom_the_mail_was_sent_to(action, state, comment, mo, client):
    address = link(comment, mo, action)
    assert "I wonder" in client.get(address).content.decode()
    answer = client.post(address)
    assert (answer.status_code, state_of(comment)) == (200, state)
    assert 'href="/moderation/"' in answer.content.decode()
    decision = comment.decisions.latest("id")
    assert (decision.verdict, decision.by, decision.revision) == (action, mo, 1)


@pytest.mark.parametrize("action", ["publish", "spam", "prove"])
def test_following_the_link_changes_nothing(action, comment, mo):
    address = link(comment, mo, action)
    before = list(Errand.objects.values()), list(Decision.objects.values()), list(Comment.objects.values())
    fetchers = [
        {"user-agent": "MailScanner/1.0"},
        {"sec-purpose": "prefetch;prerender", "sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ]
    for headers in fetchers:
        scanner = HouseClient(headers=headers)
        for answer in (scanner.get(address), scanner.head(address), scanner.options(address)):
            assert answer.status_code in {200, 405}
            assert not answer.cookies
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Robots-Tag"] == "noindex" or answer.status_code == 405
    assert (list(Errand.objects.values()), list(Decision.objects.values()), list(Comment.objects.values())) == before


def test_another_site_can_not_press_the_button(comment, mo):
    address = link(comment, mo)
    assert HouseClient(headers={"sec-fetch-site": "cross-site"}).post(address).status_code == 403
    assert HouseClient(headers={"origin": "https://elsewhere.example"}).post(address).status_code == 403
    assert HouseClient(headers={}).post(address).status_code == 428, "a browser that says nothing is asked once more"
    assert state_of(comment) == "pending"


def after_use(comment, mo, address):
    HouseClient().post(address)


def after_days(comment, mo, address):
    Errand.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def after_an_edit(comment, mo, address):
    editing.edit(comment, text="Something else", seen_revision=1)


def after_a_decision(comment, mo, address):
    decide(comment, "decline", mo, reason="No.")


def after_a_question(comment, mo, address):
    deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Please.")


def after_a_move(comment, mo, address):
    moving.move(comment, room="after", by=mo, seen_revision=1)


def after_the_review_went(comment, mo, address):
    Review.objects.filter(pk=comment.review_id).update(status="retracted")


def after_withdrawal(comment, mo, address):
    editing.withdraw(comment)


def after_erasure(comment, mo, address):
    erasing.erase(comment)


def no_moderator(comment, mo, address):
    mo.groups.clear()


def left(comment, mo, address):
    User.objects.filter(pk=mo.pk).update(is_active=False)


def blocked(comment, mo, address):
    User.objects.filter(pk=mo.pk).update(blocked_at=timezone.now())


@pytest.mark.parametrize("action", ["publish", "spam"])
@pytest.mark.parametrize(
    ("meanwhile", "status", "words"),
    [
        (after_use, 410, "has been used"),
        (after_days, 410, "good for three days"),
        (after_an_edit, 409, "has changed the reply"),
        (after_a_decision, 409, "has decided about the reply"),
        (after_a_question, 409, "has decided about the reply"),
        (after_a_move, 409, "no longer stands where it stood"),
        (after_the_review_went, 409, "no longer stands where it stood"),
        (after_withdrawal, 410, "has taken the reply back"),
        (after_erasure, 410, "has taken the reply back"),
        (no_moderator, 403, "decided about replies then"),
        (left, 403, "decided about replies then"),
        (blocked, 403, "decided about replies then"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_link_that_is_over_says_why_and_where_the_desk_is(meanwhile, status, words, action, comment, mo):
    address = link(comment, mo, action)
    meanwhile(comment, mo, address)
    before = list(Decision.objects.values()), state_of(comment), list(Errand.objects.values())
    for answer in (HouseClient().get(address), HouseClient().post(address)):
        page = answer.content.decode()
        assert answer.status_code == status
        assert words in page
        assert 'href="/moderation/"' in page
        assert "I wonder" not in page
    assert (list(Decision.objects.values()), state_of(comment), list(Errand.objects.values())) == before


def test_the_page_shows_what_a_stranger_would_see(comment, mo, client, signed_in):
    address = link(comment, mo)
    for browser in (client, signed_in(mo)):
        page = browser.get(address).content.decode()
        assert "I wonder" in page
        assert "who did it" not in page
        assert "Parts of it are marked as spoilers" in page


def test_a_link_that_nobody_sent_is_no_page(client, db):
    assert client.get("/mail/nothing/").status_code == 404
    assert client.post("/mail/nothing/").status_code == 404


def test_the_address_is_stored_as_a_hash_alone(comment, mo):
    token = link(comment, mo).strip("/").split("/")[-1]
    assert len(token) == 32
    assert token not in str(list(Errand.objects.values()))


def press(address):
    return HouseClient().post(address).status_code


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_decision(comment, mo):
    address = link(comment, mo)
    outcomes = race([partial(press, address)] * 4)
    assert sorted(outcomes) == [200, 410, 410, 410]
    assert comment.decisions.filter(verdict="publish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_links_for_one_reply_at_once_make_one_decision(comment, mo, edda):
    addresses = [link(comment, mo, "publish"), link(comment, mo, "spam")]
    outcomes = race([partial(press, address) for address in addresses])
    assert sorted(outcomes) == [200, 409]
    assert comment.decisions.count() == 2
