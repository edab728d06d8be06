"""Two moderators at once, in two real processes, each at a desk of their own."""

from functools import partial

import pytest

from reviews.comments.models import Comment
from reviews.comments.records import Decision
from tests.fixture_site import make_comment, make_fixture_site
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def press(browser, address, facts):
    """What one moderator gets for one press: the status, and the sentence that says who was quicker."""
    response = browser.post(address, facts)
    return response.status_code, "has decided meanwhile" in response.content.decode()


def test_two_moderators_at_once_make_one_decision_and_the_other_sees_it(signed_in, mo, ada, owner):
    site = make_fixture_site(ada, mo)
    comment = make_comment(site.review, "Waits")
    seen = {"revision": 1, "room": "before", "state": "pending"}
    outcomes = race([
        partial(press, signed_in(mo), f"/moderation/{comment.pk}/publish/", seen),
        partial(press, signed_in(owner), f"/moderation/{comment.pk}/decline/", {**seen, "reason": "Off the subject."}),
    ])  # fmt: skip
    assert sorted(outcomes) == [(302, False), (409, True)]
    won = ("publish", "published") if outcomes[0][0] == 302 else ("decline", "declined")
    assert Comment.objects.get(pk=comment.pk).state == won[1]
    assert list(Decision.objects.filter(comment=comment).exclude(verdict="arrive").values_list("verdict", flat=True)) == [won[0]]
