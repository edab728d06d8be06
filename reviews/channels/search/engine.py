"""Two engines behind one interface. Ranking is none of their business: they say which rows hold a term, and keep that right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured

from . import postgres, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper

    from .places import Indexed, Place
    from .query import Term


class Engine(Protocol):
    """All SQL is made of our own names; what a reader typed goes in as parameters."""

    def install(self, indexed: Iterable[Indexed]) -> list[str]:
        """Return the statements that make the index, fill it, and have the database itself keep it right on every way to write."""

    def remove(self, indexed: Iterable[Indexed]) -> list[str]:
        """Return the statements that take it away, whether or not all of it is there."""

    def parts(self, indexed: Iterable[Indexed]) -> tuple[str, list[str]]:
        """Return a query for the names of what is there, and the names of what should be."""

    def compact(self, indexed: Iterable[Indexed]) -> list[str]:
        """Return the statements after which the index holds no word that no row holds any more."""

    def rows_with(self, place: Place, term: Term) -> tuple[str, list[str]]:
        """Return a query for the ids (`id`) of the rows that hold `term` in `place`, and its parameters."""


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """Return the engine for this database."""
    if connection.vendor == "postgresql":
        return postgres
    if connection.vendor == "sqlite":
        return sqlite
    raise ImproperlyConfigured(f"Search knows SQLite and PostgreSQL, and not {connection.vendor}.")
