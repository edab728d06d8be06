"""Every decision of the desk: what it takes, what it does, what it refuses, and that each can be taken back."""

import re

import pytest
from django.utils import timezone

from accounts import blocking
from reviews.comments import deciding, editing
from reviews.comments.models import Comment
from reviews.comments.receipts import receipt_url
from reviews.comments.records import Decision
from reviews.moderation.models import Claim, Handover
from reviews.moderation.shown import has_read, proof_of_reading
from reviews.shelf.models import ShelfEntry
from tests.conftest import make_member
from tests.fixture_site import make_comment, make_fixture_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FETCH = {"x-requested-with": "fetch"}


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def browser(signed_in, mo):
    return signed_in(mo)


def post(browser, comment, verdict, **facts):
    seen = {"revision": comment.revision, "room": comment.room, "state": comment.state}
    headers = facts.pop("headers", None)
    return browser.post(f"/moderation/{comment.pk}/{verdict}/", {**seen, **facts}, headers=headers)


def now(comment):
    return Comment.objects.select_related("review").get(pk=comment.pk)


def last(comment):
    return Decision.objects.filter(comment=comment).latest("id")


def undo(browser, decision):
    return browser.post(f"/moderation/decisions/{decision.pk}/undo/")


def proof(browser, comment):
    """What the forms of the opened reply carry."""
    html = browser.post(f"/moderation/{comment.pk}/look/").content.decode()
    return re.findall(r'name="read"\s+value="([^"]+)"', html)[0]


# --- Each verdict -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "facts", "state"),
    [
        ("publish", {}, "published"),
        ("spam", {}, "spam"),
        ("decline", {"reason_kind": "subject"}, "declined"),
        ("decline", {"reason": "Be kind."}, "declined"),
        ("asking", {"reason": "Say which scene."}, "pending"),
        ("mask", {"words": "pelicanpending", "publish": "on"}, "published"),
        ("mask", {"words": "pelicanpending"}, "pending"),
        ("answer", {"text": "Thank you.", "key": "0" * 31 + "1"}, "published"),
    ],
)
def test_each_verdict_is_taken_named_and_undone(verdict, facts, state, browser, site, mo):
    pending = site.pending
    response = post(browser, pending, verdict, **facts)
    assert (response.status_code, now(pending).state) == (302, state)
    decision = Decision.objects.filter(comment=pending, by=mo).latest("id")
    assert (decision.revision, decision.state_before) == (1, "pending")
    html = browser.get("/moderation/").content.decode()
    assert f"/moderation/decisions/{decision.pk}/undo/" in html
    if verdict == "answer":
        # A reply to it stands by now, and stays; the reply itself can be taken down by itself.
        assert Comment.objects.get(parent=pending).state == "published"
    assert undo(browser, decision).status_code == 302
    current = now(pending)
    assert (current.state, current.revision, current.waits_for_writer) == ("pending", 1, False)
    assert undo(browser, decision).status_code == 409


def test_a_changed_mind_about_a_published_reply(browser, site):
    assert post(browser, site.before, "hold", state="published").status_code == 302
    assert now(site.before).state == "pending"
    assert undo(browser, last(site.before)).status_code == 302
    assert now(site.before).state == "published"
    assert post(browser, site.before, "lock", locked="yes").status_code == 302
    assert now(site.before).is_locked
    assert post(browser, now(site.before), "lock", locked="no").status_code == 302
    assert not now(site.before).is_locked
    assert post(browser, site.before, "lock", locked="maybe").status_code == 422
    declined = site.declined
    assert post(browser, declined, "publish").status_code == 302
    assert now(declined).state == "published"


def test_what_is_asked_for_is_off_the_desk_until_its_writer_answers(browser, client, site):
    post(browser, site.pending, "asking", reason="Say which scene.", reason_kind="subject")
    assert "pelicanpending" not in browser.get("/moderation/").content.decode()
    assert "pelicanpending" in browser.get("/moderation/?state=writer").content.decode()
    assert "Say which scene." in client.get(receipt_url(site.pending.key)).content.decode()
    editing.edit(now(site.pending), text="pelicanpending in the first scene", seen_revision=1)
    html = browser.get("/moderation/").content.decode()
    assert "pelicanpending in the first scene" in html
    assert "Revision 2" in html


def test_masked_words_are_gone_for_strangers_and_the_writer_still_has_them(browser, client, site):
    comment = make_comment(site.review, "Lovely. The merlinbutler did it, of course.")
    assert post(browser, comment, "mask", words="The merlinbutler did it", publish="on", lock="on").status_code == 302
    html = client.get(site.review.url).content.decode()
    assert "Lovely." in html
    assert "merlinbutler" not in html
    current = now(comment)
    assert (current.is_locked, current.revision) == (True, 2)
    assert undo(browser, Decision.objects.get(comment=comment, verdict="mask")).status_code == 302
    current = now(comment)
    assert (current.state, current.is_locked, current.revision) == ("pending", False, 1)


def test_an_answer_stands_below_what_it_publishes_and_is_made_once(browser, client, site, mo):
    sent = {"text": "Thank you, heronanswer.", "key": "a" * 32}
    for _time in range(2):
        post(browser, site.pending, "answer", **sent)
    answer = Comment.objects.get(parent=site.pending)
    assert (answer.author, answer.state, answer.room) == (mo, "published", "before")
    assert "heronanswer" in client.get(site.review.url).content.decode()


@pytest.mark.parametrize("text", ["An open ||mark", "", " "])
def test_an_answer_that_can_not_be_posted_publishes_nothing(text, browser, site):
    response = post(browser, site.pending, "answer", text=text, key="a" * 32)
    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    assert now(site.pending).state == "pending"
    assert not Comment.objects.filter(parent=site.pending).exists()


@pytest.mark.parametrize(
    ("verdict", "facts", "words"),
    [
        ("decline", {"reason": ""}, "Say why"),
        ("decline", {"reason_kind": "other"}, "Say why"),
        ("decline", {"reason": "x" * 501}, "x" * 501),
        ("asking", {"reason_kind": "spoiler"}, "Say what should be different"),
        ("mask", {"words": ""}, "Say which words"),
        ("mask", {"words": "words that are not there"}, "words that are not there"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_written_comes_back(verdict, facts, words, browser, site):
    response = post(browser, site.pending, verdict, **facts)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert now(site.pending).state == "pending"
    assert now(site.pending).revision == 1


# --- Gated --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "text", "verdict", "status"),
    [
        ("after", "ospreyafter", "publish", 409),
        ("after", "ospreyafter", "decline", 409),
        ("after", "ospreyafter", "spam", 409),
        ("after", "ospreyafter", "asking", 409),
        ("after", "ospreyafter", "mask", 409),
        ("after", "ospreyafter", "answer", 409),
        ("before", "plain and >!swiftmarked!<", "publish", 409),
        ("before", "plain and >!swiftmarked!<", "decline", 409),
        # Spam is known by its public part.
        ("before", "plain and >!swiftmarked!<", "spam", 302),
    ],
)
def test_nobody_decides_about_a_text_they_have_not_been_shown(room, text, verdict, status, browser, site):
    comment = make_comment(site.review, text, room=room)
    facts = {"reason": "No.", "words": "plain", "text": "Thanks.", "key": "b" * 32}
    response = post(browser, comment, verdict, **facts)
    assert response.status_code == status
    if status == 409:
        html = response.content.decode()
        assert "Read all of it first" in html
        assert "ospreyafter" not in html
        assert "swiftmarked" not in html
        assert now(comment).state == "pending"
        assert post(browser, comment, verdict, **facts, read=proof(browser, comment)).status_code in {302, 422}


def test_the_proof_is_of_one_reply_one_revision_and_one_moderator(site, mo, edda):
    after = make_comment(site.review, "ospreyafter", room="after")
    made = proof_of_reading(after, mo)
    assert has_read(made, after, mo)
    assert not has_read(made, after, edda)
    assert not has_read(made, site.pending, mo)
    assert not has_read(made + "x", after, mo)
    editing.edit(after, text="ospreyafter, and more", seen_revision=1)
    assert not has_read(made, now(after), mo)


def test_an_unread_row_offers_to_read_it_and_to_hand_it_over_and_no_more(browser, site, mo):
    after = make_comment(site.review, "ospreyafter", room="after", guest_name="Ospreyname")
    make_comment(site.review, "another", room="after")
    html = browser.get("/moderation/").content.decode()
    actions = set(re.findall(rf'action="/moderation/{after.pk}/(\w+)/', html))
    assert actions == {"look", "handover"}
    assert "Ospreyname" not in html
    assert "Somebody (1)" in html
    assert "Somebody (2)" in html
    assert f'value="{after.pk} 1 after pending' not in html
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=mo, work=work, finished=True)
    html = browser.get("/moderation/").content.decode()
    assert f"/moderation/{after.pk}/publish/" in html
    assert f'value="{after.pk} 1 after pending' in html
    assert "Ospreyname" in html


def test_handed_over_it_is_off_my_desk_and_on_the_others(browser, signed_in, site, mo):
    nell = make_member("nell", role="Moderator")
    after = make_comment(site.review, "ospreyafter", room="after")
    row = f'id="row-{after.pk}"'
    assert browser.post(f"/moderation/{after.pk}/handover/").status_code == 302
    assert row not in browser.get("/moderation/").content.decode()
    assert row in browser.get("/moderation/?state=handed").content.decode()
    other = signed_in(nell).get("/moderation/").content.decode()
    assert row in other
    assert "Handed over by Mo." in other
    # Where everybody has handed it over it stays with everybody, who see that.
    signed_in(nell).post(f"/moderation/{after.pk}/handover/")
    assert Handover.objects.count() == 2
    html = browser.get("/moderation/").content.decode()
    assert row in html
    assert "Handed over by Nell." in html
    assert "Everybody has handed this over, so it stays here." in html
    browser.post(f"/moderation/{after.pk}/handover/", {"back": "yes"})
    assert Handover.objects.count() == 1
    assert browser.post(f"/moderation/{site.before.pk}/handover/").status_code == 409


@pytest.mark.parametrize("nell_is", ["a moderator", "blocked", "inactive", "nobody"])
def test_handed_over_to_those_who_moderate(nell_is, browser, signed_in, site, owner):
    if nell_is != "nobody":
        nell = make_member("nell", role="Moderator")
        nell.blocked_at, nell.is_active = timezone.now() if nell_is == "blocked" else None, nell_is != "inactive"
        nell.save(update_fields=["blocked_at", "is_active"])
    after = make_comment(site.review, "ospreyafter", room="after")
    html = browser.post(f"/moderation/{after.pk}/handover/", follow=True).content.decode()
    # An owner is no moderator as long as there is one.
    assert ("Handed over to the others." in html) == (nell_is == "a moderator")
    assert ("There is nobody to hand it over to, so it stays here." in html) == (nell_is != "a moderator")
    assert (f'id="row-{after.pk}"' in browser.get("/moderation/").content.decode()) == (nell_is != "a moderator")
    assert f'id="row-{after.pk}"' in signed_in(owner).get("/moderation/").content.decode()


def test_owners_hand_over_to_each_other_where_nobody_moderates(signed_in, site, mo, owner):
    mo.groups.clear()
    make_member("oskar", superuser=True)
    after = make_comment(site.review, "ospreyafter", room="after")
    assert "Handed over to the others." in signed_in(owner).post(f"/moderation/{after.pk}/handover/", follow=True).content.decode()


# --- Conflicts ----------------------------------------------------------------------------------------------------


def test_an_edited_reply_comes_back_with_what_has_changed_and_the_buttons(browser, site):
    before = site.pending
    editing.edit(now(before), text="pelicanpending on second thoughts", seen_revision=1)
    response = post(browser, before, "publish", revision=1)
    assert response.status_code == 409
    html = response.content.decode()
    assert "The writer has changed this reply since you read it." in html
    assert re.search(r"<ins>.*?on second thoughts</ins>", html, re.DOTALL)
    assert f'action="/moderation/{before.pk}/publish/"' in html
    assert now(before).state == "pending"


def test_the_difference_shows_no_more_than_the_moderator_may_read(browser, site):
    after = make_comment(site.review, "ospreyafter", room="after")
    marked = make_comment(site.review, "plain and >!swiftmarked!<")
    editing.edit(now(after), text="ospreychanged", seen_revision=1)
    editing.edit(now(marked), text="plain, again, and >!swiftchanged!<", seen_revision=1)
    for comment in (after, marked):
        html = post(browser, comment, "publish", revision=1).content.decode()
        assert not re.search("ospreyafter|ospreychanged|swiftmarked|swiftchanged", html)
    assert re.search(r"<ins>.*?again", html, re.DOTALL)


def test_a_reason_that_came_too_late_is_not_lost(browser, site, edda):
    deciding.decide(now(site.pending), verdict="publish", by=edda, seen_revision=1)
    response = post(browser, site.pending, "decline", reason="A long and careful reason.")
    assert response.status_code == 409
    html = response.content.decode()
    assert "A long and careful reason." in html
    assert "Edda has decided meanwhile: published." in html


@pytest.mark.parametrize("headers", [FETCH, None], ids=["by our script", "by a form"])
@pytest.mark.parametrize("gated", [False, True], ids=["open", "gated"])
@pytest.mark.parametrize(
    ("verdict", "facts"),
    [
        ("answer", {"text": "A long and careful answer.", "key": "c" * 32}),
        ("decline", {"reason": "A long and careful reason."}),
        ("asking", {"reason": "A long and careful wish."}),
        ("mask", {"words": "Words to hide carefully"}),
    ],
)
def test_what_was_typed_comes_back_with_every_conflict(verdict, facts, gated, headers, browser, site):
    comment = make_comment(site.review, "ospreyafter", room="after") if gated else site.pending
    response = post(browser, comment, verdict, **facts, revision=1 if gated else 7, headers=headers)
    assert response.status_code == 409
    html = response.content.decode()
    assert html.lstrip().startswith("<li") == (headers is not None)
    # In a paragraph to be read: the form it was typed in may not be there any more.
    (typed,) = (words for name, words in facts.items() if name != "key")
    assert html.count(f"<p>{typed}</p>") == 1
    # A key that is none is no fault of the writer's either.
    if verdict == "answer":
        response = post(browser, comment, verdict, **{**facts, "key": "x"}, headers=headers)
        assert response.status_code == 409
        assert f"<p>{typed}</p>" in response.content.decode()


@pytest.mark.parametrize(("room", "words"), [("after", "ospreyafter"), ("before", "Off the subject, all of it.")])
def test_what_its_writer_was_told_is_gated_like_the_story(room, words, browser, site, mo):
    comment = make_comment(site.review, words, room=room)
    deciding.decide(comment, verdict="decline", by=mo, seen_revision=1, reason="The wagtailreason gives it away.", reason_kind="spoiler")
    html = browser.get("/moderation/?state=declined").content.decode()
    assert "Last: declined, by Mo" in html
    assert "wagtailreason" not in html
    assert "There is more, which you see when you read all of it." in html
    opened = browser.post(f"/moderation/{comment.pk}/look/").content.decode()
    assert "wagtailreason" in opened
    assert "There is more" not in opened
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=mo, work=work, finished=True)
    assert "wagtailreason" in browser.get("/moderation/?state=declined").content.decode()


def test_what_its_writer_took_back_is_nobodys_to_decide(browser, site):
    editing.withdraw(now(site.pending))
    for facts in ({}, {"state": "withdrawn"}):
        response = post(browser, site.pending, "publish", **facts)
        assert response.status_code == 409
        assert now(site.pending).state == "withdrawn"
    assert "/publish/" not in browser.get("/moderation/?state=withdrawn").content.decode()


def test_whoever_opened_it_is_named_to_the_others_until_it_is_decided(browser, signed_in, site):
    nell = make_member("nell", role="Moderator")
    browser.post(f"/moderation/{site.pending.pk}/look/")
    assert "Mo has this open." in signed_in(nell).get("/moderation/").content.decode()
    assert "has this open" not in browser.get("/moderation/").content.decode()
    assert signed_in(nell).post(f"/moderation/{site.pending.pk}/claim/").status_code == 204
    assert Claim.objects.get().by.username == "mo"
    assert post(signed_in(nell), site.pending, "publish").status_code == 302
    assert not Claim.objects.exists()


# --- For our script -----------------------------------------------------------------------------------------------


def test_the_script_gets_a_line_in_the_place_of_the_row(browser, site):
    response = post(browser, site.pending, "publish", headers=FETCH)
    html = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert html.lstrip().startswith("<li")
    assert f'id="row-{site.pending.pk}"' in html
    decision = last(site.pending)
    assert f"/moderation/decisions/{decision.pk}/undo/" in html
    response = browser.post(f"/moderation/decisions/{decision.pk}/undo/", headers=FETCH)
    assert "pelicanpending" in response.content.decode()
    assert f'action="/moderation/{site.pending.pk}/publish/"' in response.content.decode()


def test_the_script_gets_the_row_again_where_it_still_waits(browser, site):
    html = post(browser, site.pending, "move", room="after", headers=FETCH).content.decode()
    assert "Moved." in html
    assert "/undo/" in html
    assert "pelicanpending" not in html
    # Nothing was taken: the row as it is, and why.
    response = post(browser, site.pending, "publish", revision=7, headers=FETCH)
    assert response.status_code == 409
    assert response.content.decode().lstrip().startswith("<li")
    # What is missing in a form is a page of its own.
    assert "<html" in post(browser, site.pending, "decline", headers=FETCH).content.decode()


# --- Who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verdict", ["look", "claim", "handover", "publish", "decline", "spam", "hold", "flags", "asking", "mask", "lock", "answer", "move"]
)
def test_only_moderators_decide_and_only_by_a_press(verdict, client, signed_in, ada, ben, browser, site):
    address = f"/moderation/{site.pending.pk}/{verdict}/"
    assert client.post(address).status_code == 302
    for member in (ada, ben):
        assert signed_in(member).post(address).status_code == 403
    assert browser.get(address).status_code == 405
    assert browser.post(f"/moderation/999999/{verdict}/").status_code == 404
    assert (now(site.pending).state, now(site.pending).room) == ("pending", "before")


@pytest.mark.parametrize("address", ["", "rules/", "members/ben/", "{pk}/look/", "{pk}/publish/", "{pk}/move/", "decisions/undo/"])
def test_a_blocked_moderator_has_no_desk(address, browser, signed_in, mo, ben, owner, site):
    address, posts = f"/moderation/{address.format(pk=site.pending.pk)}", "{" in address or "undo" in address
    sent = {"revision": 1, "room": "before", "state": "pending"}

    def asked(someone):
        return someone.post(address, sent) if posts else someone.get(address)

    blocking.block(mo, by=owner)
    assert asked(browser).status_code == 403
    assert now(site.pending).state == "pending"
    blocking.unblock(mo, by=owner)
    assert asked(browser).status_code in {200, 302, 409}
