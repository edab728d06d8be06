"""Where the text of a comment is kept, which follows from its state and its room alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviews.publishing.compiling import compile_document, read
from reviews.publishing.models import random_name
from reviews.spoilers.document import SourceKind

from .models import Comment, CommentPassage, Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviews.spoilers.document import Document, Problem
    from reviews.works.models import Work


@dataclass(frozen=True)
class StoredText:
    """What a comment's row and its passages hold."""

    rendition: list[Any]
    passages: tuple[dict[str, Any], ...]


#: A pending, declined, spam or withdrawn text has a source only.
NOTHING = StoredText(rendition=[], passages=())


class NeedsMending(Exception):
    """The text has an unclosed or crossed marker: it goes back to its writer, with the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"line {problem.line}: {problem.code}" for problem in problems))
        self.problems = problems


def read_comment(text: str, *, subjects: Sequence[Work]) -> Document:
    """Parse a comment. Raises `NeedsMending` with the lines where a marker would hide more than was meant."""
    document = read(text, SourceKind.COMMENT, subjects=subjects)
    blocking = tuple(problem for problem in document.problems if problem.blocking)
    if blocking:
        raise NeedsMending(blocking)
    return document


def public_text(document: Document, *, room: str, subjects: Sequence[Work]) -> StoredText:
    """Return where the text of a published comment in `room` is to be kept."""
    compiled = compile_document(document, prefix=random_name())
    rendition = compiled.rendition.as_json()
    if room == Room.BEFORE:
        return StoredText(rendition=rendition, passages=compiled.passages)
    whole = {
        "handle": random_name(),
        "key": random_name(),
        "parent_handle": "",
        "position": 0,
        "kind": CommentPassage.ROOM,
        "scope": [[work.pk, None] for work in subjects],
        "rendition": rendition,
        "public_identity": "",
        "full_identity": "",
    }
    # The room itself is decided for the page, so what is marked inside stands at the top of its own order.
    nested = tuple({**passage, "position": passage["position"] + 1} for passage in compiled.passages)
    return StoredText(rendition=[], passages=(whole, *nested))


def store(comment: Comment, text: StoredText) -> None:
    """Put `text` where it belongs. Called inside the transaction that changes the comment's state or room."""
    comment.rendition = text.rendition
    comment.passages.all().delete()
    CommentPassage.objects.bulk_create(CommentPassage(comment=comment, **values) for values in text.passages)
