"""What search needs of the machine, said when the site is checked and not when a reader searches."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from .install import missing

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The migration that makes the index.
_MADE_BY = ("reviews", "0004_search")


def has_fts5() -> bool:
    """Whether Python's SQLite was built with full-text search."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True


@checks.register
def sqlite_can_search(**_options: Any) -> list[checks.CheckMessage]:
    """SQLite needs FTS5, which nearly every build has."""
    if not any(connections[alias].vendor == "sqlite" for alias in connections) or has_fts5():
        return []
    return [
        checks.Error(
            f"Python's SQLite ({sqlite3.sqlite_version}) was built without FTS5, which search needs.",
            hint="Use a Python whose SQLite has it (Debian's and python.org's do), or PostgreSQL by DATABASE_URL.",
            id="search.E001",
        )
    ]


@checks.register(checks.Tags.database)
def index_is_whole(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """An index that has lost a part finds what is no longer written, and that is more than a nuisance here."""
    messages: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if _MADE_BY in MigrationRecorder(connection).applied_migrations() and (lost := missing(connection)):
            messages.append(
                checks.Warning(
                    f"Parts of the search index are missing: {', '.join(lost)}.",
                    hint="A migration that changes an indexed table calls reviews.channels.search.install.install at its end.",
                    id="search.W001",
                )
            )
    return messages
