"""Search is no oracle: a guess at hidden text gets the answer that nonsense gets, byte for byte, by the same statements."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from reviews.comments.models import CommentRevision
from reviews.publishing.models import Mention, Review, ReviewSource
from reviews.works.models import Story
from tests.fixture_site import HIDDEN_IN_REVIEW, FixtureSite, make_comment, make_fixture_site, make_review, make_work

pytestmark = pytest.mark.django_db

KINDS = ("", "works", "reviews", "replies")
#: Every word of the fixture site that a stranger must not see, and a few that are planted below.
HIDDEN = (
    *HIDDEN_IN_REVIEW,
    *FixtureSite.withheld,
    *FixtureSite.after_words,
    *FixtureSite.gated_comment_words,
    "Falconname",
    # The label of a gate that is nested in another, which strangers don't see either.
    "Deeper still",
    "ocelotlabel",
    "caracalscheduled",
    "servalsummary",
    "margaytag",
    "kodkodwork",
    "jaguarundimaker",
    "colocolostory",
    "pampasreply",
)


@pytest.fixture
def site(ada, mo):
    """The fixture site, and beside it a review that the clock has not published, with works and tags of its own, and a reply under it."""
    made = make_fixture_site(ada, mo)
    story = make_work("kodkod", title="kodkodwork", creators=["jaguarundimaker"])
    hidden_work = make_work("named-in-hiding", title="kodkodwork", creators=["jaguarundimaker"])
    hidden_work.story = Story.objects.create(title="colocolostory", slug="colocolo")
    hidden_work.save(update_fields=["story"])
    make_review(
        ada,
        'Open words.\n\n<!--more-->\n\nBehind it.\n\n::: spoiler ocelotlabel {of="named-in-hiding"}\nsecret\n:::\n',
        (made.novel,),
        title="Nested",
        slug="nested",
    )
    scheduled = make_review(
        ada,
        "caracalscheduled well village",
        (story,),
        title="caracalscheduled",
        slug="soon",
        summary="servalsummary well",
        tags=("margaytag",),
    )
    make_comment(scheduled, "pampasreply", publish_by=mo)
    Review.objects.filter(pk=scheduled.pk).update(published_at=timezone.now() + timedelta(days=1))
    return made


def nonsense_like(word):
    """A guess that matches nothing, of the same length and with its blanks and signs in the same places."""
    return re.sub(r"[^\W_]", "q", word)


def answer(client, typed, kind=""):
    """Everything of an answer that could differ: status, headers and bytes without the echo, and the statements without their values."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/search/", {"q": typed, **({"in": kind} if kind else {})})
    body = response.content.decode()
    for echo in (urlencode({"q": typed}), escape(typed)):
        body = body.replace(echo, "ECHO")
    # The tag is made of the bytes, echo included.
    headers = {name: value for name, value in response.headers.items() if name != "ETag"}
    # Where the echo is spelt with more or fewer characters in one of its forms, the length differs by that alone.
    headers["Content-Length"] = int(headers["Content-Length"]) - len(response.content) + len(body)
    return response.status_code, headers, body, [shape(query["sql"]) for query in captured]


def shape(sql):
    """A statement without its values: two that look for different words are the same one."""
    return re.sub(r"\b\d+\b", "?", re.sub(r"'(?:[^']|'')*'", "?", sql))


def test_what_is_hidden_is_there_to_be_found(site):
    """A denial travels with its permission: each word stands in the database, and the public ones are found."""
    texts = [*(row.text for row in ReviewSource.objects.all()), *(row.text for row in CommentRevision.objects.all())]
    sources = " ".join(text.reveal() for text in texts)
    names = " ".join(
        str(value)
        for row in Review.objects.values_list("title", "summary", "works__title", "works__creators", "tags__name")
        for value in row
    )
    others = "pangolinmail@example.org Falconname kodkodwork jaguarundimaker colocolostory"
    for word in HIDDEN:
        assert word in f"{sources} {names} {others}", word


def test_public_words_are_found(client, site):
    for typed, address in (
        ("openwhisper", site.review.url),
        ("robinbefore", f"/c/{site.before.handle}/"),
        ("mill", site.mill.url),
        ("gothic", site.review.url),
        ("1921 well", None),
        ("well", site.film.url),
    ):
        page = client.get("/search/", {"q": typed}).content.decode()
        assert address is None or f'href="{address}"' in page, typed


@pytest.mark.parametrize("kind", KINDS)
def test_a_guess_at_hidden_text_is_answered_like_nonsense(client, site, kind):
    for word in HIDDEN:
        guessed, nonsense = answer(client, word, kind), answer(client, nonsense_like(word), kind)
        assert guessed == nonsense, word
        assert guessed[0] == 200
        assert "Nothing found for" in guessed[2]
        assert len(guessed[3]) == (4 if not kind else 2)


@pytest.mark.parametrize("frame", ["well {}", "{} well", '"openwhisper {}"', "robinbefore {}", "village {} secrets"])
def test_a_public_word_lends_nothing_to_a_guess(client, site, frame):
    for word in HIDDEN:
        typed, nonsense = frame.format(word), frame.format(nonsense_like(word))
        guessed = answer(client, typed)
        assert guessed == answer(client, nonsense), word
        assert "Nothing found for" in guessed[2]


@pytest.mark.parametrize("frame", ["well -{}", "openwhisper -{}", "robinbefore -{}"])
def test_to_leave_out_a_guess_leaves_out_nothing(client, site, frame):
    for word in (word for word in HIDDEN if " " not in word and "@" not in word):
        guessed, nonsense = answer(client, frame.format(word)), answer(client, frame.format(nonsense_like(word)))
        assert guessed == nonsense, word
        assert "Nothing found for" not in guessed[2]


def test_no_beginning_of_a_hidden_word_is_found(client, site):
    for word in HIDDEN:
        for length in (3, len(word) // 2, len(word) - 1):
            page = client.get("/search/", {"q": word[:length]}).content.decode()
            assert not re.search(rf"<mark>{re.escape(word)}", page, re.IGNORECASE), word
    assert "<mark>openwhisper</mark>" in client.get("/search/", {"q": "openwhi"}).content.decode()


def test_hidden_words_side_by_side_are_not_found(client, site):
    for phrase in (
        "After it comes tapirbreak",
        "It was ibexnested all along",
        "kestrelafter knows the end",
        "Here it says",
        "The note says",
        "The first night",
    ):
        guessed = answer(client, f'"{phrase}"')
        assert guessed == answer(client, f'"{nonsense_like(phrase)}"'), phrase
        assert "Nothing found for" in guessed[2]


@pytest.mark.parametrize("who", ["ben", "mo", "owner"])
def test_whoever_asks_only_public_text_is_searched(client, signed_in, site, request, who):
    browser = signed_in(request.getfixturevalue(who))
    browser.post(f"/reviews/{site.review.slug}/open/", {"gate": "break"})
    assert "tapirbreak" in browser.get(site.review.url).content.decode()
    for word in HIDDEN:
        guessed = answer(browser, word)
        assert guessed == answer(browser, nonsense_like(word)), word
        assert "Nothing found for" in guessed[2]
    assert site.review.url in browser.get("/search/", {"q": "openwhisper"}).content.decode()


def test_hidden_text_changes_no_order_and_no_snippet(client, ada, mo):
    novel = make_work("novel")
    public = "A lantern on the moor. It is dark."
    texts = {
        "plain": public,
        "gated": f"{public}\n\n::: spoiler Told\n{'lantern moor ' * 30}\n:::\n",
        "broken": f"{public}\n\n<!--more-->\n\n{'lantern moor. ' * 30}",
        "inline": f"{public} ||lantern moor||",
    }
    for age, (slug, text) in enumerate(texts.items()):
        review = make_review(ada, text, (novel,), slug=slug, title="Same", published_at=timezone.now() - timedelta(days=age + 1))
        make_comment(review, "lantern moor " * 20, room="after", publish_by=mo)
    results = client.get("/search/", {"q": "lantern moor"}).context["reviews"]
    assert [found.url for found in results] == [f"/reviews/{slug}/" for slug in texts]
    assert len({found.snippet for found in results}) == 1


def test_what_is_not_public_yet_changes_no_order(client, ada):
    """The usual measures weigh a word by how many rows hold it, so that drafts and scheduled reviews would turn this order about."""
    novel = make_work("novel")
    make_review(ada, "Common. Rare here? No: common, common.", (novel,), slug="older", published_at=timezone.now() - timedelta(days=2))
    make_review(ada, "Rare, and common once.", (novel,), slug="newer", published_at=timezone.now() - timedelta(days=1))
    before = answer(client, "rare common")
    for number in range(20):
        make_review(ada, "rare " * 40, (novel,), slug=f"soon-{number}", title="rare", published_at=timezone.now() + timedelta(days=1))
        make_review(ada, "rare " * 40, (novel,), slug=f"draft-{number}", title="rare", status="draft", published_at=None)
    assert answer(client, "rare common") == before


def test_a_work_that_only_hidden_text_names_is_not_found_until_it_is_named_in_public(client, site):
    assert Mention.objects.filter(work__title="kodkodwork", is_public=False).exists()
    assert not client.get("/search/", {"q": "kodkodwork"}).context["works"]
    Mention.objects.filter(work__title="kodkodwork").update(is_public=True)
    assert [found.url for found in client.get("/search/", {"q": "kodkodwork"}).context["works"]] == ["/works/named-in-hiding/"]
    assert client.get("/search/", {"q": "colocolostory"}).context["works"]
