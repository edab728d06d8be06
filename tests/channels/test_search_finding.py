"""What search finds, and in which order. The same on both databases."""

from datetime import timedelta

import pytest

from reviews.works.models import Story
from tests.channels.searching import html, look, make_library, urls
from tests.fixture_site import PUBLISHED_AT, make_review, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def novel():
    return make_work("the-well", title="The Well")


@pytest.fixture
def library(ada, mo):
    return make_library(ada, mo)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("storyword", ["work", "review"]),
        ("worktitle", ["work", "review"]),
        ("makerone", ["work", "review"]),
        ("zoe makertwo", ["work", "review"]),
        ("titleword", ["review"]),
        ("summaryword", ["review"]),
        ("tagword", ["review"]),
        ("proseword", ["review"]),
        ("replyword", ["reply"]),
        ("titleword makerone tagword summaryword proseword", ["review"]),
        ("titleword replyword", []),
        ("worktitle -titleword", ["work"]),
        ("nothinglikeit", []),
    ],
)
def test_a_word_is_found_wherever_it_is_public(client, library, typed, found):
    response = look(client, typed)
    assert response.status_code == 200
    assert urls(response) == [library[name] for name in found]
    assert ("Nothing found for" in html(response)) is (not found)


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Krótki film o miłości, Kieślowski", "KIESLOWSKI milosci"),
        ("L’Été à l’école", "ete ecole"),
        ("Ete a l ecole", "Été école"),
        ("Bjørn og Ærø", "bjorn aero"),
        ("Straße", "strasse"),
        ("Τα παιδιά του Πειραιά", "παιδια πειραια"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("Ещё раз про любовь", "еще ЛЮБОВЬ"),
        ("İstanbul’da ılık", "istanbul ilik"),
        ("Việt Nam", "viet"),
        ("東京物語", "東京"),
        ("שלום עולם", "שלום"),
        ("and/or a.b c@d.example x_y", "or b d y"),
        ("R2-D2 and 1984 (2.0)", "r2 d2 1984 2 0"),
        ("1e10 007 12abc", "1e10 007 12abc"),
        ("don’t look now", "don't look"),
        ("Caf\u00ade", "cafe"),
        ("C++ & C#", "c++"),
    ],
)
def test_case_accents_and_signs_are_no_obstacle(client, ada, novel, title, typed):
    make_review(ada, "Safe.", (novel,), title=title, slug="odd")
    other = make_review(ada, "Safe.", (novel,), title="Something else", slug="other")
    assert urls(look(client, typed)) == ["/reviews/odd/"], typed
    assert other.url in urls(look(client, "something"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("expectations", {"great", "greater"}),
        ("expect", {"great", "greater"}),
        ("expect great", set()),
        ('"expect"', set()),
        ('"great expectations"', {"great"}),
        ("great expectations", {"great", "greater"}),
        ("expectations -greater", {"great"}),
        ('expectations -"great expectations"', {"greater"}),
        ("expectations -great", set()),
        ('"expectations of greater"', {"greater"}),
        ("great EXPECT", {"great", "greater"}),
        ('"great expectations', {"great", "greater"}),
    ],
)
def test_quotation_marks_a_minus_and_the_beginning_of_the_last_word(client, ada, novel, typed, found):
    make_review(ada, "Great Expectations, by the sea.", (novel,), slug="great")
    make_review(ada, "Expectations of greater things, great as ever.", (novel,), slug="greater")
    assert set(urls(look(client, typed))) == {f"/reviews/{slug}/" for slug in found}


def test_words_side_by_side_are_not_found_across_two_places(client, ada, novel):
    make_review(ada, "Prose begins.", (novel,), title="Title ends", slug="edge", summary="Summary alone.")
    assert urls(look(client, '"title ends"')) == ["/reviews/edge/"]
    assert urls(look(client, '"ends summary"')) == []
    assert urls(look(client, '"alone prose"')) == []


# In which order --------------------------------------------------------------------------------------------------------


def test_a_place_in_the_title_comes_before_works_and_tags_before_the_summary_before_the_prose(client, ada, novel):
    film = make_work("film", title="Lantern")
    at = PUBLISHED_AT
    make_review(ada, "A lantern. " * 50, (novel,), slug="prose", published_at=at + timedelta(days=4))
    make_review(ada, "Safe.", (novel,), slug="summary", summary="With a lantern.", published_at=at + timedelta(days=3))
    make_review(ada, "Safe.", (novel,), slug="tag", tags=("lantern",), published_at=at + timedelta(days=2))
    make_review(ada, "Safe.", (film,), slug="work", published_at=at + timedelta(days=1))
    make_review(ada, "Safe.", (novel,), slug="title", title="Lantern", published_at=at)
    found = [f"/reviews/{slug}/" for slug in ("title", "tag", "work", "summary", "prose")]
    assert urls(look(client, "lantern")) == ["/works/film/", *found]


def test_equals_stand_newest_first(client, ada, novel):
    for day in (2, 5, 1, 4, 3):
        make_review(ada, f"lantern {'lantern ' * day}", (novel,), slug=f"day-{day}", published_at=PUBLISHED_AT + timedelta(days=day))
    assert urls(look(client, "lantern")) == [f"/reviews/day-{day}/" for day in (5, 4, 3, 2, 1)]


def test_words_that_stand_together_come_before_words_that_stand_apart(client, ada, novel):
    make_review(ada, "A deep and a well.", (novel,), slug="apart", published_at=PUBLISHED_AT + timedelta(days=1))
    make_review(ada, "A deep well.", (novel,), slug="together", published_at=PUBLISHED_AT)
    assert urls(look(client, "deep well")) == ["/reviews/together/", "/reviews/apart/"]


def test_the_whole_word_comes_before_a_longer_one_that_begins_with_it(client, ada, novel):
    make_review(ada, "A country.", (novel,), slug="country", published_at=PUBLISHED_AT + timedelta(days=1))
    make_review(ada, "A count.", (novel,), slug="count", published_at=PUBLISHED_AT)
    assert urls(look(client, "count")) == ["/reviews/count/", "/reviews/country/"]


def test_a_long_word_counts_more_than_a_short_one(client, ada, novel):
    make_review(
        ada,
        "Safe.",
        (novel,),
        slug="short",
        title="It is by the sea",
        summary="Expectations.",
        published_at=PUBLISHED_AT + timedelta(days=1),
    )
    make_review(ada, "It is by a lake.", (novel,), slug="long", title="Expectations", published_at=PUBLISHED_AT)
    assert urls(look(client, '"is" expectations')) == ["/reviews/long/", "/reviews/short/"]


def test_a_review_that_holds_more_of_it_higher_up_comes_first(client, ada, novel):
    make_review(ada, "Moor and lantern.", (novel,), slug="both-below", published_at=PUBLISHED_AT + timedelta(days=1))
    make_review(ada, "Only a lantern.", (novel,), slug="one-above", title="Moor", published_at=PUBLISHED_AT)
    assert urls(look(client, "moor lantern")) == ["/reviews/one-above/", "/reviews/both-below/"]


def test_the_work_that_is_called_just_that_comes_first(client, ada):
    titles = ("The Well of Loneliness", "A Well, Well, Well", "The Well")
    works = tuple(make_work(f"work-{number}", title=title) for number, title in enumerate(titles))
    make_review(ada, "Safe.", works)
    assert urls(look(client, "well", **{"in": "works"})) == ["/works/work-2/", "/works/work-1/", "/works/work-0/"]
    assert urls(look(client, "the well", **{"in": "works"})) == ["/works/work-2/", "/works/work-0/"]


def test_works_are_found_by_title_before_maker_before_story(client, ada):
    story = Story.objects.create(title="Lantern", slug="lantern")
    told = make_work("told", title="Told", story=story)
    made = make_work("made", title="Made", creators=["Jo Lantern"])
    called = make_work("called", title="The Long Lantern")
    make_review(ada, "Safe.", (told, made, called))
    assert urls(look(client, "lantern", **{"in": "works"})) == [called.url, made.url, told.url]
