"""What a writer does with their reply, by the receipt's address alone: no cookie, no account, no token but the one in the address."""

import html5lib
import pytest

from reviews.comments import deciding, editing, masking
from reviews.comments.models import Comment
from reviews.comments.proofs import proof_for, proves
from reviews.comments.receipts import receipt_url
from reviews.comments.records import Decision
from reviews.comments.rules.models import RuleBook
from tests.fixture_site import make_comment, make_fixture_site
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = "A fine albatrossword."
MINE = "\nMine & <kept>, a bustardword."
#: The addresses a receipt posts to.
ACTIONS = ("edit/", "withdrawal/", "mail/", "erasure/")


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def comment(site):
    return make_comment(site.review, WORDS)


def post(comment, part, sent=None, **browser):
    return HouseClient(**browser).post(receipt_url(comment.key) + part, sent or {})


def edit(comment, text=MINE, seen=None, **more):
    return post(comment, "edit/", {"text": text, "revision": comment.revision if seen is None else seen, **more})


def now(comment):
    return Comment.objects.get(pk=comment.pk)


def text_of(comment):
    return now(comment).revisions.order_by("number").last().text.reveal()


def boxes(answer):
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return [(box.text or "").replace("\r\n", "\n") for box in page.iter("textarea")]


def alerts(answer):
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return " ".join(" ".join("".join(element.itertext()).split()) for element in page.iter() if element.get("role") == "alert")


def test_an_edit_is_a_new_version_and_the_old_one_is_kept(comment):
    form = HouseClient().get(receipt_url(comment.key) + "edit/")
    assert boxes(form) == [WORDS]
    answer = edit(comment)
    assert answer.status_code == 303
    assert text_of(comment) == MINE
    html = HouseClient().get(answer["Location"]).content.decode()
    assert "albatrossword" in html
    assert "bustardword" in html
    assert "Your change is stored." in html


def test_the_same_edit_twice_is_one(comment):
    first, second = edit(comment, seen=1), edit(comment, seen=1)
    assert first.status_code == second.status_code == 303
    assert now(comment).revision == 2


def test_a_published_reply_stays_so_unless_it_grows_links(comment, mo):
    deciding.decide(comment, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    edit(comment)
    assert now(comment).state == "published"
    edit(comment, "See https://elsewhere.example/", seen=2)
    assert now(comment).state == "pending"


@pytest.mark.parametrize("asked", [True, False])
def test_what_was_sent_back_or_declined_waits_again_once_it_is_changed(comment, mo, asked):
    if asked:
        deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Shorter.")
    else:
        deciding.decide(comment, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1)
    same = edit(comment, WORDS)
    assert same.status_code == 422
    assert "Change something first" in alerts(same)
    assert edit(comment).status_code == 303
    assert now(comment).state == "pending"
    assert not now(comment).waits_for_writer


def masked(comment, mo):
    masking.mask(comment, words=["albatrossword"], by=mo, seen_revision=1, publish=True)


def locked(comment, mo):
    masking.mask(comment, words=["albatrossword"], by=mo, seen_revision=1, publish=True, lock=True)


def spam(comment, mo):
    deciding.decide(comment, verdict=Decision.Verdict.SPAM, by=mo, seen_revision=1)


REFUSED = {
    "too long": ({"text": "x" * 10_001}, None, 422, "10001"),
    "nothing": ({"text": "[x]: http://a.example"}, None, 422, "Nothing of this"),
    "an unclosed mark": ({"text": "One\n\nTwo ||three"}, None, 422, "Line 3"),
    "changed since": ({"revision": 1}, masked, 409, "has changed since"),
    "a version there never was": ({"revision": 10**30}, None, 409, "has changed since"),
    "refused words": ({}, lambda comment, mo: RuleBook.objects.create(pk=1, refused_words="bustardword"), 422, "not taken here"),
    "locked": ({"revision": 2}, locked, 422, "stays hidden"),
    "spam": ({}, spam, 409, "can’t be changed"),
    "no revision": ({"revision": ""}, None, 422, "mending"),
}


@pytest.mark.parametrize(("change", "before", "status", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_every_refused_edit_returns_the_text_and_the_reason(comment, mo, change, before, status, told):
    if before:
        before(comment, mo)
    stored = text_of(comment)
    sent = {"text": MINE, "revision": 1, **change}
    answer = post(comment, "edit/", sent)
    assert answer.status_code == status
    assert sent["text"] in boxes(answer)
    assert told in alerts(answer)
    assert text_of(comment) == stored


def test_an_edit_of_what_changed_meanwhile_shows_the_change_and_can_be_sent_again(comment, mo):
    masked(comment, mo)
    answer = edit(comment, seen=1)
    assert answer.status_code == 409
    assert "<ins>||</ins>albatrossword<ins>||</ins>" in answer.content.decode()
    assert 'name="revision" value="2"' in answer.content.decode()
    assert edit(comment, seen=2).status_code == 303


def test_the_preview_of_an_edit_stores_nothing(comment):
    page = edit(comment, "Now *slanted*.", action="preview")
    assert page.status_code == 200
    assert "<em>slanted</em>" in page.content.decode()
    assert boxes(page) == ["Now *slanted*."]
    assert now(comment).revision == 1


def test_withdrawing_asks_first_and_twice_is_once(comment, mo):
    deciding.decide(comment, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    assert "albatrossword" in HouseClient().get(comment.review.url).content.decode()
    assert HouseClient().get(receipt_url(comment.key) + "withdrawal/").status_code == 200
    assert now(comment).state == "published"
    assert [post(comment, "withdrawal/").status_code for _ in range(2)] == [303, 303]
    assert now(comment).state == "withdrawn"
    assert now(comment).decisions.filter(verdict="withdraw").count() == 1
    assert "albatrossword" not in HouseClient().get(comment.review.url).content.decode()


def test_what_is_spam_is_not_withdrawn(comment, mo):
    spam(comment, mo)
    assert post(comment, "withdrawal/").status_code == 409
    assert now(comment).state == "spam"


def test_mail_is_chosen_and_unchosen(comment):
    assert "asks whether it is yours" in HouseClient().get(receipt_url(comment.key)).content.decode()
    answer = post(comment, "mail/", {"decision": "on", "replies": "on"})
    assert answer.status_code == 303
    assert (now(comment).mail_decision, now(comment).mail_replies) == (True, True)
    assert HouseClient().get(answer["Location"]).content.decode().count("checked") == 2
    post(comment, "mail/", {"replies": "on"})
    assert (now(comment).mail_decision, now(comment).mail_replies) == (False, True)


def test_whether_an_address_is_confirmed_is_said(site, comment, ben):
    Comment.objects.filter(pk=comment.pk).update(address_proven=True)
    assert "which is confirmed" in HouseClient().get(receipt_url(comment.key)).content.decode()
    member = make_comment(site.review, "By a member", author=ben)
    assert "address of your account" in HouseClient().get(receipt_url(member.key)).content.decode()


def test_erasing_says_what_stays_and_leaves_nothing(comment):
    page = HouseClient().get(receipt_url(comment.key) + "erasure/").content.decode()
    assert "This stays:" in page
    assert now(comment).erased_at is None
    assert [post(comment, "erasure/").status_code for _ in range(2)] == [303, 303]
    kept = HouseClient().get(receipt_url(comment.key) + "data.json").content.decode()
    assert "albatrossword" not in kept
    assert "dov" not in kept.casefold()
    assert post(comment, "mail/", {"decision": "on"}).status_code == 409
    refused = edit(comment)
    assert refused.status_code == 409
    assert boxes(refused) == [MINE]


@pytest.mark.parametrize("part", ACTIONS)
def test_another_site_changes_nothing_and_the_text_comes_back(comment, part):
    sent = {"text": MINE, "revision": 1, "decision": "on"}
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://elsewhere.example"}):
        answer = post(comment, part, sent, headers=headers)
        assert answer.status_code == 403
        assert boxes(answer) == [MINE]
    row = now(comment)
    assert (row.state, row.revision, row.mail_decision, row.erased_at) == ("pending", 1, False, None)


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "http://testserver"}])
def test_a_browser_that_says_little_is_believed_because_it_knows_the_address(comment, headers):
    assert post(comment, "edit/", {"text": MINE, "revision": 1}, headers=headers).status_code == 303


@pytest.mark.parametrize("part", ACTIONS)
def test_an_unknown_receipt_hands_the_text_back(site, part):
    answer = HouseClient().post("/r/" + "0" * 40 + "/" + part, {"text": MINE})
    assert answer.status_code == 404
    assert boxes(answer) == [MINE]


@pytest.mark.parametrize("part", ACTIONS)
def test_looking_changes_nothing(comment, part):
    HouseClient().get(receipt_url(comment.key) + part)
    HouseClient().head(receipt_url(comment.key) + part)
    assert now(comment).decisions.count() == 1
    assert HouseClient().put(receipt_url(comment.key) + part).status_code == 405


def test_an_edited_reply_keeps_its_receipt(comment):
    editing.edit(comment, text="Another", seen_revision=1)
    assert HouseClient().get(receipt_url(comment.key)).status_code == 200


def test_a_proof_proves_its_own_address_and_no_other(settings):
    proof = proof_for("Dov@Example.org")
    assert proves(proof, "dov@example.org")
    assert "dov" not in proof
    for forged in ("", "x", proof[:-1], proof_for("ben@example.org"), "a:b:c"):
        assert not proves(forged, "dov@example.org")
    assert not proves(proof, "")
    settings.SECRET_KEY = "another-house"
    assert not proves(proof, "dov@example.org")
