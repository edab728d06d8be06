"""A guest's shelf: one signed cookie, bounded in size and time, worthless when tampered with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.conf import settings
from django.core import signing

from reviews.spoilers.reader import Reader
from reviews.works.progress import Place, Progress, finished, progress, up_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from reviews.works.models import Part, Work

#: Over https with the prefix that keeps neighbours from planting one, like the session's.
COOKIE = f"{settings.COOKIE_PREFIX}shelf"
#: The salt names the version of what is inside: a cookie of another version does not verify and is dropped.
SALT = "reviews.shelf.guest.v2"
#: PRODUCT's promise to guests: remembered for 30 days, in seconds.
MAX_AGE = 30 * 24 * 60 * 60
#: Browsers drop a cookie over 4,096 bytes with its name and attributes; past this the oldest openings go first.
MAX_BYTES = 3_500
#: Works, finished or on the way. Past this a guest is invited to sign up; no work is ever dropped to make room.
MOST_WORKS = 100


#: What is open: key -> ids of a break's works, or None for a passage.
Openings: TypeAlias = "dict[str, tuple[int, ...] | None]"


class ShelfFull(Exception):
    """A guest's cookie holds no more."""


@dataclass
class GuestShelf:
    """What this browser remembers. Change it, then call `remember` with the response."""

    #: Oldest first: key -> ids of a break's works, or None for a passage.
    openings: Openings = field(default_factory=dict)
    #: Work id -> how far the guest said they were in it.
    places: dict[int, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return the shelf in the request's cookie; an empty one where it is absent, forged, too old or malformed."""
        return cls.loads(request.COOKIES.get(COOKIE, ""))

    @classmethod
    def loads(cls, raw: str) -> Self:
        """Return the shelf in a cookie's value; an empty one where that is forged, too old, oversized or malformed."""
        if not raw or len(raw) > MAX_BYTES:
            return cls()
        try:
            return cls._from(signing.loads(raw, salt=SALT, max_age=MAX_AGE))
        except (signing.BadSignature, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    @classmethod
    def _from(cls, data: Any) -> Self:
        return cls(
            openings={str(key): None if works is None else tuple(int(work) for work in works) for key, works in data["o"]},
            places={
                int(work): Place(bool(is_finished), int(part) or None, int(version), int(extent))
                for work, is_finished, part, version, extent in data["w"]
            },
        )

    def _dumps(self) -> str:
        places = [(work, int(place.finished), place.part or 0, place.parts_version, place.extent) for work, place in self.places.items()]
        return signing.dumps({"o": list(self.openings.items()), "w": places}, salt=SALT, compress=True)

    @cached_property
    def progress(self) -> Progress:
        """What of `places` counts today. One query, and none where the guest has marked no work."""
        return progress(self.places)

    def reader(self) -> Reader:
        """Return what this guest knows. One query, and none where they have marked no work."""
        known = self.progress
        return Reader(
            finished=known.finished,
            reached=known.reached,
            opened=frozenset(key for key, works in self.openings.items() if works is None),
            breaks={key: frozenset(works) for key, works in self.openings.items() if works is not None},
        )

    def open(self, key: str, works: Sequence[int] | None = None) -> None:
        self.openings.pop(key, None)
        self.openings[key] = None if works is None else tuple(works)

    def close(self, key: str) -> None:
        self.openings.pop(key, None)

    def open_all(self, openings: Openings) -> None:
        """Record consent to several at once. Raises `ShelfFull` where the cookie can't hold all of them."""
        alone = GuestShelf(openings=dict(openings), places=self.places)
        if len(alone._dumps()) > MAX_BYTES:
            raise ShelfFull
        for key, works in openings.items():
            self.open(key, works)

    def finish(self, work: Work) -> None:
        """Record that `work` is finished. Raises `ShelfFull` at `MOST_WORKS`."""
        self._say(work.pk, finished(work))

    def reach(self, part: Part) -> None:
        """Record that the guest has finished `part` and all before it. Raises `ShelfFull` at `MOST_WORKS`."""
        self._say(part.work_id, up_to(part))

    def _say(self, work: int, place: Place) -> None:
        if len({*self.places, work}) > MOST_WORKS:
            raise ShelfFull
        self.places[work] = place
        self._look_again()

    def put_back(self, work: Work) -> None:
        """Forget how far the guest has come in `work`."""
        self.places.pop(work.pk, None)
        self._look_again()

    def forget(self) -> None:
        self.openings.clear()
        self.places.clear()
        self._look_again()

    def _look_again(self) -> None:
        self.__dict__.pop("progress", None)

    @property
    def is_empty(self) -> bool:
        return not (self.openings or self.places)

    def remember(self, response: HttpResponse) -> None:
        """Write the shelf to the browser, dropping the oldest openings until it fits."""
        if self.is_empty:
            forget_cookie(response)
            return
        value = self._dumps()
        while len(value) > MAX_BYTES and self.openings:
            del self.openings[next(iter(self.openings))]
            value = self._dumps()
        response.set_cookie(COOKIE, value, max_age=MAX_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def forget_cookie(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
