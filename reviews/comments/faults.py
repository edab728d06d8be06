"""Why something could not be done to a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .records import Decision
    from .rules.findings import Finding


class ParentGone(Exception):
    """The reply that was to be answered is not under this review, or no longer public."""


class RepliesClosed(Exception):
    """The review takes no replies."""


class RepliesPaused(Exception):
    """No review takes replies for the moment: the owner has paused them."""


class Blocked(Exception):
    """This member is kept from replying."""


class KeyUsed(Exception):
    """The once-only key has made a comment already, and not this one."""


class RefusedByRule(Exception):
    """A rule refuses the reply; `finding` says which, and on what evidence."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule)
        self.finding = finding


class RevisionChanged(Exception):
    """The comment was edited after the decider read it."""


class _Decided(Exception):
    """Something has been decided meanwhile; `decision` did it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.verdict)
        self.decision = decision


class RoomChanged(_Decided):
    """The comment was moved to the other side of the break after the decider read it."""


class AlreadyDecided(_Decided):
    """Somebody else decided meanwhile."""


class AlreadyThere(_Decided):
    """The reply stands in that room; `decision` is what put it there."""


class AlreadyUndone(_Decided):
    """The decision has been taken back; `decision` did it."""


class ParentBehind(Exception):
    """What the reply answers stands behind the break."""


class AnsweredInFront(Exception):
    """The reply can't go back behind the break by itself: replies to it stand before the break by now."""


class NothingToUndo(Exception):
    """The decision is not one that is taken back, or it is part of another, which is the one to undo."""


class ChangedSince(Exception):
    """Something else has happened to the reply since: undoing this would undo that too."""


class NotEditable(Exception):
    """What is spam, withdrawn or erased isn't edited, and isn't withdrawn again."""


class LockedMark(Exception):
    """The new text would show what a moderator has hidden for good."""


class CannotMask(Exception):
    """These words are not in the text, or could be read all the same; `words` are they."""

    def __init__(self, words: str) -> None:
        super().__init__("words that can't be hidden")
        self.words = words
