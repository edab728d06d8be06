"""Changes to works and their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from .models import LAST_NUMBER, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .models import Part

#: What anybody may change of a work that is stored. Its slug is what spoilers name it by, and `parts_version` is `save_parts`' alone: a
#: form that was open meanwhile must not write an old one back.
_CHANGEABLE = ("title", "kind", "year", "creators", "story")


class PartsOverlap(Exception):
    """Two parts would have one number or one slug, or one to be changed is no longer there: somebody else changed them meanwhile."""


class WorkInUse(Exception):
    """A review names the work, so none of its parts may go: a spoiler may be told up to it."""


def save_work(*, work: Work) -> Work:
    """Store `work`; of one that is stored already, all but its slug and its `parts_version`."""
    if work._state.adding:
        work.save()
    else:
        work.save(update_fields=_CHANGEABLE)
    return work


@transaction.atomic
def save_parts(*, work: Work, parts: Iterable[Part] = (), removed: Iterable[Part] = ()) -> Work:
    """Store `parts`, new or changed, delete those `removed`, and leave the other parts of `work` as they are. Returns the work, reread.

    Whoever has finished the work is asked again when a part comes (`Work.extent` is raised): they have not finished that one.

    Numbers may trade places. Readers are asked again how far they are (`Work.parts_version` is raised) when any part that was there
    changed its number or went, or a new one came before the last: otherwise "up to here" would mean more than it did when it was said.
    Parts after the last one, and new titles, ask nobody. The slug of a stored part stays.

    Raises `PartsOverlap`, or `WorkInUse` where a part would go that a spoiler may be told up to; nothing is stored then.
    """
    parts, removed = list(parts), list(removed)
    locked = Work.objects.select_for_update().get(pk=work.pk)
    there = list(locked.parts.values_list("pk", "number", "slug"))
    before = {pk: number for pk, number, _slug in there}
    stored = [part for part in parts if not part._state.adding]
    added = [part for part in parts if part._state.adding]
    gone = {part.pk for part in removed}
    if not {part.pk for part in stored} | gone <= before.keys():
        raise PartsOverlap
    after = {pk: number for pk, number in before.items() if pk not in gone} | {part.pk: part.number for part in stored}
    numbers = [*after.values(), *(part.number for part in added)]
    slugs = [*(slug for pk, _number, slug in there if pk not in gone), *(part.slug for part in added)]
    if len(set(numbers)) < len(numbers) or len(set(slugs)) < len(slugs):
        raise PartsOverlap
    if gone and locked.is_held():
        raise WorkInUse

    locked.parts.filter(pk__in=gone).delete()
    # Out of each other's way first: the database checks that a number stands once with every row.
    locked.parts.filter(pk__in=[part.pk for part in stored]).update(number=F("number") + LAST_NUMBER)
    for part in stored:
        part.save(update_fields=["number", "title"])
    for part in added:
        part.work = locked
        part.save()
    locked.parts_version += _changed_places(before, after, [part.number for part in added])
    locked.extent += bool(added)
    locked.save(update_fields=["parts_version", "extent"])
    return locked


def _changed_places(before: Mapping[int, int], after: Mapping[int, int], added: Iterable[int]) -> bool:
    last = max(before.values(), default=0)
    return before != after or any(number < last for number in added)
