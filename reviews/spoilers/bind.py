"""From slugs to works: what each spoiler of a document gives away."""

from __future__ import annotations

from dataclasses import replace

from reviews.spoilers.document import Catalogue, Document, Reach, Scope, Spoiler
from reviews.spoilers.problems import BINDING_CODES, Problem, ProblemCode, in_order, problem


def bind(document: Document, catalogue: Catalogue) -> Document:
    """Return the document with every scope filled in; unknown works and parts become blocking problems.

    What can't be resolved is scoped to more, never to less: an unknown part means the whole work, an unknown work means
    a scope that the shelf never opens. Binding again, with another catalogue, starts afresh.
    """
    problems = [each for each in document.problems if each.code not in BINDING_CODES]
    spoilers = tuple(replace(spoiler, scope=_scope(spoiler, catalogue, problems)) for spoiler in document.spoilers)
    return replace(document, spoilers=spoilers, problems=in_order(problems))


def _scope(spoiler: Spoiler, catalogue: Catalogue, problems: list[Problem]) -> Scope:
    if spoiler.faulty:
        return Scope()
    if spoiler.of is not None and spoiler.of not in catalogue.works:
        problems.append(problem(ProblemCode.UNKNOWN_WORK, spoiler.line, spoiler.of))
        return Scope()
    works = catalogue.subjects if spoiler.of is None else (spoiler.of,)
    until = _until(spoiler, works, catalogue, problems)
    reaches = tuple(Reach(catalogue.works[slug].id, until) for slug in dict.fromkeys(works))
    return Scope(reaches, of_review=spoiler.of is None and spoiler.until is None)


def _until(spoiler: Spoiler, works: tuple[str, ...], catalogue: Catalogue, problems: list[Problem]) -> int | None:
    """The part's id; None, the whole work, where it isn't clear which part is meant."""
    if spoiler.until is None:
        return None
    if len(works) != 1:
        problems.append(problem(ProblemCode.UNTIL_WITHOUT_OF, spoiler.line, spoiler.until))
        return None
    part = catalogue.works[works[0]].parts.get(spoiler.until)
    if part is None:
        problems.append(problem(ProblemCode.UNKNOWN_PART, spoiler.line, spoiler.until))
    return part
