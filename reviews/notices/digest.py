"""What waits for a decision, once a day, to those who decide: instead of a mail for each reply, and never an empty one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from reviews.comments.models import Comment, Room
from reviews.comments.records import Flag
from reviews.publishing.models import Review
from reviews.web.models import Site

from .errands import new_errand
from .letters import home_of, voice_of, write, zone_of
from .models import Errand, Mail
from .people import confirmed_addresses, moderators
from .stopping import Kind, stop_url
from .timing import ERRAND_LASTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.models import User

#: By the site's clock: before the day begins, and late enough that nobody's night is disturbed.
HOUR = 7
#: Replies with buttons of their own. Who has more to read than this sits down at the desk.
ROWS = 10
#: Replies that may be left out before the ten are full.
PASSED_OVER = 20
#: Reviews named with how many wait under each.
REVIEWS = 10


@dataclass(frozen=True)
class Row:
    """A reply before the break, by where and when it was written, and the two links that decide about it.

    A text that waits for a moderator is in no mail, and neither is who wrote it: the page behind each link shows both.
    """

    title: str
    at: datetime
    publish_url: str
    spam_url: str


@dataclass(frozen=True)
class Waiting:
    """What waits, the same for everybody who is told."""

    count: int
    oldest: datetime | None
    flagged: int
    #: How many stand after the break.
    behind: int
    #: Titles and how many wait under each; "" stands for all reviews that strangers don't know of.
    by_review: Sequence[tuple[str, int]]
    more_reviews: int
    #: Some of what stands before the break may say what their review hides.
    some_resemble: bool
    comments: Sequence[Comment]


def send_digests(*, now: datetime | None = None) -> int:
    """Put today's digests into the outbox as soon as it is morning and something waits; return how many."""
    moment, site = now or timezone.now(), Site.current()
    local = timezone.localtime(moment, zone_of(site))
    if local.hour < HOUR:
        return 0
    wanted = [member for member in moderators() if member.mail_digest]
    addresses = confirmed_addresses(member.pk for member in wanted)
    keys = {f"digest:{local.date().isoformat()}:{member.pk}": member for member in wanted if member.pk in addresses}
    for key in Mail.objects.filter(key__in=keys).values_list("key", flat=True):
        del keys[str(key)]
    if not keys or (waiting := what_waits()) is None:
        return 0
    with voice_of(site):
        return sum(_send(waiting, site, member, addresses[member.pk], key) for key, member in keys.items())


def what_waits() -> Waiting | None:
    """Return what waits for a decision, in the same few queries however much it is; None for nothing."""
    waiting = Comment.objects.awaiting_decision()
    flagged = Flag.objects.waiting().order_by().values("comment").distinct().count()
    facts = waiting.order_by().aggregate(count=Count("pk"), oldest=Min("created_at"))
    if not facts["count"] and not flagged:
        return None
    counts = dict(waiting.order_by().values_list("review").annotate(count=Count("pk")))
    titles = dict(Review.objects.published().filter(pk__in=counts).values_list("pk", "title"))
    by_review = sorted(((titles[pk], count) for pk, count in counts.items() if pk in titles), key=lambda pair: (-pair[1], pair[0]))
    unknown = sum(count for pk, count in counts.items() if pk not in titles)
    named = by_review[:REVIEWS]
    in_front = waiting.filter(room=Room.BEFORE, review__in=Review.objects.published())
    rows = in_front.select_related("review")
    looked_at = list(rows[: ROWS + PASSED_OVER])
    comments = [comment for comment in looked_at if not _resembles_a_passage(comment)][:ROWS]
    return Waiting(
        count=facts["count"],
        oldest=facts["oldest"],
        flagged=flagged,
        behind=waiting.filter(room=Room.AFTER).count(),
        by_review=[*named, *([("", unknown)] if unknown else [])],
        more_reviews=len(by_review) - len(named),
        some_resemble=any(_resembles_a_passage(comment) for comment in looked_at),
        comments=comments,
    )


def _resembles_a_passage(comment: Comment) -> bool:
    """Whether the rules found on arrival that it may say what its review hides. It is read at the desk, which gates what it says."""
    return bool(comment.arrival.get("resembles"))


@transaction.atomic
def _send(waiting: Waiting, site: Site, member: User, address: str, key: str) -> bool:
    rows: list[Row] = []
    errands: list[Errand] = []
    for comment in waiting.comments:
        urls = []
        for action in (Errand.Action.PUBLISH, Errand.Action.SPAM):
            url, errand = new_errand(action, comment, lasts=ERRAND_LASTS, by=member)
            urls.append(url)
            errands.append(errand)
        rows.append(Row(comment.review.title, comment.created_at, *urls))
    letter = write(
        "digest",
        site=site,
        subject=_subject(waiting),
        stop_url=stop_url(Kind.DIGEST, member=member),
        waiting=waiting,
        rows=rows,
        desk_url=home_of(reverse("moderation")),
        expires_at=timezone.now() + ERRAND_LASTS,
    )
    if letter.put(to=address, key=key).body_text != letter.text:
        return False  # Another worker was faster: its mail has its own links, and these are forgotten.
    Errand.objects.bulk_create(errands)
    return True


def _subject(waiting: Waiting) -> str:
    if not waiting.count:
        return ngettext("%(count)d flagged reply", "%(count)d flagged replies", waiting.flagged) % {"count": waiting.flagged}
    return ngettext("%(count)d reply waits", "%(count)d replies wait", waiting.count) % {"count": waiting.count}
