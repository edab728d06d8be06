"""What strangers may know, and where it stands: the innocent origin of a word that is hidden elsewhere, or the place somebody wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a public text stands."""

    #: The public prose of a review.
    PROSE = "prose"
    #: A public reply: its text before the break, and its gates' labels.
    REPLY = "reply"
    TITLE = "title"
    SLUG = "slug"
    SUMMARY = "summary"
    TAG = "tag"
    LABEL = "label"
    ALT = "alt text"
    FILE = "file name"
    #: The site's name and its tagline.
    SITE_NAME = "site name"
    TAGLINE = "tagline"
    #: Works, parts and stories that public pages name.
    CATALOGUE = "catalogue"
    #: Names of those who write in public.
    BYLINE = "byline"
    #: The words of the house itself: templates, messages, the names of headers.
    INTERFACE = "interface"


#: What everybody may know, whoever wrote it down.
GIVEN = frozenset({Place.CATALOGUE, Place.BYLINE, Place.INTERFACE})
#: Short texts that an author writes beside the review, and may forget are public.
FIELDS = frozenset({Place.TITLE, Place.SLUG, Place.SUMMARY, Place.TAG, Place.LABEL, Place.ALT, Place.FILE})
#: What stands on every page.
EVERYWHERE = frozenset({Place.SITE_NAME, Place.TAGLINE})


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose public text it is. `review` is the review it stands in or under."""

    place: Place
    review: int | None = None
    comment: int | None = None
    #: The reply's handle.
    handle: str = ""
    #: The work whose name, creator or part it is.
    work: int | None = None


@dataclass(frozen=True, slots=True)
class PublicText:
    """A text that is public by itself. It does not run on into another."""

    origin: Origin
    text: str
