"""Deleting an account, with what its member wrote or without it. Afterwards nothing names them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from reviews.comments.erasing import erase
from reviews.comments.holding import hold_threads
from reviews.comments.models import Comment, Thread
from reviews.comments.records import Decision, Flag
from reviews.notices.models import Mail

from .owned import is_last_owner, other_addresses, proven_addresses, replies_of, reviews_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

#: Flags written by one statement.
AT_ONCE = 200


class HasReviews(Exception):
    """The member is the author of reviews, which are handed over or deleted first."""


class LastOwner(Exception):
    """Nobody would own the site."""


def delete_account(member: User, *, with_replies: bool) -> None:
    """Delete the account of `member`, and all their replies if they want that; otherwise these stay, by a “Former member”.

    Their shelf, openings, feed, addresses, second factors, sessions, mail to them and what they noted on flags go with it. Replies are
    erased one by one, so that nobody else waits for thousands of them: pressed again after a fault, it goes on where it was.
    Raises `HasReviews` and `LastOwner` before anything is changed.
    """
    _look_for_obstacles(member)
    if with_replies:
        _erase_replies(member)
    with transaction.atomic():
        # The threads first, as everybody takes them; and the account so that whoever writes down a row that names it need not wait.
        hold_threads(_with_their_name(member))
        current = User.objects.select_for_update(no_key=True).filter(pk=member.pk).first()
        if current is None:
            return  # pressed twice: the other press has done it
        _look_for_obstacles(current)
        if with_replies:
            _erase_replies(current)  # what was sent in the meantime
        _forget_them_elsewhere(current)
        pk = current.pk
        current.delete()
    _end_sessions(pk)


def _look_for_obstacles(member: User) -> None:
    if reviews_by(member):
        raise HasReviews
    if is_last_owner(member):
        raise LastOwner


def _with_their_name(member: User) -> QuerySet[Comment]:
    """The replies that hang on the account: those they wrote, flagged and decided about."""
    wrote, flagged = replies_of(member).values("pk"), Flag.objects.filter(by=member).values("comment")
    decided = Decision.objects.filter(by=member).order_by().values("comment")
    return Comment.objects.filter(Q(pk__in=wrote) | Q(pk__in=flagged) | Q(pk__in=decided))


def _erase_replies(member: User) -> None:
    for reply in replies_of(member).filter(erased_at=None).order_by("pk").iterator(chunk_size=100):
        erase(reply)


def _forget_them_elsewhere(member: User) -> None:
    """Take their name and addresses out of rows that do not go with the account."""
    proven, typed = proven_addresses(member), other_addresses(member)
    # Strangers will read another name from now on.
    named = Comment.objects.for_strangers().filter(author=member).order_by("review").values_list("review", flat=True).distinct()
    Thread.objects.filter(review__in=list(named)).update(public_changed_at=timezone.now())
    _forget_in_evidence(member)
    _forget_who_flagged(member)
    Comment.objects.filter(author=member).update(network="", mail_decision=False, mail_replies=False)
    Comment.objects.filter(guest_email__in=proven).update(guest_email="", address_proven=False, mail_decision=False, mail_replies=False)
    Mail.objects.filter(_to(proven)).delete()
    # Another person's mail to an address that this one only claimed is left alone: it has a key, or is still on its way.
    Mail.objects.filter(_to(typed), key=None, sent_at__isnull=False).delete()
    _forget_in_the_admins_notes(member, proven | typed)


def _forget_who_flagged(member: User) -> None:
    """Their flags stay, each as of a guest's whose network is nobody's: without one, they would all count as those of the guests whose
    network is not known, and use up what these may flag."""
    flags = list(Flag.objects.filter(by=member).only("pk", "note", "network"))
    for flag in flags:
        flag.note, flag.network = "", secrets.token_hex(16)
    Flag.objects.bulk_update(flags, ["note", "network"], batch_size=AT_ONCE)


def _forget_in_evidence(member: User) -> None:
    """A rule notes the words that it matched, and those may be of a name or an address."""
    for decision in Decision.objects.filter(comment__in=replies_of(member)).exclude(evidence={}).iterator(chunk_size=200):
        left = without_names(decision.evidence)
        if left != decision.evidence:
            Decision.objects.filter(pk=decision.pk).update(evidence=left)


def without_names(evidence: Any) -> Any:
    """Return `evidence` without the matches that a rule found in a name or an address."""
    if isinstance(evidence, dict):
        return {key: without_names(value) for key, value in evidence.items()}
    if isinstance(evidence, list):
        return [without_names(each) for each in evidence if not (isinstance(each, dict) and each.get("in") in {"name", "email"})]
    return evidence


def _forget_in_the_admins_notes(member: User, addresses: Iterable[str]) -> None:
    """The admin notes what an owner changed, by the name the thing had then."""
    kinds = ContentType.objects.get_for_models(User, EmailAddress)
    account = Q(content_type=kinds[User], object_id=str(member.pk))
    address = Q(content_type=kinds[EmailAddress]) & _any(object_repr__iexact=addresses)
    LogEntry.objects.filter(account | address).delete()


def _end_sessions(pk: int) -> None:
    """Delete every session of an account. The account is gone, so none of them opens anything; they hold its name all the same."""
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get(SESSION_KEY) == str(pk):
            session.delete()


def _to(addresses: Iterable[str]) -> Q:
    return _any(to__iexact=addresses)


def _any(**lookup: Iterable[str]) -> Q:
    """Any of several values of one column; nothing where there is none."""
    ((column, values),) = lookup.items()
    found = Q(pk__in=[])
    for value in values:
        found |= Q(**{column: value})
    return found
