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
from reviews.spoilers.render import to_rendition, to_text
from reviews.spoilers.rendition import Rendition

from .models import Comment, CommentPassage, Room, State
from .thread import ancestor_paths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from accounts.models import User
    from reviews.publishing.models import Review
    from reviews.spoilers.document import Document
    from reviews.spoilers.reader import Reader

    from .models import CommentQuerySet

#: One page of a thread: what a phone scrolls through in a few minutes.
PAGE_SIZE = 50
#: Deeper replies have nowhere to sit on a phone; past this they keep the indent and say whom they answer.
INDENT_DEPTH = 5
#: Of a long chain, a page repeats its beginning and what stands right above: more is a page of its own.
ANCESTORS = 4
#: What the page of a review calls the reply after which a page of each room begins.
PARAMETER = {Room.BEFORE.value: "before", Room.AFTER.value: "after"}


@dataclass(frozen=True)
class Reply:
    """A comment with the text this reader may see of it, not yet framed."""

    comment: Comment
    rendition: Rendition
    opened: dict[str, Opened]
    #: It holds a place in the thread, and its name and its words are nobody's to read.
    is_gone: bool = False


@dataclass(frozen=True)
class Slice:
    replies: tuple[Reply, ...]
    #: The handle of the reply after which the next page starts; empty on the last page.
    next_after: str
    room: str = Room.BEFORE
    #: The conversation that this page begins in the middle of: what its first reply answers, and what that answers, from the top.
    ancestors: tuple[Reply, ...] = ()
    #: Some of the chain is left out between the first and the second of `ancestors`.
    ancestors_between: bool = False
    #: The handle of the reply after which the page before this one starts; empty for the room's beginning, None on its first page.
    previous_after: str | None = None


def read_room(review: Review, room: str, *, viewer: User | None, reader: Reader, after: str = "") -> Slice:
    """Return one page of `room` in reading order, from behind the path `after`.

    For the room after the break the caller has decided that it is open. For a stranger the first page is one query and reads no passage;
    a later one is another for the page before it, and one for the conversation it begins in.
    """
    rows = _page(Comment.objects.standing(), review, room, after)
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    next_after = page[-1].handle if more else ""
    own = _page(Comment.objects.waiting_of(viewer), review, room, after) if viewer is not None else []
    page = _with_own(page, own, whole=not more)
    above, between = _ancestors(review, room, page[0].path) if after and page else ([], False)
    replies = list(_with_text([*above, *page], review, room, reader, own={comment.pk for comment in own}))
    return Slice(
        replies=tuple(replies[len(above) :]),
        next_after=next_after,
        room=room,
        ancestors=tuple(replies[: len(above)]),
        ancestors_between=between,
        previous_after=_previous(review, room, after) if after else None,
    )


def read_one(comment: Comment, reader: Reader) -> Reply:
    """Return one published reply as `reader` may see it. For one after the break the caller has decided that the room is open."""
    return next(iter(_with_text([comment], comment.review, comment.room, reader)))


def _page(comments: CommentQuerySet, review: Review, room: str, after: str) -> list[Comment]:
    """One index serves this: review, room, whether it stands, path."""
    return list(comments.in_room(review, room).filter(path__gt=after).select_related("author", "parent__author")[: PAGE_SIZE + 1])


def _with_own(page: list[Comment], own: list[Comment], *, whole: bool) -> list[Comment]:
    """The page with the viewer's waiting replies in their places; on any but the last page, those before its end.

    One that holds a place already, because of what answers it, is shown there once, with its text.
    """
    if not own:
        return page
    prefetch_related_objects(own, "revisions")
    end = page[-1].path if page else ""
    mine = {comment.pk: comment for comment in own if whole or comment.path <= end}
    return sorted([*(comment for comment in page if comment.pk not in mine), *mine.values()], key=lambda comment: comment.path)


def _ancestors(review: Review, room: str, path: str) -> tuple[list[Comment], bool]:
    """What stands above a place in the thread, from the top, and whether a part of the chain is left out after the first.

    What is answered across the break stands before it, and may be read by whoever reads behind it.
    """
    chain = ancestor_paths(path)
    kept = [*chain[:1], *chain[1:][-(ANCESTORS - 1) :]]
    if not kept:
        return [], False
    standing = Comment.objects.standing().filter(review=review, room__in={Room.BEFORE, room}, path__in=kept)
    return list(standing.select_related("author").order_by("path")), len(kept) < len(chain)


def _previous(review: Review, room: str, after: str) -> str:
    """The handle after which the page before begins: one page up from the reply that this page begins behind."""
    above = Comment.objects.standing().filter(review=review, room=room, path__lte=after).order_by("-path")
    return next(iter(above.values_list("handle", flat=True)[PAGE_SIZE : PAGE_SIZE + 1]), "")


def _with_text(comments: Sequence[Comment], review: Review, room: str, reader: Reader, *, own: Collection[int] = ()) -> Iterable[Reply]:
    for comment in comments:
        comment.review = review
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
        if comment.state == State.PUBLISHED:
            yield Reply(comment, Rendition.from_json(whole[comment.pk]), shown)
        elif comment.pk in own:
            yield Reply(comment, own_text(comment), shown)
        else:
            yield Reply(comment, Rendition(()), {}, is_gone=True)


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


def plain_text_for(comment: Comment, reader: Reader, *, revision: int | None = None) -> str:
    """Return one revision (default: the newest) in plain words as `reader` may see it, with “[…]” where something is hidden from them.

    A revision that isn't there reads as nothing.
    """
    number = comment.revision if revision is None else revision
    found = next((each for each in comment.revisions.all() if each.number == number), None)
    if found is None:
        return ""
    return to_text(redact(read(found.text.reveal(), SourceKind.COMMENT, subjects=comment.review.subjects), reader, {}))
