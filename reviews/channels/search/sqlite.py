"""SQLite: one FTS5 table for each table that is indexed, kept right by triggers.

An FTS5 table here holds no text, only where words stand (`content=''`), under the row's own id. Such a table must be told what it held
when a row changes, word for word; a trigger has the old row in its hand, so it always can.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from .folding import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .places import Indexed, Place
    from .query import Term

#: Lengths of beginnings that have an index of their own: what somebody has typed of a word when they press Enter.
_BEGINNINGS = "2 3 4"
#: SQLite's parser goes a hundred steps deep, and a call inside a call takes a few of them.
_AT_ONCE = 10
_VERBS = ("insert", "update", "delete")


def install(indexed: Iterable[Indexed]) -> list[str]:
    """Make the FTS5 tables, fill them, and add the triggers."""
    return [statement for each in indexed for statement in (*_make(each), *_triggers(each))]


def remove(indexed: Iterable[Indexed]) -> list[str]:
    """Take away triggers and tables."""
    statements = []
    for each in indexed:
        statements += [f"DROP TRIGGER IF EXISTS {_name(each.table)}_{verb}" for verb in _VERBS]
        statements.append(f"DROP TABLE IF EXISTS {_name(each.table)}")
    return statements


def parts(indexed: Iterable[Indexed]) -> tuple[str, list[str]]:
    """Tables and triggers. A table that Django makes anew, as it does for many changes of a column, loses its triggers."""
    names = [name for each in indexed for name in (_name(each.table), *(f"{_name(each.table)}_{verb}" for verb in _VERBS))]
    return "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')", names


def compact(indexed: Iterable[Indexed]) -> list[str]:
    """A word that is taken out is only crossed out until the parts of an index are written anew as one. Nothing to do where they are."""
    return [f"INSERT INTO {_name(each.table)} ({_name(each.table)}) VALUES ('optimize')" for each in indexed]  # noqa: S608


def rows_with(place: Place, term: Term) -> tuple[str, list[str]]:
    """Words are letters and digits alone, so between quotation marks nothing of them is an operator."""
    table = _name(place.table)
    words = f'{{{place.column}}} : "{" ".join(term.words)}"{"*" if term.is_beginning else ""}'
    return f"SELECT rowid AS id FROM {table} WHERE {table} MATCH %s", [words]  # noqa: S608


def _name(table: str) -> str:
    return f"search_{table}"


def _make(each: Indexed) -> list[str]:
    columns = _columns(each)
    options = f"content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '{_BEGINNINGS}'"
    return [
        f"CREATE VIRTUAL TABLE {_name(each.table)} USING fts5({columns}, {options})",
        f"INSERT INTO {_name(each.table)} (rowid, {columns}) {_folded(each, '', source=f'FROM {each.table}')}",
    ]


def _triggers(each: Indexed) -> list[str]:
    name, columns = _name(each.table), _columns(each)
    add = f"INSERT INTO {name} (rowid, {columns}) {_folded(each, 'NEW.')};"
    take = f"INSERT INTO {name} ({name}, rowid, {columns}) SELECT 'delete', * FROM ({_folded(each, 'OLD.')});"  # noqa: S608
    # Saving a row as it was, or only what of it is hidden, doesn't touch the index.
    changed = [f"OLD.{place.column} IS NOT NEW.{place.column}" for place in each.columns]
    changed.append(f"({each.only.format(row='OLD.')}) IS NOT ({each.only.format(row='NEW.')})")
    return [
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {each.table} BEGIN {add} END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE ON {each.table} WHEN {' OR '.join(changed)} BEGIN {take} {add} END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {each.table} BEGIN {take} END",
    ]


def _columns(each: Indexed) -> str:
    return ", ".join(place.column for place in each.columns)


def _folded(each: Indexed, row: str, *, source: str = "") -> str:
    """The query for a row's id and what of it is indexed, with the letters replaced that the tokenizer doesn't fold by itself."""
    texts = ", ".join(f"{_text(place, row)} AS {place.column}" for place in each.columns)
    rows = f"SELECT {row}id AS id, {texts} {source} WHERE {each.only.format(row=row)}"
    letters = list(LETTERS)
    for start in range(0, len(letters), _AT_ONCE):
        some = letters[start : start + _AT_ONCE]
        replaced = (f"{reduce(_replaced, some, place.column)} AS {place.column}" for place in each.columns)
        rows = f"SELECT id, {', '.join(replaced)} FROM ({rows})"  # noqa: S608
    return rows


def _text(place: Place, row: str) -> str:
    column = f"{row}{place.column}"
    return f"(SELECT group_concat(value, ' ') FROM json_each({column}))" if place.is_list else column  # noqa: S608


def _replaced(text: str, letter: str) -> str:
    return f"replace({text}, '{letter}', '{LETTERS[letter]}')"
