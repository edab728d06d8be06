"""Asking whether an address is its owner's, before anything else is sent there: somebody typed it, and that proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.comments.models import Comment, State
from reviews.web.models import Site

from .errands import new_errand
from .letters import voice_of, write
from .models import Errand
from .stopping import Kind, refused_addresses, stop_url
from .timing import PROOF_LASTS, PROOF_PAUSE

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

#: Mails at a time: each goes to an address that nobody has confirmed, so a flood of forged ones leaves slowly.
BATCH = 50
#: What its writer still waits for something about. Spam gets no mail: the address on it is mostly somebody else's.
_STATES = (State.PENDING, State.PUBLISHED, State.DECLINED)


def ask_for_proofs(*, now: datetime | None = None) -> int:
    """Put one mail into the outbox for each address that is to be confirmed now, and return how many: one ever for each reply that asks for
    mail, one a day for each address, none for an address whose owner has refused.

    An address that was asked before is asked for new replies alone: whatever was signed with it, two weeks later it is left in peace.
    """
    moment = now or timezone.now()
    asked: dict[str, Comment] = {}
    for comment in unproven(moment).select_related("review__author")[:BATCH]:
        asked.setdefault(comment.guest_email, comment)
    if not asked:
        return 0
    site = Site.current()
    with voice_of(site):
        return sum(_ask(comment, site) for comment in asked.values())


def unproven(now: datetime) -> QuerySet[Comment]:
    """Return the replies, oldest first, whose writers want mail at an address that may be asked today whether it is theirs."""
    links = Errand.objects.filter(action=Errand.Action.PROVE)
    lately = links.filter(made_at__gt=now - PROOF_PAUSE).values("comment__guest_email")
    wanting = Comment.objects.filter(Q(mail_decision=True) | Q(mail_replies=True), address_proven=False, author__isnull=True)
    able = wanting.filter(state__in=_STATES, erased_at=None).exclude(guest_email="")
    # Who asks for mail long after they wrote, on their receipt, has perhaps never been asked.
    asked_before = links.filter(comment__guest_email=OuterRef("guest_email"))
    able = able.filter(Q(created_at__gt=now - PROOF_LASTS) | ~Exists(asked_before))
    return able.exclude(Exists(links.filter(comment=OuterRef("pk")))).exclude(
        guest_email__in=lately
    ).exclude(guest_email__in=refused_addresses()).order_by("pk")  # fmt: skip


@transaction.atomic
def _ask(comment: Comment, site: Site) -> bool:
    url, errand = new_errand(Errand.Action.PROVE, comment, lasts=PROOF_LASTS)
    letter = write(
        "proof",
        site=site,
        subject=_("Is this your address? (%(site)s)") % {"site": site.name},
        stop_url=stop_url(Kind.PROOF, comment=comment),
        review_title=comment.review.title if comment.review.is_public else "",
        errand_url=url,
        expires_at=errand.expires_at,
    )
    if letter.put(to=comment.guest_email, key=f"comment:{comment.pk}:proof").body_text != letter.text:
        return False  # Another worker was faster: its mail has its own link, and this one is forgotten.
    errand.save()
    return True
