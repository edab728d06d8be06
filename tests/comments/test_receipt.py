"""The receipt: what it shows of one reply, in every state, to whoever has its address; and to nobody else."""

import html5lib
import pytest

from reviews.comments import actions, deciding, editing, erasing, masking, undoing
from reviews.comments.models import Comment, CommentRevision
from reviews.comments.receipts import new_key, receipt_url
from reviews.comments.records import Decision
from reviews.comments.rules.models import RuleBook
from reviews.comments.sender import Sender
from reviews.publishing.models import Review
from tests.fixture_site import make_comment, make_fixture_site
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = "A fine albatrossword, and <b>more</b>."


@pytest.fixture
def site(ada, mo):
    mo.display_name = "Moderatrix"
    mo.save(update_fields=["display_name"])
    return make_fixture_site(ada, mo)


@pytest.fixture
def comment(site):
    return make_comment(site.review, WORDS)


def page_of(comment, part=""):
    answer = HouseClient().get(receipt_url(comment.key) + part)
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(html):
    main = next(html5lib.parse(html, namespaceHTMLElements=False).iter("main"))
    return " ".join("".join(main.itertext()).split())


def read(comment):
    return words_of(page_of(comment))


def test_it_shows_the_text_as_it_reads_and_as_it_is_written(comment):
    html = page_of(comment)
    assert html.count("albatrossword") == 2
    assert "&lt;b&gt;more&lt;/b&gt;" in html
    assert "Dov" in html
    assert "dov@example.org" not in html


@pytest.mark.parametrize("part", ["", "edit/", "withdrawal/", "mail/", "erasure/", "data.json"])
def test_it_is_kept_by_nobody_and_named_to_nobody_and_sets_no_cookie(comment, part):
    answer = HouseClient().get(receipt_url(comment.key) + part)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert b"csrfmiddlewaretoken" not in answer.content


def test_only_its_own_address_opens_it(comment, signed_in, ben):
    # The same name and the same e-mail in another browser, and an account, see nothing of it.
    assert signed_in(ben).get("/r/" + "0" * 40 + "/").status_code == 404
    other = make_comment(comment.review, "Another")
    assert "albatrossword" not in page_of(other)
    assert receipt_url(comment.key) not in page_of(other)


def test_members_are_told_by_mail_what_their_account_says(site, signed_in, ben):
    ben.mail_decisions, ben.mail_replies = False, True
    ben.save(update_fields=["mail_decisions", "mail_replies"])
    sent = {"room": "before", "text": WORDS, "key": new_key(), "action": "send"}
    assert signed_in(ben).post(f"{site.review.url}reply/", sent).status_code == 303
    comment = Comment.objects.get(author=ben)
    assert (comment.mail_decision, comment.mail_replies) == (False, True)
    assert "address of your account" in read(comment)


def test_it_says_how_many_wait_before_it(site, mo):
    # One waits in the fixture site already.
    first, asked, second = (make_comment(site.review, f"Number {number}") for number in range(3))
    assert "1 reply waits before yours" in read(first)
    assert "3 replies wait before yours" in read(second)
    deciding.ask_for_change(asked, by=mo, seen_revision=1, reason="Shorter.")
    assert "2 replies wait before yours" in read(second)
    for waiting in (site.pending, first):
        deciding.decide(waiting, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    assert "the next to be read" in read(second)
    assert "before yours" not in read(first)


def test_while_it_waits_it_says_by_which_rule(site):
    RuleBook.objects.create(pk=1, hold_all=False, trust_after=0, links_held=1, seconds_between=0)
    sent = {"review": site.review, "room": "before", "guest_name": "Dov", "guest_email": "dov@example.org", "sender": Sender()}
    waits = actions.post_comment(**sent, key=new_key(), text="See https://elsewhere.example/")
    assert "A reply with several links waits for a moderator." in read(waits)


@pytest.mark.parametrize("verdict", ["publish", "decline", "spam", "hold"])
def test_it_says_what_was_decided_and_why_and_by_no_name(comment, mo, verdict):
    if verdict == "hold":
        deciding.decide(comment, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    deciding.decide(comment, verdict=verdict, by=mo, seen_revision=1, reason="Heronreason.", reason_kind="subject")
    told = read(comment)
    assert comment.get_state_display().capitalize() in told
    assert "Heronreason." in told
    assert "It is not about the review or the work." in told
    assert "A moderator" in told
    assert "Moderatrix" not in told


def test_a_decision_that_was_taken_back_explains_nothing_any_more(comment, mo):
    declined = deciding.decide(comment, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1, reason="Heronreason.")
    undoing.undo(declined, by=mo)
    html = page_of(comment)
    stamp = next(
        element for element in html5lib.parse(html, namespaceHTMLElements=False).iter() if "stamp" in element.get("class", "").split()
    )
    assert "Heronreason." not in "".join(stamp.itertext())
    assert "Every reply waits for a moderator here." in "".join(stamp.itertext())
    assert "The step “declined” was taken back." in words_of(html)


def test_what_a_moderator_hid_is_shown_with_both_versions(comment, mo):
    masking.mask(comment, words=["albatrossword"], by=mo, seen_revision=1, publish=True)
    html = page_of(comment)
    assert "A moderator hid some of your words." in words_of(html)
    assert "<ins>||</ins>albatrossword<ins>||</ins>" in html
    assert "A fine ||albatrossword||, and" in html
    assert "A fine albatrossword, and" in html
    assert "Moderatrix" not in html


def test_a_mask_is_the_moderators_though_their_account_is_gone(comment, mo):
    masking.mask(comment, words=["albatrossword"], by=mo, seen_revision=1, publish=False)
    CommentRevision.objects.update(by=None)
    Decision.objects.update(by=None)
    assert "A moderator hid some of your words." in read(comment)
    assert "With a moderator’s marks" in read(comment)


def test_a_change_that_is_asked_for_has_its_form_open(comment, mo):
    deciding.ask_for_change(comment, by=mo, seen_revision=1, reason="Shorter, please.", reason_kind="other")
    html = page_of(comment)
    assert "Shorter, please." in words_of(html)
    assert "A change is asked for" in words_of(html)
    box = next(html5lib.parse(html, namespaceHTMLElements=False).iter("textarea"))
    assert box.text == WORDS
    assert "before yours" not in words_of(html)


def test_each_thing_that_happened_is_told_once_with_its_date(site, comment, mo):
    deciding.decide(comment, verdict=Decision.Verdict.PUBLISH, by=mo, seen_revision=1)
    editing.edit(comment, text="A fine albatrossword, shortened.", seen_revision=1)
    deciding.set_lock(comment, locked=True, by=mo, seen_revision=2)
    deciding.decide(comment, verdict=Decision.Verdict.KEEP, by=mo, seen_revision=2)
    editing.withdraw(comment)
    told = read(comment)
    for step in (
        "It arrived, and waits.", "A moderator published it.", "You changed it.", "stays hidden.", "left it as it is.", "You took it back.",
    ):  # fmt: skip
        assert told.count(step) == 1, step
    assert page_of(comment).count('class="history__when"') == 6


def test_every_verdict_has_words_of_its_own(comment, mo):
    for verdict in Decision.Verdict:
        Decision.objects.create(
            comment=comment, verdict=verdict, by=mo, revision=1, revision_after=1, state_before="pending", state_after="pending",
            room_before="before", room_after="after",
        )  # fmt: skip
    told = read(comment)
    assert "Moderatrix" not in told
    for inner_word in ("arrive", "mask", "agree"):
        assert inner_word not in told.split()


@pytest.mark.parametrize("state", ["published", "declined", "spam", "withdrawn"])
def test_it_opens_in_every_state(comment, mo, state):
    verdicts = {"published": "publish", "declined": "decline", "spam": "spam"}
    if state == "withdrawn":
        editing.withdraw(comment)
    else:
        deciding.decide(comment, verdict=verdicts[state], by=mo, seen_revision=1)
    told = read(comment)
    assert state.capitalize() in told
    assert "albatrossword" in told


def test_an_erased_one_opens_and_says_so_and_nothing_else(comment):
    erasing.erase(comment)
    told = read(comment)
    assert "Erased" in told
    assert "albatrossword" not in told
    assert "Dov" not in told


def test_it_works_when_the_review_is_taken_back_and_does_not_name_it(site, comment):
    Review.objects.filter(pk=site.review.pk).update(status="retracted", title="Down the well marabouretracted")
    html = page_of(comment)
    assert "albatrossword" in html
    assert "marabouretracted" not in html
    assert "The review has been taken back" in html
    answer = HouseClient().post(receipt_url(comment.key) + "withdrawal/")
    assert answer.status_code == 303
    assert "Withdrawn" in read(comment)


def test_everything_kept_about_it_can_be_taken_along(site):
    RuleBook.objects.create(pk=1, seconds_between=0)
    sent = {"review": site.review, "room": "before", "guest_name": "Dov", "guest_email": "dov@example.org"}
    # It shares a word with what stands behind the break; the file must not say so.
    guess = actions.post_comment(**sent, key=new_key(), text="Was it the tapirbreak?", sender=Sender())
    assert Comment.objects.get(pk=guess.pk).arrival["resembles"] == 1
    answer = HouseClient().get(receipt_url(guess.key) + "data.json")
    kept = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert "attachment" in answer["Content-Disposition"]
    assert (kept["name"], kept["e_mail"], kept["state"], kept["flags_by_readers"]) == ("Dov", "dov@example.org", "pending", 0)
    assert [text["text"] for text in kept["texts"]] == ["Was it the tapirbreak?"]
    assert kept["mail"] == {"decision": False, "replies": False}
    assert kept["history"][0]["why"] == ["Every reply waits for a moderator here."]
    assert kept["noted_on_arrival"]["published_before"] == 0
    assert "resembl" not in answer.content.decode()
    assert "from_network" not in answer.content.decode()
    assert "replies_last_hour_from_network" in Comment.objects.get(pk=guess.pk).arrival


@pytest.mark.parametrize("part", ["", "data.json"])
def test_it_costs_the_same_for_one_version_three_and_a_hundred(
    comment, part, client, django_assert_num_queries, django_assert_max_num_queries
):
    address = receipt_url(comment.key) + part
    with django_assert_max_num_queries(14) as first:
        client.get(address)
    for wanted in (3, 100):
        for number in range(comment.revision + 1, wanted + 1):
            CommentRevision.objects.create(comment=comment, number=number, text=f"Version {number}")
            Decision.objects.create(
                comment=comment, verdict="edit", revision=number - 1, revision_after=number, state_before="pending",
                state_after="pending", room_before="before", room_after="before",
            )  # fmt: skip
        comment.revision = wanted
        comment.save(update_fields=["revision"])
        with django_assert_num_queries(len(first.captured_queries)):
            client.get(address)
