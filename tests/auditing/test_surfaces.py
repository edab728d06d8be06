"""A leak planted on any public address is found there: the crawl comes everywhere, and looks at everything it is answered."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from reviews.auditing.judging import Finding
from reviews.auditing.scanning import Spot
from reviews.publishing.models import FormerSlug
from tests.auditing.planting import add_words, name_of
from tests.fixture_site import make_comment, make_fixture_site, make_review
from tests.guards.sweep import url_names

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Addresses that no GET of a stranger's is answered well at, and why. They are asked for all the same.
NEVER_ANSWERED = {
    "admin-no-shortcut": "below the admin",
    "close": "a POST",
    "errand": "only whoever has the mail knows the address",
    "mail-stop": "only whoever has the mail knows the address",
    "receipt-data": "only its writer knows the address",
    "receipt-edit": "only its writer knows the address",
    "receipt-erasure": "only its writer knows the address",
    "receipt-mail": "only its writer knows the address",
    "receipt-withdrawal": "only its writer knows the address",
    "feed-mine": "only its member knows the address",
    "forget": "a POST",
    "offer": "a POST",
    "open": "a POST",
    "open-all": "a POST",
    "receipt": "only its writer knows the address",
    "shelf": "a POST",
}
#: The crawl leaves these alone: they know nothing of reviews, or are behind a login.
LEFT_ALONE = ("account_", "mfa_", "my-data", "admin")


def public_names():
    return {name for name in url_names() if ":" not in name and not name.startswith(LEFT_ALONE)}


def word_for(name: str) -> str:
    return "planted" + "".join(filter(str.isalpha, name))


def hide(author, work, words):
    """A review that hides each of `words` in a passage of its own."""
    return make_review(
        author, "Calm.\n\n" + "\n\n".join(f"Here: ||{word}||." for word in words), (work,), title="Hidden away", slug="hidden-away"
    )


@pytest.fixture
def site(ada, mo, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("reviews/calm.webp", ContentFile(b"RIFF, and no picture at all"))
    site = make_fixture_site(ada, mo)
    make_review(ada, "![A view](/media/reviews/calm.webp)", (site.mill,), title="With a view", slug="with-a-view", tags=("views",))
    return site


def found(audit):
    """Word -> the spots it was found in, all of them leaks of the software."""
    spots: dict[str, list[Spot]] = {}
    for leak in audit.leaks:
        assert leak.verdict.finding == Finding.SOFTWARE, leak
        for word, *_rest in leak.keys:
            spots.setdefault(word, []).append(leak.spot)
    return spots


def test_a_leak_is_found_on_every_public_address(site, ada, plant, run_audit):
    names = public_names()
    hide(ada, site.mill, [word_for(name) for name in names])
    plant(lambda request, response: add_words(response, word_for(name_of(request)), when=name_of(request) in names))

    spots = found(run_audit())

    assert {name for name in names if word_for(name) not in spots} == set()
    answered = {name for name in names if any(spot.status < 400 for spot in spots[word_for(name)])}
    assert names - answered <= {*NEVER_ANSWERED, *(name for name in names if name.startswith("moderation-"))}
    for name in names:
        assert {spot.surface for spot in spots[word_for(name)]} == {name}


def test_every_reason_names_an_address():
    assert set(NEVER_ANSWERED) <= set(url_names())


def test_a_leak_is_found_in_every_part_of_an_answer(site, ada, plant, run_audit):
    words = [
        "inheader",
        "incookie",
        "inlocation",
        "inreason",
        "inhead",
        "inpicture",
        "inunknown",
        "ingone",
        "inmoved",
        "inrobots",
        "inmissing",
    ]
    hide(ada, site.mill, [f"zebra{word}" for word in words])
    FormerSlug.objects.create(slug="down-the-old-well", review=site.review)

    def rule(request, response):
        if request.path == "/":
            response["X-Made-By"] = "zebrainheader"
            response.set_cookie("seen", "zebraincookie")
            response.reason_phrase = "Fine zebrainreason"
        if name_of(request) == "comment" and response.status_code == 302:
            response["Location"] += "&about=zebrainlocation"
        if request.method == "HEAD" and name_of(request) == "review":
            response["X-Hidden"] = "zebrainhead"
        if name_of(request) == "card":
            response.content += b"\x00tEXtwhat it says is zebrainpicture now\x00"
        if request.path == "/robots.txt":
            add_words(response, "zebrainrobots")
        if "down-the-old-well" in request.path:
            add_words(response, "zebrainmoved")
        if response.status_code == 410:
            add_words(response, "zebraingone")
        if not name_of(request):
            add_words(response, "zebrainunknown")
        if response.status_code == 404 and request.path == site.draft.url:
            add_words(response, "zebrainmissing")

    plant(rule)
    spots = found(run_audit())

    assert {word: spots[f"zebra{word}"][0].where for word in words} == {
        "inheader": "header X-Made-By",
        "incookie": "header Set-Cookie",
        "inlocation": "header Location",
        "inreason": "status line",
        "inhead": "header X-Hidden",
        "inpicture": "body",
        "inunknown": "body",
        "ingone": "body",
        "inmoved": "body",
        "inrobots": "body",
        "inmissing": "body",
    }
    assert {spot.method for spot in spots["zebrainhead"]} == {"HEAD"}
    assert {spot.status for spot in spots["zebraingone"]} == {410}


def test_replies_of_both_rooms_are_asked_for_by_their_own_address(site, mo, ada, plant, run_audit):
    hide(ada, site.mill, ["zebrabefore", "zebraafter"])
    make_comment(site.review, "Another one", publish_by=mo)
    where = {reverse("comment", args=[site.before.handle]): "zebrabefore", reverse("comment", args=[site.after.handle]): "zebraafter"}
    plant(lambda request, response: add_words(response, where.get(request.path, ""), when=request.path in where))

    spots = found(run_audit())

    assert [spot.status for spot in (*spots["zebrabefore"], *spots["zebraafter"])] == [302, 302]
