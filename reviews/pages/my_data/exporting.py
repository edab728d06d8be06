"""All that is kept of a member, as one JSON file. Written piece by piece: ten thousand replies take no more memory than ten.

In it is what they wrote and what became of it. What isn't theirs to know is left out: who decided, what a rule matched, and the titles of
reviews that nobody can read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from reviews.channels.models import PersonalFeed
from reviews.comments.models import Comment, CommentPassage, Room, State
from reviews.comments.records import Decision, Flag
from reviews.comments.rules.words import plain_name
from reviews.publishing.models import Review
from reviews.publishing.passages import Passage
from reviews.shelf.models import Opening, ShelfEntry

from .owned import replies_of, reviews_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from accounts.models import User

#: Rows read at once.
AT_ONCE = 200


def export_of(member: User) -> Iterator[str]:
    """Return the file, piece by piece, in the language that is spoken now: the last piece is asked for when the view is long over."""
    return _in_language(get_language(), _pieces(member))


def _in_language(language: str | None, pieces: Iterator[str]) -> Iterator[str]:
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _pieces(member: User) -> Iterator[str]:
    yield "{\n"
    for name, facts in (
        ("exported_at", timezone.now()), ("site", settings.SITE_URL), ("account", _account(member)), ("addresses", _addresses(member)),
        ("second_factors", _second_factors(member)), ("personal_feed", _feed(member)), ("reviews_written", reviews_by(member)),
    ):  # fmt: skip
        yield f"{json.dumps(name)}: {_json(facts)},\n"
    lists = {"shelf": _shelf(member), "openings": _openings(member), "flags": _flags(member), "replies": _replies(member)}
    for name, rows in lists.items():
        yield f"{json.dumps(name)}: ["
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n{_json(row)}"
        yield "]\n" if name == "replies" else "],\n"
    yield "}\n"


def _json(facts: Any) -> str:
    return json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False)


def _account(member: User) -> dict[str, Any]:
    return {
        "user_name": member.username,
        "display_name": member.display_name,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "email": member.email,
        "joined": member.date_joined,
        "last_signed_in": member.last_login,
        "roles": sorted(member.groups.values_list("name", flat=True)),
        "kept_from_replying_since": member.blocked_at,
        "mail": {"decisions": member.mail_decisions, "replies": member.mail_replies, "digest": member.mail_digest},
    }


def _addresses(member: User) -> list[dict[str, Any]]:
    return list(EmailAddress.objects.filter(user=member).order_by("pk").values("email", "verified", "primary"))


def _second_factors(member: User) -> list[dict[str, Any]]:
    """Of what kind, and since when; their secrets stay where they are."""
    return list(Authenticator.objects.filter(user=member).order_by("pk").values("type", "created_at", "last_used_at"))


def _feed(member: User) -> dict[str, Any]:
    made = PersonalFeed.objects.filter(member=member).values_list("created_at", flat=True).first()
    return {"exists": made is not None, "since": made}


def _shelf(member: User) -> Iterator[dict[str, Any]]:
    for entry in ShelfEntry.objects.filter(member=member).select_related("work", "reached").order_by("pk").iterator(chunk_size=AT_ONCE):
        yield {
            "work": entry.work.title,
            "finished": entry.finished,
            "up_to": entry.reached.title if entry.reached else None,
            "said_at": entry.changed_at,
        }


def _openings(member: User) -> Iterator[dict[str, Any]]:
    """What was opened, by its public label. Of a text that changed since, or isn't there at the moment, only when."""
    openings = Opening.objects.filter(member=member).order_by("pk").iterator(chunk_size=AT_ONCE)
    for some in _chunks(openings):
        known = _places({opening.key.partition(".")[0] for opening in some})
        for opening in some:
            yield {"opened_at": opening.opened_at, **known.get(opening.key.partition(".")[0], {"what": _("a text that is no longer here")})}


def _places(keys: set[str]) -> dict[str, dict[str, Any]]:
    """What each of `keys` opens, where a published review has it."""
    public = Review.objects.published()
    found = {}
    for passage in Passage.objects.filter(key__in=keys, review__in=public).select_related("review").defer("rendition"):
        found[passage.key] = _opened(passage.review, _("a passage"), passage.label)
    replies = CommentPassage.objects.filter(key__in=keys, comment__review__in=public).select_related("comment__review").defer("rendition")
    for reply in replies:
        found[reply.key] = _opened(reply.comment.review, _("a passage in a reply"), reply.label)
    # A break is a passage as well, and opens more than its own words.
    return found | {review.break_key: _opened(review, _("the break")) for review in public.filter(break_key__in=keys)}


def _opened(review: Review, what: str, label: str = "") -> dict[str, Any]:
    return {"what": what, "label": label, "review": settings.SITE_URL + review.url}


def _flags(member: User) -> Iterator[dict[str, Any]]:
    for flag in Flag.objects.filter(by=member).select_related("comment__review").order_by("pk").iterator(chunk_size=AT_ONCE):
        yield {
            "reply": _address(flag.comment),
            "revision": flag.revision,
            "kind": flag.kind,
            # The member's own words: they get them back as they wrote them.
            "words": flag.words.reveal(),
            "note": flag.note.reveal(),
            "outcome": flag.outcome,
            "flagged_at": flag.created_at,
        }


def _replies(member: User) -> Iterator[dict[str, Any]]:
    whole = replies_of(member).select_related("review", "parent__review").prefetch_related("revisions", "decisions").order_by("pk")
    for comment in whole.iterator(chunk_size=AT_ONCE):
        yield _reply(comment, member)


def _reply(comment: Comment, member: User) -> dict[str, Any]:
    return {
        "address": _address(comment),
        "review": settings.SITE_URL + comment.review.url if comment.review.is_public else None,
        "answers": _address(comment.parent) if comment.parent else None,
        "written_at": comment.created_at,
        "name": member.byline if comment.author_id else comment.guest_name,
        "email": comment.guest_email,
        "room": comment.room,
        "state": comment.state,
        "published_at": comment.published_at,
        "network_remembered": bool(comment.network),
        "mail": {"decision": comment.mail_decision, "replies": comment.mail_replies},
        "revisions": [
            # As on their receipt: to its writer a source is shown as it is.
            {"number": revision.number, "written_at": revision.created_at, "text": revision.text.reveal()}
            for revision in comment.revisions.all()
        ],
        "decisions": [_decision(decision) for decision in comment.decisions.all()],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """What its writer may know of a decision: never who decided, and of a rule no more than its receipt says."""
    return {
        "at": decision.created_at,
        "what": decision.verdict,
        "rule": plain_name(decision.rule) if decision.rule else "",
        "reason_kind": decision.reason_kind,
        "reason": decision.reason,
        "revision": decision.revision,
        "revision_after": decision.revision_after,
        "state_before": decision.state_before,
        "state_after": decision.state_after,
        "room_before": decision.room_before,
        "room_after": decision.room_after,
    }


def _address(comment: Comment) -> str | None:
    """Where a reply can be read by anybody; None for one that can't be."""
    is_there = comment.state == State.PUBLISHED and comment.room == Room.BEFORE and comment.review.is_public
    return settings.SITE_URL + comment.get_absolute_url() if is_there else None


def _chunks(rows: Iterable[Opening]) -> Iterator[Sequence[Opening]]:
    some: list[Opening] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some
