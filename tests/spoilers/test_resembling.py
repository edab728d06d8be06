"""What of a reply resembles hidden text, why, and at what cost."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.spoilers.nudge import comparing, misspelling
from reviews.spoilers.nudge.misspelling import distance, is_misspelling
from reviews.spoilers.nudge.resembling import MOST_FOUND, THRESHOLD, resemblances
from reviews.spoilers.nudge.stemming import stem

PUBLIC = """
    Harriet comes back to the mill for her sister's wedding. The miller, Old Tobias, keeps the books; a lodger named Sefton keeps silent.
    It is a slow and lovely novel about a village.
"""
HIDDEN = """
    Sefton is the traitor. He poisoned the well with strychnine, and Harriet's sister dies of it on the eve of the wedding. In the cellar
    they find the letters of a man called Quillfeather, who has paid him for years. The colour of the water gives him away.
"""
KNOWN = ["The Mill", "Agnes Bright", "novel", PUBLIC]

#: Words of stories; those below and one another have nothing to do with each other.
THEIRS = ["crypt", "lantern", "sexton", "brother", "poisoned", "ferry", "betrayed", "Quill", "widow", "harbour", "forged", "coffin", "Mina"]
OTHERS = [
    "toast",
    "umbrella",
    "trousers",
    "bakery",
    "spinach",
    "zebra",
    "my",
    "is",
    "very",
    "with",
    "lovely",
    "guitar",
    "and",
    "the",
    "Bolivia",
]
SMALL = ["the", "of", "his", "in", "and", "with", "then", "they"]


def hows(text: str, hidden: str = HIDDEN) -> set[str]:
    return {found.how for found in resemblances(text, {"p": hidden}, known=KNOWN)}


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("I never warmed to Quillfeather.", "name"),
        ("i never warmed to quillfeather", "name"),
        ("Strychnine, of all things!", "rare word"),
        ("They find the letters of a man who", "run of words"),
        ("What about Quilfeather?", "misspelling"),
        ("What about Quillfaether?", "misspelling"),
        ("strichnine again, honestly", "misspelling"),
        ("So many traitors, so many cellars full of strychnines.", "inflection"),
        ("The lodger betrays them all.", "paraphrase"),
        ("Her sister is murdered before she can get married.", "paraphrase"),
        ("Sefton is a double agent.", "paraphrase"),
    ],
)
def test_a_reply_that_gives_it_away_is_recognised_and_says_why(text, how):
    assert how in hows(text)


@pytest.mark.parametrize(
    "text",
    [
        "The ending floored me.",
        "I cried and cried. What a finale.",
        "Somebody dies, I suppose.",
        "She dies.",
        "I hope that nobody dies of it on the way",
        "Does her sister get married in the end?",
        "Is there a ghost in it?",
        "My sister died last year, so I shan't read it.",
        "Harriet and Old Tobias at the mill: I loved them.",
        "Sefton keeps silent so well.",
        "A slow and lovely novel about a village, as you say.",
        "The prose is superb and the pacing is not.",
        "",
        "   \n ",
        "!!!",
    ],
)
def test_praise_questions_and_public_words_are_innocent(text):
    assert resemblances(text, {"p": HIDDEN}, known=KNOWN) == ()


def test_a_name_counts_where_it_is_hidden_and_not_where_it_is_public():
    assert hows("Quillfeather is a splendid name.") == {"name"}
    assert resemblances("Quillfeather is a splendid name.", {"p": HIDDEN}, known=[*KNOWN, "Starring Ann Quillfeather."]) == ()


def test_a_name_that_is_a_word_too_counts_when_it_is_written_like_a_name():
    hidden = "It was the butler, Rose, all the time, and nobody had asked Rose."

    assert [found.written for found in resemblances("In the end it is Rose.", {"p": hidden}, known=[])] == ["Rose"]
    assert resemblances("A lovely rose on the cover.", {"p": hidden}, known=[]) == ()


def test_a_slip_for_a_public_name_is_no_slip_for_a_hidden_one():
    hidden = "And then we learn that everything was arranged by Marlena."

    assert hows("What a part for Marleena", hidden) == {"misspelling"}
    assert resemblances("What a part for Marleena", {"p": hidden}, known=["The heroine, called Marlene, is good."]) == ()


def test_british_and_american_spelling_are_one():
    hidden = "The armour was counterfeit and the jeweller had catalogued the sceptres."

    assert {found.written for found in resemblances("Counterfeited armor and scepters!", {"p": hidden}, known=[])} >= {"scepters", "armor"}


@pytest.mark.parametrize("hidden", ["the butler", "her own sister", "It is Quill."])
def test_a_passage_of_a_few_words_is_recognised_by_all_of_it(hidden):
    assert resemblances(f"I think that {hidden.rstrip('.').lower()} who did it", {"p": hidden}, known=[])


def test_what_is_said_in_one_breath_in_public_may_be_said_again():
    hidden = "The sister is poisoned by her husband."

    assert resemblances("Her sister was poisoned by a husband.", {"p": hidden}, known=[])
    assert resemblances("Her sister was poisoned by a husband.", {"p": hidden}, known=["A husband has poisoned her sister, and now?"]) == ()


def test_a_passage_is_judged_by_itself():
    passages = {"a": HIDDEN, "b": "Strychnine again, and nothing else.", "c": "A calm walk."}
    text = "Strychnine! And the lodger betrays them, for Quillfeather."
    alone = tuple(found for handle, passage in passages.items() for found in resemblances(text, {handle: passage}, known=KNOWN))

    assert resemblances(text, passages, known=KNOWN) == alone
    assert {found.passage for found in alone} == {"a", "b"}


def test_what_is_found_says_where_it_stands_what_it_resembles_and_what_it_weighs():
    text = "Well: “Quillfeather’s” letters, in the cellar."
    found = resemblances(text, {"p": HIDDEN}, known=KNOWN)[0]

    assert (found.passage, found.how, found.hidden) == ("p", "name", "Quillfeather")
    assert text[found.start : found.end] == found.written == "Quillfeather’s"
    assert found.weight >= THRESHOLD


def test_it_is_found_again_however_often_it_is_asked_for():
    text = "The lodger betrays them, and her sister is murdered, with strichnine."

    assert resemblances(text, {"p": HIDDEN}, known=KNOWN) == resemblances(text, {"p": HIDDEN}, known=KNOWN) != ()


@pytest.mark.parametrize(
    "forms",
    [
        "drown drowned drowns drowning",
        "stab stabbed stabbing",
        "betray betrays betrayed betrayal",
        "bury buries buried burial",
        "steal stole stolen",
        "wife wives",
        "colour color colours",
        "realise realize realised",
        "theatre theater",
        "traveller traveler",
        "forge forged forger forgery",
        "arson arsonist",
        "navigator navigation",
        "blind blindness",
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["letter let", "king k", "number numb", "nation nat", "witness wit", "hour hor", "poison prison", "die dye"]
)
def test_other_words_have_other_stems(pair):
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Lomaks", "lomax"), ("barnabey", "barnaby"), ("pargetter", "pargeter"), ("quilfeather", "quillfeather"), ("esekr", "esker")],
)
def test_slips_are_recognised(written, meant):
    assert is_misspelling(written.lower(), meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("prison", "poison"), ("stitches", "switches"), ("narrow", "harrow"), ("mary", "mark"), ("ledger", "ledger")],
)
def test_another_word_is_no_slip(written, meant):
    assert not is_misspelling(written, meant, strict=True)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abd", 1), ("abcd", "badc", 2), ("abc", "xyz", 3)],
)
def test_distance_counts_letters_and_stops_at_its_limit(one, other, steps):
    assert distance(one, other, 2) == steps


#: Whole sentences of a passage: enough words, some of which say something.
told = st.lists(st.sampled_from(THEIRS + SMALL), min_size=8, max_size=20).filter(lambda line: sum(word in THEIRS for word in line) >= 4)
anything = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from([*THEIRS, *OTHERS, *SMALL, ".", "?", "\n", "’s"]), max_size=60).map(" ".join)
)


@given(hidden=st.lists(st.sampled_from(THEIRS), min_size=1, max_size=40), public=st.lists(st.sampled_from(OTHERS), max_size=40))
def test_a_text_with_no_word_in_common_never_matches(hidden, public):
    assert resemblances(" ".join(public), {"p": " ".join(hidden)}, known=[]) == ()


@given(lines=st.lists(told, min_size=1, max_size=5), data=st.data())
def test_a_sentence_of_the_passage_always_matches(lines, data):
    sentence = " ".join(data.draw(st.sampled_from(lines)))

    assert resemblances(f"As it says, {sentence}.", {"p": ". ".join(" ".join(line) for line in lines)}, known=["A calm walk."])


@given(text=anything, hidden=anything)
def test_what_anybody_may_know_never_counts(text, hidden):
    assert resemblances(text, {"p": hidden, "q": text}, known=[text]) == ()


@settings(max_examples=300)
@given(text=anything, hidden=anything, known=anything)
def test_any_text_has_an_answer_cut_out_of_it(text, hidden, known):
    for found in resemblances(text, {"p": hidden, "q": text}, known=[known]):
        assert text[found.start : found.end] == found.written != ""
        assert found.passage in {"p", "q"}
        assert found.how in {"name", "rare word", "run of words", "misspelling", "inflection", "paraphrase"}


@given(text=anything, one=anything, other=anything, known=anything)
def test_a_passage_never_changes_what_is_found_for_another(text, one, other, known):
    both = resemblances(text, {"p": one, "q": other}, known=[known])

    assert tuple(found for found in both if found.passage == "p") == resemblances(text, {"p": one}, known=[known])


# What it costs: counted, since a clock would measure the machine.

COMMON = ["brother", "dead", "father", "killed", "betrays", "prison", "ghost", "twin", "alive", "wife", "stole", "wedding"]


def _sentences(vocabulary: list[str], count: int, seed: int) -> str:
    chance = random.Random(seed)
    return ". ".join(" ".join(chance.choice(vocabulary) for _ in range(6)) for _ in range(count))


def _counting(monkeypatch, module, name: str) -> list[int]:
    calls = [0]
    real = getattr(module, name)

    def counted(*args, **kwargs):
        calls[0] += 1
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, counted)
    return calls


@pytest.mark.parametrize("vocabulary", [COMMON, [*COMMON, *(f"{word}{letter}" for word in COMMON for letter in "abcdefgh")]])
def test_closer_looks_grow_with_the_passage_and_not_with_the_reply(monkeypatch, vocabulary):
    calls = _counting(monkeypatch, comparing.Comparison, "_beside")
    passage, reply = _sentences(vocabulary, 400, seed=1), _sentences(vocabulary, 250, seed=2)
    resemblances(reply, {"p": passage}, known=[])
    sentences = 400

    assert calls[0] <= (comparing.MOST_BREATHS + sentences) * comparing.MOST_CANDIDATES


def test_words_that_sound_alike_are_compared_a_few_times_each(monkeypatch):
    calls = _counting(monkeypatch, misspelling, "distance")
    chance = random.Random(3)
    alike = ["b" + "".join(chance.choice("aeiou") for _ in range(9)) for _ in range(1500)]
    hidden = ["b" + "".join(chance.choice("aeiou") for _ in range(9)) for _ in range(2000)]
    resemblances(" ".join(alike[:900]), {"p": " ".join(hidden)}, known=[])

    assert 0 < calls[0] <= misspelling.MOST_NEAR * (len(set(hidden)) + len(set(alike)))


def test_no_more_is_found_in_a_passage_than_a_moderator_can_use():
    chance = random.Random(4)
    rare = ["".join(chance.choice(string.ascii_lowercase) for _ in range(9)) for _ in range(200)]
    found = resemblances(". ".join(rare[::2]), {"p": " ".join(rare)}, known=[])

    assert len(found) == MOST_FOUND


def test_a_word_without_an_end_is_compared_as_it_is():
    endless = "a" * 10_000

    assert stem(endless) == endless
    assert not is_misspelling(endless, endless + "a")
    assert resemblances(endless, {"p": "a" * 10_001}, known=[]) == ()


def test_two_texts_of_the_same_words_are_not_compared_word_by_word():
    same = "dead " * 2000

    assert len(resemblances(same, {"p": same * 20}, known=[])) <= MOST_FOUND
