"""Moving replies across the break: rooms cascade, states never do, and undo restores each row."""

from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.comments import actions, deciding, faults, moving
from reviews.comments.models import MAX_DEPTH, Comment, CommentPassage, CommentRevision, Thread
from reviews.comments.receipts import hash_of, new_key, token_for
from reviews.comments.recompiling import recompile_comment
from reviews.comments.records import Decision
from reviews.comments.thread import place
from reviews.publishing.outcomes import Result
from reviews.works.models import Work
from tests.fixture_site import make_comment, make_review, make_work
from tests.racing import race

pytestmark = pytest.mark.django_db

TEXT = "# Aloud\n\nPlainword and >!secretword!<\n\n::: spoiler A turn\nBlockword with ||nestedword||\n:::"


@pytest.fixture
def review(ada):
    return make_review(ada, "Text.\n\n<!--more-->\n\nEnd.", (make_work("the-well"),), slug="down")


@pytest.fixture
def branch(review, mo):
    """A reply with replies in every state: one deeper, one waiting, one declined, one behind the break already."""
    root = make_comment(review, TEXT, publish_by=mo)
    child = make_comment(review, TEXT, parent=root, publish_by=mo)
    deeper = make_comment(review, "Deeperword", parent=child, publish_by=mo)
    waits = make_comment(review, "Waitingword ||nestedword||", parent=child)
    declined = make_comment(review, TEXT, parent=root, publish_by=mo)
    decide(declined, "decline", mo, reason="Off the subject.")
    behind = make_comment(review, "Behindword", parent=root, room="after", publish_by=mo)
    return {"root": root, "child": child, "deeper": deeper, "waits": waits, "declined": declined, "behind": behind}


@pytest.fixture
def beside(review, mo, branch):
    """A reply beside the branch, which nothing here touches."""
    return make_comment(review, "Besideword", publish_by=mo)


def decide(comment, verdict, by, **facts):
    return deciding.decide(comment, verdict=verdict, by=by, seen_revision=comment.revision, **facts)


def move(comment, room, by, seen_revision=None):
    return moving.move(comment, room=room, by=by, seen_revision=seen_revision or comment.revision)


def rooms():
    return dict(Comment.objects.values_list("pk", "room"))


def states():
    return dict(Comment.objects.values_list("pk", "state"))


def stored():
    """All that is stored of every reply's place and text, but for the ids of passages, which are made anew."""
    comments = list(Comment.objects.order_by("pk").values("pk", "room", "state", "rendition", "search_text"))
    columns = [field.attname for field in CommentPassage._meta.local_fields if field.name not in {"id", "position"}]
    # Where nothing is shown there is no order to show it in.
    return comments, list(CommentPassage.objects.order_by("comment_id", "position").values(*columns)), counts()


def counts():
    return tuple(Thread.objects.values_list("before_count", "after_count").get())


def named(comment):
    """Each marked spoiler of a reply by the names it goes by, in order."""
    marked = comment.passages.exclude(kind=CommentPassage.ROOM).order_by("position")
    return list(marked.values("handle", "key", "parent_handle", "kind", "label", "rendition"))


def assert_whole(review):
    """What must hold whatever was moved: text where room and state want it, counts that count, nothing less hidden than what it answers."""
    comments = list(Comment.objects.filter(review=review).select_related("parent").prefetch_related("passages"))
    for comment in comments:
        kinds = [passage.kind for passage in comment.passages.all()]
        public = comment.state == "published"
        assert bool(comment.rendition) == bool(comment.search_text) == (public and comment.room == "before")
        assert kinds.count("room") == (public and comment.room == "after")
        assert public or not any(passage.rendition for passage in comment.passages.all())
        assert comment.parent is None or (comment.parent.room, comment.room) != ("after", "before")
    thread = Thread.objects.get(review=review)
    published = [comment.room for comment in comments if comment.state == "published"]
    assert (thread.before_count, thread.after_count) == (published.count("before"), published.count("after"))
    # What a move leaves is what compiling would make of it.
    outcomes = [recompile_comment(comment.pk, dry_run=True) for comment in comments]
    assert {outcome.result for outcome in outcomes} == {Result.UNCHANGED}


def assert_rebuilt(review):
    """Every state, room and revision follows from the decisions, which follow from each other."""
    for comment in Comment.objects.filter(review=review):
        state, room, revision = "", "", 1
        for decision in comment.decisions.order_by("id"):
            assert (decision.state_before, decision.room_before, decision.revision) == (state, room, revision)
            state, room, revision = decision.state_after, decision.room_after, decision.revision_after
        assert (comment.state, comment.room, comment.revision) == (state, room, revision)


# --- Behind the break ---------------------------------------------------------------------------------------------


def test_moving_behind_takes_every_reply_with_it_in_one_decision(review, mo, branch, beside):
    before = states()
    decision = move(branch["root"], "after", mo)
    assert rooms() == {**{comment.pk: "after" for comment in branch.values()}, beside.pk: "before"}
    assert states() == before
    assert (decision.verdict, decision.by, decision.part_of) == ("move", mo, None)
    assert decision.comment_id == branch["root"].pk
    moved = [branch[name].pk for name in ("child", "deeper", "waits", "declined")]
    assert list(decision.parts.values_list("comment", flat=True)) == moved
    assert set(decision.parts.values_list("by", "verdict", "room_before", "room_after", "revision")) == {
        (mo.pk, "move", "before", "after", 1)
    }
    assert not branch["behind"].decisions.filter(verdict="move").exists()
    assert branch["root"].room == "after"
    assert_rebuilt(review)
    assert_whole(review)


def test_moving_a_reply_in_the_middle_leaves_what_it_answers(review, mo, branch):
    move(branch["child"], "after", mo)
    now = rooms()
    assert [now[branch[name].pk] for name in branch] == ["before", "after", "after", "after", "before", "after"]
    assert_whole(review)


def test_the_words_leave_the_row_and_become_passages(mo, branch):
    comment = branch["child"]
    before, public = named(comment), Comment.objects.get(pk=comment.pk).rendition
    assert "Plainword" in str(public)
    move(branch["root"], "after", mo)
    row = Comment.objects.get(pk=comment.pk)
    assert (row.rendition, row.search_text) == ([], "")
    assert row.passages.get(kind=CommentPassage.ROOM).rendition == public
    assert named(comment) == before
    assert len(before) == 3


def test_what_is_down_keeps_no_word_and_its_names(mo, branch):
    declined, waits = branch["declined"], branch["waits"]
    keys = [passage["key"] for passage in named(declined)]
    move(branch["root"], "after", mo)
    for comment in (declined, waits):
        comment.refresh_from_db()
        assert not comment.passages.exclude(rendition=[], label="").exists()
    assert (declined.state, waits.state) == ("declined", "pending")
    decide(declined, "publish", mo)
    assert [passage["key"] for passage in named(declined)] == keys
    assert len(keys) == 3
    assert Comment.objects.get(pk=declined.pk).rendition == []
    assert "Plainword" in str(declined.passages.get(kind=CommentPassage.ROOM).rendition)


def test_counts_and_the_date_of_the_page_follow(mo, branch, beside):
    assert counts() == (4, 1)
    date = Thread.objects.get().public_changed_at
    move(branch["root"], "after", mo)
    assert counts() == (1, 4)
    assert Thread.objects.get().public_changed_at > date


def test_moving_what_nobody_sees_changes_no_public_date(review, mo):
    waits = make_comment(review, "Waits")
    date = Thread.objects.get().public_changed_at
    move(waits, "after", mo)
    assert Thread.objects.get().public_changed_at == date
    assert counts() == (0, 0)
    assert (waits.state, waits.room) == ("pending", "after")


def test_the_deepest_replies_go_with_what_they_answer_and_not_with_what_they_stand_beside(review, mo):
    top = make_comment(review, "1", publish_by=mo)
    Comment.objects.filter(pk=top.pk).update(depth=MAX_DEPTH, path="0" * 495 + "00001")
    top.refresh_from_db()
    one, two = (make_comment(review, text, parent=top, publish_by=mo) for text in ("1.1", "1.2"))
    three = make_comment(review, "1.2.1", parent=two, publish_by=mo)
    assert {comment.depth for comment in Comment.objects.all()} == {MAX_DEPTH}
    assert move(two, "after", mo).parts.count() == 1
    assert rooms() == {top.pk: "before", one.pk: "before", two.pk: "after", three.pk: "after"}
    assert move(top, "after", mo).parts.count() == 1
    assert set(rooms().values()) == {"after"}


# --- Before the break ---------------------------------------------------------------------------------------------


def test_moving_forward_needs_a_parent_before_the_break(review, mo, branch):
    move(branch["root"], "after", mo)
    before = stored()
    with pytest.raises(faults.ParentBehind):
        move(branch["child"], "before", mo)
    assert stored() == before
    move(branch["root"], "before", mo)
    move(branch["child"], "before", mo)
    assert rooms()[branch["child"].pk] == "before"
    assert_whole(review)


def test_moving_forward_takes_nobody_with_it(review, mo, branch):
    move(branch["root"], "after", mo)
    decision = move(branch["root"], "before", mo)
    assert not decision.parts.exists()
    assert [pk for pk, room in rooms().items() if room == "before"] == [branch["root"].pk]
    assert_rebuilt(review)
    assert_whole(review)


def test_there_and_back_the_text_and_its_names_are_what_they_were(mo, review):
    comment = make_comment(review, TEXT, publish_by=mo)
    before, positions = stored(), list(comment.passages.values_list("position", flat=True))
    move(comment, "after", mo)
    assert stored() != before
    move(comment, "before", mo)
    assert stored() == before
    assert list(comment.passages.values_list("position", flat=True)) == positions


def test_what_comes_forward_is_judged_by_the_works_of_today(ada, mo, review):
    make_review(ada, "Another.", (make_work("the-mill"),), slug="another")
    comment = make_comment(review, 'Openword.\n\n::: spoiler Two {of="the-mill"}\nBlockword\n:::', publish_by=mo)
    assert comment.passages.get().scope
    move(comment, "after", mo)
    Work.objects.filter(slug="the-mill").update(slug="another-mill")
    move(comment, "before", mo)
    row = Comment.objects.get()
    assert "Openword" in str(row.rendition)
    assert "Blockword" not in str(row.rendition) + row.search_text
    # Of a work that nobody knows: no shelf opens it.
    passage = comment.passages.get()
    assert (passage.scope, passage.of_review) == ([], False)
    assert "Blockword" in str(passage.rendition)


def test_published_in_the_moment_between_it_comes_forward_with_its_text(mo, edda, review, monkeypatch):
    comment = make_comment(review, "Lateword", room="after")
    look = moving._texts_in_front

    def then_publish(*args):
        monkeypatch.setattr(moving, "_texts_in_front", look)
        texts = look(*args)
        decide(Comment.objects.get(pk=comment.pk), "publish", edda)
        return texts

    monkeypatch.setattr(moving, "_texts_in_front", then_publish)
    move(comment, "before", mo)
    assert "Lateword" in str(Comment.objects.get().rendition)
    assert_whole(review)


# --- Bound to what was seen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ["before", "after"])
def test_a_move_is_bound_to_the_revision_that_was_seen(review, mo, room):
    comment = make_comment(review, "Text", room="after" if room == "before" else "before", publish_by=mo)
    before = stored()
    with pytest.raises(faults.RevisionChanged):
        move(comment, room, mo, seen_revision=2)
    assert stored() == before
    assert not Decision.objects.filter(verdict="move").exists()


def test_moving_where_it_is_says_who_put_it_there(review, mo, edda, branch):
    with pytest.raises(faults.AlreadyThere) as there:
        move(branch["root"], "before", mo)
    assert there.value.decision.verdict == "arrive"
    stale = Comment.objects.get(pk=branch["root"].pk)
    move(branch["root"], "after", edda)
    decide(branch["root"], "decline", mo, reason="No.")
    with pytest.raises(faults.AlreadyThere) as there:
        move(stale, "after", mo)
    assert there.value.decision.by == edda
    assert Decision.objects.filter(verdict="move", part_of=None).count() == 1


@pytest.mark.parametrize("room", ["before", "after"])
def test_publishing_is_bound_to_the_room_that_was_seen(review, mo, edda, room):
    comment = make_comment(review, "Text", room=room)
    stale = Comment.objects.get(pk=comment.pk)
    move(comment, "after" if room == "before" else "before", edda)
    for seen in ({}, {"seen_room": room}):
        with pytest.raises(faults.RoomChanged) as moved:
            decide(stale, "publish", mo, **seen)
        assert moved.value.decision.by == edda
    with pytest.raises(faults.RoomChanged):
        decide(comment, "publish", mo, seen_room=room)
    assert Comment.objects.get().state == "pending"
    # What takes a text away is right in any room.
    decide(stale, "decline", mo)
    assert Comment.objects.get().state == "declined"


def test_who_decides_too_late_is_told_of_the_verdict_and_not_of_a_move(review, mo, edda):
    comment = make_comment(review, "Text")
    stale = Comment.objects.get(pk=comment.pk)
    decide(comment, "spam", edda)
    move(comment, "after", mo)
    with pytest.raises(faults.AlreadyDecided) as decided:
        decide(stale, "decline", mo)
    assert (decided.value.decision.verdict, decided.value.decision.by) == ("spam", edda)


# --- Undo ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["root", "child", "waits", "declined", "deeper"])
def test_undo_restores_each_row(review, mo, edda, branch, beside, name):
    before = stored()
    decision = move(branch[name], "after", mo)
    undone = moving.undo(decision, by=edda)
    assert stored() == before
    assert (undone.verdict, undone.by, undone.undoes, undone.part_of) == ("undo", edda, decision, None)
    assert list(undone.parts.values_list("undoes", "comment")) == list(decision.parts.values_list("pk", "comment"))
    assert_rebuilt(review)
    assert_whole(review)


def test_undo_of_a_move_forward_hides_it_again(review, mo, branch):
    move(branch["root"], "after", mo)
    before = stored()
    decision = move(branch["root"], "before", mo)
    assert stored() != before
    moving.undo(decision, by=mo)
    assert stored() == before
    assert_whole(review)


def test_undo_leaves_states_as_they_are_now(review, mo, branch):
    decision = move(branch["root"], "after", mo)
    for comment in branch.values():
        comment.refresh_from_db()
    decide(branch["child"], "spam", mo)
    decide(branch["waits"], "decline", mo)
    moving.undo(decision, by=mo)
    now = states()
    assert (now[branch["child"].pk], now[branch["waits"].pk]) == ("spam", "declined")
    assert rooms()[branch["child"].pk] == "before"
    assert_whole(review)


def test_a_move_is_undone_once(mo, branch):
    decision = move(branch["root"], "after", mo)
    undone = moving.undo(decision, by=mo)
    before = stored()
    with pytest.raises(faults.AlreadyUndone) as refused:
        moving.undo(decision, by=mo)
    assert refused.value.decision == undone
    move(branch["root"], "after", mo)
    with pytest.raises(faults.AlreadyUndone):
        moving.undo(decision, by=mo)
    assert stored() != before


def test_only_a_whole_move_can_be_undone(mo, branch):
    decision = move(branch["root"], "after", mo)
    undone = moving.undo(decision, by=mo)
    for other in (decision.parts.first(), undone, branch["root"].decisions.get(verdict="publish")):
        with pytest.raises(faults.NothingToUndo):
            moving.undo(other, by=mo)


def edit(comment):
    """The writer changes a reply that waits."""
    comment.refresh_from_db()
    CommentRevision.objects.create(comment=comment, number=comment.revision + 1, text="Other words")
    Comment.objects.filter(pk=comment.pk).update(revision=F("revision") + 1)
    same = {name: getattr(comment, name) for name in ("state", "room")}
    Decision.objects.create(
        comment=comment, verdict="edit", revision=comment.revision, revision_after=comment.revision + 1,
        **{f"{name}_{when}": value for name, value in same.items() for when in ("before", "after")},
    )  # fmt: skip
    comment.refresh_from_db()


def move_on(branch, mo):
    move(branch["root"], "before", mo)


def move_on_and_back(branch, mo):
    move(branch["root"], "before", mo)
    move(branch["root"], "after", mo)


def edit_one(branch, _mo):
    edit(branch["waits"])


def publish_one(branch, mo):
    decide(Comment.objects.get(pk=branch["waits"].pk), "publish", mo)


def publish_one_again(branch, mo):
    for verdict in ("decline", "publish"):
        decide(Comment.objects.get(pk=branch["deeper"].pk), verdict, mo)


@pytest.mark.parametrize("change", [move_on, move_on_and_back, edit_one, publish_one, publish_one_again])
def test_undo_is_refused_whole_where_one_row_has_changed(review, mo, branch, change):
    decision = move(branch["root"], "after", mo)
    change(branch, mo)
    before, made = stored(), Decision.objects.count()
    with pytest.raises(faults.ChangedSince):
        moving.undo(decision, by=mo)
    assert (stored(), Decision.objects.count()) == (before, made)
    assert_whole(review)


def test_a_move_that_was_undone_is_no_change(review, mo, branch):
    before = stored()
    first = move(branch["root"], "after", mo)
    moving.undo(move(branch["root"], "before", mo), by=mo)
    moving.undo(first, by=mo)
    assert stored() == before
    assert_rebuilt(review)


def test_undo_is_refused_where_the_parent_has_gone_behind(review, mo, branch):
    decision = move(branch["child"], "after", mo)
    move(branch["root"], "after", mo)
    before = stored()
    with pytest.raises(faults.ParentBehind):
        moving.undo(decision, by=mo)
    assert stored() == before


def test_undo_is_refused_where_a_reply_would_stay_in_front(review, mo, branch):
    move(branch["root"], "after", mo)
    decision = move(branch["root"], "before", mo)
    late = make_comment(review, "Late", parent=branch["root"])
    before = stored()
    with pytest.raises(faults.AnsweredInFront):
        moving.undo(decision, by=mo)
    assert stored() == before
    move(late, "after", mo)
    moving.undo(decision, by=mo)
    assert_whole(review)


def test_what_came_meanwhile_stays_behind(review, mo, branch):
    decision = move(branch["root"], "after", mo)
    late = make_comment(review, "Late", parent=branch["root"], publish_by=mo)
    assert late.room == "after"
    moving.undo(decision, by=mo)
    assert rooms()[late.pk] == "after"
    assert rooms()[branch["root"].pk] == "before"
    assert_whole(review)


# --- Consent ------------------------------------------------------------------------------------------------------


def test_consent_is_neither_lost_nor_widened(review, mo, ben, branch, signed_in, client):
    reader = signed_in(ben)
    opened, closed = branch["child"].passages.get(kind="inline", parent_handle=""), branch["child"].passages.get(kind="block")
    assert reader.post(f"{review.url}open/", {"gate": opened.handle}).status_code == 303
    assert reader.get(review.url).content.decode().count("secretword") == 1
    move(branch["root"], "after", mo)
    page = reader.get(review.url).content.decode()
    assert "secretword" not in page
    assert "Plainword" not in page
    reader.post(f"{review.url}open/", {"gate": "break"})
    page = reader.get(review.url).content.decode()
    assert "Plainword" in page
    assert page.count("secretword") == 1
    assert "Blockword" not in page
    assert closed.handle in page
    other = signed_in(mo)
    other.post(f"{review.url}open/", {"gate": "break"})
    assert "secretword" not in other.get(review.url).content.decode()
    assert "Plainword" not in client.get(review.url).content.decode()


# --- A long branch ------------------------------------------------------------------------------------------------


def grow(root, count):
    """As many published replies to `root`, each with its text, without the cost of posting each."""
    review, thread = root.review, Thread.objects.get(review=root.review)
    kept = {"room": "before", "state": "published", "rendition": root.rendition, "search_text": root.search_text}
    replies = []
    for number in range(thread.last_number + 1, thread.last_number + count + 1):
        key = new_key()
        replies.append(Comment(review=review, parent=root, number=number, key=key, receipt_hash=hash_of(token_for(key)), **kept))
        place(replies[-1])
    Comment.objects.bulk_create(replies)
    text, passage = root.revisions.get().text, CommentPassage.objects.filter(comment=root).values().get()
    CommentRevision.objects.bulk_create(CommentRevision(comment=reply, number=1, text=text) for reply in replies)
    CommentPassage.objects.bulk_create(CommentPassage(**{**passage, "id": None, "comment_id": reply.pk}) for reply in replies)
    Thread.objects.filter(review=review).update(last_number=F("last_number") + count, before_count=F("before_count") + count)


def test_a_branch_of_500_replies_moves_in_a_few_statements(review, mo):
    root = make_comment(review, "Plainword and >!secretword!<", publish_by=mo)
    grow(root, 500)
    before = stored()
    with CaptureQueriesContext(connection) as there:
        decision = move(root, "after", mo)
    assert decision.parts.count() == 500
    assert counts() == (0, 501)
    assert set(rooms().values()) == {"after"}
    assert not Comment.objects.exclude(rendition=[], search_text="").exists()
    assert CommentPassage.objects.filter(kind="room").exclude(rendition=[]).count() == 501
    with CaptureQueriesContext(connection) as back:
        moving.undo(decision, by=mo)
    assert stored() == before
    # SQLite takes a thousand values at a time, and so a few statements more; nothing is asked or written row by row.
    assert len(there) <= 40
    assert len(back) <= 50


# --- Any history --------------------------------------------------------------------------------------------------

VERDICTS = {"publish": "published", "hold": "pending", "decline": "declined", "spam": "spam", "withdraw": "withdrawn"}
#: A few replies and the latest moves: histories in which the same ones meet again and again are those in which something goes wrong.
PLACE = st.integers(0, 5)
ROOM = st.sampled_from(["before", "after"])
STEPS = st.one_of(
    st.tuples(st.just("post"), PLACE, ROOM, st.booleans()),
    st.tuples(st.just("decide"), PLACE, st.sampled_from(sorted([*VERDICTS, "publish", "publish"])), st.none()),
    st.tuples(st.just("move"), PLACE, ROOM, st.none()),
    st.tuples(st.just("move"), PLACE, ROOM, st.none()),
    st.tuples(st.just("undo"), st.integers(1, 4), st.none(), st.none()),
    st.tuples(st.just("edit"), PLACE, st.none(), st.none()),
)
#: Said in place of what is answered: a reply to the review itself.
NOBODY = 5
#: Where each begins: a conversation of three, the last of which waits; and perhaps it has been behind the break.
BEGINNING = [("post", NOBODY, "before", True), ("post", 0, "before", True), ("post", 1, "before", False)]
THERE_AND_BACK = [("move", 0, "after", None), ("move", 0, "before", None)]
HISTORIES = st.tuples(st.sampled_from([BEGINNING, BEGINNING + THERE_AND_BACK]), st.lists(STEPS, min_size=12, max_size=30))


class Telling:
    """What should have happened, told from what was done and the words of the rules: replies by number, each with what it answers."""

    def __init__(self):
        self.parent, self.room, self.state, self.log = [], [], [], []
        #: Each move: the replies that went, where they stood, and whether it was undone.
        self.moves = []

    def below(self, reply):
        found = [reply]
        for other, parent in enumerate(self.parent):
            if parent in found:
                found.append(other)
        return found

    def post(self, parent, room, *, staff):
        if parent is not None and self.state[parent] != "published":
            return faults.ParentGone
        self.parent.append(parent)
        self.room.append("after" if parent is not None and self.room[parent] == "after" else room)
        self.state.append("published" if staff else "pending")
        self.log.append([])
        return None

    def decide(self, reply, verdict):
        if verdict == "publish" and self.state[reply] != "published":
            self.log[reply].append(("published", None))
        self.state[reply] = VERDICTS[verdict]

    def move(self, reply, room):
        if self.room[reply] == room:
            return faults.AlreadyThere
        parent = self.parent[reply]
        if room == "before" and parent is not None and self.room[parent] == "after":
            return faults.ParentBehind
        going = [other for other in self.below(reply) if self.room[other] != room] if room == "after" else [reply]
        for other in going:
            self.room[other] = room
            self.log[other].append(("moved", len(self.moves)))
        self.moves.append((going, room, False))
        return None

    def undo(self, number):
        going, room, undone = self.moves[number]
        if undone:
            return faults.AlreadyUndone
        for reply in going:
            since = self.log[reply][self.log[reply].index(("moved", number)) + 1 :]
            if any(what == "edited" or (what == "published" and room == "after") or (what == "moved" and not self.moves[which][2])
                   for what, which in since):  # fmt: skip
                return faults.ChangedSince
        above = {self.parent[reply] for reply in going} - {None, *going}
        if room == "after" and any(self.room[parent] == "after" for parent in above):
            return faults.ParentBehind
        if room == "before" and any(self.parent[r] in going and self.room[r] == "before" for r in range(len(self.parent))):
            return faults.AnsweredInFront
        for reply in going:
            self.room[reply] = "before" if room == "after" else "after"
        self.moves[number] = (going, room, True)
        return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES)
def test_after_any_history_every_room_and_state_follows_from_its_decisions(history, ada, mo, work_of_histories):
    review = make_review(ada, "Text.", (work_of_histories,), slug=f"history-{new_key()}")
    telling = Telling()
    replies: list[Comment] = []
    decisions: list[Decision] = []

    def now(number):
        return Comment.objects.get(pk=replies[number].pk)

    def did(wanted, act):
        if wanted is None:
            return act()
        with pytest.raises(wanted):
            act()
        return None

    beginning, steps = history
    for what, at, value, staff in [*beginning, *steps]:
        reply = at % len(replies) if replies else 0
        if what == "post":
            parent = None if at == NOBODY else reply
            by = {"author": mo} if staff else {}
            wanted = telling.post(parent, value, staff=staff)
            answered = None if parent is None else now(parent)
            made = did(wanted, partial(make_comment, review, f"Word {len(replies)} and ||more||", room=value, parent=answered, **by))
            replies += [made] if made else []
        elif what == "decide":
            telling.decide(reply, value)
            decide(now(reply), value, mo)
        elif what == "move":
            made = did(telling.move(reply, value), partial(move, now(reply), value, mo))
            decisions += [made] if made else []
        elif what == "undo" and decisions:
            latest = max(len(decisions) - at, 0)
            did(telling.undo(latest), partial(moving.undo, decisions[latest], by=mo))
        elif what == "edit" and telling.state[reply] != "published":
            telling.log[reply].append(("edited", None))
            edit(replies[reply])
    found = Comment.objects.in_bulk([reply.pk for reply in replies])
    assert [found[reply.pk].room for reply in replies] == telling.room
    assert [found[reply.pk].state for reply in replies] == telling.state
    assert [1 + decision.parts.count() for decision in decisions] == [len(going) for going, _room, _undone in telling.moves]
    assert [hasattr(Decision.objects.get(pk=decision.pk), "undone_by") for decision in decisions] == [done for *_, done in telling.moves]
    assert_rebuilt(review)
    assert_whole(review)


@pytest.fixture
def work_of_histories():
    return make_work("the-well")


# --- Races, in real processes -------------------------------------------------------------------------------------


def moves(comment, room, by):
    return move(comment, room, by).verdict


def undoes(decision, by):
    return moving.undo(decision, by=by).verdict


def publishes(comment, by):
    return decide(comment, "publish", by).verdict


def replies_to(review, parent, by, text):
    """With what it answers in hand, as a form that was opened a while ago has it."""
    return actions.post_comment(review=review, text=text, room="before", key=new_key(), parent=parent, author=by).pk


@pytest.mark.django_db(transaction=True)
def test_two_moderators_move_at_once_and_one_decision_is_made(review, mo, edda, branch):
    outcomes = race([partial(moves, branch["root"], "after", by) for by in (mo, edda)])
    assert sorted(outcome == "move" for outcome in outcomes) == [False, True]
    assert any("AlreadyThere" in outcome for outcome in outcomes)
    assert Decision.objects.filter(verdict="move").count() == 5
    assert set(rooms().values()) == {"after"}
    assert_rebuilt(review)
    assert_whole(review)


@pytest.mark.django_db(transaction=True)
def test_replies_posted_under_a_branch_while_it_moves_are_moved_or_refused(review, mo, edda, branch):
    posts = [partial(replies_to, review, branch[name], mo, f"Raceword {name}") for name in ("root", "child", "deeper") * 2]
    moved, *posted = race([partial(moves, branch["root"], "after", edda), *posts])
    assert moved == "move"
    made = [outcome for outcome in posted if isinstance(outcome, int)]
    assert all("ParentGone" in outcome for outcome in posted if not isinstance(outcome, int))
    assert Comment.objects.filter(review=review).count() == len(branch) + len(made)
    assert set(rooms().values()) == {"after"}
    assert not Comment.objects.exclude(rendition=[], search_text="").exists()
    assert_rebuilt(review)
    assert_whole(review)


@pytest.mark.django_db(transaction=True)
def test_published_while_it_moves_a_reply_goes_with_it_or_waits(review, mo, edda, branch):
    outcomes = race([partial(moves, branch["root"], "after", edda), partial(publishes, branch["waits"], mo)])
    assert outcomes[0] == "move"
    assert outcomes[1] == "publish" or "RoomChanged" in outcomes[1]
    assert states()[branch["waits"].pk] == ("published" if outcomes[1] == "publish" else "pending")
    assert set(rooms().values()) == {"after"}
    assert_rebuilt(review)
    assert_whole(review)


@pytest.mark.django_db(transaction=True)
def test_undone_twice_at_once_and_published_at_once_one_of_them_wins(review, mo, edda, branch):
    decision = move(branch["root"], "after", mo)
    waits = Comment.objects.get(pk=branch["waits"].pk)
    *undone, published = race([partial(undoes, decision, mo), partial(undoes, decision, edda), partial(publishes, waits, mo)])
    if published == "publish":
        assert all("ChangedSince" in outcome for outcome in undone)
        assert set(rooms().values()) == {"after"}
    else:
        assert "RoomChanged" in published
        assert sorted(outcome == "undo" for outcome in undone) == [False, True]
        assert any("AlreadyUndone" in outcome for outcome in undone)
        assert rooms()[waits.pk] == "before"
    assert_rebuilt(review)
    assert_whole(review)
