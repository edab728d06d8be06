"""One mail a day to each who decides, while something waits; to the owners where nobody else does."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import MODERATOR
from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.records import Flag
from reviews.notices import digest
from reviews.notices.models import Errand, Mail
from reviews.publishing.models import Review
from reviews.web.models import Site
from tests.conftest import make_member
from tests.fixture_site import make_comment, make_review, make_work
from tests.house_client import HouseClient
from tests.notices.conftest import tell
from tests.racing import race

pytestmark = pytest.mark.django_db
#: By the site's clock, which is UTC unless its owner said otherwise.
MORNING = datetime(2026, 5, 4, digest.HOUR, 0, tzinfo=UTC)


def send(now=MORNING):
    """Let the worker look, and return the mail that came of it."""
    known = set(Mail.objects.values_list("pk", flat=True))
    digest.send_digests(now=now)
    return list(Mail.objects.exclude(pk__in=known).order_by("to"))


def addresses_in(mail):
    return [address.removeprefix("http://testserver") for address in re.findall(r"http://testserver/mail/(?!stop)[\w-]+/", mail.body_text)]


def test_moderators_are_told_what_waits(review, mo):
    make_comment(review, "The first one waits", guest_name="Nell")
    make_comment(review, "Secretly behind", room="after", guest_name="Falconname")
    (mail,) = send()
    assert (mail.to, mail.subject) == ("mo@example.org", "2 replies wait")
    for part in (mail.body_text, mail.body_html):
        assert "2 replies wait for a moderator" in part
        assert "On “Down the well”, " in part
        assert "1 of them stands after the break" in part
        for withheld in ("The first one waits", "Nell", "Secretly", "Falconname"):
            assert withheld not in part
        assert "http://testserver/moderation/" in part


def test_nothing_waiting_no_mail(review, mo):
    make_comment(review, "Done", publish_by=mo)
    comment = make_comment(review, "Its writer is to answer first")
    deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Please.")
    assert not send()


def test_once_a_day_by_the_sites_clock(review, mo):
    make_comment(review, "Waits")
    assert not send(MORNING - timedelta(minutes=1))
    assert len(send()) == 1
    assert not send(MORNING + timedelta(minutes=1))
    assert not send(MORNING + timedelta(hours=16, minutes=59))
    assert not send(MORNING + timedelta(hours=23, minutes=59))
    assert len(send(MORNING + timedelta(days=1))) == 1
    Site.objects.update_or_create(pk=1, defaults={"name": "Far", "time_zone": "Pacific/Kiritimati", "address": "http://testserver"})
    assert len(send(MORNING + timedelta(days=1, hours=10))) == 1, "it is tomorrow there"


@pytest.mark.parametrize(
    "change",
    [
        lambda mo: User.objects.filter(pk=mo.pk).update(mail_digest=False),
        lambda mo: EmailAddress.objects.update(verified=False),
    ],
    ids=["who wants none", "who confirmed no address"],
)
def test_some_get_none_and_then_nobody_does_in_their_place(change, review, mo, owner):
    make_comment(review, "Waits")
    EmailAddress.objects.filter(user=owner).update(verified=True)
    change(mo)
    assert not [mail for mail in send() if mail.to == "mo@example.org"]
    assert not Mail.objects.filter(to="olga@example.org").exists(), "somebody moderates, and chose to read the desk"


@pytest.mark.parametrize(
    "change",
    [
        lambda mo: mo.groups.clear(),
        lambda mo: User.objects.filter(pk=mo.pk).update(is_active=False),
        lambda mo: User.objects.filter(pk=mo.pk).update(blocked_at=timezone.now()),
        lambda mo: mo.delete(),
    ],
    ids=["no role", "left", "blocked", "gone"],
)
def test_where_nobody_moderates_owners_get_it(change, review, mo, owner, edda):
    make_comment(review, "Waits")
    assert [mail.to for mail in send()] == ["mo@example.org"]
    change(mo)
    assert [mail.to for mail in send(MORNING + timedelta(days=1))] == ["olga@example.org"]


def test_each_gets_links_of_their_own(review, mo):
    make_member("max", role=MODERATOR)
    comment = make_comment(review, "Waits")
    first, second = send()
    links = addresses_in(first) + addresses_in(second)
    assert len(set(links)) == 4
    assert set(Errand.objects.values_list("action", "by__username")) == {
        ("publish", "mo"), ("spam", "mo"), ("publish", "max"), ("spam", "max")
    }  # fmt: skip
    assert HouseClient().post(addresses_in(second)[0]).status_code == 200
    comment.refresh_from_db()
    assert (comment.state, comment.decisions.latest("id").by) == ("published", mo)
    assert HouseClient().post(addresses_in(first)[0]).status_code == 409


def test_ten_have_buttons_the_oldest_first(review, mo):
    comments = [make_comment(review, f"Number {number}") for number in range(12)]
    (mail,) = send()
    assert len(addresses_in(mail)) == 20
    assert {errand.comment for errand in Errand.objects.all()} == set(comments[:10])
    assert "Number" not in mail.body_text + mail.body_html


def test_reviews_are_counted_and_those_that_are_not_public_not_named(review, ada, mo):
    other = make_review(ada, "Text", (make_work("other"),), title="Another review", slug="another")
    gone = make_review(ada, "Text", (make_work("gone"),), title="Taken back", slug="gone")
    for each, count in ((review, 1), (other, 3), (gone, 2)):
        for number in range(count):
            make_comment(each, f"Waits {each.slug} {number}")
    Review.objects.filter(pk=gone.pk).update(status="retracted")
    (mail,) = send()
    assert "3 × Another review\n1 × Down the well\n2 × reviews that are not public" in mail.body_text
    assert "Taken back" not in mail.body_text + mail.body_html
    assert "Waits gone" not in mail.body_text + mail.body_html


def test_flags_alone_are_something_that_waits(review, mo, ben):
    comment = make_comment(review, "Published", publish_by=mo)
    for member in (ben, mo):
        Flag.objects.create(comment=comment, revision=1, kind="advert", by=member)
    (mail,) = send()
    assert mail.subject == "1 flagged reply"
    assert "Readers have flagged 1 reply." in mail.body_text
    assert "0 replies" not in mail.body_text + mail.body_html
    Flag.objects.update(outcome="dismissed")
    assert not send(MORNING + timedelta(days=1))


def test_what_may_say_what_a_review_hides_has_no_buttons(review, mo):
    told, kept = make_comment(review, "Say nothing"), make_comment(review, "The butler did it")
    Comment.objects.filter(pk=kept.pk).update(arrival={"resembles": 2})
    (mail,) = send()
    for part in (mail.body_text, mail.body_html):
        assert "2 replies wait" in part
        assert "butler" not in part
        assert "Some may say what their review hides" in part
    assert {errand.comment for errand in Errand.objects.all()} == {told}


def test_a_decision_from_the_mail_is_told_to_its_writer_like_any_other(review, mo):
    comment = make_comment(review, "Waits")
    Comment.objects.update(address_proven=True, mail_decision=True)
    (mail,) = send()
    HouseClient().post(addresses_in(mail)[0])
    assert [told.to for told in tell()] == [comment.guest_email]


def test_queries_are_the_same_for_one_reply_and_for_many(review, mo):
    counts = []
    for number in (1, 2, 97):
        for each in range(number):
            make_comment(review, f"Waits {number} {each}")
        with CaptureQueriesContext(connection) as queries:
            assert digest.what_waits()
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 12


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(review, mo):
    make_comment(review, "Waits")
    assert sorted(race([partial(digest.send_digests, now=MORNING)] * 3)) == [0, 0, 1]
    assert Mail.objects.count() == 1
    assert Errand.objects.count() == 2
    assert HouseClient().get(addresses_in(Mail.objects.get())[0]).status_code == 200
