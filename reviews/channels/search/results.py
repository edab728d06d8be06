"""What a page of results shows. Public facts alone, each with the words that were found marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.urls import reverse

from reviews.comments.models import Comment
from reviews.publishing.models import Review
from reviews.publishing.public import public_works

from .finding import find_replies, find_reviews, find_works
from .marking import marked, snippet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from reviews.publishing.models import Tag
    from reviews.works.models import Work

    from .marking import Marked
    from .query import Query

T = TypeVar("T")


@dataclass(frozen=True)
class Results(Generic[T]):
    """A page of one kind."""

    items: tuple[T, ...]
    more: bool


@dataclass(frozen=True)
class WorkFound:
    title: Marked
    url: str
    kind: str
    year: int | None
    creators: tuple[Marked, ...]
    #: The story it tells, where that holds a hit and the title doesn't say so itself; empty otherwise.
    story: Marked


@dataclass(frozen=True)
class TagFound:
    name: Marked
    url: str


@dataclass(frozen=True)
class ReviewFound:
    title: Marked
    url: str
    byline: str
    published_at: datetime | None
    rating: Decimal | None
    works: tuple[Marked, ...]
    #: The tags that hold a hit; the others say nothing about why it was found.
    tags: tuple[TagFound, ...]
    snippet: Marked


@dataclass(frozen=True)
class ReplyFound:
    review_title: str
    url: str
    byline: str
    created_at: datetime
    snippet: Marked


def works_found(query: Query, *, start: int = 0, size: int) -> Results[WorkFound]:
    """Two queries, or one where there is nothing."""
    ids, more = _page(find_works(query, start=start, size=size), size)
    rows = {work.pk: work for work in public_works().select_related("story").filter(pk__in=ids)} if ids else {}
    return Results(tuple(_work(rows[key], query) for key in ids if key in rows), more)


def reviews_found(query: Query, *, start: int = 0, size: int) -> Results[ReviewFound]:
    """Four queries, or one where there is nothing."""
    ids, more = _page(find_reviews(query, start=start, size=size), size)
    # Asked once more whether it is public: between two queries one may be taken back.
    public = Review.objects.published().for_cards().prefetch_related("tags").defer("rendition")
    rows = {review.pk: review for review in public.filter(pk__in=ids)} if ids else {}
    return Results(tuple(_review(rows[key], query) for key in ids if key in rows), more)


def replies_found(query: Query, *, start: int = 0, size: int) -> Results[ReplyFound]:
    """Two queries, or one where there is nothing."""
    ids, more = _page(find_replies(query, start=start, size=size), size)
    shown = Comment.objects.for_strangers().select_related("author", "review").only(*_REPLY)
    rows = {comment.pk: comment for comment in shown.filter(pk__in=ids)} if ids else {}
    return Results(tuple(_reply(rows[key], query) for key in ids if key in rows), more)


#: What is read of a reply: no address, no key.
_REPLY = (
    "handle", "guest_name", "search_text", "created_at",
    "author__username", "author__display_name", "review__title", "review__slug",
)  # fmt: skip


def _page(ids: list[int], size: int) -> tuple[list[int], bool]:
    return ids[:size], len(ids) > size


def _work(work: Work, query: Query) -> WorkFound:
    story = marked(work.story.title, query.wanted) if work.story is not None and work.story.title != work.title else ()
    return WorkFound(
        title=marked(work.title, query.wanted),
        url=work.url,
        kind=work.get_kind_display(),
        year=work.year,
        creators=_each_marked(work.creators, query),
        story=story if _is_hit(story) else (),
    )


def _review(review: Review, query: Query) -> ReviewFound:
    def tag_of(tag: Tag) -> TagFound:
        return TagFound(name=marked(tag.name, query.wanted), url=reverse("tag", args=[tag.slug]))

    return ReviewFound(
        title=marked(review.title, query.wanted),
        url=review.url,
        byline=review.byline,
        published_at=review.published_at,
        rating=review.rating,
        works=_each_marked((work.title for work in review.subjects), query),
        tags=tuple(tag for tag in map(tag_of, review.tags.all()) if _is_hit(tag.name)),
        snippet=snippet((review.summary, review.search_text), query.wanted),
    )


def _reply(comment: Comment, query: Query) -> ReplyFound:
    return ReplyFound(
        review_title=comment.review.title,
        url=reverse("comment", args=[comment.handle]),
        byline=comment.byline,
        created_at=comment.created_at,
        snippet=snippet((comment.search_text,), query.wanted),
    )


def _each_marked(texts: Iterable[str], query: Query) -> tuple[Marked, ...]:
    return tuple(marked(text, query.wanted) for text in dict.fromkeys(texts))


def _is_hit(text: Marked) -> bool:
    return any(piece.is_hit for piece in text)
