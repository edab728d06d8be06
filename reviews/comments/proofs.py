"""What a browser is given when an address was confirmed in it, so that the next reply from it need not be confirmed again."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

_SALT = "reviews.comments.proof"
#: Longer than a year, so that whoever replies once a year confirms their address once.
LASTS = timedelta(days=400)


def proof_for(email: str) -> str:
    """Return a signed value that says `email` was confirmed, now. Without the site's key nobody can tell from it which address."""
    return signing.TimestampSigner(salt=_SALT).sign(_name_of(email))


def proves(proof: str, email: str) -> bool:
    """Whether `proof` was given for `email`, in whatever case it is written, and has not run out."""
    if not proof or not email:
        return False
    try:
        return signing.TimestampSigner(salt=_SALT).unsign(proof, max_age=LASTS) == _name_of(email)
    except signing.BadSignature:
        return False


def _name_of(email: str) -> str:
    """What stands for an address, keyed, so that guesses can't be tried: one address is one, however it is written."""
    return salted_hmac(_SALT, email.strip().casefold(), algorithm="sha256").hexdigest()[:32]
