"""What the pages about the rules show: settings in words, and a rehearsal in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.comments.models import State
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.past import decided_cases, public_words
from reviews.comments.rules.rehearsal import Fate, Rehearsal, Replay, changed, rehearse
from reviews.comments.rules.word_lists import entries_in
from reviews.comments.rules.words import TITLES, title_of, told

from .rules_forms import FIELDS, GROUPS, SECRET, label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from reviews.comments.rules.book import Settings

#: Replies listed one by one; the numbers above them count all.
MOST_LISTED = 100

_WORD_LISTS = frozenset({"held_words", "refused_words"})


@dataclass(frozen=True)
class Setting:
    """One setting in words."""

    label: str
    value: str


@dataclass(frozen=True)
class Change:
    """One setting as it is, and as it would be."""

    label: str
    now: str
    then: str
    #: For a word list: the entries that come into it, and those that leave it.
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_list: bool = False


@dataclass(frozen=True)
class Cell:
    """How many replies have one fate under one set of rules, and what people did with them."""

    count: int
    published: int
    declined: int
    spam: int


@dataclass(frozen=True)
class Row:
    """One fate under today's rules and under the new ones."""

    title: str
    today: Cell
    then: Cell


@dataclass(frozen=True)
class RuleRow:
    """One rule under both."""

    title: str
    today: int
    then: int
    then_published: int


@dataclass(frozen=True)
class Listed:
    """A reply that would have fared otherwise. Nothing of its text is here but words that any stranger may read."""

    review: str
    decided_at: datetime
    outcome: str
    today: str
    then: str
    reasons: tuple[str, ...]
    look_url: str


@dataclass(frozen=True)
class Outcome:
    """A rehearsal, ready to be shown."""

    replayed: int
    unknown: int
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    rules: tuple[RuleRow, ...]
    listed: tuple[Listed, ...]
    #: How many more would have fared otherwise.
    more: int


def settings_in_words(book: RuleBook) -> list[tuple[str, list[Setting]]]:
    """Every setting under its heading, for who may read the rules and not set them."""
    return [(str(heading), [Setting(label_of(name), _value(book, name)) for name in names]) for heading, names in GROUPS]


def differences(book: RuleBook, values: Mapping[str, Any]) -> list[Change]:
    """What `values` would change about `book`."""
    other = RuleBook(**{name: values[name] for name in FIELDS if name in values})
    return [_change(name, book, other) for name in FIELDS if name in values and getattr(book, name) != getattr(other, name)]


def outcome_of(today: Settings, then: Settings, *, last: int) -> Outcome:
    """Rehearse both sets of rules on the last replies that people decided on."""
    cases = decided_cases(last)
    before, after = rehearse(cases, today), rehearse(cases, then)
    differing = changed(before, after)
    return Outcome(
        replayed=len(after.replays),
        unknown=after.unknown,
        sentences=tuple(_sentences(after)),
        rows=tuple(Row(title, _cell(before, fate), _cell(after, fate)) for fate, title in _fates().items()),
        rules=tuple(_rule_rows(before, after)),
        listed=tuple(_listed(old, new) for old, new in differing[:MOST_LISTED]),
        more=max(0, len(differing) - MOST_LISTED),
    )


def _value(book: RuleBook, name: str) -> str:
    value = getattr(book, name)
    if name == SECRET:
        return _("set") if value else _("not set")
    if name == "closes_from":
        return str(book.get_closes_from_display())
    if name in _WORD_LISTS:
        return "\n".join(entry.written for entry in entries_in(value)) or _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value != "" else _("none")


def _change(name: str, now: RuleBook, then: RuleBook) -> Change:
    if name == SECRET:
        return Change(label_of(name), _value(now, name), _("another one") if now.checker_key and then.checker_key else _value(then, name))
    if name not in _WORD_LISTS:
        return Change(label_of(name), _value(now, name), _value(then, name))
    old, new = ([entry.written for entry in entries_in(getattr(book, name))] for book in (now, then))
    added, removed = (tuple(entry for entry in one if entry not in other) for one, other in ((new, old), (old, new)))
    return Change(label_of(name), _value(now, name), _value(then, name), added, removed, is_list=True)


def _fates() -> dict[Fate, str]:
    return {Fate.REFUSE: _("Refused"), Fate.HOLD: _("Waits for a moderator"), Fate.PUBLISH: _("Published at once")}


def _outcomes() -> dict[str, str]:
    return {State.PUBLISHED: _("Published"), State.DECLINED: _("Declined"), State.SPAM: _("Marked as spam")}


def _cell(rehearsal: Rehearsal, fate: Fate) -> Cell:
    return Cell(rehearsal.count(fate), *(rehearsal.count(fate, outcome) for outcome in _outcomes()))


def _sentences(after: Rehearsal) -> Iterator[str]:
    """The three numbers that an owner asks for."""
    held, refused, at_once = (after.count(fate) for fate in (Fate.HOLD, Fate.REFUSE, Fate.PUBLISH))
    words = ngettext("Would have held %(count)s reply", "Would have held %(count)s replies", held)
    yield _published(words % {"count": held}, after.count(Fate.HOLD, State.PUBLISHED))
    words = ngettext("Would have refused %(count)s reply", "Would have refused %(count)s replies", refused)
    yield _published(words % {"count": refused}, after.count(Fate.REFUSE, State.PUBLISHED))
    words = ngettext("Would have published %(count)s reply at once", "Would have published %(count)s replies at once", at_once)
    unwanted = after.count(Fate.PUBLISH, State.DECLINED, State.SPAM)
    yield ngettext(
        "%(what)s, of which %(part)s was declined or marked as spam.",
        "%(what)s, of which %(part)s were declined or marked as spam.",
        unwanted,
    ) % {"what": words % {"count": at_once}, "part": unwanted}


def _published(what: str, part: int) -> str:
    words = ngettext("%(what)s, of which a person published %(part)s.", "%(what)s, of which people published %(part)s.", part)
    return words % {"what": what, "part": part}


def _rule_rows(before: Rehearsal, after: Rehearsal) -> Iterable[RuleRow]:
    """Every rule that has something to say under either set, in the order of the rules."""
    old, new, published = before.by_rule(), after.by_rule(), after.published_by_rule()
    return (RuleRow(title_of(rule), old[rule], new[rule], published[rule]) for rule in TITLES if old[rule] or new[rule])


def _listed(old: Replay, new: Replay) -> Listed:
    fates, case = _fates(), new.case
    shown = public_words(case)
    return Listed(
        review=case.review,
        decided_at=case.decided_at,
        outcome=_outcomes()[case.outcome],
        today=fates[old.fate],
        then=fates[new.fate],
        reasons=tuple(told(finding, shown=shown) for finding in (new.findings or old.findings)),
        look_url=reverse("moderation-look", args=[case.comment_id]),
    )
