"""What the rules know of a reply on its arrival: numbers and text, no row and no clock."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

#: The facts that name or quote somebody. They are kept nowhere but in the reply itself, which can be erased.
_PERSONAL = frozenset({"text", "words", "name", "email"})
#: Of these only their number is kept.
_COUNTED = ("links", "resembles", "trap")
#: Raised when what is stored changes its meaning: what was stored before can't be replayed then.
_EDITION = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a rule may ask."""

    #: The reply's whole source.
    text: str
    #: Its plain words, everything open.
    words: str
    name: str
    #: "" for members, whose address is nobody's business here.
    email: str
    #: Where its links lead; links within the site are none.
    links: tuple[str, ...]
    is_member: bool
    #: May moderate.
    is_staff: bool
    #: An account, or an address proven for this very reply. A typed one proves nothing.
    is_known: bool
    #: Published replies of this account or proven address; 0 where nothing is proven.
    published_before: int
    #: None where the form's key says nothing that can be believed; negative where its maker's clock is ahead.
    seconds_since_key: float | None
    #: Since the last reply of this account, or else of this network; None where there is none within a day.
    seconds_since_last: float | None
    replies_last_hour: int
    replies_last_hour_from_network: int
    #: The same account or network has said the same words in the same place already.
    is_twice: bool
    #: What stood in the field that people don't see.
    trap: str
    days_since_publication: float
    days_since_last_reply: float | None
    #: The nudge's evidence: passage, written, start, end, how.
    resembles: tuple[dict[str, Any], ...] = ()

    def __repr__(self) -> str:
        """Never the text: a log or a traceback is a surface too."""
        return f"Facts({len(self.text)} characters)"

    def as_stored(self) -> dict[str, Any]:
        """Return the JSON kept in `Comment.arrival`: numbers and yes or no, without text, name or address."""
        plain = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in _PERSONAL}
        counts = {name: len(plain[name]) for name in _COUNTED}
        rounded = {name: round(value, 3) for name, value in plain.items() if isinstance(value, float)}
        return {"edition": _EDITION, **plain, **rounded, **counts}

    @classmethod
    def from_stored(cls, stored: dict[str, Any], *, text: str, words: str, name: str = "", email: str = "") -> Facts | None:
        """Return the facts as they were, with the text that comes from the revision; None where they were not kept.

        Of links, look-alikes and the hidden field only the number is known, which is all that a rule asks of them.
        """
        known = {each.name for each in fields(cls)} - _PERSONAL
        if stored.get("edition") != _EDITION or not known <= stored.keys():
            return None
        counted = {"links": ("",) * stored["links"], "resembles": ({},) * stored["resembles"], "trap": "…" * stored["trap"]}
        kept = {key: stored[key] for key in known}
        return cls(text=text, words=words, name=name, email=email, **(kept | counted))
