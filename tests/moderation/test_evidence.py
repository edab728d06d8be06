"""The evidence on a row: exact, marked where it stands, and gated like what it is taken from."""

import pytest

from reviews.comments.models import Comment
from reviews.comments.records import Decision, Flag
from reviews.moderation.marking import AROUND, MOST_EXCERPTS, MOST_WORDS, excerpts
from reviews.shelf.models import ShelfEntry
from tests.fixture_site import make_comment, make_fixture_site


def plain(found):
    """Excerpts as text, marked words between brackets."""
    return ["".join(f"[{each.text}]" if each.is_marked else each.text for each in excerpt) for excerpt in found]


@pytest.mark.parametrize(
    ("line", "words", "found"),
    [
        ("Cheap casino here", ["casino"], ["Cheap [casino] here"]),
        ("CASINO and Casino", ["casino"], ["[CASINO] and [Casino]"]),
        ("buy — now", ["buy now"], ["[buy — now]"]),
        ("nothing of it", ["casino"], []),
        ("nothing of it", [], []),
        ("a+b (c) a+b", ["a+b"], ["[a+b] (c) [a+b]"]),
        ("!!! and ???", ["???"], ["!!! and [???]"]),
        ("one two three", ["two", "two three"], ["one [two three]"]),
        ("x" * 200 + " casino " + "y" * 200, ["casino"], ["…" + "x" * (AROUND - 1) + " [casino] " + "y" * (AROUND - 1) + "…"]),
        ("far casino " + "away " * 60 + "casino end", ["casino"], 2),
    ],
)
def test_excerpts_hold_the_words_and_what_stands_around_them(line, words, found):
    shown = plain(excerpts([line], words))
    if isinstance(found, int):
        assert len(shown) == found
    else:
        assert shown == found


@pytest.mark.parametrize(
    ("line", "words", "found"),
    [
        ("Quill’s café", ["QUILL", "cafe"], ["[Quill’s] [café]"]),
        ("casino casinos", ["casino"], ["[casino] casinos"]),
        # A part of a word is another word: it would tell which word a rule has found in what is hidden.
        ("the casinos, the occasion", ["casino", "asi", "occ"], []),
        ("L’Artagnan, d’Artagnan", ["artagnan"], ["L’[Artagnan], d’[Artagnan]"]),
        ("他是凶手吗", ["凶手"], ["他是[凶手]吗"]),
        ("one two three", ["one two", "two three"], ["[one two three]"]),
        ("snake_case here", ["snake case"], ["[snake_case] here"]),
        ("casino", ["", "  ", "casino"], ["[casino]"]),
    ],
)
def test_excerpts_compare_words_as_leaks_are_told(line, words, found):
    assert plain(excerpts([line], words)) == found


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("x " + "_" * 60 + " y", "x " + "_" * 60 + " ź"),
        ("_" * 10_000, "x " + "_" * 60 + " ź"),
        ("_ " * 5_000, "_ " * 60 + "ź"),
        ("x_" * 5_000, "x_" * 2_500 + "ź"),
        ("x " * 5_000, "x " * 2_500 + "ź"),
    ],
)
def test_excerpts_come_back_from_hostile_text(line, word):
    # A pattern with a choice at each sign would not come back within the life of whoever waits.
    assert excerpts([line], [word]) == []


def test_excerpts_look_for_a_bounded_number_of_words_and_show_a_few_places():
    words = [f"word{number}" for number in range(MOST_WORDS + 1)]
    assert len(excerpts(words, words)) == MOST_EXCERPTS
    assert plain(excerpts(words[-2:], words)) == [f"[{words[-2]}]"]


def test_excerpts_are_pieces_of_the_line():
    line = "The quick brown fox " * 20
    for excerpt in excerpts([line], ["fox"]):
        assert "".join(each.text for each in excerpt).strip("…") in line


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def browser(signed_in, mo):
    return signed_in(mo)


def hold(comment, rule, **evidence):
    """As if this rule had held it on its arrival."""
    findings = {"findings": [{"rule": rule, "evidence": evidence}]}
    Decision.objects.filter(comment=comment, verdict="arrive").update(rule=rule, evidence=findings)
    return comment


def match(word, where="text"):
    return {"entry": word, "in": where, "start": 0, "end": len(word), "matched": word}


def finish(mo, *works):
    for work in works:
        ShelfEntry.objects.create(member=mo, work=work, finished=True)


def page(browser, address="/moderation/"):
    return browser.get(address).content.decode()


db = pytest.mark.django_db


@db
def test_held_words_are_marked_where_they_stand(browser, site):
    hold(make_comment(site.review, "Visit my casino <b>today</b>"), "held_words", matches=[match("casino")], count=1)
    html = page(browser)
    assert "Visit my <mark>casino</mark> &lt;b&gt;today&lt;/b&gt;" in html


@db
def test_held_words_in_a_hidden_part_are_named_to_those_who_read_it(browser, site, mo):
    marked = hold(make_comment(site.review, "plain and >!swiftmarked!<"), "held_words", matches=[match("swiftmarked")], count=1)
    after = hold(make_comment(site.review, "ospreyafter", room="after"), "held_words", matches=[match("ospreyafter")], count=1)
    html = page(browser)
    assert "swiftmarked" not in html
    assert "ospreyafter" not in html
    for comment, word in ((marked, "swiftmarked"), (after, "ospreyafter")):
        opened = browser.post(f"/moderation/{comment.pk}/look/").content.decode()
        assert f"<mark>{word}</mark>" in opened
    finish(mo, site.novel, site.film)
    assert "<mark>swiftmarked</mark>" in page(browser)


@db
def test_what_a_reply_resembles_is_named_to_those_who_have_that_passage_open(browser, site, mo):
    passage = site.review.passages.get(kind="block", label="A twist of another story")
    found = {"passage": passage.handle, "written": "otter", "start": 0, "end": 5, "hidden": "otterblock", "how": "spelling"}
    comment = hold(make_comment(site.review, "The otter is back"), "resembling", count=1, resembles=[found])
    html = page(browser)
    # To read the reply is not to read the review: which of its words give the passage away stays with the passage.
    for html in (page(browser), browser.post(f"/moderation/{comment.pk}/look/").content.decode()):
        assert "It resembles a hidden passage you have not read." in html
        assert "The otter is back" in html
        assert "<mark>" not in html
        assert "otterblock" not in html
    finish(mo, site.mill)
    html = page(browser)
    assert "you have not read" not in html
    assert "The <mark>otter</mark> is back" in html
    assert "otterblock" in html


@db
def test_one_matched_passage_that_is_not_open_keeps_all_words_back(browser, site, mo):
    facts = {"written": "otter", "start": 0, "end": 5, "hidden": "otterblock", "how": "spelling"}
    passages = [site.review.passages.get(kind="block", label="A twist of another story").handle, "another-passage"]
    comment = make_comment(site.review, "The otter is back")
    hold(comment, "resembling", count=2, resembles=[{"passage": passage, **facts} for passage in passages])
    finish(mo, site.mill)
    html = page(browser)
    assert "It resembles a hidden passage you have not read." in html
    assert "<mark>" not in html
    assert "otterblock" not in html


@db
def test_flags_say_what_readers_say_as_far_as_the_moderator_reads_it(browser, site, mo, ben):
    comment = make_comment(site.review, "He is a fool, and ||swiftmarked|| too", publish_by=mo)
    facts = {"comment": comment, "revision": 1, "by": ben}
    Flag.objects.create(kind="personal", words="a fool", **facts)
    html = page(browser)
    assert "He is <mark>a fool</mark>, and" in html
    Flag.objects.all().delete()
    Flag.objects.create(kind="spoiler", words="swiftmarked", note="It gives grebenote away.", **facts)
    html = page(browser)
    assert "swiftmarked" not in html
    assert "grebenote" not in html
    assert "There is more, which you see when you read all of it." in html
    opened = browser.post(f"/moderation/{comment.pk}/look/").content.decode()
    assert "<mark>swiftmarked</mark>" in opened
    assert "It gives grebenote away." in opened
    finish(mo, site.novel, site.film)
    assert "grebenote" in page(browser)


@db
def test_a_flagged_reply_is_answered_by_leaving_it(browser, site, ben):
    Flag.objects.create(comment=site.before, revision=1, kind="other", by=ben)
    finish(Comment.objects.get(pk=site.before.pk).decisions.latest("id").by, site.novel, site.film)
    assert "What readers say" in page(browser)
    seen = {"revision": 1, "room": "before", "state": "published", "verdict": "keep"}
    assert browser.post(f"/moderation/{site.before.pk}/flags/", seen).status_code == 302
    assert Flag.objects.get().outcome == "dismissed"
    assert "What readers say" not in page(browser)
    decision = Decision.objects.latest("id")
    assert browser.post(f"/moderation/decisions/{decision.pk}/undo/").status_code == 302
    assert Flag.objects.get().outcome == "waiting"
    assert browser.post(f"/moderation/{site.before.pk}/flags/", {**seen, "verdict": "burn"}).status_code == 422
