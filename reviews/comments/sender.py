"""What a browser sends along with a reply, beside the reply."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.spoilers.reader import Reader, stranger


@dataclass(frozen=True)
class Sender:
    """Where a reply comes from, and what its writer asks for. Nothing here is believed further than it is proven."""

    #: A keyed hash of the truncated network address; "" where it is unknown.
    network: str = ""
    #: What the browser was given when an address was confirmed in it.
    proof: str = ""
    #: What stood in the field that people don't see.
    trap: str = ""
    mail_decision: bool = False
    mail_replies: bool = False
    #: What the writer may read.
    knows: Reader = stranger()  # noqa: RUF009 - frozen
