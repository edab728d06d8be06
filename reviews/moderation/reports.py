"""What readers say about a reply they have flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reviews.comments.reading import rendition_for
from reviews.comments.words import lines
from reviews.spoilers.reader import omniscient

from .marking import Excerpt, excerpts
from .texts import note_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviews.comments.models import Comment
    from reviews.comments.records import Flag


@dataclass(frozen=True)
class Report:
    """One flag that waits."""

    kind: str
    by: str
    #: The selected words where they stand, as far as this moderator reads that text.
    excerpts: tuple[Excerpt, ...]
    #: What the reader adds, line by line.
    note: tuple[str, ...] = ()
    #: There are words or a note that this moderator is not shown before they have opened the reply.
    withholds: bool = False
    #: It has hidden the words until somebody decides.
    hid: bool = False


def reports_of(comment: Comment, shown: Sequence[str], *, knows_the_story: bool) -> tuple[Report, ...]:
    """Return the flags that wait on `comment`, of which this moderator reads `shown`.

    Selected words are shown where they stand in that text, and nowhere else. A note may say more of the story than the reply does, so
    it takes knowing the story, or opening the reply.
    """
    flags: list[Flag] = getattr(comment, "waiting_flags", [])
    return tuple(_report(comment, flag, shown, knows_the_story=knows_the_story) for flag in flags)


def _report(comment: Comment, flag: Flag, shown: Sequence[str], *, knows_the_story: bool) -> Report:
    # Looked for, never printed: what is shown of them is a piece of the text on the page.
    selected = flag.words.reveal().splitlines()
    found = tuple(excerpts(shown, selected))
    note: tuple[str, ...] = ()
    if flag.note and knows_the_story:
        note = tuple(lines(rendition_for(note_on(comment, flag.note.reveal()), omniscient(), f"note-{flag.pk}"), {}))
    return Report(
        kind=flag.get_kind_display(),
        by=flag.by.byline if flag.by else _("a guest"),
        excerpts=found,
        note=note,
        withholds=not knows_the_story and (bool(flag.note) or (bool(flag.words) and not found)),
        hid=flag.hid_id is not None,
    )
