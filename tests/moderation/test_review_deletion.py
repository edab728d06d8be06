"""Deleting a review with its replies: the owner's alone, all of it or nothing; and what becomes of replies when a review is retracted."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from reviews.comments import deciding, moving
from reviews.comments.erasing import erase
from reviews.comments.models import Comment, CommentPassage, CommentRevision, State, Thread
from reviews.comments.receipts import new_key, receipt_url
from reviews.comments.records import Decision, Flag
from reviews.moderation import deleting
from reviews.moderation.models import Claim, Handover
from reviews.notices.actions import put_in_outbox
from reviews.notices.models import Errand, Handled, Mail
from reviews.publishing.models import FormerSlug, Review, ReviewSource
from reviews.publishing.passages import Passage
from reviews.shelf.member import MemberShelf
from reviews.shelf.models import Opening
from tests.conftest import Signed
from tests.fixture_site import make_comment, make_fixture_site, make_review, rewrite

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def page_of(review: Review) -> str:
    return f"/moderation/reviews/{review.slug}/deletion/"


def hang_everything_on(review: Review, *, ben: User, mo: User) -> Comment:
    """Answers to answers, a decision with parts, one taken back, flags, a claim, a handover, links in mail, and openings."""
    top = make_comment(review, "gullrow is here ||hidden||", publish_by=mo)
    answer = make_comment(review, "gullrow answers", parent=top, author=ben, publish_by=mo)
    make_comment(review, "gullrow answers that", parent=answer)
    moved = moving.move(top, room="after", by=mo, seen_revision=1)
    assert moved.parts.count() == 2
    moving.undo(moved, by=mo)
    Flag.objects.create(comment=top, revision=1, kind=Flag.Kind.SPOILER, by=ben, hid=moved, words="gullrow")
    Claim.objects.create(comment=top, by=mo)
    Handover.objects.create(comment=top, by=mo)
    Handled.objects.create(decision=moved)
    Errand.objects.create(
        token_hash="0" * 64, action=Errand.Action.PUBLISH, comment=answer, revision=1, by=mo, expires_at=timezone.now() + timedelta(days=1)
    )
    erase(make_comment(review, "gullrow erased", publish_by=mo))
    shelf = MemberShelf(ben)
    shelf.open(review.break_key, [1])
    shelf.open(Passage.objects.filter(review=review).exclude(key="")[0].key)
    hidden = CommentPassage.objects.get(comment=top)
    shelf.open(hidden.consent_key([work.pk for work in review.subjects]))
    return top


def test_owner_deletes_a_review_with_everything_that_hangs_on_it(site, ada, mo, ben, owner, signed_in: Signed, client) -> None:
    review = rewrite(site.review, "Rewritten openwhisper ||hush||", slug="deeper-down")
    make_comment(review, "Another", publish_by=mo)
    hang_everything_on(review, ben=ben, mo=mo)
    other = make_review(ada, "Another review", (site.mill,), title="The other", slug="the-other")
    kept = make_comment(other, "Kept where it is", publish_by=mo)
    MemberShelf(ben).open(other.break_key, [site.mill.pk])
    receipt = receipt_url(site.before.key)
    browser = signed_in(owner)
    browser.post(f"/admin/reviews/review/{review.pk}/change/", {})  # whatever the admin notes
    answer = browser.post(page_of(review), {"slug": "deeper-down"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/reviews/review/")
    for address in ("/reviews/deeper-down/", "/reviews/down-the-well/", receipt, f"/c/{site.before.handle}/"):
        assert client.get(address).status_code == 404, address
    assert set(Comment.objects.values_list("pk", flat=True)) == {kept.pk}
    assert set(Decision.objects.values_list("comment", flat=True)) == {kept.pk}
    assert set(CommentRevision.objects.values_list("comment", flat=True)) == {kept.pk}
    assert [model.objects.count() for model in (Flag, Claim, Handover, Errand, Handled, FormerSlug)] == [0] * 6
    for model in (Thread, Passage, ReviewSource):
        assert not model.objects.filter(review=review.pk).exists(), model
    assert not Review.history.filter(id=review.pk).exists()
    assert not ReviewSource.history.filter(review_id=review.pk).exists()
    assert list(Opening.objects.values_list("key", flat=True)) == [other.break_key]
    assert client.get(other.url).status_code == 200
    assert "Kept where it is" in client.get(other.url).content.decode()
    note = LogEntry.objects.get(object_id=str(review.pk), content_type__model="review")
    assert (note.user, note.object_repr, note.is_deletion()) == (owner, "deeper-down", True)


def test_mail_about_its_replies_goes_too(site, ada, mo, owner) -> None:
    other = make_review(ada, "Another review", (site.mill,), title="The other", slug="the-other")
    here, there = make_comment(site.review, "Here"), make_comment(other, "There")
    for key in (f"comment:{here.pk}:decision:1", f"comment:{here.pk}:proof", f"comment:{there.pk}:proof", "digest:2026-05-04:1"):
        put_in_outbox(to="dov@example.org", subject="A reply to yours on “Down the well”", body_text="gullrow", key=key)
    Mail.objects.filter(key__endswith="decision:1").update(sent_at=timezone.now())
    deleting.delete_review(site.review, by=owner, typed_slug=site.review.slug)
    assert [mail.key for mail in Mail.objects.all()] == [f"comment:{there.pk}:proof"]


def test_its_history_and_the_admins_notes_name_it_no_more(site, owner) -> None:
    assert Review.history.filter(id=site.draft.pk).exists()
    deleting.delete_review(site.draft, by=owner, typed_slug="a-draft")
    assert not Review.history.filter(title__icontains="vulturedraft").exists()
    assert not LogEntry.objects.filter(object_repr__icontains="vulturedraft").exists()


def test_page_says_what_goes_and_asks_for_the_slug(site, ben, mo, owner, signed_in: Signed) -> None:
    hang_everything_on(site.review, ben=ben, mo=mo)
    browser = signed_in(owner)
    html = browser.get(page_of(site.review)).content.decode()
    replies = Comment.objects.filter(review=site.review).count()
    assert f"{replies} replies" in html
    assert "<code>down-the-well</code>" in html
    assert "openwhisper" not in html
    assert "gullrow" not in html
    for typed in ("", "down-the-wel", "Down-The-Well", site.draft.slug):
        answer = browser.post(page_of(site.review), {"slug": typed})
        assert answer.status_code == 422, typed
        assert 'aria-invalid="true"' in answer.content.decode()
    assert Comment.objects.filter(review=site.review).count() == replies
    assert browser.post(page_of(site.review), {"slug": " down-the-well "}).status_code == 303
    assert browser.post(page_of(site.review), {"slug": "down-the-well"}).status_code == 404


def test_nobody_but_an_owner_can(client, site, ada, mo, edda, ben, owner, signed_in: Signed) -> None:
    address, typed = page_of(site.review), {"slug": site.review.slug}
    assert client.get(address).status_code == 302
    assert client.post(address, typed).status_code == 302
    for member in (ada, mo, edda, ben):
        browser = signed_in(member)
        assert [browser.get(address).status_code, browser.post(address, typed).status_code] == [403, 403]
        with pytest.raises(PermissionDenied):
            deleting.delete_review(site.review, by=member, typed_slug=site.review.slug)
    with pytest.raises(ProtectedError):
        site.review.delete()
    assert Review.objects.filter(pk=site.review.pk).exists()
    assert signed_in(owner).get(address).status_code == 200


def test_admin_leads_owners_there_and_nobody_else(site, ada, edda, owner, signed_in: Signed) -> None:
    change = f"/admin/reviews/review/{site.review.pk}/change/"
    assert page_of(site.review) in signed_in(owner).get(change).content.decode()
    for member in (ada, edda):
        html = signed_in(member).get(change).content.decode()
        assert "openwhisper" in html
        assert "/deletion/" not in html
    # A slug that can't stand is shown again with the form, and the way to the page still leads to the review.
    spoilt = signed_in(owner).post(change, {"title": "Another", "slug": "not a slug"})
    assert spoilt.status_code == 200
    assert page_of(site.review) in spoilt.content.decode()
    assert "/deletion/" not in signed_in(owner).get("/admin/reviews/review/add/").content.decode()


def test_decision_about_several_reviews_stays_whole_for_those_that_stay(site, ada, mo, owner) -> None:
    other = make_review(ada, "Another review", (site.mill,), title="The other", slug="the-other")
    rows = [make_comment(review, f"Number {n}") for n, review in enumerate((site.review, other, other, site.review))]
    leading, *parts = [deciding.decide(row, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1, reason="No.") for row in rows]
    Decision.objects.filter(pk__in=[part.pk for part in parts]).update(part_of=leading)
    deleting.delete_review(site.review, by=owner, typed_slug=site.review.slug)
    first, second = Decision.objects.filter(verdict=Decision.Verdict.DECLINE, comment__review=other).order_by("pk")
    assert (first.part_of, second.part_of) == (None, first)


def test_all_of_it_or_nothing(site, owner, monkeypatch) -> None:
    def fails(*_args, **_kwargs):
        raise RuntimeError("at the very end")

    before = [model.objects.count() for model in (Comment, Decision, Passage, Opening)]
    monkeypatch.setattr(deleting, "_write_down", fails)
    with pytest.raises(RuntimeError):
        deleting.delete_review(site.review, by=owner, typed_slug=site.review.slug)
    assert [model.objects.count() for model in (Comment, Decision, Passage, Opening)] == before
    assert Review.objects.filter(pk=site.review.pk).exists()


def test_review_with_a_hundred_replies_takes_as_few_counts(site, mo, owner, signed_in: Signed) -> None:
    browser = signed_in(owner)
    browser.get(page_of(site.review))
    counts = []
    for rows in (1, 2, 97):
        for number in range(rows):
            make_comment(site.review, f"Number {number} of {rows}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(page_of(site.review))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 11


# Retracted ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def retracted(site, ada):
    return rewrite(site.review, "Taken back", status=Review.Status.RETRACTED)


def test_retracted_review_answers_410_and_its_receipts_still_work(site, retracted, client) -> None:
    assert client.get(retracted.url).status_code == 410
    for comment in (site.pending, site.before, site.declined):
        assert client.get(receipt_url(comment.key)).status_code == 200
    assert "pelicanpending" in client.get(receipt_url(site.pending.key)).content.decode()


def test_reply_in_the_making_is_returned_with_its_text(retracted, client) -> None:
    sent = {
        "text": "Written while it went",
        "room": "before",
        "name": "Dov",
        "email": "dov@example.org",
        "key": new_key(),
        "action": "send",
    }
    answer = client.post(f"{retracted.url}reply/", sent)
    assert answer.status_code == 410
    assert "Written while it went" in answer.content.decode()
    assert not Comment.objects.filter(revisions__text="Written while it went").exists()


def test_its_waiting_replies_can_still_be_decided(site, retracted, mo, signed_in: Signed, client) -> None:
    browser = signed_in(mo)
    assert "pelicanpending" in browser.get("/moderation/").content.decode()
    comment = Comment.objects.get(pk=site.pending.pk)
    deciding.decide(comment, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    assert Comment.objects.get(pk=site.pending.pk).state == State.PUBLISHED
    assert client.get(f"/c/{site.pending.handle}/").status_code in {404, 410}
    assert client.get(receipt_url(site.pending.key)).status_code == 200
