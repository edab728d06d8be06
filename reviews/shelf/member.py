"""A member's shelf: rows of their account. The same verbs as a guest's, so that a view need not ask whose it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import transaction

from reviews.spoilers.reader import Reader
from reviews.works.models import Part
from reviews.works.progress import Place, Progress, finished, progress, up_to

from .models import Opening, ShelfEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from accounts.models import User
    from reviews.works.models import Work

    from .guest import GuestShelf, Openings


@dataclass
class MemberShelf:
    """What a member's account remembers. Every verb is stored at once."""

    member: User

    @cached_property
    def places(self) -> dict[int, Place]:
        """What the member has said of which work. One query."""
        rows = ShelfEntry.objects.filter(member=self.member).values_list("work_id", "finished", "reached_id", "parts_version", "extent")
        return {work: Place(finished, part, version, extent) for work, finished, part, version, extent in rows}

    @cached_property
    def progress(self) -> Progress:
        """What of it counts today. One query more."""
        return progress(self.places)

    def reader(self) -> Reader:
        """Return what this member knows. Three queries at most."""
        openings = dict(Opening.objects.filter(member=self.member).values_list("key", "works"))
        return Reader(
            finished=self.progress.finished,
            reached=self.progress.reached,
            opened=frozenset(key for key, works in openings.items() if works is None),
            breaks={key: frozenset(works) for key, works in openings.items() if works is not None},
        )

    def open(self, key: str, works: Sequence[int] | None = None) -> None:
        Opening.objects.update_or_create(member=self.member, key=key, defaults={"works": None if works is None else list(works)})

    def close(self, key: str) -> None:
        Opening.objects.filter(member=self.member, key=key).delete()

    def open_all(self, openings: Openings) -> None:
        """Record consent to several at once: all of them, or none where something fails."""
        rows = [Opening(member=self.member, key=key, works=None if works is None else list(works)) for key, works in openings.items()]
        # Two statements however many: SQLite has one writer, and others wait for it.
        with transaction.atomic():
            Opening.objects.filter(member=self.member, key__in=openings).delete()
            Opening.objects.bulk_create(rows)

    def finish(self, work: Work) -> None:
        self._say(work.pk, finished(work))

    def reach(self, part: Part) -> None:
        """Record that the member has finished `part` and all before it."""
        self._say(part.work_id, up_to(part))

    def put_back(self, work: Work) -> None:
        """Forget how far the member has come in `work`."""
        ShelfEntry.objects.filter(member=self.member, work=work).delete()
        self._look_again()

    def take(self, guest: GuestShelf) -> None:
        """Add what a guest's shelf remembers, where it goes further than the member's own: a member who says that it is theirs."""
        further = [work for work in (*guest.progress.finished, *guest.progress.parts) if guest.progress.is_further(work, self.progress)]
        there = set(Part.objects.filter(work__in=further).values_list("pk", flat=True))
        own = set(Opening.objects.filter(member=self.member, key__in=guest.openings).values_list("key", flat=True))
        with transaction.atomic():
            for work in further:
                # Of a finished work the last part then may be gone; it is finished all the same.
                place = guest.places[work]
                row = _row(place if place.part in there else replace(place, part=None))
                ShelfEntry.objects.update_or_create(member=self.member, work_id=work, defaults=row)
            self.open_all({key: works for key, works in guest.openings.items() if key not in own})
        self._look_again()

    def forget(self) -> None:
        with transaction.atomic():
            ShelfEntry.objects.filter(member=self.member).delete()
            Opening.objects.filter(member=self.member).delete()
        self._look_again()

    def remember(self, response: HttpResponse) -> None:
        """Nothing to write: a member's shelf is stored with each verb."""

    def _say(self, work: int, place: Place) -> None:
        ShelfEntry.objects.update_or_create(member=self.member, work_id=work, defaults=_row(place))
        self._look_again()

    def _look_again(self) -> None:
        for name in ("places", "progress"):
            self.__dict__.pop(name, None)


def _row(place: Place) -> dict[str, object]:
    return {"finished": place.finished, "reached_id": place.part, "parts_version": place.parts_version, "extent": place.extent}
