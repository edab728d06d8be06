"""What `fixture_site` leaves out: a review and a reply in every other state, each with a planted word of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reviews.comments import deciding, editing, masking
from reviews.comments.erasing import erase
from reviews.comments.records import Decision, Flag
from reviews.publishing.models import FormerSlug
from tests.fixture_site import make_comment, make_review

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from reviews.comments.models import Comment
    from reviews.publishing.models import Review
    from tests.fixture_site import FixtureSite

#: Far enough that no clock of a test machine gets there.
TO_COME = datetime(2100, 1, 1, tzinfo=UTC)

#: Nobody sees them but their writers and those who decide.
WITHHELD = (
    "bitternscheduled", "dunlinreview", "shrikespam", "turnstonewithdrawn", "fulmarpending", "garganeydeclined", "smewspam", "Teal Nobody",
    "wigeonasked", "ruffreason", "scaupgone", "shovelererased", "pochardedited", "gadwallflag", "eiderevidence",
)  # fmt: skip
#: They open with the break.
AFTER_WORDS = ("ploverreply", "whinchatsafe")
#: They stand in gates of their own: inside a reply after the break, and inside one that only finishing another work opens.
GATED = ("sanderlingmarked", "siskinmill")
#: A moderator hid it in a reply before the break: it opens for whoever knows the works under review.
MASKED = "knotmasked"


@dataclass(frozen=True)
class States:
    scheduled: Review
    in_review: Review
    #: By handle, so that each address can be asked for.
    replies: dict[str, Comment]


def make_every_state(site: FixtureSite, ada: User, mo: User) -> States:
    """Add to `site` what is scheduled, in review, spam, withdrawn, pending and declined behind the break, nested, and moved away from."""
    works = (site.novel, site.film)
    facts = {"title": "To come bitternscheduled", "slug": "to-come", "summary": "bitternscheduled", "published_at": TO_COME}
    scheduled = make_review(ada, "bitternscheduled", works, tags=("bitternscheduled",), **facts)
    in_review = make_review(
        ada, "dunlinreview", works, title="Asked for dunlinreview", slug="asked-for", status="in_review", published_at=None
    )  # fmt: skip
    FormerSlug.objects.create(slug="down-a-hole", review=site.review)

    def decided(text: str, verdict: str, room: str = "before") -> Comment:
        reply = make_comment(site.review, text, room=room, guest_name="Teal Nobody")
        deciding.decide(reply, verdict=verdict, by=mo, seen_revision=1, reason="No.")
        return reply

    return States(scheduled=scheduled, in_review=in_review, replies={**_behind(site, mo, decided), **_later(site, mo, decided)})


def _behind(site: FixtureSite, mo: User, decided: Callable[..., Comment]) -> dict[str, Comment]:
    """What stands behind the break, or never was in public."""
    answer = make_comment(site.review, "ploverreply and ||sanderlingmarked||", room="after", parent=site.after, publish_by=mo)
    return {
        "spam": decided("shrikespam", Decision.Verdict.SPAM),
        "withdrawn": decided("turnstonewithdrawn", Decision.Verdict.WITHDRAW),
        "pending after": make_comment(site.review, "fulmarpending", room="after", guest_name="Teal Nobody"),
        "declined after": decided("garganeydeclined", Decision.Verdict.DECLINE, "after"),
        "spam after": decided("smewspam", Decision.Verdict.SPAM, "after"),
        "answer after": answer,
        "of another story": make_comment(
            site.review, 'whinchatsafe\n\n::: spoiler Elsewhere {of="the-mill"}\nsiskinmill\n:::', room="after", publish_by=mo
        ),
    }  # fmt: skip


def _later(site: FixtureSite, mo: User, decided: Callable[..., Comment]) -> dict[str, Comment]:
    """What something happened to later: words hidden, a flag, a change asked for, gone with an answer below it, erased, edited."""
    masked = make_comment(site.review, "buntingmild and knotmasked", publish_by=mo, guest_name="Dov")
    masking.mask(masked, words=["knotmasked"], by=mo, seen_revision=1, publish=True)
    Flag.objects.create(comment=masked, revision=2, kind=Flag.Kind.OTHER, words="gadwallflag", note="gadwallflag", network="f" * 32)
    asked = make_comment(site.review, "wigeonasked", guest_name="Teal Nobody")
    deciding.ask_for_change(asked, by=mo, seen_revision=1, reason="ruffreason")
    gone = make_comment(site.review, "scaupgone", publish_by=mo, guest_name="Teal Nobody")
    below = make_comment(site.review, "An answer to what is gone.", parent=gone, publish_by=mo)
    deciding.decide(
        gone, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1, reason="ruffreason", evidence={"words": ["eiderevidence"]}
    )
    erased = make_comment(site.review, "shovelererased", publish_by=mo, guest_name="Teal Nobody")
    erase(erased)
    edited = make_comment(site.review, "pochardedited", publish_by=mo)
    editing.edit(edited, text="What it says now.", seen_revision=1)
    return {"masked": masked, "asked": asked, "gone": gone, "below": below, "erased": erased, "edited": edited}
