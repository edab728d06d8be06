"""Replies put into the frames a template fills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse

from .models import Room, State
from .reading import INDENT_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import User
    from reviews.publishing.framing import Frames, Piece
    from reviews.publishing.models import Review

    from .models import Comment
    from .reading import Reply, Slice


@dataclass(frozen=True)
class CommentView:
    """A reply as one reader sees it."""

    id: int
    handle: str
    byline: str
    is_author: bool
    is_mine: bool
    state: str
    created_at: datetime
    depth: int
    pieces: tuple[Piece, ...]
    url: str
    reply_url: str
    #: Set where the reply does not stand right below what it answers.
    parent_handle: str = ""
    parent_byline: str = ""
    tombstone: bool = False
    #: For moderators: the room it may be moved to, and the revision they see.
    moves_to: str = ""
    revision: int = 0


@dataclass(frozen=True)
class ThreadView:
    comments: tuple[CommentView, ...]
    count: int
    next_url: str


def thread_view(page: Slice, *, review: Review, count: int, viewer: User | None, frames: Frames, page_parameter: str) -> ThreadView:
    """Return one page of a room for a template. `frames` has learnt the gates of its replies."""
    comments = tuple(_in_order(page.replies, review=review, viewer=viewer, frames=frames))
    next_url = f"{reverse('review', args=[review.slug])}?{page_parameter}={page.next_after}" if page.next_after else ""
    return ThreadView(comments=comments, count=count, next_url=next_url)


def _in_order(replies: Iterable[Reply], *, review: Review, viewer: User | None, frames: Frames) -> Iterable[CommentView]:
    shown: set[int] = set()
    moderates = viewer is not None and viewer.has_perm("reviews.moderate_comment")
    for reply in replies:
        parent_id = reply.comment.parent_id
        names_parent = parent_id is not None and (parent_id not in shown or reply.comment.depth > INDENT_DEPTH)
        shown.add(reply.comment.pk)
        view = comment_view(reply, review=review, viewer=viewer, frames=frames, names_parent=names_parent)
        yield replace(view, moves_to=_other_room(reply.comment), revision=reply.comment.revision) if moderates else view


def _other_room(comment: Comment) -> str:
    """The room a published reply may be moved to; none for a reply behind the break that answers one there."""
    if comment.state != State.PUBLISHED or (comment.parent is not None and comment.parent.room == Room.AFTER):
        return ""
    return Room.AFTER if comment.room == Room.BEFORE else Room.BEFORE


def comment_view(reply: Reply, *, review: Review, viewer: User | None, frames: Frames, names_parent: bool = False) -> CommentView:
    """Return one reply for a template; with `names_parent` it says whom it answers, if that one may be read."""
    comment = reply.comment
    parent = comment.parent if names_parent else None
    parent_is_public = parent is not None and parent.state == State.PUBLISHED and parent.room in {Room.BEFORE, comment.room}
    return CommentView(
        id=comment.pk,
        handle=comment.handle,
        byline=comment.byline,
        is_author=comment.author_id is not None and comment.author_id == review.author_id,
        is_mine=viewer is not None and comment.author_id == viewer.pk,
        state=comment.state,
        created_at=comment.created_at,
        depth=min(comment.depth, INDENT_DEPTH),
        pieces=frames.frame(reply.rendition, reply.opened),
        # What only its writer sees has no address of its own: that one is everybody's.
        url=reverse("comment", args=[comment.handle]) if comment.state == State.PUBLISHED else f"#{comment.anchor}",
        reply_url=comment.reply_url,
        parent_handle=parent.handle if parent is not None and parent_is_public else "",
        parent_byline=parent.byline if parent is not None and parent_is_public else "",
    )
