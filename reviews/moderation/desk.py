"""The rows of the desk: each reply with what a moderator needs to decide, hidden text gated by their own shelf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment, Room, State
from reviews.comments.reading import Reply, source_text
from reviews.comments.showing import CommentView, comment_view
from reviews.publishing.framing import Frames
from reviews.publishing.reading import break_facts
from reviews.spoilers.decide import decide
from reviews.spoilers.rendition import Rendition

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reviews.publishing.models import Review
    from reviews.spoilers.reader import Reader

#: As many replies as somebody decides on in one sitting; the next ones move up as these are done.
PAGE_SIZE = 25

_RULES = {"hold_all": _("Every reply waits for a moderator."), "staff": _("Written by a moderator.")}


@dataclass(frozen=True)
class Row:
    id: int
    revision: int
    comment: CommentView
    review: Review
    parent: CommentView | None
    room: str
    state: str
    byline: str
    created_at: datetime
    held_because: tuple[str, ...]
    #: It is for the room after the break, and this moderator has not finished the works: nothing of it is shown.
    gated: bool
    open_url: str


def rows_for(comments: Iterable[Comment], *, reader: Reader, shelf: Reader | None = None) -> list[Row]:
    """Return the rows for `comments` as `reader` may see them; what they answer follows `shelf`, if that is another."""
    frames = Frames()
    return [_row(comment, reader, shelf or reader, frames) for comment in comments]


def _row(comment: Comment, reader: Reader, shelf: Reader, frames: Frames) -> Row:
    works = comment.review.subjects
    room = break_facts(comment.review, works)
    is_hidden = comment.room == Room.AFTER and not decide(room, reader).open
    text = Rendition(()) if is_hidden else source_text(comment, reader)
    frames.subjects = [work.pk for work in works]
    frames.learn([text], known=works)
    arrival = next(iter(comment.decisions.all()), None)
    return Row(
        id=comment.pk,
        revision=comment.revision,
        comment=comment_view(Reply(comment, text, {}), review=comment.review, viewer=None, frames=frames),
        review=comment.review,
        parent=_parent(comment, shelf, frames) if comment.room == Room.BEFORE or decide(room, shelf).open else None,
        room=comment.room,
        state=comment.state,
        # In the second room names are withheld with the text: one may be a spoiler.
        byline=str(_("Somebody")) if is_hidden else comment.byline,
        created_at=comment.created_at,
        held_because=(str(_RULES[arrival.rule]),) if arrival and arrival.rule in _RULES else (),
        gated=is_hidden,
        open_url=reverse("moderation-look", args=[comment.pk]),
    )


def _parent(comment: Comment, reader: Reader, frames: Frames) -> CommentView | None:
    """What is answered, as this moderator may see it."""
    parent = comment.parent
    if parent is None or parent.state != State.PUBLISHED:
        return None
    parent.review = comment.review
    text = source_text(parent, reader, name=f"answered-{comment.handle}")
    frames.learn([text])
    return comment_view(Reply(parent, text, {}), review=comment.review, viewer=None, frames=frames)
