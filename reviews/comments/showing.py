"""Replies put into the frames a template fills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse

from .initials import initials, tint
from .models import Room, State
from .reading import INDENT_DEPTH, PARAMETER
from .receipts import receipt_url
from .words import first_words

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
    """A reply as one reader sees it. Of a tombstone there is only the place."""

    id: int
    handle: str
    byline: str
    is_author: bool
    is_mine: bool
    state: str
    created_at: datetime | None
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
    #: How deep it stands, from 1 and without end, and whose reply it answers, for those who hear the page.
    level: int = 1
    answers: str = ""
    #: Two letters and the number of a colour, in place of a picture.
    initials: str = ""
    tint: int = 0
    edited_at: datetime | None = None
    flag_url: str = ""
    #: For its writer alone, while it waits: its receipt, and whether a change was asked for.
    receipt_url: str = ""
    waits_for_writer: bool = False


@dataclass(frozen=True)
class AncestorView:
    """What stands above a page that begins in the middle of a conversation, in short form."""

    handle: str
    url: str
    byline: str = ""
    words: str = ""
    tombstone: bool = False


@dataclass(frozen=True)
class ThreadView:
    """One page of a room."""

    comments: tuple[CommentView, ...]
    count: int
    next_url: str
    room: str = Room.BEFORE
    previous_url: str = ""
    ancestors: tuple[AncestorView, ...] = ()
    ancestors_between: bool = False


def thread_view(page: Slice, *, review: Review, count: int, viewer: User | None, frames: Frames) -> ThreadView:
    """Return one page of a room for a template. `frames` has learnt the gates of its replies."""
    return ThreadView(
        comments=tuple(_in_order(page.replies, review=review, viewer=viewer, frames=frames)),
        count=count,
        room=page.room,
        next_url=_page_url(review, page.room, page.next_after) if page.next_after else "",
        previous_url=_page_url(review, page.room, page.previous_after) if page.previous_after is not None else "",
        ancestors=tuple(_ancestor(reply) for reply in page.ancestors),
        ancestors_between=page.ancestors_between,
    )


def _page_url(review: Review, room: str, after: str) -> str:
    """The address of a page of a room, at the room: nobody who turns a page of replies wants to read the review again."""
    query = f"?{PARAMETER[room]}={after}" if after else ""
    return f"{reverse('review', args=[review.slug])}{query}#{room}-room"


def _ancestor(reply: Reply) -> AncestorView:
    comment = reply.comment
    url = reverse("comment", args=[comment.handle])
    if reply.is_gone:
        return AncestorView(handle=comment.handle, url=url, tombstone=True)
    return AncestorView(handle=comment.handle, url=url, byline=comment.byline, words=first_words(reply.rendition))


def _in_order(replies: Iterable[Reply], *, review: Review, viewer: User | None, frames: Frames) -> Iterable[CommentView]:
    shown: set[int] = set()
    moderates = viewer is not None and viewer.has_perm("reviews.moderate_comment")
    for reply in replies:
        parent_id = reply.comment.parent_id
        names_parent = parent_id is not None and (parent_id not in shown or reply.comment.depth > INDENT_DEPTH)
        shown.add(reply.comment.pk)
        view = comment_view(reply, review=review, viewer=viewer, frames=frames, names_parent=names_parent)
        if not reply.is_gone and (answered := _answered(reply.comment)) is not None:
            view = replace(view, answers=answered.byline)
        if moderates and not reply.is_gone:
            view = replace(view, moves_to=_other_room(reply.comment), revision=reply.comment.revision)
        yield view


def _other_room(comment: Comment) -> str:
    """The room a published reply may be moved to; none for a reply behind the break that answers one there."""
    if comment.state != State.PUBLISHED or (comment.parent is not None and comment.parent.room == Room.AFTER):
        return ""
    return Room.AFTER if comment.room == Room.BEFORE else Room.BEFORE


def comment_view(reply: Reply, *, review: Review, viewer: User | None, frames: Frames, names_parent: bool = False) -> CommentView:
    """Return one reply for a template; with `names_parent` it says whom it answers, if that one may be read."""
    comment = reply.comment
    if reply.is_gone:
        return _tombstone(comment)
    answered = _answered(comment) if names_parent else None
    is_public = comment.state == State.PUBLISHED
    is_mine = viewer is not None and comment.author_id == viewer.pk
    return CommentView(
        id=comment.pk,
        handle=comment.handle,
        byline=comment.byline,
        is_author=comment.author_id is not None and comment.author_id == review.author_id,
        is_mine=is_mine,
        state=comment.state,
        created_at=comment.created_at,
        depth=min(comment.depth, INDENT_DEPTH),
        pieces=frames.frame(reply.rendition, reply.opened),
        # What only its writer sees has no address of its own: that one is everybody's.
        url=reverse("comment", args=[comment.handle]) if is_public else f"#{comment.anchor}",
        reply_url=comment.reply_url,
        parent_handle=answered.handle if answered is not None else "",
        parent_byline=answered.byline if answered is not None else "",
        level=comment.depth + 1,
        initials=initials(comment.byline),
        tint=tint(comment.byline),
        edited_at=comment.edited_at if is_public else None,
        flag_url=reverse("flag", args=[comment.handle]) if is_public and not is_mine else "",
        receipt_url=receipt_url(comment.key) if is_mine else "",
        waits_for_writer=comment.waits_for_writer,
    )


def _answered(comment: Comment) -> Comment | None:
    """What a reply answers, if whoever reads the one may read the other."""
    parent = comment.parent
    return parent if parent is not None and parent.state == State.PUBLISHED and parent.room in {Room.BEFORE, comment.room} else None


def _tombstone(comment: Comment) -> CommentView:
    """A place, and nothing of what stood there: no name, no text, and nothing to press."""
    return CommentView(
        id=comment.pk,
        handle=comment.handle,
        byline="",
        is_author=False,
        is_mine=False,
        state="",
        created_at=None,
        depth=min(comment.depth, INDENT_DEPTH),
        pieces=(),
        url="",
        reply_url="",
        tombstone=True,
        level=comment.depth + 1,
    )
