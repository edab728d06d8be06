"""An address that a review had before leads to where it is, for reviews that are public now, and says nothing of any other."""

from datetime import UTC, datetime

import pytest

from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import FormerSlug, Review, ReviewSource
from tests.attacks.surface import Answer, planted_in
from tests.fixture_site import make_review

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RESTS = ("", "open/", "close/", "reply/", "feed/", "card.png")


def renamed(review, slug):
    """`review` under another address, whichever way that is done."""
    text = ReviewSource.objects.get(review=review).text.reveal()
    draft = ReviewDraft(
        title=review.title,
        summary=review.summary,
        author=review.author,
        text=text,
        works=tuple(review.subjects),
        slug=slug,
        status=review.status,
        published_at=review.published_at,
    )
    old = review.slug
    changed = save_review(Review.objects.get(pk=review.pk), draft=draft, by=review.author)
    FormerSlug.objects.get_or_create(slug=old, review=changed)
    return changed


def everywhere(browser, slug):
    """What is answered at and below the address of a review, without the name that was asked for."""
    told = {}
    for rest in RESTS:
        for method in ("get", "head", "post"):
            answer = getattr(browser, method)(f"/reviews/{slug}/{rest}")
            assert not planted_in(answer), (rest, method)
            asked = Answer.of(answer)
            told[rest, method] = (
                asked.status,
                asked.body.replace(slug.encode(), b"SLUG"),
                answer.get("Location", "").replace(slug, "SLUG"),
            )
    return told


def test_former_address_of_a_draft_is_as_absent_as_none(client, site, ada):
    """A review that was public, went back to being a draft and has another title now: nobody is led to it."""
    review = renamed(site.draft, "the-butler-did-it")
    for slug in ("a-draft", review.slug):
        assert everywhere(client, slug) == everywhere(client, "n" * len(slug))


def test_former_address_of_a_scheduled_review_is_as_absent_as_none(client, site, ada):
    review = make_review(ada, "Soon ||otterlater||.", (site.novel,), slug="soon-here", published_at=datetime(2100, 1, 1, tzinfo=UTC))
    renamed(review, "the-butler-will-do-it")
    assert everywhere(client, "soon-here") == everywhere(client, "n" * len("soon-here"))


def test_former_address_of_a_retracted_review_does_not_say_what_it_is_called_now(client, site):
    review = renamed(site.retracted, "the-butler-did-it")
    for rest, method in ((rest, method) for rest in RESTS for method in ("get", "head", "post")):
        answer = getattr(client, method)(f"/reviews/taken-back/{rest}")
        assert answer.status_code in {403, 404, 405, 410}
        assert review.slug not in answer.get("Location", "")
        assert review.slug.encode() not in answer.content


def test_former_address_of_a_public_review_opens_nothing_on_the_way(client, site):
    renamed(site.review, "at-the-well")
    for rest in ("", "?gate=break", "open/?gate=break"):
        for method in ("get", "head"):
            answer = getattr(client, method)(f"/reviews/down-the-well/{rest}", follow=True)
            assert answer.status_code in {200, 404, 405}
            assert not planted_in(answer)
            assert not client.cookies
    closed = client.get("/reviews/at-the-well/")
    assert b"openwhisper" in closed.content
    client.post("/reviews/down-the-well/open/", {"gate": "break"}, follow=True)
    # Either it opens at the new address, for this reader who asked, or it doesn't: never for another.
    assert not planted_in(type(client)().get("/reviews/at-the-well/"))


def test_a_redirect_carries_no_hidden_word_and_leads_nowhere_else(client, site):
    renamed(site.review, "at-the-well")
    for address in (
        "/reviews/down-the-well/",
        "/reviews/down-the-well",
        "/reviews/down-the-well/?next=https://evil.example/",
        "/reviews/down-the-well//evil.example",
    ):
        answer = client.get(address)
        assert not planted_in(answer)
        location = answer.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")
