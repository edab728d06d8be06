"""Leaving. Afterwards no table holds a name, an address or a word of whoever left."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from accounts.models import User
from reviews.comments.erasing import erase
from reviews.comments.flags.flagging import flag as flag_it
from reviews.comments.models import Comment, State
from reviews.comments.receipts import receipt_url
from reviews.comments.records import Decision, Flag
from reviews.comments.rules.models import RuleBook
from reviews.moderation.models import Claim, Handover
from reviews.notices.actions import put_in_outbox
from reviews.notices.models import Mail
from reviews.pages.my_data.erasing import HasReviews, LastOwner, delete_account, without_names
from reviews.publishing.models import Review
from reviews.shelf.member import MemberShelf
from reviews.shelf.models import Opening, ShelfEntry
from reviews.spoilers.reader import stranger
from tests.conftest import PASSWORD, Signed, make_member
from tests.fixture_site import make_comment, make_fixture_site
from tests.pages.wren import ADDRESSES, ERASURE, NAMES, TEXTS, evidence_with_a_name, leave, left_of, make_wren, sign_in

pytestmark = [pytest.mark.django_db]
PAGE = "/accounts/data/"


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def wren(site, mo) -> User:
    return make_wren(site, mo)


def test_leaving_with_the_replies_leaves_no_word_anywhere(wren, site, owner) -> None:
    assert left_of(*NAMES, *ADDRESSES, *TEXTS) == [*NAMES, *ADDRESSES, *TEXTS]
    elsewhere = sign_in(ADDRESSES[0])
    said = leave(sign_in(NAMES[0]), "erase")
    assert "Your account is deleted" in said
    assert left_of(*NAMES, *ADDRESSES, *TEXTS) == []
    assert elsewhere.get(PAGE).status_code == 302
    assert not Session.objects.exists()
    # The thread keeps its shape: what was answered has an empty place.
    below = Comment.objects.get(search_text__contains="A reply to it")
    assert below.parent is not None
    assert (below.parent.erased_at is not None, below.parent.state, below.parent.author) == (True, State.WITHDRAWN, None)
    assert [model.objects.filter(member=wren.pk).exists() for model in (ShelfEntry, Opening)] == [False, False]
    assert Comment.objects.get(guest_name="Impostor").guest_email == ""


def test_leaving_without_the_replies_leaves_them_to_a_former_member(wren, site, client) -> None:
    assert "Wagtailname" in client.get(site.review.url).content.decode()
    changed_at = site.review.thread.public_changed_at
    leave(sign_in(NAMES[0]), "keep")
    # A moderator's own words are theirs, and the guest's reply is a guest's still.
    Decision.objects.filter(reason__contains="Wagtailname").update(reason="")
    assert left_of(*NAMES, *ADDRESSES) == []
    assert left_of(*TEXTS) == list(TEXTS)
    html = client.get(site.review.url).content.decode()
    assert "Former member" in html
    assert "siskinfirst" in html
    assert "Wagtailname" not in html
    site.review.thread.refresh_from_db()
    assert site.review.thread.public_changed_at > changed_at
    kept = Comment.objects.filter(author=None, guest_name="")
    assert sorted(kept.values_list("state", flat=True)) == ["declined", "pending", "published", "published"]
    assert set(kept.values_list("network", flat=True)) == {""}
    evidence = str(list(Decision.objects.exclude(evidence={}).values_list("evidence", flat=True)))
    assert "linnet" in evidence


def test_flags_of_who_has_left_are_nobodys(site, ben, cleo, mo) -> None:
    RuleBook.objects.create(pk=1, flags_a_day=2)
    replies = [make_comment(site.review, f"finch {number}", publish_by=mo) for number in range(3)]
    for reply in replies:
        Flag.objects.create(comment=reply, revision=1, kind=Flag.Kind.OTHER, by=ben, note="wagtailnote")
    theirs = Flag.objects.create(comment=replies[0], revision=1, kind=Flag.Kind.OTHER, by=cleo, note="A note")
    delete_account(ben, with_replies=False)
    left = Flag.objects.filter(by=None)
    assert {flag.note.reveal() for flag in left} == {""}
    assert len({flag.network for flag in left}) == len(replies)
    assert all(re.fullmatch("[0-9a-f]{32}", flag.network) for flag in left)
    theirs.refresh_from_db()
    assert (theirs.by, theirs.note.reveal(), theirs.network) == (cleo, "A note", "")
    # A guest whose network is not known may flag as much as before.
    facts: dict[str, Any] = {
        "kind": Flag.Kind.OTHER,
        "words": "",
        "note": "",
        "by": None,
        "network": "",
        "seen_revision": 1,
        "reader": stranger(),
    }
    assert flag_it(replies[1], **facts).by is None


def test_receipt_goes_on_working_after_its_writer_has_left(wren, client) -> None:
    reply = Comment.objects.filter(author=wren, state=State.PENDING).get()
    delete_account(wren, with_replies=False)
    assert "linnetwaits" in client.get(receipt_url(reply.key)).content.decode()


def test_others_keep_everything(wren, site, ben, cleo, mo) -> None:
    MemberShelf(ben).finish(site.mill)
    theirs = make_comment(site.review, "finchtext", author=ben, publish_by=mo)
    put_in_outbox(to=ben.email, subject="To Ben", body_text="x")
    put_in_outbox(to=ADDRESSES[1], subject="To whoever that is", body_text="x", key="another")  # never proved to be hers
    browser = sign_in("ben")
    delete_account(wren, with_replies=True)
    assert browser.get(PAGE).status_code == 200
    theirs.refresh_from_db()
    assert (theirs.author, theirs.state, theirs.search_text) == (ben, State.PUBLISHED, "finchtext")
    assert ShelfEntry.objects.filter(member=ben).count() == 1
    assert set(Mail.objects.values_list("subject", flat=True)) == {"To Ben", "To whoever that is"}
    assert Comment.objects.get(pk=site.before.pk).guest_name == "Dov"


def test_who_worked_here_leaves_what_they_did_to_nobody(site, edda, signed_in: Signed, ada) -> None:
    Review.history.update(history_user=edda)
    RuleBook.objects.create(pk=1, changed_by=edda)
    Claim.objects.create(comment=site.pending, by=edda)
    Handover.objects.create(comment=site.pending, by=edda)
    delete_account(edda, with_replies=True)
    assert set(Review.history.values_list("history_user", flat=True)) == {None}
    assert RuleBook.current().changed_by is None
    assert [Claim.objects.count(), Handover.objects.count()] == [0, 0]
    assert signed_in(ada).get(f"/admin/reviews/review/{site.review.pk}/history/").status_code == 200


def test_guests_erasure_leaves_no_word_anywhere(site, mo, client) -> None:
    gone = make_comment(site.review, "cranetext ||cranehidden||", guest_name="Cranename", guest_email="crane@example.org", publish_by=mo)
    behind = make_comment(site.review, "cranebehind", guest_name="Cranename", guest_email="crane@example.org", publish_by=mo, room="after")
    planted = ("cranetext", "cranehidden", "cranebehind", "Cranename", "crane@example.org")
    assert left_of(*planted) == list(planted)
    for comment in (gone, behind):
        erase(comment)
    assert left_of(*planted) == []
    assert "robinbefore" in client.get("/search/?q=robinbefore&in=replies").content.decode()  # what is left is found as before


def test_owner_erases_a_reply_whose_receipt_is_lost(site, mo) -> None:
    gone = make_comment(site.review, "cranetext", guest_name="Cranename", guest_email="crane@example.org", publish_by=mo)
    other = make_comment(site.review, "gooseword", publish_by=mo)
    for address in ("https://example.org/c/nothing/", "nothing", "", "https://example.org/", f"{gone.handle}x"):
        with pytest.raises(CommandError):
            call_command("erase_reply", address)
    assert Comment.objects.filter(erased_at=None, pk__in=[gone.pk, other.pk]).count() == 2
    call_command("erase_reply", f"https://example.org/c/{gone.handle}/", verbosity=0)
    call_command("erase_reply", "--", other.handle, verbosity=0)  # a handle may begin like an option
    assert left_of("cranetext", "Cranename", "crane@example.org", "gooseword") == []


def test_password_is_asked_for_before_anything_goes(wren, client) -> None:
    browser = sign_in(NAMES[0])
    answer = browser.post(ERASURE, {"replies": "erase"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    wrong = browser.post(answer.headers["Location"], {"password": "not-the-password", "next": ERASURE})
    assert wrong.status_code == 200
    assert browser.post(ERASURE, {"replies": "erase"}).status_code == 302
    assert User.objects.filter(pk=wren.pk).exists()
    # Asked by a form that was sent already: the right password lets that form go on.
    done = browser.post(answer.headers["Location"], {"password": PASSWORD, "next": ERASURE})
    assert "Your account is deleted" in done.content.decode()
    assert not User.objects.filter(pk=wren.pk).exists()


def test_leaving_needs_an_answer_about_the_replies(wren) -> None:
    browser = sign_in(NAMES[0])
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for sent in ({}, {"replies": "perhaps"}):
        answer = browser.post(ERASURE, sent)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert User.objects.filter(pk=wren.pk).exists()


def test_author_of_reviews_is_told_to_hand_them_over_first(site, ada) -> None:
    browser = sign_in("ada")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    html = browser.get(ERASURE).content.decode()
    assert "You are the author of 3 reviews" in html
    assert 'name="replies"' not in html
    assert browser.post(ERASURE, {"replies": "erase"}).status_code == 409
    with pytest.raises(HasReviews):
        delete_account(ada, with_replies=True)
    assert User.objects.filter(pk=ada.pk).exists()


def test_last_owner_stays_and_the_one_before_may_go(owner) -> None:
    browser = sign_in("olga")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "the only owner" in browser.get(ERASURE).content.decode()
    assert browser.post(ERASURE, {"replies": "keep"}).status_code == 409
    with pytest.raises(LastOwner):
        delete_account(owner, with_replies=False)
    inactive = make_member("oskar", superuser=True)
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    with pytest.raises(LastOwner):
        delete_account(owner, with_replies=False)
    User.objects.filter(pk=inactive.pk).update(is_active=True)
    assert "Your account is deleted" in browser.post(ERASURE, {"replies": "keep"}).content.decode()


def test_moderator_may_go_and_their_decisions_stay(site, mo) -> None:
    delete_account(mo, with_replies=False)
    decision = Decision.objects.get(comment=site.declined, verdict=Decision.Verdict.DECLINE)
    assert (decision.by, decision.reason) == (None, "Off the subject.")


def test_owner_deletes_an_account_for_somebody_who_cannot_sign_in(wren, ada, owner) -> None:
    for arguments in (("nobody", "--keep-replies"), ("ada", "--erase-replies"), ("olga", "--keep-replies"), (NAMES[0],)):
        with pytest.raises(CommandError):
            call_command("erase_account", *arguments, verbosity=0)
    assert User.objects.filter(pk__in=[wren.pk, ada.pk, owner.pk]).count() == 3
    call_command("erase_account", NAMES[0], "--erase-replies", verbosity=0)
    assert left_of(*NAMES, *ADDRESSES, *TEXTS) == []


def test_leaving_again_after_a_fault_goes_on_where_it_was(wren, monkeypatch) -> None:
    from reviews.pages.my_data import erasing

    calls: list[int] = []

    def fails_at_the_third(comment: Comment) -> Decision:
        calls.append(comment.pk)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        return erase(comment)

    monkeypatch.setattr(erasing, "erase", fails_at_the_third)
    with pytest.raises(RuntimeError):
        delete_account(wren, with_replies=True)
    assert User.objects.filter(pk=wren.pk).exists()
    delete_account(wren, with_replies=True)
    assert left_of(*NAMES, *ADDRESSES, *TEXTS) == []
    assert len(calls) == len(TEXTS) + 1


def test_evidence_loses_names_and_keeps_the_rest() -> None:
    assert without_names(evidence_with_a_name()) == {
        "findings": [{"rule": "held_words", "evidence": {"matches": [{"entry": "linnet*", "matched": "linnet", "in": "text"}]}}]
    }
    assert without_names({"limit": 3, "in": "name"}) == {"limit": 3, "in": "name"}
