"""The index made and taken away, for migrations.

A migration that changes an indexed column calls `remove` before and `install` after: PostgreSQL refuses to change it otherwise, and
SQLite makes the table anew without its triggers. So does one that changes what is indexed (`places.py`) or how (`folding.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .engine import engine_of
from .places import INDEXED

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index, and fill it from the rows that are there. Whatever there was of it before is taken away first."""
    remove(connection)
    _run(connection, engine_of(connection).install(INDEXED))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the index away; the texts stay."""
    _run(connection, engine_of(connection).remove(INDEXED))


def compact(connection: BaseDatabaseWrapper) -> None:
    """Have the index forget for good what was erased. It writes the index anew where something changed: a thing for the night."""
    _run(connection, engine_of(connection).compact(INDEXED))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of what should be there of the index and is not."""
    query, names = engine_of(connection).parts(INDEXED)
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in names if name not in there]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
