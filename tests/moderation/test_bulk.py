"""Many rows in one press: mixed states, each bound to what was seen, and all of it taken back together."""

import re

import pytest

from reviews.comments import deciding, editing, moving
from reviews.comments.models import Comment
from reviews.moderation.bulk import Seen
from tests.fixture_site import make_comment, make_fixture_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def browser(signed_in, mo):
    return signed_in(mo)


def seen(comment, *, proof=""):
    return f"{comment.pk} {comment.revision} {comment.room} {comment.state} {proof}".strip()


def press(browser, verdict, *rows, **facts):
    return browser.post("/moderation/bulk/", {"verdict": verdict, "row": rows, **facts})


def outcome(browser):
    return " ".join(browser.get("/moderation/bulk/").content.decode().split())


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_what_can_be_done_is_done_and_the_rest_is_named_with_its_reason(browser, site, mo, edda):
    rows = {
        name: make_comment(site.review, f"text of {name}", guest_name=name) for name in ("Wren", "Lark", "Finch", "Rook", "Stork", "Ibis")
    }
    gated = make_comment(site.review, "ospreyafter", room="after")
    marks = [seen(comment) for comment in (*rows.values(), gated, site.declined)]
    deciding.decide(rows["Lark"], verdict="decline", by=edda, seen_revision=1, reason="No.")
    editing.edit(rows["Finch"], text="text of Finch, changed", seen_revision=1)
    moving.move(rows["Rook"], room="after", by=edda, seen_revision=1)
    editing.withdraw(rows["Stork"])
    response = press(browser, "publish", *marks)
    assert (response.status_code, response["Location"]) == (303, "/moderation/bulk/")
    assert [state(comment) for comment in rows.values()] == ["published", "declined", "pending", "pending", "withdrawn", "published"]
    assert (state(gated), state(site.declined)) == ("pending", "published")
    html = outcome(browser)
    assert "3 were done" in html
    assert "5 were left" in html
    for words in (
        'Lark: <a href="/reviews/down-the-well/">Down the well</a>. Edda has decided meanwhile: declined.',
        "The writer has changed this reply since you read it.",
        "Edda has decided meanwhile: moved.",
        "Its writer has taken it back",
        "Read all of it first",
    ):
        assert words in html, words
    assert "ospreyafter" not in html


def test_the_whole_press_is_taken_back_or_nothing_of_it(browser, site, edda):
    rows = [make_comment(site.review, f"Number {n}") for n in range(3)]
    press(browser, "spam", *map(seen, rows), seen(site.before))
    assert {state(comment) for comment in (*rows, site.before)} == {"spam"}
    ids = re.findall(r'name="decision" value="(\d+)"', outcome(browser))
    assert len(ids) == 4
    moved = deciding.decide(Comment.objects.get(pk=rows[0].pk), verdict="hold", by=edda, seen_revision=1)
    response = browser.post("/moderation/decisions/undo/", {"decision": ids})
    assert response.status_code == 409
    assert "as a whole or not at all" in response.content.decode()
    assert state(rows[1]) == "spam"
    browser.post(f"/moderation/decisions/{moved.pk}/undo/")
    assert browser.post("/moderation/decisions/undo/", {"decision": ids}).status_code == 303
    assert [state(comment) for comment in rows] == ["pending"] * 3
    assert state(site.before) == "published"
    assert 'name="decision"' not in outcome(browser)


def test_moving_takes_a_branch_along_once(browser, site, mo):
    child = make_comment(site.review, "child", parent=site.before, publish_by=mo)
    press(browser, "move", seen(site.before), seen(child), seen(site.pending))
    rooms = {comment.pk: comment.room for comment in Comment.objects.all()}
    assert (rooms[site.before.pk], rooms[child.pk], rooms[site.pending.pk]) == ("after",) * 3
    assert "2 were done" in outcome(browser)
    assert "1 was left" in outcome(browser)


def test_declining_many_takes_a_reason_and_asks_for_it(browser, site):
    response = press(browser, "decline", seen(site.pending))
    assert response.status_code == 422
    html = response.content.decode()
    assert "Say why" in html
    assert seen(site.pending) in html
    assert state(site.pending) == "pending"
    press(browser, "decline", seen(site.pending), reason_kind="advert", reason="Not here.")
    decision = site.pending.decisions.latest("id")
    assert (decision.verdict, decision.reason, decision.reason_kind) == ("decline", "Not here.", "advert")


def test_what_was_read_counts_and_what_is_so_already_is_left(browser, site):
    after = make_comment(site.review, "ospreyafter", room="after")
    html = browser.post(f"/moderation/{after.pk}/look/").content.decode()
    proof = re.findall(r'name="read"\s+value="([^"]+)"', html)[0]
    press(browser, "publish", seen(after, proof=proof), seen(site.after, proof="x"))
    assert state(after) == "published"
    assert "1 was left" in outcome(browser)


@pytest.mark.parametrize("rows", [[], ["nonsense"], ["1 1 attic pending"], ["x 1 before pending"], ["1 1 before"]])
def test_a_press_on_nothing_decides_nothing(rows, browser, site):
    response = press(browser, "publish", *rows)
    assert response.status_code == 422
    assert "Nothing was chosen" in response.content.decode()


def test_without_an_outcome_the_page_leads_to_the_desk(browser, signed_in, ben, client, site):
    assert browser.get("/moderation/bulk/")["Location"] == "/moderation/"
    assert browser.post("/moderation/decisions/undo/")["Location"] == "/moderation/"
    for who, status in ((signed_in(ben), 403), (client, 302)):
        assert who.get("/moderation/bulk/").status_code == status
        assert press(who, "spam", seen(site.pending)).status_code == status
        assert who.post("/moderation/decisions/undo/").status_code == status
    assert state(site.pending) == "pending"


@pytest.mark.parametrize(
    "text", ["", "1", "1 2", "1 2 before", "1 2 before pending proof more", "-1 1 before pending", f"{'9' * 30} 1 before pending"]
)
def test_a_box_that_can_not_be_read_is_none(text):
    assert Seen.read(text) is None


def test_a_box_is_read_as_it_was_written():
    assert Seen.read("12 3 after spam") == Seen(12, 3, "after", "spam")
    assert Seen.read("12 3 after spam a:b") == Seen(12, 3, "after", "spam", "a:b")
