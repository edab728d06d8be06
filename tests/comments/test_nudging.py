"""Whether a reply resembles what its review hides, and who may be told so."""

import pytest

from reviews.comments import nudging
from reviews.comments.receipts import new_key
from reviews.comments.rules.models import RuleBook
from reviews.comments.storing import read_comment
from reviews.shelf.member import MemberShelf
from reviews.spoilers.reader import omniscient, stranger
from tests.fixture_site import make_review, make_work

pytestmark = pytest.mark.django_db
TEXT = """A quiet start in Harrowgate, where Marguerite keeps the light.

<!--more-->

In the end Quillfeather drowns the lighthouse keeper in the flooded cistern.

::: spoiler Deeper
The telegram was forged by Ambrosius.
:::
"""
GIVES_AWAY = "So Quillfeather drowns the lighthouse keeper in the flooded cistern."
DEEPER = "So the telegram was forged by Ambrosius."


@pytest.fixture
def well():
    return make_work("the-well")


@pytest.fixture
def review(ada, well):
    return make_review(ada, TEXT, (well,), slug="down")


def match(review, text, reader):
    return nudging.match_of(review, read_comment(text, subjects=review.subjects), reader)


def test_what_gives_the_story_away_is_found_in_the_words_of_the_reply(review):
    found = match(review, GIVES_AWAY, omniscient())
    assert found is not None
    assert "Quillfeather" in " ".join(found.written)
    assert {each["passage"] for each in found.as_evidence()} == {"break"}


@pytest.mark.parametrize("text", ["What a quiet start.", "Marguerite of Harrowgate is lovely.", f"I say ||{GIVES_AWAY}||"])
def test_what_everybody_knows_or_the_writer_has_marked_is_no_match(review, text):
    assert match(review, text, omniscient()) is None


def test_a_review_without_hidden_text_has_nothing_to_resemble(ada):
    assert match(make_review(ada, "All in the open.", (make_work("open"),), slug="open"), GIVES_AWAY, omniscient()) is None


def test_its_writer_may_know_it_who_has_finished_the_work_or_opened_the_passage(review, well, ben, cleo):
    MemberShelf(ben).finish(well)
    MemberShelf(cleo).open(review.break_key, works=[well.pk])
    for text, reader, may_read in [
        (GIVES_AWAY, stranger(), False),
        (GIVES_AWAY, MemberShelf(ben).reader(), True),
        (GIVES_AWAY, MemberShelf(cleo).reader(), True),
        # Nested in what Cleo opened, and not opened itself.
        (DEEPER, MemberShelf(cleo).reader(), False),
        (DEEPER, MemberShelf(ben).reader(), True),
        (f"{GIVES_AWAY} {DEEPER}", MemberShelf(cleo).reader(), False),
    ]:
        found = match(review, text, reader)
        assert found is not None
        assert found.may_read is may_read, text


def answers(client, text):
    """What the site says to a reply: on the way (the preview), and once it is sent."""
    sent = {"text": text, "room": "before", "name": "Dov", "email": "dov@example.org"}
    preview = client.post("/reviews/down/reply/", sent)
    posted = client.post("/reviews/down/reply/", {**sent, "key": new_key(), "action": "send"})
    receipt = client.get(posted["Location"]) if posted.status_code == 303 else posted
    return [
        (answer.status_code, answer.content.decode().replace(text, "").replace(text[:20], ""))
        for answer in (preview, receipt)
    ]  # fmt: skip


def test_a_writer_who_may_not_read_it_learns_nothing(review, client):
    RuleBook.objects.create(pk=1, seconds_between=0, refuse_twice=False)
    told = answers(client, GIVES_AWAY)
    assert [status for status, _page in told] == [200, 200]
    for _status, page in told:
        assert "give away" not in page.casefold()
        assert "gives the story away" not in page.casefold()
        assert "resembl" not in page.casefold()
