"""An edit that no stranger may notice: the words behind a gate of the fixture site's review change, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import ReviewSource
from tests.fixture_site import PUBLISHED_AT, TEXT

if TYPE_CHECKING:
    from accounts.models import User
    from tests.fixture_site import FixtureSite


def edit_hidden_words(site: FixtureSite, ada: User) -> None:
    """Let Ada write other words behind the break of `site.review`."""
    text = TEXT.replace("tapirbreak", "badgerbreak")
    review = site.review
    draft = ReviewDraft(
        title=review.title, summary=review.summary, author=ada, text=text, slug=review.slug, works=(site.novel, site.film),
        mentions=(site.mill,), tags=("gothic",), status="published", published_at=PUBLISHED_AT,
    )  # fmt: skip
    save_review(review, draft=draft, by=ada)
    assert "badgerbreak" in ReviewSource.objects.get(review=review).text.reveal()
