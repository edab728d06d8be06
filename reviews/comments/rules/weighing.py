"""Asking every rule about a reply. A rule that fails holds it: what could not be looked at is not waved through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import Effect, Finding
from .rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .book import Settings
    from .facts import Facts
    from .rules import Rule

__all__ = ["FAILED", "Effect", "Finding", "weigh"]

#: The name of a finding that a rule could not make.
FAILED = "failed"


def weigh(facts: Facts, settings: Settings, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Return what the rules find, those that refuse first; nothing for staff. Never raises."""
    if facts.is_staff:
        return ()
    findings = list(_findings(facts, settings, rules))
    return tuple(sorted(findings, key=lambda finding: finding.effect is not Effect.REFUSE))


def _findings(facts: Facts, settings: Settings, rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule in rules:
        try:
            finding = rule(facts, settings)
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with a rule, the reply is kept and a moderator reads it
            yield Finding(FAILED, Effect.HOLD, {"rule": getattr(rule, "__name__", ""), "fault": type(fault).__name__})
        else:
            if finding is not None:
                yield finding
