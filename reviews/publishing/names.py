"""Random names: what passages, gates and replies are called where nobody may guess or count."""

from __future__ import annotations

import re
import secrets

#: Names of a passage are 96 random bits in 16 URL-safe characters: not to be guessed, short enough for a guest's cookie.
NAME_BYTES = 12


_NAME = re.compile(r"[\w-]{1,32}\Z", re.ASCII)


def random_name() -> str:
    return secrets.token_urlsafe(NAME_BYTES)


def is_name(text: str) -> bool:
    """Whether `text`, from an address or a form, may be one of our random names. Anything else is not looked up."""
    return _NAME.match(text) is not None
