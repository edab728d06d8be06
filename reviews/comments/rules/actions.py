"""Setting the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from .models import RuleBook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User


class Stale(Exception):
    """The rules were changed after this form was made; `book` is what they are now."""

    def __init__(self, book: RuleBook) -> None:
        super().__init__(book.version)
        self.book = book


def save_rules(values: Mapping[str, Any], *, by: User, seen_version: int) -> RuleBook:
    """Store settings, column by column. Raises `Stale` unless the rules are still of the version that was seen."""
    with transaction.atomic():
        book = _held()
        if book.version != seen_version:
            raise Stale(book)
        for name, value in values.items():
            setattr(book, name, value)
        book.version, book.changed_by = book.version + 1, by
        book.save(update_fields=[*values, "version", "changed_by", "changed_at"])
    return book


def set_paused(*, paused: bool, by: User) -> RuleBook:
    """Pause all replies, or take them again. No form holds this setting, so none becomes stale by it."""
    with transaction.atomic():
        book = _held()
        book.paused, book.changed_by = paused, by
        book.save(update_fields=["paused", "changed_by", "changed_at"])
    return book


def _held() -> RuleBook:
    """The one row, locked; made with the defaults while there is none."""
    RuleBook.objects.get_or_create(pk=1)
    return RuleBook.objects.select_for_update().get(pk=1)
