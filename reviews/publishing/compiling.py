"""From text to rows: what is stored of a text, worked out once when it is saved, outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviews.spoilers.bind import bind
from reviews.spoilers.document import Document, Source, SourceKind, SpoilerKind
from reviews.spoilers.identity import full_identity, match, public_identity
from reviews.spoilers.parse import named_works, parse
from reviews.spoilers.reader import stranger
from reviews.spoilers.redact import redact, redact_passage
from reviews.spoilers.render import to_rendition, to_search_text
from reviews.works.models import Work

from .names import random_name
from .passages import PassageBase, stored_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviews.spoilers.document import Spoiler
    from reviews.spoilers.rendition import Rendition

#: A review has one break, so its gate's name says no more than that.
BREAK_HANDLE = "break"


@dataclass(frozen=True)
class Compiled:
    """What is stored of one text: the public rendition and a row's worth of values for each passage."""

    document: Document
    rendition: Rendition
    #: The public prose on one line, without so much as a gate's label.
    search_text: str
    #: Keyword arguments of a `PassageBase`, in reading order.
    passages: tuple[dict[str, Any], ...]

    @property
    def has_break(self) -> bool:
        return any(spoiler.kind is SpoilerKind.BREAK for spoiler in self.document.spoilers)


def compile_document(document: Document, *, previous: Sequence[PassageBase] = (), break_key: str = "", prefix: str = "") -> Compiled:
    """Work out what is stored of `document`, keeping the names of `previous` passages that are still what they were.

    A break's passage is named by its review (`break_key`), because consent to a break is to the review and its works. `prefix`
    keeps the ids of headings and footnotes apart where several texts stand on one page.
    """
    indexes = range(len(document.spoilers))
    shapes = [public_identity(document, index) for index in indexes]
    contents = [full_identity(document, index) for index in indexes]
    kept_handles = match([(passage.public_identity, passage.handle) for passage in previous], shapes)
    kept_keys = match([(passage.full_identity, passage.key) for passage in previous], contents)
    handles: dict[int, str] = {}
    keys: dict[int, str] = {}
    for index, spoiler in enumerate(document.spoilers):
        is_break = spoiler.kind is SpoilerKind.BREAK
        handles[index] = BREAK_HANDLE if is_break else kept_handles[index] or random_name()
        keys[index] = _key(spoiler, kept_keys[index], break_key)
    public = redact(document, stranger(), {})
    return Compiled(
        document=document,
        rendition=to_rendition(public, handles, prefix=prefix),
        search_text=to_search_text(public),
        passages=tuple(
            {
                "handle": handles[index],
                "key": keys[index],
                "parent_handle": "" if spoiler.parent is None else handles[spoiler.parent],
                "position": index,
                "kind": spoiler.kind.value,
                "label": spoiler.label,
                "scope": [] if spoiler.faulty else stored_scope(spoiler.scope),
                "of_review": spoiler.scope is not None and spoiler.scope.of_review and not spoiler.faulty,
                "rendition": to_rendition(redact_passage(document, index), handles).as_json(),
                "public_identity": shapes[index],
                "full_identity": contents[index],
            }
            for index, spoiler in enumerate(document.spoilers)
        ),
    )


def _key(spoiler: Spoiler, kept: str | None, break_key: str) -> str:
    """Return what consent to a passage is recorded under. What a fail-closed rule hid has none: nothing opens it."""
    if spoiler.faulty:
        return ""
    return break_key if spoiler.kind is SpoilerKind.BREAK else kept or random_name()


def read(text: str, kind: SourceKind, *, subjects: Iterable[Work]) -> Document:
    """Parse `text` and bind its scopes to the works it names. Costs no query where it names none."""
    document = parse(Source(text, kind))
    named = named_works(document)
    works = Work.objects.named(named) if named else Work.objects.none()
    needs_parts = any(spoiler.until for spoiler in document.spoilers)
    return bind(document, works.catalogue(subjects, with_parts=needs_parts))
