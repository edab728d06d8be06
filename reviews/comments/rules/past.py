"""The replies that people have decided on, as the rules saw them when they came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviews.comments.models import CommentRevision, Room, State
from reviews.comments.records import Decision
from reviews.spoilers.document import Source, SourceKind
from reviews.spoilers.parse import parse
from reviews.spoilers.reader import omniscient, stranger
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_search_text

from .facts import Facts
from .rehearsal import Case

if TYPE_CHECKING:
    from reviews.comments.models import Comment
    from reviews.spoilers.reader import Reader

_VERDICTS = (Decision.Verdict.PUBLISH, Decision.Verdict.DECLINE, Decision.Verdict.SPAM, Decision.Verdict.MASK)
_OUTCOMES = (State.PUBLISHED, State.DECLINED, State.SPAM)
#: Decisions read for each reply that is wanted: several may be about the same one.
_DECISIONS_EACH = 3
#: Marks between letters, and entities: only then can a word be read that does not stand in the source.
_MARKUP = re.compile(r"[^\W_][*_~`|<>!\[\]()\\]+[^\W_]|&[#\w]+;")


def decided_cases(most: int) -> list[Case]:
    """Return the last replies, `most` at most, that a person published, declined or marked as spam and left so; in two queries."""
    decisions = Decision.objects.filter(verdict__in=_VERDICTS, state_after__in=_OUTCOMES, undone_by=None).exclude(by=None)
    newest: dict[int, Decision] = {}
    for decision in decisions.select_related("comment__review", "comment__author").order_by("-id")[: most * _DECISIONS_EACH]:
        newest.setdefault(decision.comment_id, decision)
    last = list(newest.values())[:most]
    first = CommentRevision.objects.filter(comment__in=[decision.comment_id for decision in last], number=1)
    texts = {revision.comment_id: revision.text.reveal() for revision in first}
    return [_case(decision, texts.get(decision.comment_id, "")) for decision in last]


def public_words(case: Case) -> str:
    """Return what a stranger would read of a case's text, if it were public: nothing of one behind the break."""
    if case.facts is None or case.room == Room.AFTER:
        return ""
    return _words(case.facts.text, stranger())


def _case(decision: Decision, text: str) -> Case:
    comment = decision.comment
    return Case(
        comment_id=comment.pk,
        review=comment.review.title,
        room=comment.room,
        decided_at=decision.created_at,
        outcome=decision.state_after,
        facts=None if comment.erased_at is not None else _facts(comment, text),
    )


def _facts(comment: Comment, text: str) -> Facts | None:
    words = _words(text, omniscient()) if _MARKUP.search(text) else text
    email = comment.guest_email if comment.author_id is None else ""
    return Facts.from_stored(comment.arrival, text=text, words=words, name=comment.byline, email=email)


def _words(text: str, reader: Reader) -> str:
    return to_search_text(redact(parse(Source(text, SourceKind.COMMENT)), reader, {}))
