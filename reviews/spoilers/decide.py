"""The whole policy: may this reader see what stands behind this gate? One small function a rule, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviews.spoilers.document import Reach, Scope, SpoilerKind
from reviews.spoilers.reader import Reader


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the policy may know about a gate. An empty key was never given out, so nothing recorded can open it."""

    key: str
    kind: SpoilerKind
    scope: Scope


@dataclass(frozen=True, slots=True)
class Verdict:
    """Open or closed, and the name of the rule that said so."""

    open: bool
    rule: str


def decide(gate: GateFacts, reader: Reader) -> Verdict:
    """Say whether `reader` may see behind `gate` itself; for a nested one all gates around it must be open as well."""
    for name, rule in RULES:
        if rule(gate, reader):
            return Verdict(True, name)
    return Verdict(False, "closed")


def sees_everything(gate: GateFacts, reader: Reader) -> bool:
    """The author's own view."""
    return reader.everything


def opened_break(gate: GateFacts, reader: Reader) -> bool:
    """The reader opened this break, and its works are still among those they agreed to."""
    if gate.kind is not SpoilerKind.BREAK or not gate.key:
        return False
    agreed = reader.breaks.get(gate.key)
    return agreed is not None and gate.scope.works <= agreed


def opened_passage(gate: GateFacts, reader: Reader) -> bool:
    """The reader opened exactly this passage. A break is agreed to with its works, so a bare key doesn't open one."""
    return gate.kind is not SpoilerKind.BREAK and bool(gate.key) and gate.key in reader.opened


def knows_all_works(gate: GateFacts, reader: Reader) -> bool:
    """The shelf: every work in the scope is finished, or reached far enough. A scope without works never opens here."""
    return bool(gate.scope.reaches) and all(knows(reach, reader) for reach in gate.scope.reaches)


def knows(reach: Reach, reader: Reader) -> bool:
    """Whether the reader has finished the work, or is at the part or past it."""
    return reach.work in reader.finished or (reach.until is not None and reach.until in reader.reached)


RULES: tuple[tuple[str, Callable[[GateFacts, Reader], bool]], ...] = (
    ("everything", sees_everything),
    ("opened break", opened_break),
    ("opened passage", opened_passage),
    ("shelf", knows_all_works),
)
