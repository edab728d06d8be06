"""The owner's settings as the rules read them: plain values, no row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .word_lists import Entry, entries_in

if TYPE_CHECKING:
    from .models import RuleBook


@dataclass(frozen=True, slots=True)
class Settings:
    """Field for field what `RuleBook` holds, word lists read. A number that is 0 switches its rule off."""

    paused: bool = False
    hold_all: bool = True
    trust_after: int = 1
    links_held: int = 2
    held_words: tuple[Entry, ...] = ()
    refused_words: tuple[Entry, ...] = ()
    seconds_between: int = 15
    refuse_twice: bool = True
    replies_an_hour: int = 20
    close_after: int = 0
    closes_from: str = "publication"
    least_seconds: int = 3
    hold_resembling: bool = True
    checker_url: str = ""
    checker_key: str = ""
    keep_networks: int = 30
    flags_a_day: int = 5
    public_log: bool = True

    @property
    def asks_checker(self) -> bool:
        """Whether somebody outside is asked about each reply."""
        return bool(self.checker_url and self.checker_key)

    def __repr__(self) -> str:
        """Never the key of the checker."""
        return "Settings(…)"


_WORD_LISTS = frozenset({"held_words", "refused_words"})


def settings_of(book: RuleBook) -> Settings:
    """Return what a rule book says. A line of a word list that can't be read counts as not there."""
    values: dict[str, Any] = {each.name: getattr(book, each.name) for each in fields(Settings)}
    values.update({name: entries_in(values[name]) for name in _WORD_LISTS})
    return Settings(**values)
