"""What the desk is asked to list, as it stands in an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The reason of a reply that waits because somebody flagged it. No rule has this name.
FLAGGED = "flagged"
#: Longer than any name of a rule, any slug, any place.
_LONGEST = 200
#: What fits into a column of either database.
DIGITS = 18
_MICROSECONDS = 1_000_000


class Which(models.TextChoices):
    """Piles on the desk. `WAITING` is the one to work through."""

    WAITING = "waiting", _("Waiting")
    WRITER = "writer", _("Waiting for their writers")
    FLAGGED = FLAGGED, _("Flagged")
    HANDED = "handed", _("Handed over by me")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def is_decided(self) -> bool:
        """Whether it lists what has had its decision: the latest first, for that is what is looked for."""
        return self in {Which.PUBLISHED, Which.DECLINED, Which.SPAM, Which.WITHDRAWN}


@dataclass(frozen=True, order=True)
class Place:
    """Where a page begins: behind the reply that has been lying there since then."""

    since: datetime
    id: int

    def __str__(self) -> str:
        moment = self.since.astimezone(UTC)
        return f"{int(moment.timestamp()) * _MICROSECONDS + moment.microsecond}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `str` wrote; None for anything else."""
        moment, _dash, pk = text.partition("-")
        if not all(number.isascii() and number.isdecimal() and len(number) <= DIGITS for number in (moment, pk)):
            return None
        seconds, rest = divmod(int(moment), _MICROSECONDS)
        try:
            return cls(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk))
        except (OverflowError, OSError, ValueError):
            return None


@dataclass(frozen=True)
class Filters:
    """What is listed. Whatever an address says that means nothing counts as not said."""

    state: Which = Which.WAITING
    #: The rule that held it, or `FLAGGED`.
    reason: str = ""
    #: The slug of a review.
    review: str = ""
    #: The handle of a reply: it and all that say the same.
    like: str = ""
    after: Place | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        said = {name: str(data.get(name, ""))[:_LONGEST].replace("\0", "") for name in ("state", "reason", "review", "like", "after")}
        return cls(
            state=Which(said["state"]) if said["state"] in Which.values else Which.WAITING,
            reason=said["reason"],
            review=said["review"],
            like=said["like"],
            after=Place.read(said["after"]),
        )

    @property
    def query(self) -> str:
        """What stands in an address, question mark included; "" for the desk as it opens."""
        said = {
            "state": "" if self.state == Which.WAITING else self.state.value, "reason": self.reason, "review": self.review,
            "like": self.like, "after": "" if self.after is None else str(self.after),
        }  # fmt: skip
        said = {name: value for name, value in said.items() if value}
        return f"?{urlencode(said)}" if said else ""

    @property
    def url(self) -> str:
        return reverse("moderation") + self.query

    @property
    def narrows(self) -> bool:
        """Whether it shows less than the pile it is about."""
        return bool(self.reason or self.review or self.like)

    def but(self, **changes: Any) -> Self:
        """The same with something else, from its first page on."""
        return replace(self, **{"after": None, **changes})
