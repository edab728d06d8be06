"""The demo: a small site with reviews, replies and members, for looking around on one's own machine."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from reviews.comments.actions import post_comment
from reviews.comments.deciding import decide
from reviews.comments.flags.flagging import flag
from reviews.comments.models import Comment, CommentRevision, State
from reviews.comments.records import Decision, Flag
from reviews.comments.sender import Sender
from reviews.notices.telling import pass_over
from reviews.publishing.models import Review, Tag
from reviews.shelf.member import MemberShelf
from reviews.spoilers.reader import stranger
from reviews.web.models import Site
from reviews.web.slugs import slug_for
from reviews.works.models import Part, Story, Work

from .actions import import_review, read_path
from .demo_accounts import CAST, DOMAIN, open_demo_accounts

if TYPE_CHECKING:
    from datetime import datetime

CONTENT = Path(__file__).with_name("demo")
MODERATOR = "mo"
#: Who has read what. Ben has finished these works; Cleo has come as far as that part.
FINISHED = {"ben": ["dracula", "nosferatu", "the-moonstone"]}
REACHED = {"cleo": [("the-moonstone", "first-period"), ("great-expectations", "second-stage")]}
#: How long the demo's people thought about what they wrote.
MINUTES_TO_WRITE = 4
_VERDICTS = {State.PUBLISHED: Decision.Verdict.PUBLISH, State.DECLINED: Decision.Verdict.DECLINE, State.SPAM: Decision.Verdict.SPAM}


class Ground(Enum):
    """What stands on this database."""

    EMPTY = "empty"
    DEMO = "demo"
    OWN = "own"


@dataclass(frozen=True)
class Loaded:
    """How much the demo brought."""

    reviews: int
    comments: int


def ground() -> Ground:
    """Say whether this is a demo, nothing yet, or a site of somebody's own, which the demo never touches."""
    site = Site.objects.first()
    if site is not None:
        return Ground.DEMO if site.demo else Ground.OWN
    has_content = any(model.objects.exists() for model in (User, Work, Story, Tag, Review, Comment))
    return Ground.OWN if has_content else Ground.EMPTY


def load_demo() -> Loaded:
    """Fill an empty database with the demo, all or nothing. Raises `BadFile` if its own content is broken."""
    with transaction.atomic():
        Site.objects.create(
            pk=1, name=str(settings.DEFAULT_SITE_NAME), tagline=_("Old stories, honestly spoiled, and only if you ask"),
            language="en", time_zone="UTC", address=settings.SITE_URL, demo=True,
        )  # fmt: skip
        open_demo_accounts()
        for entry in _content("works.yaml"):
            _load_work(entry)
        for path in sorted((CONTENT / "reviews").glob("*.md")):
            import_review(read_path(path))
        members = {user.username: user for user in User.objects.filter(username__in=[persona.username for persona in CAST])}
        for thread in _content("comments.yaml"):
            _load_comments(Review.objects.get(slug=thread["review"]), thread["comments"], members=members)
        _fill_shelves(members)
        # It is all in the past: nobody of the demo's people is to have mail about it.
        pass_over(Decision.objects.all())
        return Loaded(reviews=Review.objects.count(), comments=Comment.objects.count())


def _content(name: str) -> list[dict[str, Any]]:
    with (CONTENT / name).open(encoding="utf-8") as file:
        content: list[dict[str, Any]] = yaml.safe_load(file)
    return content


def _load_work(entry: dict[str, Any]) -> None:
    work = Work.objects.create(slug=entry["slug"], title=entry["title"], kind=entry["kind"])
    Part.objects.bulk_create(
        Part(work=work, number=number, slug=slug, title=title) for number, (slug, title) in enumerate(entry["parts"].items(), start=1)
    )


def _load_comments(review: Review, entries: list[dict[str, Any]], *, members: dict[str, User], parent: Comment | None = None) -> None:
    for entry in entries:
        author = members[entry["by"]] if "by" in entry else None
        guest, wanted = entry.get("guest", ""), State(entry.get("state", State.PUBLISHED))
        comment = post_comment(
            review=review, text=entry["text"], room=entry["room"] if parent is None else parent.room, parent=parent, author=author,
            guest_name=guest, guest_email=f"{slug_for(guest)}@{DOMAIN}" if guest else "", key=_key(review, entry),
            sender=Sender() if wanted == State.PENDING else None,
        )  # fmt: skip
        if comment.state != wanted:
            reason = entry.get("reason", "")
            decide(comment, verdict=_VERDICTS[wanted], by=members[MODERATOR], seen_revision=comment.revision, reason=reason)
        _date(comment, entry["at"])
        if reported := entry.get("flagged"):
            flag(
                comment, kind=Flag.Kind.SPOILER, words=reported["words"], note="", by=members[reported["by"]], network="",
                seen_revision=comment.revision, reader=stranger(),
            )  # fmt: skip
        _load_comments(review, entry.get("replies", []), members=members, parent=comment)


def _key(review: Review, entry: dict[str, Any]) -> str:
    """A key as browsers make them, from a form that was opened a few minutes ago."""
    digest = hashlib.sha256(f"{review.slug} {entry['at']} {entry['text']}".encode()).hexdigest()
    opened = int(time.time() * 1000) - MINUTES_TO_WRITE * 60_000
    return f"{opened:012x}{digest[:20]}"


def _date(comment: Comment, moment: datetime) -> None:
    """Let a reply be as old as the demo says. Decisions keep the time at which they were really made."""
    Comment.objects.filter(pk=comment.pk).update(created_at=moment, published_at=moment if comment.published_at else None)
    CommentRevision.objects.filter(comment=comment).update(created_at=moment)


def _fill_shelves(members: dict[str, User]) -> None:
    for name, slugs in FINISHED.items():
        for work in Work.objects.filter(slug__in=slugs):
            MemberShelf(members[name]).finish(work)
    for name, places in REACHED.items():
        for work_slug, part_slug in places:
            MemberShelf(members[name]).reach(Part.objects.select_related("work").get(work__slug=work_slug, slug=part_slug))
