"""A guest's shelf: one signed cookie, bounded in size and time, worthless when tampered with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core import signing

from reviews.spoilers.reader import Reader
from reviews.works.models import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from reviews.works.models import Work

#: Over https with the prefix that keeps neighbours from planting one, like the session's.
COOKIE = f"{settings.COOKIE_PREFIX}shelf"
#: The salt names the version of what is inside: a cookie of another version does not verify and is dropped.
SALT = "reviews.shelf.guest.v1"
#: PRODUCT's promise to guests: remembered for 30 days, in seconds.
MAX_AGE = 30 * 24 * 60 * 60
#: Browsers drop a cookie over 4,096 bytes with its name and attributes; past this the oldest openings go first.
MAX_BYTES = 3_500
#: Works, finished or on the way. Past this a guest is invited to sign up; no work is ever dropped to make room.
MAX_FINISHED = 100


class ShelfFull(Exception):
    """A guest's cookie holds no more works."""


@dataclass
class GuestShelf:
    """What this browser remembers. Change it, then call `remember` with the response."""

    #: Oldest first: key -> ids of a break's works, or None for a passage.
    openings: dict[str, tuple[int, ...] | None] = field(default_factory=dict)
    finished: list[int] = field(default_factory=list)
    #: work id -> (part id, `Work.parts_version` at that time)
    reached: dict[int, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return the shelf in the request's cookie; an empty one where it is absent, forged, too old or malformed."""
        raw = request.COOKIES.get(COOKIE, "")
        if not raw or len(raw) > MAX_BYTES:
            return cls()
        try:
            return cls._loads(signing.loads(raw, salt=SALT, max_age=MAX_AGE))
        except (signing.BadSignature, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    @classmethod
    def _loads(cls, data: Any) -> Self:
        return cls(
            openings={str(key): None if works is None else tuple(int(work) for work in works) for key, works in data["o"]},
            finished=[int(work) for work in data["f"]],
            reached={int(work): (int(part), int(version)) for work, part, version in data["r"]},
        )

    def _dumps(self) -> str:
        data = {
            "o": list(self.openings.items()),
            "f": self.finished,
            "r": [(work, *place) for work, place in self.reached.items()],
        }
        return signing.dumps(data, salt=SALT, compress=True)

    def reader(self) -> Reader:
        """Return what this guest knows. No query, unless the guest is part of the way through something."""
        return Reader(
            finished=frozenset(self.finished),
            reached=self._reached_parts(),
            opened=frozenset(key for key, works in self.openings.items() if works is None),
            breaks={key: frozenset(works) for key, works in self.openings.items() if works is not None},
        )

    def _reached_parts(self) -> frozenset[int]:
        if not self.reached:
            return frozenset()
        return Part.objects.up_to(self.reached)

    def open(self, key: str, works: Sequence[int] | None = None) -> None:
        self.openings.pop(key, None)
        self.openings[key] = None if works is None else tuple(works)

    def close(self, key: str) -> None:
        self.openings.pop(key, None)

    def finish(self, work: Work) -> None:
        """Record that `work` is finished. Raises `ShelfFull` at `MAX_FINISHED`."""
        if work.pk in self.finished:
            return
        self._make_sure_of_room(work.pk)
        self.finished.append(work.pk)
        self.reached.pop(work.pk, None)

    def reach(self, part: Part) -> None:
        """Record that the guest has finished `part` and all before it. Raises `ShelfFull` at `MAX_FINISHED`."""
        self._make_sure_of_room(part.work_id)
        self.reached[part.work_id] = (part.pk, part.work.parts_version)
        if part.work_id in self.finished:
            self.finished.remove(part.work_id)

    def _make_sure_of_room(self, work: int) -> None:
        if len({*self.finished, *self.reached, work}) > MAX_FINISHED:
            raise ShelfFull

    def put_back(self, work: Work) -> None:
        """Forget how far the guest has come in `work`."""
        self.reached.pop(work.pk, None)
        if work.pk in self.finished:
            self.finished.remove(work.pk)

    def forget(self) -> None:
        self.openings.clear()
        self.finished.clear()
        self.reached.clear()

    @property
    def is_empty(self) -> bool:
        return not (self.openings or self.finished or self.reached)

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
