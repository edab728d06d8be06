"""A page of one room of a thread, with the text that its reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.publishing.compiling import read
from reviews.publishing.reading import Opened, opened
from reviews.spoilers.document import SourceKind
from reviews.spoilers.reader import omniscient
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_rendition
from reviews.spoilers.rendition import Rendition

from .models import STEP_WIDTH, Comment, CommentPassage, Room, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from reviews.publishing.models import Review
    from reviews.spoilers.reader import Reader
    from reviews.works.models import Work

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
    #: The path after which the next page starts; empty on the last page.
    next_after: str


def read_room(review: Review, room: str, *, viewer: User | None, reader: Reader, after: str = "") -> Slice:
    """Return one page of `room` in reading order, from behind the path `after`.

    For the room after the break the caller has decided that it is open. For a stranger this is one query and reads no passage.
    """
    rows = list(
        Comment.objects.visible_to(viewer)
        .in_room(review, room)
        .filter(path__gt=after)
        .select_related("author", "parent__author")[: PAGE_SIZE + 1]
    )
    page = rows[:PAGE_SIZE]
    for comment in page:
        comment.review = review
    return Slice(tuple(_with_text(page, room, reader)), page[-1].path if len(rows) > PAGE_SIZE else "")


def _with_text(comments: Sequence[Comment], room: str, reader: Reader) -> Iterable[Reply]:
    published = [comment.pk for comment in comments if comment.state == State.PUBLISHED]
    passages = CommentPassage.objects.filter(comment__in=published)
    whole = {comment.pk: comment.rendition for comment in comments}
    if room == Room.AFTER:
        whole.update(passages.filter(kind=CommentPassage.ROOM).values_list("comment_id", "rendition"))
    # Handles are random, so one mapping serves the whole page.
    shown = opened(passages.exclude(kind=CommentPassage.ROOM), reader)
    for comment in comments:
        text = Rendition.from_json(whole[comment.pk]) if comment.state == State.PUBLISHED else own_text(comment)
        yield Reply(comment, text, shown)


def whole_text(comment: Comment) -> Rendition:
    """Return the public text of a comment that is published before the break."""
    return Rendition.from_json(comment.rendition)


def own_text(comment: Comment) -> Rendition:
    """Return the newest revision with nothing hidden. For its writer, who knows what it says."""
    return source_text(comment, omniscient(), subjects=list(comment.review.works.all()))


def source_text(comment: Comment, reader: Reader, *, subjects: Sequence[Work], name: str = "") -> Rendition:
    """Return the newest revision as `reader` may see it, whatever state it is in: for its writer and for the desk.

    `name` keeps the ids of this text apart from others on the page; the comment's own id serves where it stands there once.
    """
    revision = next(revision for revision in comment.revisions.all() if revision.number == comment.revision)
    document = read(revision.text.reveal(), SourceKind.COMMENT, subjects=subjects)
    name = name or f"own-{comment.pk}"
    handles = {index: f"{name}-{index}" for index in range(len(document.spoilers))}
    return to_rendition(redact(document, reader, {}), handles, prefix=name)


def place_after(raw: str) -> str:
    """Return a path from an address, or "" where it is none of ours."""
    is_path = len(raw) % STEP_WIDTH == 0 and raw.isascii() and raw.isalnum() and raw == raw.upper()
    return raw if is_path else ""
