"""What the engine found, in words for the person who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.spoilers.problems import ProblemCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from reviews.spoilers.document import Problem

_WORDS: dict[str, str | _StrPromise] = {
    ProblemCode.BREAK_MISPLACED: gettext_lazy("the break has to stand on a line of its own, outside of lists, quotations and spoilers."),
    ProblemCode.BREAK_MALFORMED: gettext_lazy(
        "this looks like a break but can't be read as one. Write <!--more--> and nothing else on the line."
    ),
    ProblemCode.BREAK_REPEATED: gettext_lazy("there is a break further up already, so this one is left out."),
    ProblemCode.FENCE_UNCLOSED: gettext_lazy("this spoiler is never closed. End it with a line of ::: in the same place."),
    ProblemCode.FENCE_STRAY: gettext_lazy("this ::: closes nothing. Is the opening line missing, or longer?"),
    ProblemCode.FENCE_MISPLACED: gettext_lazy("this ::: is indented too far. Move it to the left margin."),
    ProblemCode.DIRECTIVE_UNKNOWN: gettext_lazy("“%(detail)s” is not known after :::. Did you mean spoiler?"),
    ProblemCode.ATTRIBUTES_UNREADABLE: gettext_lazy('the braces can\'t be read. Write them as {of="work" until="part"}.'),
    ProblemCode.LABEL_MARKED: gettext_lazy("the label holds a spoiler, but everybody reads labels. Choose other words."),
    ProblemCode.INLINE_UNCLOSED: gettext_lazy(
        "this %(detail)s is never closed in its paragraph. For plain text, write it with a backslash before it."
    ),
    ProblemCode.INLINE_STRAY: gettext_lazy("this %(detail)s closes nothing. For plain text, write it with a backslash before it."),
    ProblemCode.INLINE_CROSSED: gettext_lazy("two spoilers overlap here. Close the inner one first."),
    ProblemCode.INLINE_EMPTY: gettext_lazy("there is nothing between these marks, or they can be read in two ways."),
    ProblemCode.TABLE_BARS: gettext_lazy("in a table || ends a cell. Hide words with >!…!< there."),
    ProblemCode.MARKER_IN_LINK: gettext_lazy("the address or title of a link can't be hidden. Put the whole link into the spoiler."),
    ProblemCode.MARKER_IN_CODE: gettext_lazy("a spoiler mark in code is plain text, and everybody reads it. Was that meant?"),
    ProblemCode.CODE_UNCLOSED: gettext_lazy("this code is never closed and has swallowed a spoiler mark."),
    ProblemCode.FOOTNOTE_HIDDEN: gettext_lazy(
        "the footnote “%(detail)s” is used in open text but stands inside a spoiler or behind the break. Move it up."
    ),
    ProblemCode.FOOTNOTE_CYCLE: gettext_lazy("the footnote “%(detail)s” leads back to itself."),
    ProblemCode.FOOTNOTE_UNUSED: gettext_lazy("nothing refers to the footnote “%(detail)s”, so it is not shown."),
    ProblemCode.UNKNOWN_WORK: gettext_lazy("there is no work called “%(detail)s” here."),
    ProblemCode.UNKNOWN_PART: gettext_lazy("the work has no part called “%(detail)s”."),
    ProblemCode.UNTIL_WITHOUT_OF: gettext_lazy('say which work “until” is about: {of="work" until="part"}.'),
    ProblemCode.NESTING_TOO_DEEP: gettext_lazy("spoilers, lists or quotations stand too deep inside each other."),
    ProblemCode.TOO_COMPLEX: gettext_lazy("there is more markup here than can be read in one text."),
    ProblemCode.UNREADABLE: gettext_lazy("this text could not be read. The fault is ours; please tell the owner of the site."),
}


def sentences(problems: Iterable[Problem]) -> list[str]:
    """Return what is wrong, a sentence a line, each once: crossed marks are one fault and not three."""
    return list(dict.fromkeys(words_for(problem) for problem in problems))


def words_for(problem: Problem) -> str:
    """Return one sentence that names the line and says what to do."""
    return _("Line %(line)s: %(what)s") % {"line": problem.line, "what": what(problem)}


def what(problem: Problem) -> str:
    """Return the same without the line, for whoever counts lines from elsewhere."""
    return str(_WORDS.get(problem.code, problem.code)) % {"detail": problem.detail}
