"""Somebody who has guessed what is hidden finds nothing on a closed page that says “yes”: no byte, no length, no ETag, no count."""

import hashlib
import re
from datetime import UTC, datetime
from itertools import cycle

import pytest

from reviews.comments.models import Thread
from reviews.publishing.models import Review
from tests.attacks.surface import Answer, edit, hide_other_words, planted_in, public_addresses, take_all
from tests.fixture_site import PUBLISHED_AT, TEXT, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/"
#: Requests for the same page in other clothes.
VARIANTS = {
    "whole": {},
    "gzip": {"accept-encoding": "gzip, br"},
    "brotli": {"accept-encoding": "br;q=1.0, *;q=0.1"},
    "the first bytes": {"range": "bytes=0-10"},
    "the last bytes": {"range": "bytes=-10"},
    "all but the first bytes": {"range": "bytes=100-"},
    "two pieces": {"range": "bytes=0-0,5-9"},
    "past the end": {"range": "bytes=999999-"},
    "another unit": {"range": "lines=1-2"},
    "a piece if nothing changed": {"range": "bytes=0-10", "if-range": '"anything"'},
}
#: Shorter, longer, the same length, in another script, with markup and with what HTML has to escape.
OTHER_WORDS = {
    "shorter": lambda word: word[:3],
    "longer": lambda word: f"{word} and {word} again",
    "as long": lambda word: word[::-1],
    "another script": lambda word: "жираф" + "字" * len(word),
    "markup": lambda word: f"**{word}** & `<b>`",
}


def test_no_byte_length_or_header_of_any_page_moves_with_hidden_text(client, site):
    before = take_all(client, site)
    hide_other_words(site, OTHER_WORDS["longer"])
    assert take_all(client, site) == before


def test_no_byte_of_the_closed_page_moves_whatever_is_hidden_in_it(client, site):
    before = Answer.of(client.get(URL))
    for name, other in OTHER_WORDS.items():
        hide_other_words(site, other)
        assert Answer.of(client.get(URL)) == before, name


def test_the_comparison_would_see_a_public_word_move(client, site):
    before = Answer.of(client.get(URL))
    edit(site.review, TEXT.replace("keeps its secrets", "keeps its secret"))
    assert Answer.of(client.get(URL)) != before


def test_etag_of_a_guessed_opened_page_is_never_answered_with_304(client, site):
    """Whoever guesses every word can make the opened page themselves, and with it the ETag that it would have."""
    client.post(URL + "open/", {"gate": "break"})
    opened = client.get(URL)
    assert "tapirbreak" in planted_in(opened)
    assert "ETag" not in opened
    stranger = type(client)()
    closed = Answer.of(stranger.get(URL))
    digest = hashlib.sha256(opened.content).hexdigest()[:32]
    guess = f'"{digest}"'
    for value in (guess, f"W/{guess}", f'"x", {guess}', guess.strip('"')):
        assert Answer.of(stranger.get(URL, headers={"if-none-match": value})) == closed
        assert stranger.head(URL, headers={"if-none-match": value}).status_code == 200
        nonsense = stranger.get(URL, headers={"if-match": value.replace(digest, "0" * 32)})
        assert Answer.of(stranger.get(URL, headers={"if-match": value})) == Answer.of(nonsense)
    assert stranger.get(URL, headers={"if-none-match": dict(closed.headers)["ETag"]}).status_code == 304


@pytest.mark.parametrize("asked", ["*", "everything"])
def test_who_has_opened_it_is_never_told_that_nothing_changed(client, site, asked):
    closed = client.get(URL)["ETag"]
    client.post(URL + "open/", {"gate": "break"})
    answer = client.get(
        URL, headers={"if-none-match": "*" if asked == "*" else closed, "if-modified-since": "Tue, 01 Jan 2036 00:00:00 GMT"}
    )
    assert answer.status_code == 200
    assert "tapirbreak" in planted_in(answer)


def test_variants_of_the_closed_page_are_the_closed_page(client, site):
    """Every page in some of the variants, and the page that hides most in all."""
    asked = [*zip(public_addresses(site), cycle(VARIANTS.items()), strict=False), *((URL, variant) for variant in VARIANTS.items())]
    for address, (name, headers) in asked:
        plain = Answer.of(client.get(address))
        answer = client.get(address, headers=headers)
        assert Answer.of(answer) == plain, (address, name)
        assert "Content-Range" not in answer
        assert "Content-Encoding" not in answer, "compression beside a reader's own words is the proxy's decision, and for public pages"
        head = client.head(address, headers=headers)
        assert (head.status_code, head.content, tuple(sorted(head.items()))) == (plain.status, b"", plain.headers), (address, name)


def test_variants_of_an_opened_page_are_nobodys_to_keep(client, site):
    client.post(URL + "open/", {"gate": "break"})
    for name, headers in VARIANTS.items():
        for method in ("get", "head"):
            answer = getattr(client, method)(URL, headers=headers)
            assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store"), name
            assert not {"ETag", "Last-Modified", "Content-Range", "Accept-Ranges"} & set(answer.headers)
        assert not planted_in(client.head(URL, headers=headers))
        assert "tapirbreak" in planted_in(client.get(URL, headers=headers))


#: What a stranger's page may carry. A new header is looked at before it stands here: could it move with hidden text?
HEADERS = {
    "Content-Type", "Content-Length", "Cache-Control", "Vary", "ETag", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Content-Security-Policy", "X-Robots-Tag", "Strict-Transport-Security", "Last-Modified", "Link",
    "X-Accel-Expires",
}  # fmt: skip


def test_a_strangers_answer_has_no_header_that_nobody_looked_at(client, site):
    for address in public_addresses(site):
        assert set(client.get(address).headers) <= HEADERS, address


def frozen(client, review):
    """The closed page, with the dates of its last public change set aside: a gate whose size word changes has changed in public."""
    at = datetime(2026, 4, 1, tzinfo=UTC)
    Review.objects.filter(pk=review.pk).update(public_changed_at=at)
    Thread.objects.filter(review=review).update(public_changed_at=at)
    return Answer.of(type(client)().get(review.url))


SHAPES = {
    "inline": "A sentence >!{}!< ends.",
    "block": "One.\n\n::: spoiler A twist\n{}\n:::\n",
    "break": "One.\n\n<!--more The end-->\n\n{}\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_gate_of_any_length_says_one_of_three_things(client, ada, shape):
    review = make_review(ada, SHAPES[shape].format("word"), (make_work("the-well"),), slug="sizes", published_at=PUBLISHED_AT)
    seen = set()
    for count in (1, 2, 5, 12, 30, 80, 200, 500, 1_200, 3_000, 8_000):
        edit(review, SHAPES[shape].format(" ".join(["word"] * count)))
        seen.add(frozen(client, review).body)
    assert 1 <= len(seen) <= 3


def test_nobody_counts_what_stands_behind_the_break(client, ada):
    """Nested gates, headings, footnotes, pictures, links and lists behind it leave no trace: no number moves, no anchor, no style sheet."""
    filler = "word " * 300
    behind = {
        "nothing special": filler,
        "gates": filler + "\n\n" + "\n\n".join(f"::: spoiler Number {n}\nInside {n} ||and deeper||.\n:::" for n in range(5)),
        "headings and footnotes": filler + "\n\n" + "\n\n".join(f"## Heading {n}\n\nText.[^{n}]\n\n[^{n}]: A note." for n in range(5)),
        "a picture, a table, code": filler
        + "\n\n![Alt](/media/reviews/abcdefghijklmnop.webp)\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```",
        "links and lists": filler + "\n\n- one\n- [two](https://example.org/)\n\n1. three\n",
    }
    start = "Before.[^first]\n\n## A heading\n\n[^first]: A public note.\n\n<!--more The end-->\n\n"
    review = make_review(ada, start + filler, (make_work("the-well"),), slug="shapes")
    answers = {}
    for name, text in behind.items():
        edit(review, start + text)
        answers[name] = frozen(client, review)
    assert review.passages.count() >= 1
    assert len(set(answers.values())) == 1, [name for name in answers if answers[name] != answers["nothing special"]]


def test_no_page_says_how_long_the_reading_takes_or_how_many_words_there_are(client, site):
    for address in public_addresses(site):
        html = client.get(address).content.decode(errors="replace")
        assert not re.search(r"\b\d+\s*(?:min(?:ute)?s?|words|characters|spoilers|passages|gates)\b|wordCount|timeRequired", html), address
