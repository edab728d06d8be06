"""The outcome as data, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from .discretion import count, hidden_excerpt, letters

if TYPE_CHECKING:
    from .audit import Audit
    from .public import Origin
    from .scanning import Sighting, Spot


def as_data(audit: Audit, *, show_words: bool) -> dict[str, Any]:
    """Return all that an audit found, each spot by itself. Hidden words are in it with `show_words` alone."""
    return {
        "site": settings.SITE_URL,
        "secrets": len(audit.secrets),
        "watched": audit.watched,
        "asked": audit.asked,
        "left": audit.left,
        "complete": not audit.left,
        "search_words": audit.probed,
        "changed_meanwhile": audit.changed_meanwhile,
        "faults": audit.faults,
        "leaks": [_leak(audit, sighting, show_words=show_words) for sighting in audit.leaks],
        "accidents": [
            {"times": times, **_found(audit, audit.first_accidents[accident], show_words=show_words)}
            for accident, times in audit.accidents.items()
        ],
    }


def _leak(audit: Audit, sighting: Sighting, *, show_words: bool) -> dict[str, Any]:
    found = _found(audit, sighting, show_words=show_words)
    return {**found, "written_in": [_origin(origin) for origin in sighting.verdict.origins]}


def _found(audit: Audit, sighting: Sighting, *, show_words: bool) -> dict[str, Any]:
    secret = audit.secrets[sighting.secret]
    found: dict[str, Any] = {
        "finding": sighting.verdict.finding.value,
        "why": str(sighting.verdict.why),
        **_spot(sighting.spot),
        "hidden": secret.facts,
        "count": count(sighting.words),
        "letters": letters(sighting.words),
    }
    if show_words:
        found["words"] = list(sighting.words)
        found["excerpt"] = sighting.excerpt
        found["hidden_excerpt"] = hidden_excerpt(secret, sighting.keys)
    return found


def _spot(spot: Spot) -> dict[str, str | int]:
    return {
        "address": spot.address,
        "method": spot.method,
        "status": spot.status,
        "surface": spot.surface,
        "content_type": spot.content_type,
        "where": spot.where,
    }


def _origin(origin: Origin) -> dict[str, str | int | None]:
    return {"place": origin.place.value, "review": origin.review, "reply": origin.handle}
