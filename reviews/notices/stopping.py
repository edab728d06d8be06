"""The link at the end of every mail that ends such mail: signed, so that nobody stops another's, and good for ever."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reviews.comments.holding import hold_threads
from reviews.comments.models import Comment

from .models import Errand

if TYPE_CHECKING:
    from django.db.models import QuerySet

T = TypeVar("T")

#: A value that was signed for anything else stops nothing.
SALT = "reviews.notices.stopping.v1"


class Kind(StrEnum):
    """What a mail is about, for whoever wants no more of it."""

    DECISION = "decision"
    REPLIES = "replies"
    DIGEST = "digest"
    #: Somebody typed an address; this is the mail that asks whether it was its owner.
    PROOF = "proof"


#: The columns that ask for each kind: on a reply, and on a member.
_ON_REPLIES = {Kind.DECISION: "mail_decision", Kind.REPLIES: "mail_replies"}
_ON_MEMBERS = {Kind.DECISION: "mail_decisions", Kind.REPLIES: "mail_replies", Kind.DIGEST: "mail_digest"}


@dataclass(frozen=True)
class Stop:
    """Which mail is to end, for a member or for whoever wrote one reply as a guest."""

    kind: Kind
    member: User | None = None
    comment: Comment | None = None


def stop_url(kind: Kind, *, member: User | None = None, comment: Comment | None = None) -> str:
    """Return the absolute address that stops mail of this kind to `member`, or about the guest's reply `comment`."""
    assert member is not None or comment is not None  # noqa: S101 - for the type checker
    whom = f"m.{member.pk}" if member is not None else f"r.{comment.handle if comment else ''}"
    return f"{settings.SITE_URL}{reverse('mail-stop', args=[_signer().sign(f'{kind}.{whom}')])}"


def stop_behind(token: str) -> Stop:
    """Return what `token` stops. Raises `Http404` for what we never signed, and where the member or the reply is gone."""
    try:
        kind, whose, name = _signer().unsign(token).split(".")
    except BadSignature as error:
        raise Http404 from error
    if whose == "m":
        return Stop(Kind(kind), member=_or_404(User.objects.filter(pk=int(name)).first()))
    return Stop(Kind(kind), comment=_or_404(Comment.objects.filter(handle=name).select_related("review").first()))


@transaction.atomic
def stop(asked: Stop) -> None:
    """End it. Asked twice, nothing more happens."""
    if asked.member is not None:
        _stop_for_member(asked.member, asked.kind)
    elif asked.comment is not None and asked.kind == Kind.PROOF:
        _refuse(asked.comment)
    elif asked.comment is not None:
        setattr(asked.comment, _ON_REPLIES[asked.kind], False)
        asked.comment.save(update_fields=[_ON_REPLIES[asked.kind]])


def refused_addresses() -> QuerySet[Errand, str]:
    """Addresses whose owner has said that they want no such mail: their link was used, and it has confirmed nothing.

    `tidying.tidy` leaves these rows alone, so a refusal holds for as long as a reply carries the address.
    """
    refused = Errand.objects.filter(action=Errand.Action.PROVE, comment__address_proven=False).exclude(used_at=None)
    return refused.values_list("comment__guest_email", flat=True)


def _stop_for_member(member: User, kind: Kind) -> None:
    """What was asked for reply by reply ends with it: one press is to be enough."""
    column, on_replies = _ON_MEMBERS[kind], _ON_REPLIES.get(kind)
    wanting = Comment.objects.filter(author=member, **{on_replies: True}) if on_replies else Comment.objects.none()
    hold_threads(wanting)
    setattr(member, column, False)
    member.save(update_fields=[column])
    if on_replies:
        wanting.update(**{on_replies: False})


def _refuse(comment: Comment) -> None:
    """Whoever reads that mail wants none: not for this reply, nor for others that somebody signed with the address."""
    if comment.address_proven or not comment.guest_email:
        return
    signed = Comment.objects.filter(author=None, guest_email=comment.guest_email, address_proven=False)
    hold_threads(signed)
    signed.update(mail_decision=False, mail_replies=False)
    # Unless it was confirmed a moment ago, by the other link of the same mail.
    links = Errand.objects.filter(action=Errand.Action.PROVE, comment=comment, comment__address_proven=False, used_at=None)
    links.update(used_at=timezone.now())


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")


def _or_404(row: T | None) -> T:
    if row is None:
        raise Http404
    return row
