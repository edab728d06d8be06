"""Why a reply waits: each rule's sentence, and its words where they stand in the text, as far as this moderator reads that text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.comments.editing import EDITED
from reviews.comments.records import Decision
from reviews.comments.rules.findings import Effect, Finding
from reviews.comments.rules.words import title_of, told
from reviews.publishing.reading import opened_in_each

from .marking import Excerpt, excerpts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviews.comments.models import Comment
    from reviews.publishing.reading import Opened
    from reviews.spoilers.reader import Reader

#: The rule that compares a reply with what its review hides.
RESEMBLING = "resembling"
#: Where a rule of words has looked: the source, and the plain words of it.
_IN_TEXT = frozenset({"text", "words"})


@dataclass(frozen=True)
class Why:
    """One reason, and where in the text it shows."""

    sentence: str
    excerpts: tuple[Excerpt, ...] = ()
    #: Words of a hidden passage that this moderator has open.
    hidden: tuple[str, ...] = ()


class Evidence:
    """The evidence on one page, read together."""

    def __init__(self, comments: Iterable[Comment], shelf: Reader) -> None:
        """`shelf` says which passages of the reviews this moderator may read: opening a reply opens none of those."""
        rows = list(comments)
        self._findings = {row.pk: findings_of(row) for row in rows}
        resembling = [row.review for row in rows if any(each.rule == RESEMBLING for each in self._findings[row.pk])]
        self._open: Mapping[int, Mapping[str, Opened]] = opened_in_each({each.pk: each for each in resembling}.values(), shelf)

    def of(self, comment: Comment, lines: Sequence[str], *, all_shown: bool) -> tuple[Why, ...]:
        """Return the reasons for `comment`, whose text this moderator reads as `lines`, which are all of it or not."""
        return tuple(self._why(comment, finding, lines, all_shown=all_shown) for finding in self._findings[comment.pk])

    def _why(self, comment: Comment, finding: Finding, lines: Sequence[str], *, all_shown: bool) -> Why:
        if finding.rule == RESEMBLING:
            return self._resembling(comment, finding, lines)
        if finding.rule == EDITED:
            return _edited(finding, lines)
        found = tuple(excerpts(lines, _words(finding.evidence)))
        try:
            sentence = told(finding, shown=None if all_shown else "\n".join(lines))
        except KeyError:  # an older house kept the rule's name alone
            sentence = title_of(finding.rule)
        return Why(sentence, found)

    def _resembling(self, comment: Comment, finding: Finding, lines: Sequence[str]) -> Why:
        matches = [match for match in finding.evidence.get("resembles", ()) if "passage" in match]
        shown = self._open.get(comment.review_id, {})
        if any(match["passage"] not in shown for match in matches) or not matches:
            # Which words of the reply resemble it says what the passage says.
            return Why(_("It resembles a hidden passage you have not read."))
        found = tuple(excerpts(lines, [str(match.get("written", "")) for match in matches]))
        hidden = dict.fromkeys(str(match.get("hidden", "")) for match in matches)
        return Why(_("It resembles a hidden passage."), found, hidden=tuple(filter(None, hidden)))


def findings_of(comment: Comment) -> list[Finding]:
    """Return what the rules have said of `comment` since it came, or since it came back changed: what holds it now."""
    found: list[Finding] = []
    for decision in reversed([*comment.decisions.all()]):
        begins = decision.verdict == Decision.Verdict.ARRIVE or (decision.verdict == Decision.Verdict.EDIT and decision.rule)
        if begins or (decision.verdict == Decision.Verdict.HOLD and decision.by_id is None):
            found = [*_findings_in(decision), *found]
        if begins:
            break
    return found


def _findings_in(decision: Decision) -> list[Finding]:
    """The findings kept with one decision. A rule's name alone is one too, without evidence."""
    edited = [Finding(EDITED, Effect.HOLD, decision.evidence)] if decision.rule == EDITED else []
    found = [*edited, *(_finding(each) for each in decision.evidence.get("findings", ()) if each.get("rule"))]
    return found or ([Finding(decision.rule, Effect.HOLD)] if decision.rule else [])


def _finding(stored: Mapping[str, Any]) -> Finding:
    return Finding(str(stored["rule"]), Effect.HOLD, dict(stored.get("evidence", {})))


def _edited(finding: Finding, lines: Sequence[str]) -> Why:
    """What an edit of a published reply has brought, marked where this moderator can read it."""
    links, marks = finding.evidence.get("links", ()), finding.evidence.get("marks", ())
    said = [_("It was published, and its writer has edited it since.")]
    if links:
        said.append(ngettext("It has a new link.", "It has %(count)s new links.", len(links)) % {"count": len(links)})
    if marks:
        said.append(_("Something that was hidden is not hidden any more."))
    return Why(" ".join(said), tuple(excerpts(lines, [*marks, *links])))


def _words(evidence: Mapping[str, Any]) -> list[str]:
    """The words of the text that a rule has matched, as they are written there. Those of a name or an address stand elsewhere."""
    return [str(match["matched"]) for match in evidence.get("matches", ()) if match["in"] in _IN_TEXT and match["matched"]]
