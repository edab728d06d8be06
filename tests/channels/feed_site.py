"""What the tests of feeds share: their addresses, a site to tell of, and ways to look."""

from datetime import timedelta

from reviews.channels.feeds.access import token_of
from reviews.channels.feeds.actions import make_feed
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import Review
from reviews.spoilers.leaks import contains_any
from tests.channels.feed_rules import contents
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLISHED_AT, TEXT, make_comment, make_review, make_work
from tests.house_client import HouseClient

FORMS = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
REVIEWS = ("/feeds/reviews", "/authors/ada/feed", "/works/the-well-novel/feed", "/tags/gothic/feed")
REPLIES = ("/feeds/replies", "/reviews/down-the-well/replies")
ALL = [f"{feed}.{form}" for feed in REVIEWS + REPLIES for form in FORMS]
PLANTED = (*HIDDEN_IN_REVIEW, "kestrelafter", "magpieinline", "Falconname")


def form_of(address):
    return address.rpartition(".")[2]


def told(client, address):
    """The HTML of a feed's entries, as one text."""
    return "\n".join(contents(form_of(address), client.get(address).content))


def every_feed(client):
    return {address: client.get(address).content for address in ALL}


def save_again(site, **changes):
    """Save the fixture's review once more, with `changes`."""
    review = Review.objects.get(pk=site.review.pk)
    facts = {
        "title": review.title, "slug": review.slug, "summary": review.summary, "text": TEXT, "works": (site.novel, site.film),
        "mentions": (site.mill,), "tags": ("gothic",), "status": review.status, "published_at": review.published_at,
    }  # fmt: skip
    return save_review(review, draft=ReviewDraft(author=review.author, **{**facts, **changes}), by=review.author)


def make_reviews(ada, count):
    """`count` reviews and as many replies to the first of them, each with a gate that names a part of a work that nothing else is about."""
    novel = make_work("the-well-novel", title="The Well")
    for number in range(count):
        make_work(f"other-{number}").parts.create(number=1, slug="one", title=f"Part {number}")
        gate = f'::: spoiler Turn {number} {{of="other-{number}" until="one"}}\nhidden\n:::\n'
        slug = f"review-{number}" if number else "down-the-well"
        make_review(
            ada, f"Safe {number}.\n\n{gate}", (novel, make_work(f"second-{number}")), slug=slug, title=f"Review {number}",
            tags=("gothic", f"tag-{number}"), published_at=PUBLISHED_AT + timedelta(days=number),
        )  # fmt: skip
        make_comment(Review.objects.get(slug="down-the-well"), f"Reply {number}\n\n{gate}", publish_by=ada)


def address_of(member, form="json"):
    """Where `member`, who has asked for one by then, finds a feed of their own."""
    return f"/feeds/mine/{token_of(make_feed(member=member))}.{form}"


def seen(address):
    """The planted words of the review in the feed at `address`, for whoever fetches it: a browser that brings nothing with it."""
    response = HouseClient().get(address)
    assert response.status_code == 200
    return set(contains_any(HIDDEN_IN_REVIEW, response.content))
