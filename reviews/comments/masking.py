"""Hiding words of somebody's reply: the words become a spoiler in a revision of its own, and the writer's text stays beneath it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Max

from reviews.publishing.compiling import read
from reviews.spoilers.document import SourceKind
from reviews.spoilers.words import placed

from .changing import enter, held, same_room, still_as_seen, text_of, write_down
from .content import content_of, stands_in
from .deciding import set_lock
from .faults import CannotMask, RevisionChanged
from .models import CommentRevision, State
from .records import Decision
from .rules.tasks import hear
from .settling import settle
from .storing import NOTHING, public_text, shows_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accounts.models import User
    from reviews.works.models import Work

    from .models import Comment

#: Where the same words stand in several places and not all can be marked, so many are tried one by one.
SINGLE_PLACES = 8
#: Marks that belong to the words they touch, so that a spoiler doesn't begin inside of an emphasis or a link and end outside.
_OPENS, _BEHIND = "*_~`[", re.compile(r"[*_~`\]]*(?:\([^()\s]*\))?")


def mask(
    comment: Comment, *, words: Sequence[str], by: User | None, seen_revision: int, publish: bool, lock: bool = False, rule: str = "",
    seen_state: str | None = None, seen_room: str | None = None,
) -> Decision:  # fmt: skip
    """Hide each of `words`, as they read on the page, in a new revision of `comment`; `publish` publishes it with that.

    Raises `CannotMask` where words are not in the text that everybody could read, `RevisionChanged`, `RoomChanged` and
    `AlreadyDecided`. A reply that is published stays so; `lock` locks the mark.
    """
    if comment.revision != seen_revision:
        raise RevisionChanged
    expected = seen_state or comment.state
    state = State.PUBLISHED if publish else State(expected)
    text = masked(text_of(comment, seen_revision), words, subjects=comment.review.subjects)
    with held(comment) as (thread, current):
        still_as_seen(current, revision=seen_revision, state=expected)
        stored = NOTHING
        if state == State.PUBLISHED:
            same_room(current, {comment.room, seen_room or comment.room})
            # Compiled under the lock, for the room it stands in now: hiding more must not wait for another try.
            stored = public_text(read(text, SourceKind.COMMENT, subjects=current.review.subjects), current)
        number = next_revision(current)
        decision = write_down(current, Decision.Verdict.MASK, state=state, revision_after=number, by=by, rule=rule)
        CommentRevision.objects.create(comment=current, number=number, text=text, by=by)
        enter(thread, current, state=state, stored=stored, revision=number, waits_for_writer=False)
        settle(current, decision, upheld=True)
        hear(decision)
        if lock and not current.is_locked:
            set_lock(current, locked=True, by=by, seen_revision=number, part_of=decision)
    return decision


def next_revision(comment: Comment) -> int:
    """Return the number of a revision to come. Undoing goes back to an earlier one and leaves those after it in place."""
    newest: int = comment.revisions.aggregate(newest=Max("number"))["newest"]
    return newest + 1


def masked(text: str, words: Sequence[str], *, subjects: Sequence[Work]) -> str:
    """Return `text` with each of `words` hidden. Raises `CannotMask`.

    Each line of a selection is hidden by itself, for an inline spoiler ends with its paragraph. Where the marks can't stand around the
    words alone, their whole paragraph is hidden, and where that is not enough all of the text: more, never less.
    """
    lines = [line for selection in words for line in selection.splitlines() if re.search(r"[^\W_]", line)]
    if not lines:
        raise CannotMask("")
    for line in lines:
        text = _hide(text, line, subjects)
    return text


def _hide(text: str, words: str, subjects: Sequence[Work]) -> str:
    if not stands_in(words, content_of(read(text, SourceKind.COMMENT, subjects=subjects)).public_words):
        raise CannotMask(words)
    for attempt in _attempts(text, words):
        if _is_hidden(attempt, words, subjects):
            return attempt
    raise CannotMask(words)


def _attempts(text: str, words: str) -> Iterator[str]:
    """The text with the words marked, the least hidden first."""
    places = _places(text, words)
    yield _marked(text, places)
    # Where they stand more than once, some may be hidden already.
    yield from (_marked(text, [place]) for place in places[:SINGLE_PLACES])
    paragraphs = list(dict.fromkeys(_paragraph(text, *place) for place in places))
    fenced = text
    for start, end in reversed(paragraphs):
        fenced = _fenced(fenced, start, end)
    yield fenced
    yield _fenced(text, 0, len(text))


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the source, whatever marks stand between them, with the marks that touch them."""
    here, looked_for = placed(text), [word for word, _start, _end in placed(words)]
    size, found = len(looked_for), list[tuple[int, int]]()
    for at in range(len(here) - size + 1):
        if [word for word, _start, _end in here[at : at + size]] == looked_for:
            start, end = here[at][1], here[at + size - 1][2]
            before = len(text[:start]) - len(text[:start].rstrip(_OPENS))
            behind = _BEHIND.match(text, end)
            if not found or start - before >= found[-1][1]:
                found.append((start - before, behind.end() if behind else end))
    return found


def _marked(text: str, places: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(places):
        text = f"{text[:start]}||{text[start:end]}||{text[end:]}"
    return text


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    top, bottom = text.rfind("\n\n", 0, start), text.find("\n\n", end)
    return 0 if top < 0 else top + 2, len(text) if bottom < 0 else bottom


def _fenced(text: str, start: int, end: int) -> str:
    """The text with a stretch of it in a block spoiler, behind a fence longer than any in it."""
    longest = max((len(fence) for fence in re.findall(r":{3,}", text[start:end])), default=2)
    fence = ":" * (longest + 1)
    return f"{text[:start]}{fence} spoiler\n{text[start:end].strip(chr(10))}\n{fence}\n{text[end:]}"


def _is_hidden(text: str, words: str, subjects: Sequence[Work]) -> bool:
    """Whether a text is sound and strangers don't read the words in it."""
    document = read(text, SourceKind.COMMENT, subjects=subjects)
    return not document.blocking and not shows_nothing(document) and not stands_in(words, content_of(document).public_words)
