"""A member who has left something in every corner of the house, and the means of finding what is left of her."""

from __future__ import annotations

import base64
import pickle
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import blocking
from accounts.models import User
from reviews.channels.feeds.actions import make_feed
from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.records import Decision, Flag
from reviews.notices.actions import put_in_outbox
from reviews.notices.models import Mail
from reviews.publishing.passages import Passage
from reviews.shelf.member import MemberShelf
from tests.conftest import PASSWORD
from tests.fixture_site import make_comment
from tests.house_client import HouseClient

if TYPE_CHECKING:
    from tests.fixture_site import FixtureSite

ERASURE = "/accounts/data/erasure/"
#: Planted: her names, her addresses, and what she wrote.
NAMES = ("wrenuser", "Wagtailname")
ADDRESSES = ("dipperproven@example.org", "snipetyped@example.org")
TEXTS = ("siskinfirst", "siskinsecond", "linnetwaits", "linnetdeclined", "twiteguest")


def make_wren(site: FixtureSite, mo: User) -> User:
    """A member who has left something in every corner of the house."""
    member = User.objects.create_user(NAMES[0], ADDRESSES[0], PASSWORD, display_name=NAMES[1])
    EmailAddress.objects.create(user=member, email=ADDRESSES[0], verified=True, primary=True)
    EmailAddress.objects.create(user=member, email=ADDRESSES[1], verified=False, primary=False)
    reply = make_comment(site.review, "siskinfirst", author=member, publish_by=mo)
    make_comment(site.review, "A reply to it", parent=reply, publish_by=mo)
    make_comment(site.review, "siskinsecond", author=member, publish_by=mo, room="after")
    make_comment(site.review, "linnetwaits", author=member)
    declined = make_comment(site.review, "linnetdeclined", author=member)
    deciding.decide(declined, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1, reason="No, Wagtailname.")
    Decision.objects.filter(comment=declined, verdict=Decision.Verdict.ARRIVE).update(evidence=evidence_with_a_name())
    guest = make_comment(site.review, "twiteguest", guest_name="Some guest", guest_email=ADDRESSES[0], publish_by=mo)
    Comment.objects.filter(pk=guest.pk).update(address_proven=True)
    Comment.objects.filter(author=member).update(network="f" * 32)
    make_comment(site.review, "By somebody who typed it", guest_name="Impostor", guest_email=ADDRESSES[0])
    Flag.objects.create(comment=site.before, revision=1, kind=Flag.Kind.OTHER, by=member, note="Wagtailname thinks so", network="a" * 32)
    shelf = MemberShelf(member)
    shelf.finish(site.mill)
    shelf.open(site.review.break_key, [site.novel.pk, site.film.pk])
    shelf.open(Passage.objects.filter(review=site.review, label="Deeper still").get().key)
    shelf.open("nothing-that-is-here")
    make_feed(member=member)
    Authenticator.objects.create(user=member, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "wrenuser"})
    with_mail(member)
    LogEntry.objects.create(
        user=mo, content_type=ContentType.objects.get_for_model(EmailAddress), object_id="99", object_repr=ADDRESSES[0], action_flag=CHANGE
    )
    blocking.block(member, by=mo)
    blocking.unblock(member, by=mo)
    return member


def evidence_with_a_name() -> dict[str, object]:
    matches = [
        {"entry": "wagtail*", "matched": "Wagtailname", "in": "name"}, {"entry": ADDRESSES[0], "matched": ADDRESSES[0], "in": "email"},
        {"entry": "linnet*", "matched": "linnet", "in": "text"},
    ]  # fmt: skip
    return {"findings": [{"rule": "held_words", "evidence": {"matches": matches}}]}


def with_mail(member: User) -> None:
    """Mail to both addresses, sent and unsent, by the house and by allauth."""
    put_in_outbox(to=ADDRESSES[0], subject="Your reply, Wagtailname", body_text="siskinfirst", key="notice-1")
    put_in_outbox(to=ADDRESSES[0].upper(), subject="Another", body_text="Dear wrenuser")
    put_in_outbox(to=ADDRESSES[1], subject="Please confirm", body_text="")
    Mail.objects.filter(to=ADDRESSES[1]).update(sent_at=timezone.now())


def everything_stored() -> str:
    """Every cell of every table after a night, and what lies folded up in those of sessions and of the cache."""
    call_command("compact_search", verbosity=0)
    cells: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
        cursor.execute("SELECT value FROM shared_cache")
        cells += [str(pickle.loads(base64.b64decode(value))) for (value,) in cursor.fetchall()]  # noqa: S301 - written by this process
    cells += [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(cells)


def left_of(*words: str) -> list[str]:
    stored = everything_stored().casefold()
    return [word for word in words if word.casefold() in stored]


def sign_in(login: str) -> HouseClient:
    browser = HouseClient()
    browser.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert "_auth_user_id" in browser.session
    return browser


def leave(browser: HouseClient, replies: str) -> str:
    """Go the whole way as a person does: asked for the password, then what becomes of the replies."""
    asked = browser.get(ERASURE)
    assert (asked.status_code, asked.headers["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")
    form = browser.post(asked.headers["Location"], {"password": PASSWORD, "next": ERASURE}, follow=True)
    assert "Delete your account" in form.content.decode()
    answer = browser.post(ERASURE, {"replies": replies})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()
