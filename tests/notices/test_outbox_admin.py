"""The owner sees what was not sent, and nobody else does."""

import pytest
from django.utils import timezone

from accounts.models import User
from reviews.notices.models import MOST_ATTEMPTS, Mail
from tests.conftest import Signed

pytestmark = pytest.mark.django_db
LIST = "/admin/reviews/mail/"


@pytest.fixture
def failed() -> Mail:
    return Mail.objects.create(
        to="ben@example.org",
        subject="A reply",
        body_text="Words that only Ben may read",
        attempts=MOST_ATTEMPTS,
        last_error="ConnectionRefusedError: 421",
    )


def test_owner_sees_the_failure_and_no_body(failed: Mail, owner: User, signed_in: Signed) -> None:
    browser = signed_in(owner)
    for address in (LIST, f"{LIST}?state=failed", f"{LIST}{failed.pk}/change/"):
        page = browser.get(address).content.decode()
        assert "ConnectionRefusedError: 421" in page
        assert "only Ben may read" not in page


def test_filter_leaves_out_what_was_sent(failed: Mail, owner: User, signed_in: Signed) -> None:
    Mail.objects.create(to="cleo@example.org", subject="Another", sent_at=timezone.now())
    page = signed_in(owner).get(f"{LIST}?state=failed").content.decode()
    assert "ben@example.org" in page
    assert "cleo@example.org" not in page


def test_owner_can_have_it_tried_again(failed: Mail, owner: User, signed_in: Signed) -> None:
    signed_in(owner).post(LIST, {"action": "try_again", "_selected_action": [failed.pk]})
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)


def test_author_sees_no_mail(failed: Mail, ada: User, signed_in: Signed) -> None:
    assert signed_in(ada).get(LIST).status_code == 403


def test_nobody_writes_or_removes_mail_by_hand(failed: Mail, owner: User, signed_in: Signed) -> None:
    browser = signed_in(owner)
    assert browser.get(f"{LIST}add/").status_code == 403
    assert browser.post(f"{LIST}{failed.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Mail.objects.exists()
