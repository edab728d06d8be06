"""What `fixture_site` leaves out: a review and a reply in every other state, each with a planted word of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reviews.comments import actions
from reviews.comments.models import Decision
from reviews.publishing.models import FormerSlug
from tests.fixture_site import make_comment, make_review

if TYPE_CHECKING:
    from accounts.models import User
    from reviews.comments.models import Comment
    from reviews.publishing.models import Review
    from tests.fixture_site import FixtureSite

#: Far enough that no clock of a test machine gets there.
TO_COME = datetime(2100, 1, 1, tzinfo=UTC)

#: Nobody sees them but their writers and those who decide.
WITHHELD = (
    "bitternscheduled", "dunlinreview", "shrikespam", "turnstonewithdrawn", "fulmarpending", "garganeydeclined", "smewspam", "Teal Nobody"
)  # fmt: skip
#: They open with the break.
AFTER_WORDS = ("ploverreply", "whinchatsafe")
#: They stand in gates of their own: inside a reply after the break, and inside one that only finishing another work opens.
GATED = ("sanderlingmarked", "siskinmill")


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
        actions.decide(reply, verdict=verdict, by=mo, seen_revision=1, reason="No.")
        return reply

    answer = make_comment(site.review, "ploverreply and ||sanderlingmarked||", room="after", parent=site.after, publish_by=mo)
    return States(
        scheduled=scheduled,
        in_review=in_review,
        replies={
            "spam": decided("shrikespam", Decision.Verdict.SPAM),
            "withdrawn": decided("turnstonewithdrawn", Decision.Verdict.WITHDRAW),
            "pending after": make_comment(site.review, "fulmarpending", room="after", guest_name="Teal Nobody"),
            "declined after": decided("garganeydeclined", Decision.Verdict.DECLINE, "after"),
            "spam after": decided("smewspam", Decision.Verdict.SPAM, "after"),
            "answer after": answer,
            "of another story": make_comment(
                site.review, 'whinchatsafe\n\n::: spoiler Elsewhere {of="the-mill"}\nsiskinmill\n:::', room="after", publish_by=mo
            ),
        },
    )  # fmt: skip
