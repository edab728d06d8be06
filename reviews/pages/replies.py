"""The latest replies on the whole site, as strangers may read them: before the break, with every gate closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.views.decorators.http import require_safe

from reviews.comments.models import Comment
from reviews.comments.reading import Reply
from reviews.comments.showing import CommentView, comment_view
from reviews.publishing.framing import Frames
from reviews.publishing.models import ReviewedWork
from reviews.shelf.current import viewer_of
from reviews.spoilers.rendition import Rendition

from .lists import answer, page_of_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from reviews.comments.models import CommentQuerySet

#: Replies on one page: each may be as long as four pages of a book.
REPLIES = 25


@dataclass(frozen=True)
class LatestReply:
    """A reply away from its thread, and where it belongs."""

    comment: CommentView
    review_title: str
    review_url: str


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """The newest published replies before the break, whoever asks: what a reader has opened is open on the review's own page."""
    found, links = page_of_list(request, latest_replies(), REPLIES)
    return answer(request, "pages/replies.html", {"replies": list(framed(found, viewer=viewer_of(request))), **links})


def latest_replies() -> CommentQuerySet:
    """Public replies under public reviews, the last one published first, with all that is shown of them. Reads no hidden table."""
    places = Prefetch("review__reviewedwork_set", queryset=ReviewedWork.objects.select_related("work"))
    # Whole texts of reviews, and of the replies that were answered, are no part of this page.
    unread = [f"{row}{text}" for row in ("review__", "parent__") for text in ("rendition", "search_text")]
    related = Comment.objects.for_strangers().select_related("review", "author", "parent__author").prefetch_related(places)
    return related.defer("search_text", *unread).order_by("-published_at", "-id")


def framed(comments: Sequence[Comment], *, viewer: User | None) -> Iterator[LatestReply]:
    """Put each of `latest_replies` in its frame. What its gates name costs two queries at most, however many replies."""
    known = [work for comment in comments for work in comment.review.subjects]
    texts = {comment.pk: Rendition.from_json(comment.rendition) for comment in comments}
    everywhere = Frames()
    everywhere.learn(texts.values(), known=known)
    for comment in comments:
        review = comment.review
        # A gate that names no work means those under its own review.
        frames = replace(everywhere, subjects=[work.pk for work in review.subjects])
        reply = Reply(comment, texts[comment.pk], {})
        view = comment_view(reply, review=review, viewer=viewer, frames=frames, names_parent=True)
        yield LatestReply(comment=view, review_title=review.title, review_url=review.url)
