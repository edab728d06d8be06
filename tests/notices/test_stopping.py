"""Every mail can be stopped: by one click in a mail program, which has neither cookie nor origin, or on a page that asks first."""

import pytest

from accounts.models import User
from reviews.comments.models import Comment
from reviews.notices.stopping import Kind, stop_url
from tests.house_client import HouseClient
from tests.notices.conftest import decide, guest_reply, members_reply, message, tell

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
#: What a mail provider sends: nothing that a browser would.
provider = HouseClient(headers={})


def path_of(url):
    return url.removeprefix("http://testserver")


def wishes(row):
    row = type(row).objects.get(pk=row.pk)
    if isinstance(row, User):
        return {"decision": row.mail_decisions, "replies": row.mail_replies, "digest": row.mail_digest}
    return {"decision": row.mail_decision, "replies": row.mail_replies}


@pytest.mark.parametrize("kind", [Kind.DECISION, Kind.REPLIES])
def test_one_click_stops_this_kind_for_this_reply(kind, review):
    comment, other = guest_reply(review, "One"), guest_reply(review, "Two")
    address = path_of(stop_url(kind, comment=comment))
    for _again in range(2):
        assert provider.post(address, ONE_CLICK).status_code == 200
        assert wishes(comment) == {"decision": True, "replies": True, kind.value: False}
    assert wishes(other) == {"decision": True, "replies": True}


@pytest.mark.parametrize("kind", [Kind.DECISION, Kind.REPLIES, Kind.DIGEST])
def test_one_click_stops_this_kind_for_this_member(kind, review, ben, cleo):
    User.objects.update(mail_replies=True)
    comment = members_reply(review, ben)
    Comment.objects.update(mail_decision=True, mail_replies=True)
    assert provider.post(path_of(stop_url(kind, member=ben)), ONE_CLICK).status_code == 200
    assert wishes(ben) == {"decision": True, "replies": True, "digest": True, kind.value: False}
    assert wishes(cleo) == {"decision": True, "replies": True, "digest": True}
    assert wishes(comment) == {"decision": kind != Kind.DECISION, "replies": kind != Kind.REPLIES}


def test_the_address_in_the_header_stops_the_next_mail(review, mo):
    comment = guest_reply(review)
    decide(comment, "publish", mo)
    (mail,) = tell()
    address = path_of(message(mail)["List-Unsubscribe"].strip("<>"))
    provider.post(address, ONE_CLICK)
    decide(comment, "hold", mo)
    assert not tell()


def test_following_the_link_stops_nothing_and_its_button_does(review, client):
    comment = guest_reply(review)
    address = path_of(stop_url(Kind.DECISION, comment=comment))
    for answer in (client.get(address), client.head(address), provider.get(address), provider.get(f"{address}?List-Unsubscribe=One-Click")):
        assert answer.status_code == 200
        assert not answer.cookies
    assert wishes(comment)["decision"]
    assert "Down the well" in client.get(address).content.decode()
    assert client.post(address).status_code == 200
    assert not wishes(comment)["decision"]


def test_a_browser_that_does_not_say_where_it_comes_from_is_asked_once_more(review):
    comment = guest_reply(review)
    address = path_of(stop_url(Kind.DECISION, comment=comment))
    assert HouseClient(headers={}).post(address).status_code == 428
    assert HouseClient(headers={"sec-fetch-site": "cross-site"}).post(address).status_code == 403
    assert wishes(comment)["decision"]


@pytest.mark.parametrize(
    "change",
    [lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), lambda token: token.replace("decision", "replies"), lambda token: "x"],
)
def test_an_address_that_we_did_not_sign_stops_nothing(change, review, client):
    comment = guest_reply(review)
    token = stop_url(Kind.DECISION, comment=comment).rstrip("/").rsplit("/", 1)[1]
    address = f"/mail/stop/{change(token)}/"
    assert client.get(address).status_code == 404
    assert provider.post(address, ONE_CLICK).status_code == 404
    assert wishes(comment) == {"decision": True, "replies": True}


def test_of_somebody_who_is_gone_there_is_nothing_to_stop(ben, client):
    address = path_of(stop_url(Kind.DECISION, member=ben))
    ben.delete()
    assert provider.post(address, ONE_CLICK).status_code == 404


def test_a_title_that_strangers_do_not_know_is_not_on_the_page(review, client):
    comment = guest_reply(review)
    type(review).objects.filter(pk=review.pk).update(status="retracted")
    assert "Down the well" not in client.get(path_of(stop_url(Kind.DECISION, comment=comment))).content.decode()
