"""What a browser is given when an address was confirmed in it, so that the next reply from it need not be confirmed again."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

_SALT = "reviews.comments.proof"
_SAYS = "confirmed"
#: Longer than a year, so that whoever replies once a year confirms their address once.
LASTS = timedelta(days=400)


def proof_for(email: str) -> str:
    """Return a signed value that says `email` was confirmed, now. Only with the site's key can anybody tell which address that is."""
    return _signer(email).sign(_SAYS)


def proves(proof: str, email: str) -> bool:
    """Whether `proof` was given for `email`, in whatever case it is written, and has not run out."""
    if not proof or not email:
        return False
    try:
        return _signer(email).unsign(proof, max_age=LASTS) == _SAYS
    except signing.BadSignature:
        return False


def _signer(email: str) -> signing.TimestampSigner:
    """Signs for one address, which is one however it is written. It is part of the key and not of what is signed: a hash without a key
    would let whoever finds the proof try addresses until one fits."""
    return signing.TimestampSigner(salt=f"{_SALT}:{email.strip().casefold()}")
