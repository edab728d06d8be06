"""Where the text of a comment is kept, which follows from its state and its room alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from reviews.publishing.compiling import compile_document, read
from reviews.spoilers.document import SourceKind
from reviews.spoilers.reader import omniscient
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_text

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
    search_text: str = ""


#: A pending, declined, spam or withdrawn text has a source only.
NOTHING = StoredText(rendition=[], passages=())


class ShowsNothing(Exception):
    """There is text, but none of it would be seen: a definition without a link, an empty footnote."""


class NeedsMending(Exception):
    """The text has an unclosed or crossed marker: it goes back to its writer, with the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"line {problem.line}: {problem.code}" for problem in problems))
        self.problems = problems


def read_comment(text: str, *, subjects: Sequence[Work]) -> Document:
    """Parse a comment. Raises `NeedsMending` where a marker would hide more than was meant, and `ShowsNothing`."""
    document = read(text, SourceKind.COMMENT, subjects=subjects)
    if document.blocking:
        raise NeedsMending(document.blocking)
    if shows_nothing(document):
        raise ShowsNothing
    return document


def shows_nothing(document: Document) -> bool:
    """Whether there is nothing to see, even with every gate open."""
    return not to_text(redact(document, omniscient(), {})).strip()


def public_text(document: Document, comment: Comment, *, same_text: bool = False) -> StoredText:
    """Return where the text of `comment` is kept while it is published in its room.

    Passages that are still what they were keep their names: consent survives a reply that was taken down and published again.
    `same_text` is for a changed engine, as in `compile_document`.
    """
    stored = comment.passages.all() if comment.pk else ()
    previous = [passage for passage in stored if passage.kind != CommentPassage.ROOM]
    compiled = compile_document(document, previous=previous, prefix=comment.handle, same_text=same_text)
    rendition = compiled.rendition.as_json()
    if comment.room == Room.BEFORE:
        return StoredText(rendition=rendition, passages=compiled.passages, search_text=compiled.search_text)
    # The room itself is decided for the page, so what is marked inside stands at the top of its own order.
    nested = tuple({**passage, "position": passage["position"] + 1} for passage in compiled.passages)
    return StoredText(rendition=[], passages=(_whole(comment, rendition), *nested))


def _whole(comment: Comment, rendition: list[Any]) -> dict[str, Any]:
    """The passage that is a whole comment after the break."""
    return {
        "handle": comment.handle,
        "key": "",
        "position": 0,
        "kind": CommentPassage.ROOM,
        "of_review": True,
        "rendition": rendition,
    }


def store(comment: Comment, text: StoredText) -> None:
    """Put `text` where it belongs. Called inside the transaction that changes the comment's state or room.

    Where there is nothing to store, the passages keep their names and lose every word.
    """
    comment.rendition, comment.search_text = text.rendition, text.search_text
    if text is NOTHING:
        comment.passages.filter(kind=CommentPassage.ROOM).delete()
        comment.passages.update(rendition=[], label="")
        return
    replace_passages([(comment, text)])


def replace_passages(texts: Sequence[tuple[Comment, StoredText]]) -> None:
    """Put the passages of each text in the place of those its comment has."""
    CommentPassage.objects.filter(comment__in=[comment for comment, _text in texts]).delete()
    CommentPassage.objects.bulk_create(CommentPassage(comment=comment, **values) for comment, text in texts for values in text.passages)


def put_behind(comments: Sequence[Comment]) -> None:
    """Turn the public text of published `comments` into passages, word for word. Called like `store`; the caller saves the rows.

    Nothing is compiled, so whatever its text and its works have become since, a reply can always be taken out of sight, and each
    marked spoiler keeps the names it has.
    """
    CommentPassage.objects.filter(comment__in=comments).update(position=F("position") + 1)
    CommentPassage.objects.bulk_create(CommentPassage(comment=comment, **_whole(comment, comment.rendition)) for comment in comments)
    for comment in comments:
        comment.rendition, comment.search_text = [], ""
