"""What replies hide and say, and who wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.comments.models import Comment, Room, State
from reviews.publishing.compiling import read
from reviews.spoilers.document import SourceKind
from reviews.spoilers.fragments import Part

from .hidden import Kind, Secret
from .public import Place
from .texts import files_of, gate_facts, passage_texts, texts_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviews.spoilers.document import Document
    from reviews.spoilers.fragments import Fragment

    from .texts import Texts

#: Replies read at once: a few megabytes at most.
_CHUNK = 200


def read_replies(texts: Texts) -> None:
    """Add every reply to `texts`, whatever its state. Reviews have been read before."""
    related = ("revisions", "passages", "review__reviewedwork_set__work")
    rows = Comment.objects.select_related("review", "author").defer("rendition", "search_text").prefetch_related(*related).order_by("pk")
    unseen: dict[str, Secret] = {}
    seen: set[str] = set()
    for comment in rows.iterator(chunk_size=_CHUNK):
        texts.handles.update([comment.handle, *(passage.handle for passage in comment.passages.all())])
        if comment.state == State.PUBLISHED and comment.review.is_public:
            texts.replies[comment.handle] = comment.review_id
        if _is_public(comment):
            _say(texts, comment)
            seen.add(comment.byline)
        else:
            _hide(texts, comment)
            title = comment.review.title if comment.review.is_public else ""
            unseen.setdefault(comment.byline, Secret(Kind.REPLIER, (), (comment.byline,), review=comment.review_id, title=title))
    known = seen | {text.text for text in texts.public if text.origin.place == Place.BYLINE}
    texts.secrets.extend(secret for name, secret in unseen.items() if name not in known)


def _is_public(comment: Comment) -> bool:
    return comment.state == State.PUBLISHED and comment.room == Room.BEFORE and comment.review.is_public


def _document(comment: Comment, text: str) -> Document:
    return read(text, SourceKind.COMMENT, subjects=comment.review.subjects)


def _newest(comment: Comment) -> Document:
    text = next((revision.text.reveal() for revision in comment.revisions.all() if revision.number == comment.revision), "")
    return _document(comment, text)


def _say(texts: Texts, comment: Comment) -> None:
    """Its text before the break is public; what is marked inside of it is not."""
    document = _newest(comment)
    subjects = [work.pk for work in comment.review.subjects]
    places = dict.fromkeys(Part, Place.REPLY)
    texts.say_all(document, places, subjects=subjects, review=comment.review_id, comment=comment.pk, handle=comment.handle)
    texts.say(Place.BYLINE, comment.byline)
    for place, found in passage_texts(document, comment.passages.all()).items():
        texts.secrets.append(_secret(Kind.REPLY_PASSAGE, comment, found, *gate_facts(document, place)))


def _hide(texts: Texts, comment: Comment) -> None:
    if comment.state == State.PUBLISHED and comment.review.is_public:
        found = whole(_newest(comment))
        # As it is stored beside that: the whole reply is one passage, and what is marked inside of it others.
        stored = passage_texts(_document(comment, ""), comment.passages.all())
        found += [fragment for row in stored.values() for fragment in row if fragment not in found]
        texts.secrets.append(_secret(Kind.AFTER_BREAK, comment, found))
        return
    # A text that nobody publishes is hidden in each of its versions.
    found = [fragment for revision in comment.revisions.all() for fragment in whole(_document(comment, revision.text.reveal()))]
    texts.secrets.append(_secret(Kind.WITHHELD_REPLY, comment, list(dict.fromkeys(found))))


def _secret(kind: Kind, comment: Comment, found: Iterable[Fragment], label: str = "", inside: str = "") -> Secret:
    told = list(found)
    return Secret(
        kind, texts_of(told), files_of(told), review=comment.review_id, title=comment.review.title if comment.review.is_public else "",
        comment=comment.pk, handle=comment.handle, state=comment.state, label=label, inside=inside,
    )  # fmt: skip
