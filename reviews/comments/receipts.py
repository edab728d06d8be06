"""Receipts: an unguessable address for each reply, made from its once-only key, stored only as a hash."""

from __future__ import annotations

import hashlib
import secrets

from django.urls import reverse
from django.utils.crypto import salted_hmac

_SALT = "reviews.comments.receipt"


def new_key() -> str:
    """Return a once-only key for a form: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def token_for(key: str) -> str:
    """Return the receipt's token for a comment's once-only key: sending the same form again finds the same receipt."""
    return salted_hmac(_SALT, key, algorithm="sha256").hexdigest()[:40]


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def receipt_url(key: str) -> str:
    return reverse("receipt", args=[token_for(key)])
