"""A page of one room of a thread, with the text that its reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from reviews.publishing.compiling import read
from reviews.publishing.reading import Opened, opened
from reviews.spoilers.document import SourceKind
from reviews.spoilers.reader import omniscient, stranger
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_rendition
from reviews.spoilers.rendition import Rendition

from .models import Comment, CommentPassage, Room, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from reviews.publishing.models import Review
    from reviews.spoilers.document import Document
    from reviews.spoilers.reader import Reader

    from .models import CommentQuerySet

#: One page of a thread: what a phone scrolls through in a few minutes.
PAGE_SIZE = 50
#: Deeper replies have nowhere to sit on a phone; past this they keep the indent and say whom they answer.
INDENT_DEPTH = 5


@dataclass(frozen=True)
class Reply:
    """A comment with the text this reader may see of it, not yet framed."""

    comment: Comment
    rendition: Rendition
    opened: dict[str, Opened]


@dataclass(frozen=True)
class Slice:
    replies: tuple[Reply, ...]
    #: The handle of the reply after which the next page starts; empty on the last page.
    next_after: str


def read_room(review: Review, room: str, *, viewer: User | None, reader: Reader, after: str = "") -> Slice:
    """Return one page of `room` in reading order, from behind the path `after`.

    For the room after the break the caller has decided that it is open. For a stranger this is one query and reads no passage.
    """
    rows = _page(Comment.objects.published(), review, room, after)
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    if viewer is not None:
        page = _with_own(page, _page(Comment.objects.waiting_of(viewer), review, room, after), whole=not more)
    for comment in page:
        comment.review = review
    last = next((comment for comment in reversed(page) if comment.state == State.PUBLISHED), None)
    return Slice(tuple(_with_text(page, review, room, reader)), last.handle if more and last else "")


def _page(comments: CommentQuerySet, review: Review, room: str, after: str) -> list[Comment]:
    """One index serves this: review, room, state, path."""
    return list(comments.in_room(review, room).filter(path__gt=after).select_related("author", "parent__author")[: PAGE_SIZE + 1])


def _with_own(page: list[Comment], own: list[Comment], *, whole: bool) -> list[Comment]:
    """The page with the viewer's waiting replies in their places; on any but the last page, those before its end."""
    prefetch_related_objects(own, "revisions")
    end = page[-1].path if page else ""
    return sorted([*page, *(comment for comment in own if whole or comment.path < end)], key=lambda comment: comment.path)


def _with_text(comments: Sequence[Comment], review: Review, room: str, reader: Reader) -> Iterable[Reply]:
    published = [comment.pk for comment in comments if comment.state == State.PUBLISHED]
    passages = CommentPassage.objects.filter(comment__in=published)
    whole = {comment.pk: comment.rendition for comment in comments}
    if room == Room.AFTER:
        whole.update(passages.filter(kind=CommentPassage.ROOM).values_list("comment_id", "rendition"))
    # Handles are random, so one mapping serves the whole page. A stranger has nothing open, and nothing is asked.
    shown: dict[str, Opened] = {}
    if reader != stranger():
        shown = opened(passages.exclude(kind=CommentPassage.ROOM), reader, subjects=[work.pk for work in review.subjects])
    for comment in comments:
        text = Rendition.from_json(whole[comment.pk]) if comment.state == State.PUBLISHED else own_text(comment)
        yield Reply(comment, text, shown)


def own_text(comment: Comment) -> Rendition:
    """Return the newest revision with nothing hidden. For its writer, who knows what it says."""
    return source_text(comment, omniscient())


def source_text(comment: Comment, reader: Reader, *, name: str = "") -> Rendition:
    """Return the newest revision as `reader` may see it, whatever state it is in: for its writer and for the desk.

    `name` keeps the ids of this text apart from others on the page; the comment's own handle serves where it stands there once.
    """
    revision = next(revision for revision in comment.revisions.all() if revision.number == comment.revision)
    document = read(revision.text.reveal(), SourceKind.COMMENT, subjects=comment.review.subjects)
    return rendition_for(document, reader, name or comment.handle)


def rendition_for(document: Document, reader: Reader, name: str) -> Rendition:
    """Return a document as `reader` may see it now, with gates that can't be opened where it stands."""
    handles = {index: f"{name}-{index}" for index in range(len(document.spoilers))}
    return to_rendition(redact(document, reader, {}), handles, prefix=name)
