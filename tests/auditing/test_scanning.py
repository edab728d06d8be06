"""Single answers looked through: what counts as a word there, whose it is, and what it means that it stands there."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from reviews.auditing.asking import Answer
from reviews.auditing.hidden import Kind, Secret
from reviews.auditing.judging import Finding
from reviews.auditing.lookout import lookout_for
from reviews.auditing.public import Place
from reviews.auditing.scanning import Scan
from reviews.auditing.texts import Texts
from reviews.spoilers.document import Scope, SpoilerKind
from reviews.spoilers.fragments import Part, fragments
from reviews.spoilers.rendition import Gate, Html, Rendition

HANDLE = "Ann-wexmoor-0123"


def texts() -> Texts:
    """Two reviews: one hides what became of Ann, the other speaks of Casimir in public."""
    known = Texts(reviews={"first": 1, "second": 2}, replies={"handle-of-reply-": 2}, handles={HANDLE})
    known.secrets.append(Secret(Kind.PASSAGE, ("In the end it was Ann of wexmoor, and Casimir.",), review=1, title="First"))
    known.say(Place.TITLE, "First", review=1)
    known.say(Place.PROSE, "A word about Casimir.", review=2)
    return known


def scan(known: Texts) -> Scan:
    return Scan(lookout_for(known.secrets, known.public), known)


def page(body: str | bytes, *, address: str = "/", kind: str = "text/html; charset=utf-8") -> Answer:
    return Answer(address, "GET", 200, "OK", (("Content-Type", kind),), body if isinstance(body, bytes) else body.encode())


def leaked(answer: Answer, known: Texts | None = None) -> list[tuple[str, ...]]:
    return [leak.words for leak in scan(known or texts()).look(answer)]


def test_a_word_is_found_once_in_each_part_of_an_answer():
    answer = page("<p>wexmoor</p><p title='WEXMOOR'>wexmoor</p>")
    answer = Answer(answer.address, "GET", 200, "OK", (*answer.headers, ("X-Seen", "wexmoor")), answer.body)

    assert [leak.spot.where for leak in scan(texts()).look(answer)] == ["header X-Seen", "body"]


@pytest.mark.parametrize("token", [HANDLE, f"reply-{HANDLE}", f"{HANDLE}-note-1"])
def test_our_random_names_are_no_words(token):
    assert leaked(page(f'<a id="{token}" href="#{token}">')) == []
    assert leaked(page('<a id="Ann-wexmoor-9999">')) == [("Ann", "wexmoor")]


def test_what_a_picture_says_of_itself_is_read():
    notes = PngInfo()
    notes.add_text("Title", "wexmoor", zip=True)
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG", pnginfo=notes)

    assert b"wexmoor" not in picture.getvalue()
    assert leaked(page(picture.getvalue(), kind="image/png")) == [("wexmoor",)]


def test_chance_in_a_picture_is_no_leak():
    assert leaked(page(b"\x00Ann\x01 wexmoor\x02" * 50, kind="image/png")) == []


def test_a_word_of_another_review_explains_itself_where_that_review_is_named():
    named = page('<a href="/reviews/second/">Second</a> and Casimir')
    by_its_reply = page("Casimir", address="/c/handle-of-reply-/")
    nowhere = page('<a href="/reviews/first/">First</a> and Casimir')

    assert (leaked(named), leaked(by_its_reply), leaked(nowhere)) == ([], [], [("Casimir",)])


def test_what_somebody_wrote_is_told_from_what_the_software_shows():
    known = texts()
    known.say(Place.SUMMARY, "All about wexmoor", review=1)

    (by_hand,) = scan(known).look(page('<a href="/reviews/first/">wexmoor</a>'))
    (software,) = scan(known).look(page("Ann"))

    assert (by_hand.verdict.finding, by_hand.verdict.why) == (Finding.BY_HAND, Place.SUMMARY)
    assert software.verdict.finding == Finding.SOFTWARE


@pytest.mark.parametrize("kind", [Kind.WITHHELD_REPLY, Kind.WITHHELD_REVIEW, Kind.REPLIER, Kind.WORK])
def test_what_nobody_published_is_not_given_away_by_a_title(kind):
    known = Texts(reviews={"first": 1}, secrets=[Secret(kind, ("Old wexmoor",), review=1)])
    known.say(Place.TITLE, "On wexmoor", review=1)

    assert leaked(page('<a href="/reviews/first/">On wexmoor</a>'), known) == []
    assert leaked(page("wexmoor"), known) == [("wexmoor",)]


def test_an_address_may_be_repeated():
    assert leaked(page("<p>/reviews/wexmoor/ is not here</p>", address="/reviews/wexmoor/")) == []


def test_accidents_are_counted_by_word_and_reason():
    looking = scan(texts())
    for _ in range(3):
        assert not list(looking.look(page('<a href="/reviews/second/">Casimir, Casimir</a>')))

    assert dict(looking.accidents) == {(("casimir",), "in another public text on the page"): 3}


def test_a_rendition_is_taken_apart_into_what_it_says():
    gate = Gate("g", SpoilerKind.INLINE, "The label", Scope(), "short")
    html = '<h2>Title</h2>\n<p>An <em>open</em>ing <a href="https://example.org/wiki/Old_Ann?q=x#end" title="Tip">link</a>, then </p>'
    found = fragments(
        Rendition((Html(html), gate, Html('after <img src="/media/reviews/a%20file.webp" alt="A view"><a href="#fn1">1</a>')))
    )

    assert [(fragment.part, fragment.text.strip()) for fragment in found] == [
        (Part.TEXT, "Title"),
        (Part.ADDRESS, "/wiki/Old_Ann q=x end"),
        (Part.ALT, "Tip"),
        (Part.TEXT, "An opening link, then"),
        (Part.LABEL, "The label"),
        (Part.TEXT, "after"),
        (Part.FILE, "a file"),
        (Part.ALT, "A view"),
        (Part.TEXT, "1"),
    ]
