"""A member's shelf: rows of their account. The same verbs as a guest's, so that a view need not ask whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from reviews.spoilers.reader import Reader
from reviews.works.models import Part

from .models import Opening, ShelfEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from accounts.models import User
    from reviews.works.models import Work


@dataclass
class MemberShelf:
    """What a member's account remembers. Every verb is stored at once."""

    member: User

    def reader(self) -> Reader:
        """Return what this member knows. Two queries, three for a member who is part of the way through something."""
        finished, reached = [], {}
        for entry in ShelfEntry.objects.filter(member=self.member):
            if entry.finished:
                finished.append(entry.work_id)
            elif entry.reached_id is not None:
                reached[entry.work_id] = (entry.reached_id, entry.parts_version)
        openings = dict(Opening.objects.filter(member=self.member).values_list("key", "works"))
        return Reader(
            finished=frozenset(finished),
            reached=Part.objects.up_to(reached) if reached else frozenset(),
            opened=frozenset(key for key, works in openings.items() if works is None),
            breaks={key: frozenset(works) for key, works in openings.items() if works is not None},
        )

    def open(self, key: str, works: Sequence[int] | None = None) -> None:
        Opening.objects.update_or_create(member=self.member, key=key, defaults={"works": None if works is None else list(works)})

    def close(self, key: str) -> None:
        Opening.objects.filter(member=self.member, key=key).delete()

    def finish(self, work: Work) -> None:
        self._say(work, finished=True, reached=None)

    def reach(self, part: Part) -> None:
        """Record that the member has finished `part` and all before it."""
        self._say(part.work, finished=False, reached=part)

    def put_back(self, work: Work) -> None:
        """Forget how far the member has come in `work`."""
        ShelfEntry.objects.filter(member=self.member, work=work).delete()

    def forget(self) -> None:
        with transaction.atomic():
            ShelfEntry.objects.filter(member=self.member).delete()
            Opening.objects.filter(member=self.member).delete()

    def remember(self, response: HttpResponse) -> None:
        """Nothing to write: a member's shelf is stored with each verb."""

    def _say(self, work: Work, *, finished: bool, reached: Part | None) -> None:
        ShelfEntry.objects.update_or_create(
            member=self.member, work=work, defaults={"finished": finished, "reached": reached, "parts_version": work.parts_version}
        )
