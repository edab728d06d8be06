"""The desk: who may see it, what it shows, and that a decision lands where it should."""

import pytest

from reviews.comments.models import Comment, Decision
from reviews.shelf.models import ShelfEntry
from tests.fixture_site import make_comment, make_fixture_site

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


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_desk_costs_the_same_queries_however_many_wait(signed_in, mo, site, count, django_assert_max_num_queries):
    for number in range(count):
        make_comment(site.review, f"Waiting {number}", parent=site.before)
    browser = signed_in(mo)
    with django_assert_max_num_queries(16):
        browser.get("/moderation/")
