"""Which works, authors and tags strangers know of: asking for any other costs and answers the same as for one that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from reviews.works.models import Work

from .models import Mention, Review, Tag

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviews.works.models import WorkQuerySet


def public_works() -> WorkQuerySet:
    """Works that a published review is about, or mentions in public. Of any other, strangers don't know that it is here."""
    public = Review.objects.published()
    mentioned = Mention.objects.filter(review__in=public, is_public=True)
    listed: WorkQuerySet = Work.objects.filter(Q(pk__in=public.values("works")) | Q(pk__in=mentioned.values("work")))
    return listed


def public_authors() -> QuerySet[User]:
    """Members who have published a review that can be read now. Those who left stay, like their reviews."""
    return User.objects.filter(pk__in=Review.objects.published().order_by().values("author"))


def public_tags() -> QuerySet[Tag]:
    """Tags of a review that can be read now."""
    return Tag.objects.filter(pk__in=Review.tags.through.objects.filter(review__in=Review.objects.published()).values("tag"))
