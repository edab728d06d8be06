"""What is hidden from a stranger, one piece at a time, with what the owner may be told of it before having finished the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _


class Kind(StrEnum):
    """Why a text is hidden."""

    PASSAGE = "passage"
    REPLY_PASSAGE = "passage of a reply"
    AFTER_BREAK = "reply after the break"
    WITHHELD_REPLY = "reply that is not public"
    WITHHELD_REVIEW = "review that is not public"
    REPLIER = "name of somebody whose replies are not public"
    WORK = "work that no public page names"


#: Hidden because it tells the story, so that words of it in a title give the story away. The others are hidden because nobody has
#: published them, and say nothing about a title that was there first.
TELLS_THE_STORY = frozenset({Kind.PASSAGE, Kind.REPLY_PASSAGE, Kind.AFTER_BREAK})


@dataclass(frozen=True, slots=True)
class Secret:
    """A hidden text. Everything but `texts` and `phrases` may be shown to a moderator."""

    kind: Kind
    texts: tuple[str, ...] = field(repr=False)
    #: Names of one thing each: a title, a file, a person.
    phrases: tuple[str, ...] = field(default=(), repr=False)
    #: The review it belongs to, and its title where that is public.
    review: int | None = None
    title: str = ""
    #: The reply it belongs to, by its row and by its handle.
    comment: int | None = None
    handle: str = ""
    #: What its gate calls itself to a stranger. The label of a passage inside another is hidden with it.
    label: str = ""
    #: For such a passage: the label of the outermost gate.
    inside: str = ""
    #: What became of the review or reply, in the words of the house.
    state: str = ""

    @property
    def described(self) -> str:
        """One line for the owner, without a hidden word."""
        told = {
            "title": self.title,
            "label": self.label,
            "inside": self.inside,
            "number": self.review,
            "state": _state_words(self.state),
            "handle": self.handle,
        }
        if self.kind == Kind.WITHHELD_REVIEW:
            return _("review number %(number)s, which is not public (%(state)s)") % told
        if self.kind == Kind.REPLIER:
            return _("the name of somebody whose replies strangers don’t see")
        if self.kind == Kind.WORK:
            return _("a work that no public page names")
        where = _("“%(title)s”") % told if self.title else _("review number %(number)s") % told
        gate = (
            _("passage “%(label)s”") % told if self.label
            else _("a passage inside “%(inside)s”") % told if self.inside
            else _("a passage without a label")
        )  # fmt: skip
        return {
            Kind.PASSAGE: _("%(gate)s in %(where)s"),
            Kind.REPLY_PASSAGE: _("%(gate)s in the reply %(handle)s under %(where)s"),
            Kind.AFTER_BREAK: _("the reply %(handle)s after the break of %(where)s"),
            Kind.WITHHELD_REPLY: _("the reply %(handle)s under %(where)s (%(state)s)"),
        }[self.kind] % {**told, "gate": gate, "where": where}

    @property
    def facts(self) -> dict[str, str | int | None]:
        """The same as data."""
        return {
            "kind": self.kind.value,
            "review": self.review,
            "title": self.title,
            "reply": self.handle,
            "label": self.label,
            "inside": self.inside,
            "state": self.state,
        }


def _state_words(state: str) -> str:
    """What became of it, as the house says it."""
    return {
        "draft": _("a draft"),
        "in_review": _("in review"),
        "scheduled": _("scheduled"),
        "retracted": _("retracted"),
        "pending": _("awaiting moderation"),
        "published": _("published"),
        "declined": _("declined"),
        "spam": _("spam"),
        "withdrawn": _("withdrawn"),
    }.get(state, state)
