"""What gives a hidden text away, and finding all of it in one pass."""

from __future__ import annotations

import base64
import json

import pytest

from reviews.spoilers.disguises import readings
from reviews.spoilers.everyday import is_everyday
from reviews.spoilers.leaks import find_leaks
from reviews.spoilers.telling import telltales
from reviews.spoilers.watching import Watch, quotations
from reviews.spoilers.words import Key, folded, names, words, written

SECRET = "At last the sexton, José Quill, opens the crypt and finds his brother alive."


def found(secret: str, public: str) -> set[str]:
    watch: Watch[str] = Watch()
    watch.add("secret", telltales([secret]).keys)
    return {" ".join(hit.key) for reading in readings(public) for hit in watch.hits(written(reading))}


def test_an_owner_gives_a_name_away():
    assert [leak.words for leak in find_leaks([SECRET], "That is Quill’s lantern, and Quill's spade.")] == ["Quill’s", "Quill's"]
    assert folded("Mina’s") == folded("MINA") == "mina"


def test_a_hidden_text_is_told_by_its_names_rare_words_and_rows_of_words():
    told = telltales([SECRET])

    assert told.names == {("jose",), ("quill",)}
    assert {("sexton",), ("crypt",), ("alive",)} <= told.words
    assert ("finds", "his", "brother", "alive") in told.runs
    assert not {key for key in told.words if key[0] in {"the", "at", "last", "his", "and"}}


def test_rows_of_words_that_everybody_uses_tell_nothing():
    assert telltales(["And this is what it was all about in the end."]).runs == set()
    assert telltales(["Then, by the end of the chapter, they are off again."]).runs == set()


def test_a_headline_makes_no_names():
    assert telltales(["The Death of the Old Sexton"]).names == set()
    assert telltales(["It was the old Sexton"]).names == {("sexton",)}


def test_a_name_in_one_paragraph_and_a_thing_in_another_is_no_name():
    assert telltales(["It was Rose.", "She carried a rose."]).names == set()


@pytest.mark.parametrize(("text", "key"), [("the butler", ("the", "butler")), ("Rose", ("rose",)), ("She is dead!", ("she", "is", "dead"))])
def test_a_short_text_is_told_by_all_of_it(text, key):
    assert key in telltales([text]).runs


@pytest.mark.parametrize("text", ["no", "it is", "", "42", "In 1984"])
def test_a_text_that_says_nothing_is_not_told(text):
    assert not telltales([text]).keys


def test_a_phrase_is_looked_for_in_one_piece():
    assert telltales([], phrases=["Old Casimir"]).keys == {("old", "casimir")}
    assert telltales([], phrases=["A title of five telling words"]).keys == {
        ("a", "title", "of", "five"),
        ("title", "of", "five", "telling"),
        ("of", "five", "telling", "words"),
    }


def test_paragraphs_do_not_run_into_each_other():
    assert ("one", "ends", "here", "another") not in telltales(["This one ends here.", "Another begins."]).runs


def test_a_watch_finds_whose_words_stand_where():
    watch: Watch[int] = Watch()
    watch.add(1, [("quill",), ("finds", "his", "brother", "alive")])
    watch.add(2, [("quill",)])
    said = written("Now Quill finds his brother alive")

    hits = list(watch.hits(said))

    assert [(hit.start, hit.end, hit.tags) for hit in hits] == [(1, 2, (1, 2)), (2, 6, (1,))]
    assert [leak.words for leak in quotations(said, ((hit.start, hit.end) for hit in hits))] == ["Quill", "finds his brother alive"]


def test_a_watch_can_let_go():
    watch: Watch[int] = Watch()
    watch.add(1, [("quill",), ("crypt",)])
    watch.drop([("quill",), ("never",)])

    assert (len(watch), ("crypt",) in watch, watch.tags(("quill",)), list(watch)) == (1, True, (), [("crypt",)])


def test_rows_that_overlap_or_touch_are_one_quotation():
    said = written("one two three four five six seven eight nine ten")

    assert [leak.words for leak in quotations(said, [(1, 5), (0, 4), (5, 9), (2, 3)])] == ["one two three four five six seven eight nine"]
    assert [leak.words for leak in quotations(said, [(0, 4), (6, 10), (5, 6)])] == ["one two three four", "six", "seven eight nine ten"]


@pytest.mark.parametrize(
    "public",
    [
        "and finds <em>his</em> brother alive",
        "and fin<b>ds</b> his bro\N{SOFT HYPHEN}ther a\N{ZERO WIDTH SPACE}live",
        "&lt;p&gt;finds &lt;a href='/x'&gt;his&lt;/a&gt; brother alive&lt;/p&gt;",
        "finds%20his%20brother%20alive",
        "finds-his_brother-alive",
        "FINDS HIS BROTHER ALIVE",
        "<p title='finds his brother alive'>",
        "<!-- finds his brother alive -->",
        json.dumps({"text": "and\nfinds his\tbrother\nalive"}),
        "x" + base64.b64encode(b"what if he finds his brother alive in there").decode(),
    ],
)
def test_a_row_of_words_is_seen_in_any_form(public):
    assert "finds his brother alive" in found(SECRET, public)


def test_words_of_two_places_make_no_row():
    assert "finds his brother alive" not in found(SECRET, "<td>finds his</td><td>x</td><td>brother alive</td>")


def test_chance_makes_no_words():
    noise = base64.b64encode(bytes(range(256)) * 40).decode()
    assert not found("Abc Def and Xyz in it: Abc, Ghi, Jkl.", noise)


@pytest.mark.parametrize("word", ["carefully", "stopped", "tried", "wonderful", "happier", "london", "the", "honestly"])
def test_everyday_words_are_known_in_all_their_forms(word):
    assert is_everyday(word)


@pytest.mark.parametrize("word", ["sexton", "twin", "poisoned", "butler", "murder", "clone", "zebra"])
def test_words_of_a_plot_are_not_everyday(word):
    assert not is_everyday(word)


def test_a_name_is_everyday_only_if_everybody_s():
    assert is_everyday("grace")
    assert not is_everyday("grace", is_name=True)
    assert is_everyday("london", is_name=True)


def test_names_are_words_with_a_capital_inside_a_sentence():
    assert names(list(words("The Abbey. Then Mina, and “Lucy said” to Mina."))) == {"abbey", "mina"}


def test_looking_takes_as_long_as_the_text_however_much_is_watched():
    watch: Watch[int] = Watch()
    for tag in range(3_000):
        watch.add(tag, telltales([f"Nobody knew that number{tag} was the one who did it, not even Quill{tag}."]).keys)
    looked_up = 0

    class Counting(dict[Key, tuple[int, ...]]):
        def get(self, *arguments):
            nonlocal looked_up
            looked_up += 1
            return super().get(*arguments)

    watch._tags = Counting(watch._tags)
    said = written("a calm text of words " * 100)
    assert list(watch.hits(said)) == []
    assert looked_up <= 2 * len(said), "one look for each word and each row, and none for each secret"
