"""What a feed tells: reviews and replies as entries, built from public renditions alone unless a reader's passages are handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.comments.models import Comment
from reviews.publishing.framing import Frames
from reviews.publishing.models import Review, ReviewedWork
from reviews.spoilers.rendition import Rendition
from reviews.web.absolute import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviews.comments.models import CommentQuerySet
    from reviews.publishing.models import ReviewQuerySet
    from reviews.publishing.reading import Opened
    from reviews.works.models import Work

#: What a reader who looks once a week has missed on a busy site. Each brings its whole text, so more would only be sent again and again.
ENTRIES = 20
#: When a feed without entries last changed: the same moment for ever. A “now” would be news at every request.
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
#: RFC 4151 wants a date on which the host was its owner's. It is a part of every id ever given out, so it stays.
_TAG_DATE = "2026"


@dataclass(frozen=True)
class Entry:
    """A review or a reply as a feed tells it. Addresses are absolute, times are aware."""

    id: str
    title: str
    url: str
    author: str
    published: datetime
    updated: datetime
    html: str
    #: Plain text; empty where nobody wrote one.
    summary: str = ""
    #: Empty where the author has no page.
    author_url: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed in no format yet."""

    id: str
    title: str
    description: str
    #: The page it tells about.
    page_url: str
    #: Its own address; empty where that is a secret.
    self_url: str
    language: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """The newest change of what it tells; `NEVER` for an empty feed."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def home_of(path: str) -> str:
    """Return the absolute address of a path of ours."""
    return f"{settings.SITE_URL}{path}"


def stable_id(name: str) -> str:
    """Return the id of what is called `name` inside this house, as a `tag:` address.

    A reader takes an entry with a new id for a new entry, and a permalink holds a slug, which may change: so reviews go by their row and
    replies by their handle.
    """
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{_TAG_DATE}:{name}"


def newest_reviews(reviews: ReviewQuerySet) -> list[Review]:
    """Return the latest of `reviews` with everything an entry shows, in three queries."""
    return list(reviews.for_cards().prefetch_related("tags").defer("search_text")[:ENTRIES])


def newest_replies(replies: CommentQuerySet) -> list[Comment]:
    """Return the latest of `replies` that strangers may read, with everything an entry shows, in two queries."""
    places = Prefetch("review__reviewedwork_set", queryset=ReviewedWork.objects.select_related("work"))
    public = replies.for_strangers().select_related("author", "review").prefetch_related(places)
    newest = public.defer("search_text", "review__rendition", "review__search_text")
    return list(newest.order_by("-published_at", "-id")[:ENTRIES])


def review_entries(
    reviews: Sequence[Review], *, shown: Mapping[int, Mapping[str, Opened]] | None = None, under: str = ""
) -> tuple[Entry, ...]:
    """Return `reviews` as entries. `shown` has the passages that are open in each, by the review's id; a public feed has none.

    At most two queries more, for works and parts that gates name. `under` keeps their ids apart from those of the public feeds.
    """
    open_in = shown or {}
    texts = {review.pk: Rendition.from_json(review.rendition) for review in reviews}
    passages = [text.rendition for passages in open_in.values() for text in passages.values()]
    frames = _frames([*texts.values(), *passages], (review.subjects for review in reviews))
    return tuple(
        _review_entry(review, _html(review, texts[review.pk], frames, open_in.get(review.pk, {})), f"{under}review/{review.pk}")
        for review in reviews
    )


def reply_entries(replies: Sequence[Comment]) -> tuple[Entry, ...]:
    """Return `replies` as entries. At most two queries more, for works and parts that gates name."""
    texts = {comment.pk: Rendition.from_json(comment.rendition) for comment in replies}
    frames = _frames(texts.values(), (comment.review.subjects for comment in replies))
    return tuple(_reply_entry(comment, texts[comment.pk], frames) for comment in replies)


def _frames(texts: Iterable[Rendition], subjects: Iterable[Iterable[Work]]) -> Frames:
    frames = Frames()
    frames.learn(texts, known=(work for works in subjects for work in works))
    return frames


def _review_entry(review: Review, html: str, name: str) -> Entry:
    # Public means that it has a date.
    published = review.published_at or review.public_changed_at
    return Entry(
        id=stable_id(name),
        title=review.title,
        url=home_of(review.url),
        author=review.byline,
        author_url=home_of(review.author_url),
        published=published,
        # One that was scheduled had its last change before it came out.
        updated=max(review.public_changed_at, published),
        html=html,
        summary=review.summary,
        tags=tuple(tag.name for tag in review.tags.all()),
    )


def _reply_entry(comment: Comment, text: Rendition, frames: Frames) -> Entry:
    url = home_of(reverse("comment", args=[comment.handle]))
    moment = comment.published_at or comment.created_at
    return Entry(
        id=stable_id(f"reply/{comment.handle}"),
        title=_("%(byline)s on %(title)s") % {"byline": comment.byline, "title": comment.review.title},
        url=url,
        author=comment.byline,
        published=moment,
        updated=moment,
        # It may stand on a later page of the room; its own address leads to whichever that is.
        html=_html(comment.review, text, frames, {}, here=url),
    )


def _html(review: Review, text: Rendition, frames: Frames, shown: Mapping[str, Opened], *, here: str = "") -> str:
    """Return what an entry holds: `text`, which stands on the page of `review`, or at `here` on it."""
    # A gate that names no work gives away those under its own review.
    around = replace(frames, subjects=[work.pk for work in review.subjects])
    html = render_to_string("channels/feed_content.html", {"pieces": around.frame(text, shown)})
    page = home_of(review.url)
    return absolute(html.strip(), page=page, here=here or page)
