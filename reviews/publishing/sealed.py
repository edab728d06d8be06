"""Sealed text: a source that raises when somebody prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    # The field is generic to the type checker alone.
    _TextField = models.TextField["Sealed | str", "Sealed"]
else:
    _TextField = models.TextField


class SealBroken(TypeError):
    """A source was about to be shown without going through the engine."""


@dataclass(frozen=True, repr=False)
class Sealed:
    """Text that holds spoilers in the clear. Equal by its words; `reveal()` is the only way to them."""

    _text: str

    def reveal(self) -> str:
        """Return the words. Whoever calls this hands them to the engine, or back to the person who wrote them."""
        return self._text

    def __repr__(self) -> str:
        return "<sealed>"

    def __len__(self) -> int:
        return len(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def _refuse(self, *_args: object) -> NoReturn:
        raise SealBroken("This text is sealed: give it to the engine, or call reveal() where its writer reads it.")

    __str__ = __format__ = __html__ = __iter__ = __contains__ = __add__ = __getitem__ = _refuse


class SealedTextField(_TextField):
    """A text column whose values are `Sealed` in Python. Accepts plain text when it is set."""

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Sealed) else Sealed(str(value))

    def get_prep_value(self, value: Any) -> Any:
        sealed = super().get_prep_value(value)
        return sealed.reveal() if isinstance(sealed, Sealed) else sealed

    def value_to_string(self, obj: models.Model) -> str:
        """Serialised in full: a dump of the database is the owner's backup, and holds what the database holds."""
        return str(self.get_prep_value(self.value_from_object(obj)))
