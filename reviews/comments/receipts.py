"""Receipts: an unguessable address for each reply, made from its once-only key, stored only as a hash."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

_SALT = "reviews.comments.receipt"
#: No key is older than this.
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
#: A visitor's clock may be ahead of ours by this much.
CLOCKS_DIFFER = timedelta(minutes=5)


def new_key(*, written_for: timedelta = timedelta()) -> str:
    """Return a once-only key for a form: 48 bits that say when it was made, in milliseconds since 1970, and 80 random ones, in hexadecimal.

    As a UUID of version 7 begins (RFC 9562); our script makes them the same way. `written_for` is how long its writer has been at it
    already, where the form before this one carried no key.
    """
    made = time.time() - written_for.total_seconds()
    return f"{int(made * 1000):012x}{secrets.token_hex(10)}"


def key_made_at(key: str) -> datetime | None:
    """Return when a key says that it was made, or None where that can't be: before this software, or in a time to come."""
    try:
        made = datetime.fromtimestamp(int(key[:12], 16) / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return made if EARLIEST <= made <= timezone.now() + CLOCKS_DIFFER else None


def token_for(key: str) -> str:
    """Return the receipt's token for a comment's once-only key: sending the same form again finds the same receipt."""
    return salted_hmac(_SALT, key, algorithm="sha256").hexdigest()[:40]


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def receipt_url(key: str) -> str:
    return reverse("receipt", args=[token_for(key)])
