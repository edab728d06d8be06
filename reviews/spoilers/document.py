"""What a text is once it is understood: plain, frozen values, still sealed.

A `Document` holds hidden text. It never leaves the house; `redact` makes the only thing that may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it.token import Token

from reviews.spoilers.problems import Problem, ProblemCode

__all__ = [
    "Catalogue",
    "Document",
    "Problem",
    "ProblemCode",
    "Prose",
    "Reach",
    "Scope",
    "Source",
    "SourceKind",
    "Spoiler",
    "SpoilerKind",
    "WorkFacts",
]


class SourceKind(StrEnum):
    """Who wrote the text, and so which rules it is read by."""

    REVIEW = "review"
    #: A comment has no break and shows no pictures.
    COMMENT = "comment"


class SpoilerKind(StrEnum):
    """How a spoiler was marked, and so how its gate sits in the page."""

    BREAK = "break"
    BLOCK = "block"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Source:
    """A text as somebody wrote it, after `door.admit`."""

    text: str
    kind: SourceKind

    def __repr__(self) -> str:
        """Never the text: a log or a traceback is a surface too."""
        return f"Source({self.kind.value}, {len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Reach:
    """One work that a spoiler gives away: up to and with part `until`, or all of it (`None`)."""

    work: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The works that must *all* be known before the shelf opens a spoiler. Without any, the shelf never opens it."""

    reaches: tuple[Reach, ...] = ()
    #: The author named no work: it stands for the works under review, whichever those are when it is read.
    of_review: bool = False

    def now(self, subjects: Iterable[int]) -> Scope:
        """Return the scope while the works `subjects` are under review: a work added later is one more to know."""
        return replace(self, reaches=tuple(Reach(work) for work in subjects)) if self.of_review else self

    @property
    def works(self) -> frozenset[int]:
        """The ids of the works, whole or in part."""
        return frozenset(reach.work for reach in self.reaches)


@dataclass(frozen=True, slots=True)
class Prose:
    """Block tokens in which each nested spoiler is one `gate` token with meta {"spoiler": index}.

    The cut is already made: neither the tokens nor their attributes hold a word of what a gate stands for.
    Tokens are markdown-it's, and nobody changes one after `parse`.
    """

    tokens: tuple[Token, ...] = ()

    def __repr__(self) -> str:
        """Never the text."""
        return f"Prose({len(self.tokens)} tokens)"


@dataclass(frozen=True, slots=True)
class Spoiler:
    """One hidden part. `parent` is the spoiler it stands in, and always has a smaller index."""

    index: int
    parent: int | None
    kind: SpoilerKind
    #: Public and plain: the words on the gate.
    label: str
    of: str | None
    until: str | None
    #: 1-based line of its first marker.
    line: int
    body: Prose
    #: What it gives away; `None` until `bind`.
    scope: Scope | None = None
    #: Hidden by a fail-closed rule, not by its author's wish: neither a key nor the shelf opens it.
    faulty: bool = False
    #: Hidden words, those of the passages nested in it included. The size on the gate is rounded from it.
    words: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A text, understood: public prose, the spoilers cut out of it, and what is wrong with it."""

    source: Source
    prose: Prose
    spoilers: tuple[Spoiler, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that must be mended before anybody else may read the text."""
        return tuple(problem for problem in self.problems if problem.blocking)


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What `bind` needs of a work: its id, and its parts' ids by slug."""

    id: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The works a text may name. `subjects` are the slugs of the works under review; each is a key of `works`."""

    subjects: tuple[str, ...]
    works: Mapping[str, WorkFacts]
