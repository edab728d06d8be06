"""The writing desk: who may open it, and what it refuses."""

import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reviews.publishing import actions
from reviews.publishing.models import Review, ReviewSource
from tests.fixture_site import PUBLISHED_AT, make_fixture_site, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADD = "/admin/reviews/review/add/"


@pytest.fixture
def work():
    return make_work("the-well")


@pytest.fixture
def sent(work):
    return {
        "title": "Down the well", "summary": "Safe.", "text": "Plain words.", "reviewed_works": [work.pk], "mentioned_works": [],
        "rating": "4.5", "status": "draft", "slug": "", "tag_names": "Gothic, Short", "seen_revision": "",
        "published_at_0": "", "published_at_1": "",
    }  # fmt: skip


def test_an_author_saves_a_draft_as_themselves(signed_in, ada, edda, sent):
    assert signed_in(ada).post(ADD, {**sent, "author": edda.pk}).status_code == 302
    review = Review.objects.get()
    assert (review.author, review.status, review.slug, str(review.rating)) == (ada, "draft", "down-the-well", "4.5")
    assert {tag.name for tag in review.tags.all()} == {"Gothic", "Short"}


def test_publishing_stamps_the_date(signed_in, ada, sent):
    signed_in(ada).post(ADD, {**sent, "status": "published"})
    assert Review.objects.get().is_public


def test_an_unclosed_marker_is_refused_on_publish_with_the_line_and_the_text(signed_in, ada, sent):
    response = signed_in(ada).post(ADD, {**sent, "status": "published", "text": "One.\n\nTwo ||three"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Line 3" in html
    assert "Two ||three" in html
    assert not Review.objects.exists()


def test_a_draft_with_an_unclosed_marker_is_kept_and_its_author_told(signed_in, ada, sent):
    response = signed_in(ada).post(ADD, {**sent, "text": "One.\n\nTwo ||three"}, follow=True)
    assert "Line 3" in response.content.decode()
    assert Review.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": ""}, "text"),
        ({"text": "a line of prose\n" * 12_600}, "text"),
        ({"reviewed_works": []}, "reviewed_works"),
        ({"rating": "7"}, "rating"),
        ({"slug": "feed"}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"published_at_0": "tomorrow"}, "published_at"),
    ],
)
def test_bad_input_comes_back_with_its_message_and_the_text(signed_in, ada, sent, change, field):
    response = signed_in(ada).post(ADD, {**sent, **change})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert not Review.objects.exists()
    if "text" not in change:
        assert "Plain words." in response.content.decode()


def test_a_slug_in_use_is_refused(signed_in, ada, sent, work):
    make_review(ada, "Text.", (work,), slug="taken")
    response = signed_in(ada).post(ADD, {**sent, "slug": "taken"})
    assert "slug" in response.context["adminform"].form.errors


def test_an_author_changes_their_own_reviews_alone(signed_in, ada, edda, work):
    mine, other = make_review(ada, "Mine.", (work,), slug="mine"), make_review(edda, "otterword", (work,), slug="other")
    browser = signed_in(ada)
    assert browser.get(f"/admin/reviews/review/{mine.pk}/change/").status_code == 200
    response = browser.get(f"/admin/reviews/review/{other.pk}/change/", follow=True)
    assert "otterword" not in response.content.decode()
    assert b"otterword" not in browser.get(f"/admin/reviews/review/{other.pk}/history/", follow=True).content
    assert "A review" in browser.get("/admin/reviews/review/").content.decode()
    assert browser.post(f"/admin/reviews/review/{other.pk}/change/", {"title": "Stolen"}).status_code in {302, 403, 404}
    assert Review.objects.get(pk=other.pk).title == "A review"


def test_an_editor_changes_the_reviews_of_others(signed_in, ada, edda, work):
    review = make_review(ada, "Hers.", (work,), slug="hers")
    assert signed_in(edda).get(f"/admin/reviews/review/{review.pk}/change/").status_code == 200


def test_changing_keeps_slug_author_and_date(signed_in, ada, sent, work):
    review = make_review(ada, "First.", (work,), slug="first")
    at = PUBLISHED_AT
    response = signed_in(ada).post(
        f"/admin/reviews/review/{review.pk}/change/",
        {**sent, "status": "published", "text": "Second.", "seen_revision": "1", "published_at_0": at.date(), "published_at_1": at.time()},
    )
    assert response.status_code == 302
    review.refresh_from_db()
    assert (review.slug, review.author, review.published_at) == ("first", ada, at)
    assert ReviewSource.objects.get(review=review).text.reveal() == "Second."


def test_a_stale_save_is_refused_with_the_text(signed_in, ada, sent, work):
    review = make_review(ada, "First.", (work,), slug="first")
    browser, url = signed_in(ada), f"/admin/reviews/review/{review.pk}/change/"
    browser.post(url, {**sent, "text": "Second.", "seen_revision": "1"})
    response = browser.post(url, {**sent, "text": "Another second.", "seen_revision": "1"})
    assert response.status_code == 200
    assert "Another second." in response.content.decode()
    assert ReviewSource.objects.get(review=review).text.reveal() == "Second."


@pytest.mark.parametrize("who", ["ben", "mo"])
def test_no_desk_for_members_and_moderators(signed_in, request, who, ada, mo):
    site = make_fixture_site(ada, mo)
    member = request.getfixturevalue(who)
    browser = signed_in(member)
    for path in ("", "add/", f"{site.draft.pk}/change/", "preview/", "picture/"):
        response = (
            browser.post("/admin/reviews/review/" + path)
            if path in {"preview/", "picture/"}
            else browser.get("/admin/reviews/review/" + path)
        )
        assert response.status_code in {302, 403, 404}
        assert b"vulturedraft" not in response.content


def test_the_preview_shows_all_of_it_with_the_problems(signed_in, ada, work):
    response = signed_in(ada).post(
        "/admin/reviews/review/preview/", {"text": "Safe ||inside||\n\nTwo ||three", "reviewed_works": [work.pk]}
    )
    html = response.content.decode()
    assert "inside" in html
    assert "Line 3" in html


def picture(**options):
    out = io.BytesIO()
    Image.new("RGB", options.pop("size", (40, 30)), "red").save(out, options.pop("format", "PNG"), **options)
    return out.getvalue()


def upload(browser, content, name="photo.png"):
    return browser.post("/admin/reviews/review/picture/", {"image": SimpleUploadedFile(name, content)})


def test_a_picture_is_encoded_anew_under_a_random_name_and_served(signed_in, client, ada, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    response = upload(signed_in(ada), picture(format="JPEG", exif=b"Exif\x00\x00secretcamera"), "the-butler-did-it.jpg")
    url = response.json()["url"]
    assert re.fullmatch(r"/media/reviews/[\w-]{16}\.webp", url)
    served = client.get(url)
    assert served["Content-Type"] == "image/webp"
    assert b"secretcamera" not in b"".join(served.streaming_content if served.streaming else [served.content])


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"<html>", b"", b"\x89PNG\r\n\x1a\nbroken", picture(size=(6000, 5000))],
    ids=["svg", "html", "empty", "broken", "30 megapixels"],
)
def test_what_is_no_picture_is_refused(signed_in, ada, settings, tmp_path, content):
    settings.MEDIA_ROOT = tmp_path
    response = upload(signed_in(ada), content)
    assert response.status_code == 422
    assert response.json()["error"]
    assert not list(tmp_path.rglob("*.*"))


def test_stock_markdownx_views_are_not_routed(client):
    assert client.post("/markdownx/upload/").status_code == 404
    assert client.post("/markdownx/markdownify/").status_code == 404


def test_a_save_that_is_overtaken_hands_the_text_back(signed_in, ada, sent, work, monkeypatch):
    review = make_review(ada, "First.", (work,), slug="first")
    monkeypatch.setattr(actions, "_locked", overtaken)
    response = signed_in(ada).post(f"/admin/reviews/review/{review.pk}/change/", {**sent, "text": "Second.", "seen_revision": "1"})
    assert response.status_code == 409
    assert "Second." in response.content.decode()
    assert Review.objects.get().title == "A review"


def overtaken(*_args, **_options):
    raise actions.Stale


def test_saving_what_was_not_touched_changes_nothing(signed_in, ada, work):
    first, second = make_work("a-later-title"), work
    review = make_review(ada, "Text.", (second, first), slug="whole", rating=Decimal("4.0"), tags=("Gothic",))
    browser, url = signed_in(ada), f"/admin/reviews/review/{review.pk}/change/"
    before = Review.objects.values("rating", "published_at", "public_changed_at", "rendition").get(pk=review.pk)
    form = browser.get(url).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    at = sent.pop("published_at")
    sent["reviewed_works"] = sorted(sent["reviewed_works"])
    response = browser.post(url, {**sent, "published_at_0": at.date(), "published_at_1": at.time()})
    assert response.status_code == 302
    assert Review.objects.values("rating", "published_at", "public_changed_at", "rendition").get(pk=review.pk) == before
    assert Review.objects.get(pk=review.pk).subjects == [second, first]


def test_a_stale_save_of_the_same_text_undoes_no_retraction(signed_in, ada, edda, sent, work):
    review = make_review(ada, "First.", (work,), slug="first")
    url = f"/admin/reviews/review/{review.pk}/change/"
    signed_in(edda).post(url, {**sent, "text": "First.", "status": "retracted", "author": ada.pk, "seen_revision": "1"})
    response = signed_in(ada).post(url, {**sent, "text": "First.", "status": "published", "seen_revision": "1"})
    assert response.status_code == 200
    assert Review.objects.get().status == "retracted"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tag_names": "x" * 61}, "tag_names"),
        ({"title": "\u200b"}, "title"),
        ({"published_at_0": "9999-12-31", "published_at_1": "23:59"}, "published_at"),
    ],
    ids=["tag", "title", "date"],
)
def test_what_no_column_or_clock_can_hold_is_refused(signed_in, ada, sent, change, field):
    response = signed_in(ada).post(ADD, {**sent, **change})
    assert field in response.context["adminform"].form.errors


def test_text_in_the_admin_comes_through_the_door(signed_in, ada, sent):
    signed_in(ada).post(ADD, {**sent, "title": "a\u202egnp.x", "slug": "door"})
    assert Review.objects.get().title == "agnp.x"
