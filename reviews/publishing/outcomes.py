"""What became of a text that was compiled again, in words that hold nothing of it, and the way through all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import OperationalError
from django.utils.translation import gettext as _

from .passages import PassageBase
from .problems import words_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from reviews.spoilers.document import Problem

#: Ids read at once: a few kilobytes, however many rows there are. Texts are read one by one, so that no more than one is in memory.
BATCH = 500
#: Times that a text is compiled anew because somebody saved it or decided about it meanwhile. Nobody saves five times in the second that
#: this takes; who does, has a text that was compiled by the new engine already.
ATTEMPTS = 5


class Result(StrEnum):
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    #: It can't be compiled, and is as it was.
    FAILED = "failed"
    #: It changed each time while it was being compiled, or somebody else held it, and is as they left it.
    OVERTAKEN = "overtaken"
    #: Deleted before its turn came.
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one text. Names and problems are words that everybody may read."""

    kind: str
    #: A review's slug, a comment's handle.
    name: str
    title: str = ""
    result: Result
    #: Strangers get other bytes from now on.
    public: bool = False
    #: Passages that have the key they had, and passages that have to be opened anew.
    kept: int = 0
    renewed: int = 0
    problems: tuple[str, ...] = ()
    #: Why it could not be compiled: the name of the exception. Its message may quote the text.
    fault: str = ""

    @property
    def is_done(self) -> bool:
        return self.result in {Result.UNCHANGED, Result.CHANGED}

    @property
    def is_news(self) -> bool:
        """Whether somebody should read of it."""
        return self.result is not Result.UNCHANGED or bool(self.problems)


@dataclass
class Tally:
    """The sums of many outcomes of one kind."""

    seen: int = 0
    unchanged: int = 0
    changed: int = 0
    public: int = 0
    passages_kept: int = 0
    passages_renewed: int = 0
    #: Texts that hide more than their writer meant, until it is mended.
    with_problems: int = 0
    not_done: int = 0

    def add(self, outcome: Outcome) -> None:
        self.seen += 1
        self.unchanged += outcome.result is Result.UNCHANGED
        self.changed += outcome.result is Result.CHANGED
        self.public += outcome.public
        self.passages_kept += outcome.kept
        self.passages_renewed += outcome.renewed
        self.with_problems += bool(outcome.problems)
        self.not_done += not outcome.is_done


class Overtaken(Exception):
    """What was read is not what is stored any more."""


def one_by_one(rows: QuerySet[Any], recompile: Callable[[int], Outcome]) -> Iterator[Outcome]:
    """Recompile each of `rows` in the order of their ids, those too that come meanwhile; what is gone when its turn comes is left out."""
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for pk in ids:
            if (outcome := recompile(pk)).result is not Result.GONE:
                yield outcome
        last = ids[-1]


def until_nobody_interferes(attempt: Callable[[], Outcome], *, otherwise: Outcome) -> Outcome:
    """Make `attempt` until it isn't `Overtaken`, at most `ATTEMPTS` times; then return `otherwise`."""
    for _number in range(ATTEMPTS):
        try:
            return attempt()
        except (Overtaken, OperationalError):
            # “Operational” is what a database says, too, where somebody else holds the row for too long.
            continue
    return otherwise


def key_counts(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many passages keep a key, and how many get a new one. What a fail-closed rule hides has none, and counts for neither."""
    known = {passage["key"] for passage in before}
    keys = [passage["key"] for passage in after if passage["key"]]
    kept = sum(key in known for key in keys)
    return {"kept": kept, "renewed": len(keys) - kept}


def problem_lines(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return what is wrong, by line, each once. Details are left out: they quote the text, hidden words as well."""
    return tuple(dict.fromkeys(words_for(replace(problem, detail="…")) for problem in problems))


def passage_values(passage: PassageBase) -> dict[str, Any]:
    """Return what is stored of `passage`, to be compared with another's. Rows are made anew with each save, so ids say nothing."""
    return {column.attname: getattr(passage, column.attname) for column in PassageBase._meta.local_fields}


def line_for(outcome: Outcome) -> str:
    """Return one line about a text: which it is, and what became of it."""
    told = {"title": outcome.title, "name": outcome.name}
    name = _("review “%(title)s” (%(name)s)") % told if outcome.kind == "review" else _("reply %(name)s") % told
    what = {
        Result.UNCHANGED: _("as it was"),
        Result.CHANGED: _("public text changed") if outcome.public else _("changed where strangers don’t see it"),
        Result.FAILED: _("could not be compiled and is as it was (%(fault)s)") % {"fault": outcome.fault},
        Result.OVERTAKEN: _("was being changed by somebody else each time; run this again"),
        Result.GONE: _("deleted meanwhile"),
    }[outcome.result]
    return _("%(name)s: %(what)s") % {"name": name, "what": what}
