"""Previews and their pictures: what a link to a page looks like elsewhere, and what is drawn there."""

from __future__ import annotations

import itertools
import re
import struct
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.utils import override_settings
from PIL import Image, ImageChops, ImageDraw

from reviews.channels.cards import drawing
from reviews.channels.cards.drawing import COLOURS, SIZES, paint
from reviews.channels.cards.facts import facts_of, facts_of_site, words_on
from reviews.channels.cards.layout import FOLD, HEIGHT, MARGIN, WIDTH, lay_out
from reviews.channels.cards.lettering import ELLIPSIS, drawable, face, leading
from reviews.publishing.models import Review
from reviews.spoilers.leaks import contains_any
from reviews.web.models import Site
from tests.channels.machines import Head
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, TEXT, make_fixture_site, make_review, make_work, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOST = "http://testserver"
#: Latin with accents, Greek, Cyrillic: what our letters hold. The rest they don't.
HAVE = ("Les Misérables", "Žižek Łódź Őrült", "Ἰλιάς", "Преступление и наказание", "Tiếng Việt", "“Quotes” – dash… 3½")
LACK = ("吾輩は猫である", "كليلة ودمنة", "महाभारत", "ספר", "Dracula 吸血鬼")


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture(autouse=True)
def _nothing_drawn_before():
    cache.clear()


def head(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return Head(response.content.decode())


def picture(response):
    assert response["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.content))


def drawn(layout):
    """What is drawn, as the drawing itself is told to: every text and where."""
    with patch.object(ImageDraw.ImageDraw, "text", autospec=True, side_effect=ImageDraw.ImageDraw.text) as text:
        paint(layout)
    return [(call.args[1], call.args[2]) for call in text.call_args_list]


def card_path(client, review):
    return head(client, review.url).one("og:image").removeprefix(HOST)


# What the head says.


def test_a_reviews_preview(client, ada, site):
    rewrite(site.review, TEXT, rating=Decimal("3.5"), tags=("gothic", "wells"))
    found = head(client, site.review.url)
    assert found.one("og:type") == "article"
    assert found.one("og:site_name") == "After the Break"
    assert found.one("og:title") == "Down the well"
    assert found.one("og:description") == "A summary without secrets."
    assert found.one("og:url") == HOST + site.review.url
    assert datetime.fromisoformat(found.one("article:published_time")) == PUBLISHED_AT
    assert datetime.fromisoformat(found.one("article:modified_time")) >= PUBLISHED_AT
    assert found.one("article:author") == HOST + "/authors/ada/"
    assert found.properties["article:tag"] == ["gothic", "wells"]
    assert found.names["twitter:card"] == ["summary_large_image"]
    alt = found.one("og:image:alt")
    assert alt == "“Down the well”, a review of The Well (book, 1902) and The Well (film, 1921) by Ada Quill: 3½ out of 5"


@pytest.mark.parametrize(
    ("address", "type_name", "title", "description"),
    [
        ("/", "website", "After the Break", None),
        ("/works/the-well-novel/", "book", "The Well (book, 1902)", "The Well, book: its reviews on After the Break."),
        ("/works/the-well-film/", "video.movie", "The Well (film, 1921)", "The Well, film: its reviews on After the Break."),
        ("/authors/ada/", "profile", "Ada Quill", "Reviews by Ada Quill on After the Break."),
    ],
)
def test_the_other_pages_previews(client, site, address, type_name, title, description):
    found = head(client, address)
    assert found.one("og:type") == type_name
    assert found.one("og:title") == title
    assert found.properties.get("og:description") == ([description] if description else None)
    assert found.one("og:url") == HOST + address
    assert found.one("og:image:alt").startswith("After the Break")
    assert found.names["twitter:card"] == ["summary_large_image"]
    assert not [name for name in found.properties if name.startswith("article:")]
    assert found.properties.get("profile:username") == (["ada"] if type_name == "profile" else None)


@pytest.mark.parametrize("address", ["/", "/works/the-mill/", "/authors/ada/", "/reviews/down-the-well/"])
def test_the_picture_is_where_and_as_large_as_the_head_says(client, site, address):
    found = head(client, address)
    url = found.one("og:image")
    assert url.startswith(HOST + "/card")
    assert found.one("og:image:type") == "image/png"
    response = client.get(url.removeprefix(HOST))
    assert response.status_code == 200
    assert picture(response).size == (int(found.one("og:image:width")), int(found.one("og:image:height"))) == (WIDTH, HEIGHT)


def test_nothing_of_the_preview_is_hidden_text(client, site):
    planted = [*HIDDEN_IN_REVIEW, *site.after_words, *site.gated_comment_words, *site.withheld, "Falconname"]
    for opened in (False, True):
        if opened:
            client.post(site.review.url + "open/", {"gate": "break"})
            assert "tapirbreak" in client.get(site.review.url).content.decode()
        said = "\n".join(content for contents in head(client, site.review.url).properties.values() for content in contents)
        assert "Down the well" in said
        assert not contains_any(planted, said)


# The picture.


def test_a_card_is_public_and_asked_for_again_by_its_etag(client, site):
    path = card_path(client, site.review)
    response = client.get(path)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.head(path).status_code == 200


def test_a_card_is_the_same_bytes_for_a_reader_who_opened_everything(client, signed_in, ben, site):
    path = card_path(client, site.review)
    closed = client.get(path).content
    client.post(site.review.url + "open/", {"gate": "break"})
    assert client.get(path).content == closed
    assert signed_in(ben).get(path).content == closed


def test_a_card_is_drawn_once(client, site, django_assert_max_num_queries):
    path = card_path(client, site.review)
    with patch("reviews.channels.cards.views.paint", side_effect=paint) as painted:
        first = client.get(path)
        with django_assert_max_num_queries(5):
            second = client.get(path)
    assert painted.call_count == 1
    assert first.content == second.content


def test_drawing_it_again_makes_the_same_bytes(site):
    layout = facts_of(site.review, Site.current()).layout()
    assert paint(layout) == paint(layout)


def test_the_file_holds_a_picture_and_nothing_else(client, site):
    content = client.get(card_path(client, site.review)).content
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    kinds, at = [], 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kinds.append(content[at + 4 : at + 8].decode())
        at += 12 + length
    assert set(kinds) == {"IHDR", "PLTE", "IDAT", "IEND"}
    assert len(content) < 100_000


@pytest.mark.parametrize("slug", ["a-draft", "nowhere"])
def test_a_draft_has_no_card(client, site, slug):
    assert client.get(f"/cards/{slug}.png").status_code == 404


def test_a_retracted_reviews_card_is_gone(client, site):
    assert client.get("/cards/taken-back.png").status_code == 410


def test_a_card_goes_with_its_review(client, ada, site):
    path = card_path(client, site.review)
    assert client.get(path).status_code == 200
    rewrite(site.review, TEXT, status="retracted")
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("width", ["0", "601", "x", "", "-300", "1200.0", "٣٠٠", "9" * 400])
def test_a_size_nobody_offers_is_not_found(client, site, width):
    assert client.get(f"/cards/{site.review.slug}.png", {"w": width}).status_code == 404


@pytest.mark.parametrize("width", SIZES)
def test_each_size_is_as_large_as_it_says(client, site, width):
    image = picture(client.get(f"/cards/{site.review.slug}.png", {"w": str(width)}))
    assert image.size == (width, SIZES[width])


def test_a_change_of_public_facts_makes_a_new_address_and_a_new_picture(client, ada, site):
    path = card_path(client, site.review)
    before = client.get(path)
    rewrite(site.review, TEXT, rating=Decimal(2))
    assert card_path(client, site.review) != path
    assert client.get(path).content != before.content, "also at the old address"
    assert client.get(path, headers={"if-none-match": before["ETag"]}).status_code == 200


@pytest.mark.parametrize("change", ["title", "rating", "byline", "works", "site"])
def test_each_fact_is_in_the_digest(site, ada, change):
    before = facts_of(Review.objects.get(pk=site.review.pk), Site.current()).digest
    if change == "byline":
        ada.display_name = "Ada Pen"
        ada.save(update_fields=["display_name"])
    elif change == "site":
        Site.objects.create(pk=1, name="Another house", address=HOST)
    elif change == "works":
        rewrite(site.review, TEXT, works=(site.film,))
    elif change == "title":
        rewrite(site.review, TEXT, title="Up the well")
    else:
        rewrite(site.review, TEXT, rating=Decimal(1))
    assert facts_of(Review.objects.get(pk=site.review.pk), Site.current()).digest != before


def test_hidden_text_changes_neither_address_nor_bytes(client, ada, site):
    path = card_path(client, site.review)
    before = client.get(path).content
    cache.clear()
    rewrite(site.review, TEXT.replace("tapirbreak", "anotherword"))
    assert card_path(client, site.review) == path
    assert client.get(path).content == before


def test_a_card_reads_no_hidden_table(client, site, django_assert_max_num_queries):
    path = card_path(client, site.review)
    with django_assert_max_num_queries(12) as queries:
        client.get(path)
    read = " ".join(query["sql"] for query in queries)
    assert "reviews_review" in read
    assert not re.search(r'"reviews_(passage|reviewsource|commentrevision|commentpassage|decision|flag|historical\w*)"', read)


def test_the_sites_own_card_collides_with_no_slug(client, ada):
    review = make_review(ada, "Safe.", (make_work("novel"),), slug="site")
    own, its = client.get("/card.png"), client.get(f"/cards/{review.slug}.png")
    assert own.status_code == its.status_code == 200
    assert own.content != its.content
    assert own["Cache-Control"] == "public, no-cache"


def test_the_sites_card_follows_its_name(client):
    before = head(client, "/").one("og:image")
    Site.objects.create(pk=1, name="Another house", tagline="Of mirrors", address=HOST)
    found = head(client, "/")
    assert found.one("og:image") != before
    assert found.one("og:image:alt") == "Another house: Of mirrors"
    assert facts_of_site(Site.current()).layout().words == ("Another house", "Of mirrors", "testserver")


# What is drawn.


def test_the_words_on_a_card_are_the_words_that_are_drawn(ada, site):
    rewrite(site.review, TEXT, rating=Decimal("3.5"))
    words = words_on(Review.objects.get(pk=site.review.pk))
    assert words == ("The Well (book, 1902) · The Well (film, 1921)", "Down the well", "by Ada Quill", "After the Break")
    lines = [line for _, line in drawn(facts_of(site.review, Site.current()).layout())]
    assert "".join(lines).replace(" ", "") == "".join(words).replace(" ", "")
    assert not contains_any([*HIDDEN_IN_REVIEW, *site.after_words, *site.withheld], "\n".join(words))


def test_the_words_of_a_review_with_a_long_word_and_too_many_works(ada):
    works = tuple(make_work(f"work-{number}", title=f"Work number {number} with quite a long title") for number in range(9))
    review = make_review(ada, "Safe.", works, title="Donaudampfschifffahrtsgesellschaft" * 5, slug="long")
    words = words_on(review)
    assert "Donaudampfschifffahrtsgesellschaft" * 5 in words, "broken over lines, and whole to whoever reads the words"
    assert words[0].startswith("Work number 0 with quite a long title (book) · Work number 1")
    assert words[0].endswith(ELLIPSIS)
    lines = [line for _, line in drawn(facts_of(review, Site.current()).layout())]
    assert "".join(lines).replace(" ", "") == "".join(words).replace(" ", "")


@pytest.mark.parametrize(
    "title",
    ["A", "Down the well", "A title of some words " * 9, "W" * 200, "i" * 200, "WW " * 66, "Ünïcödé ŵörds " * 14, "word " * 30 + "x" * 50],
    ids=range(8),
)
@pytest.mark.parametrize("half_stars", [None, 7])
def test_every_line_keeps_to_its_place(title, half_stars):
    layout = lay_out(works=("Dracula (book, 1897)",) * 3, title=title.strip(), half_stars=half_stars, byline="by Ada", imprint="Site")
    boxes = list(boxes_of(layout))
    for words, (left, top, right, bottom) in boxes:
        assert MARGIN - 12 < left < right < WIDTH - MARGIN + 12, words
        assert (FOLD < top < bottom < HEIGHT - 16) if words == "Site" else (40 < top < bottom < FOLD), words
    for (above, one), (below, other) in itertools.combinations(boxes, 2):
        assert one[3] <= other[1], f"{above!r} stands in {below!r}"


def boxes_of(layout):
    """Each line, and the box its ink fills, in the order of the card from top to bottom."""
    for block in layout.blocks:
        letters = face(block.setting.size)
        for row, line in enumerate(block.setting.lines):
            left, top, right, bottom = letters.getbbox(line.rstrip(), anchor="ls")
            y = block.baseline + row * leading(block.setting.size)
            yield line, (block.x + left, y + top, block.x + right, y + bottom)


@pytest.mark.parametrize("text", HAVE)
def test_what_our_letters_hold_is_drawn_as_it_is(text):
    assert drawable(text) == text


@pytest.mark.parametrize("text", LACK)
def test_what_our_letters_lack_is_left_out_whole(text):
    assert drawable(text) == ""


def test_signs_are_dropped_and_words_stay():
    assert drawable("Dracula 🧛 rises ❤️ again ♥") == "Dracula rises again"
    assert drawable("soft\u00adhyphen\u200b and\u2028line\tend") == "softhyphen and line end"
    assert drawable("e\u0301") == "é"
    assert drawable("☃") == ""


@pytest.mark.parametrize("text", LACK)
def test_a_card_without_drawable_words_keeps_stars_kind_and_mark(client, ada, text):
    ada.display_name = text
    ada.save(update_fields=["display_name"])
    review = make_review(
        ada, "Safe.", (make_work("one", title=text, kind="film", year=1922), make_work("two", title=text)), title=text, slug="it", rating=4
    )
    words = words_on(review)
    assert words == ("Film, 1922 · Book", "After the Break")
    image = picture(client.get(f"/cards/{review.slug}.png")).convert("RGB")
    bare = Image.open(BytesIO(paint(lay_out(works=(), title="", half_stars=None, byline="", imprint="")))).convert("RGB")
    changed = ImageChops.difference(image, bare).getbbox()
    assert changed
    assert changed[0] >= MARGIN - 5
    assert head(client, review.url).one("og:title") == text, "the words themselves are still beside it"


def test_nothing_at_all_still_has_the_mark():
    bare = Image.open(BytesIO(paint(lay_out(works=(), title="", half_stars=None, byline="", imprint="")))).convert("RGB")
    assert ribbon_in(bare, (MARGIN, FOLD + 10, MARGIN + 80, HEIGHT - 10)) > 50


@pytest.mark.parametrize("half_stars", range(1, 11))
def test_stars_are_drawn_by_halves(half_stars):
    layout = lay_out(works=(), title="", half_stars=half_stars, byline="", imprint="")
    assert not [words for _, words in drawn(layout)], "as shapes, never as letters"
    image = Image.open(BytesIO(paint(layout))).convert("RGB")
    assert layout.stars
    x, y, _ = layout.stars
    filled = [ribbon_in(image, (x + half * 23, y, x + half * 23 + 23, y + 46)) > 150 for half in range(10)]
    assert filled == [half < half_stars for half in range(10)]


def ribbon_in(image, box):
    """How many pixels are the ribbon's colour, near enough."""
    wanted = tuple(bytes.fromhex(COLOURS["ribbon"][1:]))
    part = image.crop(box)
    return sum(
        all(abs(one - other) < 24 for one, other in zip(part.getpixel((x, y)), wanted, strict=True))
        for x in range(part.width)
        for y in range(part.height)
    )


def test_a_card_has_the_houses_colours():
    light, _, _ = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8").partition("@media")
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    assert {name: tokens["ink-soft" if name == "soft" else name] for name in COLOURS} == COLOURS


def test_a_card_has_the_houses_star_and_mark():
    star = (settings.BASE_DIR / "static/img/star.svg").read_text(encoding="utf-8")
    assert "m10 1.6 2.55 5.4 5.95.75" in star
    assert drawing._STAR[:3] == ((10, 1.6), (12.55, 7), (18.5, 7.75))
    mark = (settings.BASE_DIR / "static/img/glyph.svg").read_text(encoding="utf-8")
    assert all(f"M{x:g} {y:g}" in mark for (x, y), _ in drawing._STROKES)


@override_settings(SITE_URL="https://reviews.example.org")
def test_addresses_are_of_the_sites_own_address(client, site):
    found = head(client, site.review.url)
    assert found.one("og:image").startswith("https://reviews.example.org/cards/down-the-well.png?v=")
    assert found.one("og:url") == "https://reviews.example.org/reviews/down-the-well/"
