"""The desk: who may see it, what it shows, and that a decision lands where it should."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.comments.models import Comment, CommentRevision
from reviews.comments.records import Decision
from reviews.shelf.models import ShelfEntry
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import make_comment, make_fixture_site
from tests.guards.words_in import strings_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def post(browser, comment, verdict, **facts):
    return browser.post(f"/moderation/{comment.pk}/{verdict}/", {"revision": comment.revision, **facts})


@pytest.mark.parametrize("path", ["/moderation/", "/moderation/1/publish/"])
def test_strangers_members_and_authors_have_no_desk(client, signed_in, ben, ada, site, path):
    assert client.get("/moderation/").status_code in {302, 403}
    for member in (ben, ada):
        assert signed_in(member).get(path).status_code == 403
        assert post(signed_in(member), site.pending, "publish").status_code == 403
    assert Comment.objects.get(pk=site.pending.pk).state == "pending"


def test_the_desk_shows_what_waits_and_nothing_else(signed_in, mo, site):
    html = signed_in(mo).get("/moderation/").content.decode()
    assert "pelicanpending" in html
    assert "condordeclined" not in html
    assert "pangolinmail" not in html


def test_publishing_puts_the_reply_into_its_room(signed_in, client, mo, site):
    assert post(signed_in(mo), site.pending, "publish").status_code == 302
    assert "pelicanpending" in client.get(site.review.url).content.decode()
    decision = Decision.objects.filter(comment=site.pending).latest("id")
    assert (decision.by, decision.verdict, decision.revision) == (mo, "publish", 1)


def test_declining_needs_a_reason_and_keeps_it(signed_in, mo, site):
    assert post(signed_in(mo), site.pending, "decline").status_code == 422
    assert Comment.objects.get(pk=site.pending.pk).state == "pending"
    assert post(signed_in(mo), site.pending, "decline", reason="Be kind.").status_code == 302
    assert Decision.objects.filter(comment=site.pending).latest("id").reason == "Be kind."


def test_spam_is_off_the_desk(signed_in, mo, site):
    post(signed_in(mo), site.pending, "spam")
    assert "pelicanpending" not in signed_in(mo).get("/moderation/").content.decode()


def test_a_decision_on_what_was_decided_meanwhile_is_a_conflict(signed_in, mo, site):
    post(signed_in(mo), site.pending, "publish")
    response = post(signed_in(mo), site.pending, "decline", reason="No.")
    assert response.status_code == 409
    assert "Mo" in response.content.decode()
    assert Comment.objects.get(pk=site.pending.pk).state == "published"


def test_a_decision_without_or_with_another_revision_is_a_conflict(signed_in, mo, site):
    assert post(signed_in(mo), site.pending, "publish", revision="7").status_code == 409
    assert post(signed_in(mo), site.pending, "publish", revision="x").status_code == 409
    assert Comment.objects.get(pk=site.pending.pk).state == "pending"


def test_an_unknown_reply_is_not_found(signed_in, mo, site):
    assert signed_in(mo).post("/moderation/999999/publish/", {"revision": 1}).status_code == 404


def test_hidden_text_follows_the_moderators_shelf(signed_in, mo, site):
    after = make_comment(site.review, "ospreyafter", room="after")
    marked = make_comment(site.review, "plain and >!swiftmarked!<")
    html = signed_in(mo).get("/moderation/").content.decode()
    assert "ospreyafter" not in html
    assert "swiftmarked" not in html
    assert "plain and" in html
    assert "ospreyafter" in signed_in(mo).post(f"/moderation/{after.pk}/look/").content.decode()
    assert "swiftmarked" in signed_in(mo).post(f"/moderation/{marked.pk}/look/").content.decode()
    assert "ospreyafter" not in signed_in(mo).get("/moderation/").content.decode()
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=mo, work=work, finished=True)
    html = signed_in(mo).get("/moderation/").content.decode()
    assert "ospreyafter" in html
    assert "swiftmarked" in html


def test_what_was_decided_is_gated_like_what_waits(signed_in, mo, site):
    browser = signed_in(mo)
    hidden = ["kestrelafter", "Falconname", "magpieinline", "pangolinmail"]
    for state, shown in (("published", "robinbefore"), ("declined", "condordeclined"), ("waiting", "pelicanpending")):
        response = browser.get(f"/moderation/?state={state}")
        assert shown in response.content.decode()
        assert not contains_any(hidden, response.content.decode())
        assert not contains_any(hidden, "\n".join(strings_in(list(response.context))))
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=mo, work=work, finished=True)
    assert contains_any(hidden, browser.get("/moderation/?state=published").content.decode()) == hidden[:3]


def copy(comment, count):
    """Put `count` replies like this one beside it, as rows: nothing is weighed and nothing compiled."""
    first = comment.number
    kept = {field.attname: getattr(comment, field.attname) for field in Comment._meta.concrete_fields if not field.primary_key}
    for name in ("handle", "number", "path", "key", "receipt_hash", "is_standing"):
        del kept[name]
    made = [
        Comment(
            **kept, number=first + number, path=f"{first + number:05}", key=f"copy-{first + number}", receipt_hash=f"copy-{first + number}"
        )
        for number in range(1, count + 1)
    ]
    Comment.objects.bulk_create(made)
    text = comment.revisions.get().text
    CommentRevision.objects.bulk_create(CommentRevision(comment=each, number=1, text=text) for each in made)
    decided = [
        Decision(comment=each, verdict=one.verdict, by=one.by, rule=one.rule, revision=1, revision_after=1, state_after=one.state_after,
                 state_before=one.state_before, room_after=one.room_after)
        for each in made for one in comment.decisions.all()
    ]  # fmt: skip
    Decision.objects.bulk_create(decided)
    return made[-1]


@pytest.mark.once
@pytest.mark.parametrize("address", ["/moderation/", "/moderation/?state=published"])
def test_the_desk_costs_the_same_queries_for_one_row_three_and_a_hundred(address, signed_in, ada, mo, site):
    text = 'Waiting ||x||\n\n::: spoiler Elsewhere {of="the-mill"}\nNo.\n:::'
    last = make_comment(site.review, text, parent=site.before, author=ada, publish_by=mo if "published" in address else None)
    browser, costs = signed_in(mo), []
    for more in (0, 2, 97):
        last = copy(last, more) if more else last
        with CaptureQueriesContext(connection) as queries:
            html = browser.get(address).content.decode()
        assert "Waiting" in html
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 36
