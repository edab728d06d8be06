"""What the tests of search share: asking, reading the answer, and a small library."""

from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import Review, ReviewSource
from reviews.works.models import Story
from tests.fixture_site import PUBLISHED_AT, make_comment, make_review, make_work


def look(client, typed, **more):
    return client.get("/search/", {"q": typed, **more})


def urls(response):
    """What was found, in the order of the page."""
    context = response.context
    return [found.url for kind in ("works", "reviews", "replies") for found in context.get(kind, ())]


def html(response):
    return response.content.decode()


def again(review, ada, **changes):
    """Save `review` once more, changed."""
    facts = {
        "title": review.title,
        "slug": review.slug,
        "summary": review.summary,
        "status": review.status,
        "published_at": review.published_at,
        "text": ReviewSource.objects.get(review=review).text.reveal(),
        "works": tuple(review.subjects),
        "tags": tuple(review.tags.values_list("name", flat=True)),
        **changes,
    }
    return save_review(Review.objects.get(pk=review.pk), draft=ReviewDraft(author=ada, **facts), by=ada)


def make_library(ada, mo):
    """A word of its own in every place that is searched."""
    story = Story.objects.create(title="Storyword", slug="storyword")
    work = make_work("work", title="Worktitle", creators=["Ada Makerone", "Zoë Makertwo"], story=story)
    review = make_review(
        ada,
        "Proseword here.",
        (work,),
        title="Titleword",
        slug="review",
        summary="Summaryword.",
        tags=("Tagword",),
        published_at=PUBLISHED_AT,
    )
    reply = make_comment(review, "Replyword there.", publish_by=mo)
    return {"work": work.url, "review": review.url, "reply": f"/c/{reply.handle}/"}
