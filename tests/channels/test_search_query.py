"""What a reader typed: understood, or refused with a reason; and the words that were found, marked in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.channels.search.folding import fold, words
from reviews.channels.search.marking import SNIPPET, marked, snippet
from reviews.channels.search.query import MOST_WORDS, NothingToLookFor, Query, Term, parse_query


def term(text, *, goes_on=False):
    return Term(tuple(text.split()), is_beginning=goes_on)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("dracula", [term("dracula", goes_on=True)], []),
        ("  Great   EXPECTATIONS ", [term("great"), term("expectations", goes_on=True)], []),
        ('"great expectations"', [term("great expectations")], []),
        ("“great expectations” „pip“ «estella»", [term("great expectations"), term("pip"), term("estella")], []),
        ('dickens "great expectations"', [term("dickens"), term("great expectations")], []),
        ("dracula -film", [term("dracula")], [term("film")]),
        ("dracula −film", [term("dracula")], [term("film")]),
        ('dracula -"silent film"', [term("dracula")], [term("silent film")]),
        ("-film dracula", [term("dracula", goes_on=True)], [term("film")]),
        ("well-known", [term("well known", goes_on=True)], []),
        ("don’t don't", [term("don t")], []),
        ("Kieślowski", [term("kieslowski", goes_on=True)], []),
        ("ŁÓDŹ Ærø straße ΕΛΛΆΣ ещё", [term("lodz"), term("aero"), term("strasse"), term("ελλασ"), term("еще", goes_on=True)], []),
        ("dracula dracula", [term("dracula"), term("dracula", goes_on=True)], []),
        ("book I", [term("book"), term("i")], []),
        ("日", [term("日", goes_on=True)], []),
        ('quote" in the middle', [term("quote"), term("in"), term("the"), term("middle", goes_on=True)], []),
        ('"never closed', [term("never"), term("closed", goes_on=True)], []),
        ('a""b', [term("a"), term("b")], []),
        ("title:dracula AND (NEAR OR *)", [term("title dracula"), term("and"), term("near"), term("or", goes_on=True)], []),
        ("'); DROP TABLE reviews_review; --", [term("drop"), term("table"), term("reviews review", goes_on=True)], []),
        ("a\u200bb \u202egnp\u202c", [term("a b"), term("gnp", goes_on=True)], []),
    ],
)
def test_a_query_is_read_as_it_was_meant(typed, wanted, unwanted):
    query = parse_query(typed)
    assert query.wanted == tuple(wanted)
    assert query.unwanted == tuple(unwanted)


def test_plain_words_are_also_looked_for_side_by_side():
    assert parse_query("the well").together == term("the well", goes_on=True)
    assert parse_query('the -well "of loneliness" novel').together == term("the novel", goes_on=True)
    for alone in ("well", '"the well"', "the-well", "well -the"):
        assert parse_query(alone).together is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ('"', "no_words"),
        ('"" ** - ... !', "no_words"),
        ("😀 — ؟", "no_words"),
        ("-film", "only_unwanted"),
        ('-film -"silent era"', "only_unwanted"),
        ("a " * (MOST_WORDS + 1), "too_many_words"),
        ("-".join("a" * (MOST_WORDS + 1)), "too_many_words"),
        ("a " * MOST_WORDS + "-b", "too_many_words"),
    ],
)
def test_a_query_that_looks_for_nothing_says_why(typed, code):
    with pytest.raises(NothingToLookFor) as refusal:
        parse_query(typed)
    assert refusal.value.code == code


def test_as_many_words_as_fit_are_taken():
    assert len(parse_query(" ".join(f"word{number}" for number in range(MOST_WORDS))).wanted) == MOST_WORDS


@given(st.text(max_size=250))
def test_every_query_is_understood_or_refused(typed):
    try:
        query = parse_query(typed)
    except NothingToLookFor:
        return
    terms = [*query.wanted, *query.unwanted, *([query.together] if query.together else [])]
    assert query.wanted
    for each in terms:
        assert each.words
        assert all(word.isalnum() for word in each.words)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_marking_loses_and_adds_nothing(text):
    query = [term("a", goes_on=True), term("the well"), term("0")]
    assert "".join(piece.text for piece in marked(text, query)) == text
    assert [fold(text[start:end]) for _word, start, end in words(text)] == [word for word, _start, _end in words(text)]


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Dracula, and draculas", "dracula", "[Dracula], and [draculas]"),
        ("Dracula, and draculas", '"dracula"', "[Dracula], and draculas"),
        ("Great, great expectations", '"great expectations"', "Great, [great expectations]"),
        ("Great — Expectations", '"great expectations"', "[Great — Expectations]"),
        ("Krzysztof Kieślowski", "kieslow", "Krzysztof [Kieślowski]"),
        ("E\u0301cole and École", '"ecole"', "[E\u0301cole] and [École]"),
        ("soft\u00adhyphen", "softhyphen", "[soft\u00adhyphen]"),
        ("<b>well</b> & well", "well", "<b>[well]</b> & [well]"),
        ("nothing of it", "well", "nothing of it"),
        ("", "well", ""),
        ("foo_bar", "bar", "foo_[bar]"),
        ("the well", 'the "the well"', "[the] well"),
    ],
)
def test_hits_are_marked_where_they_stand(text, typed, expected):
    assert shown(marked(text, parse_query(typed).wanted)) == expected


def test_a_snippet_is_cut_around_the_place_that_holds_most():
    text = " ".join(["once a well"] + ["filler words"] * 60 + ["here the deep well stands"] + ["more filler"] * 60)
    cut = shown(snippet([text], parse_query("deep well").wanted))
    assert "the [deep] [well] stands" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) <= SNIPPET + len("…") * 2 + len("[]") * 2
    assert all(word in {"filler", "words", "more", "here", "the", "stands"} for word in cut.strip("…").split() if "[" not in word)


def test_a_short_text_is_shown_whole():
    assert shown(snippet(["A deep well."], parse_query("well").wanted)) == "A deep [well]."


def test_a_snippet_comes_from_the_text_that_holds_more_and_else_from_the_first():
    wanted = parse_query("deep well").wanted
    assert shown(snippet(["A well.", "A deep well."], wanted)) == "A [deep] [well]."
    assert shown(snippet(["A deep well.", "The deep well."], wanted)) == "A [deep] [well]."
    assert shown(snippet(["Nothing.", "Neither."], wanted)) == "Nothing."
    assert snippet([], wanted) == ()


@pytest.mark.parametrize(
    "text", ["x" * 5_000 + " well", "well" + "x" * 5_000, "井" * 5_000, "well " * 5_000, " " * 5_000, "w" * 239 + " well"]
)
def test_a_snippet_of_an_odd_text_stays_short(text):
    assert sum(len(piece.text) for piece in snippet([text], parse_query("well 井").wanted)) <= SNIPPET + len("……")


def test_one_query_is_equal_to_itself():
    assert parse_query("a b -c") == Query((term("a"), term("b")), (term("c"),), term("a b"))
