"""From text to rows: what is stored of a text, worked out once when it is saved, outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviews.spoilers.bind import bind
from reviews.spoilers.document import Document, Source, SourceKind, SpoilerKind
from reviews.spoilers.identity import full_identity, public_identity
from reviews.spoilers.parse import named_works, parse
from reviews.spoilers.reader import stranger
from reviews.spoilers.redact import redact, redact_passage
from reviews.spoilers.render import to_rendition, to_search_text
from reviews.works.models import Work

from .keeping import kept_handles, kept_keys
from .names import random_name
from .passages import stored_scope
from .public import public_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviews.spoilers.document import Spoiler
    from reviews.spoilers.rendition import Rendition

    from .passages import PassageBase

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


def compile_document(
    document: Document, *, previous: Sequence[PassageBase] = (), break_key: str = "", prefix: str = "", same_text: bool = False
) -> Compiled:
    """Work out what is stored of `document`, keeping the names of `previous` passages that are still what they were.

    A break's passage is named by its review (`break_key`), because consent to a break is to the review and its works. `prefix`
    keeps the ids of headings and footnotes apart where several texts stand on one page. `same_text` says that `previous` was made
    of this very text, by an engine that may have been another: `keeping` says what that changes.
    """
    shapes = [public_identity(document, spoiler.index) for spoiler in document.spoilers]
    kept = kept_handles(document, shapes, previous, same_text=same_text)
    handles = {
        spoiler.index: BREAK_HANDLE if spoiler.kind is SpoilerKind.BREAK else kept[spoiler.index] or random_name()
        for spoiler in document.spoilers
    }
    rows = [
        {
            "handle": handles[index],
            "parent_handle": "" if spoiler.parent is None else handles[spoiler.parent],
            "position": index,
            "kind": spoiler.kind.value,
            "label": spoiler.label,
            "scope": [] if spoiler.faulty else stored_scope(spoiler.scope),
            "of_review": spoiler.scope is not None and spoiler.scope.of_review and not spoiler.faulty,
            "rendition": to_rendition(redact_passage(document, index), handles).as_json(),
            "public_identity": shapes[index],
            "full_identity": full_identity(document, index),
        }
        for index, spoiler in enumerate(document.spoilers)
    ]
    keys = kept_keys(document, rows, previous, same_text=same_text)
    public = redact(document, stranger(), {})
    return Compiled(
        document=document,
        rendition=to_rendition(public, handles, prefix=prefix),
        search_text=to_search_text(public),
        passages=tuple(
            {**row, "key": _key(spoiler, keys[spoiler.index], break_key)} for spoiler, row in zip(document.spoilers, rows, strict=True)
        ),
    )


def _key(spoiler: Spoiler, kept: str | None, break_key: str) -> str:
    """Return what consent to a passage is recorded under. What a fail-closed rule hid has none: nothing opens it."""
    if spoiler.faulty:
        return ""
    return break_key if spoiler.kind is SpoilerKind.BREAK else kept or random_name()


def read(text: str, kind: SourceKind, *, subjects: Iterable[Work]) -> Document:
    """Parse `text` and bind its scopes to the works it names. Costs no query where it names none.

    A reply names works that strangers know of, or those under its review. To bind any other would tell its writer that it is here, and
    print its title on the reply's gate.
    """
    document = parse(Source(text, kind))
    named = named_works(document)
    known = public_works() if kind is SourceKind.COMMENT else Work.objects.all()
    works = known.named(named) if named else Work.objects.none()
    needs_parts = any(spoiler.until for spoiler in document.spoilers)
    return bind(document, works.catalogue(subjects, with_parts=needs_parts))
