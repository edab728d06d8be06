"""What an attacker has to work with: every address a stranger is shown, its answer, and the same site with other words hidden in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviews.comments.models import Comment, CommentRevision
from reviews.comments.storing import public_text, read_comment, store
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.spoilers.leaks import contains_any
from tests.fixture_site import HIDDEN_IN_REVIEW, TEXT
from tests.guards.log_guard import PLANTED
from tests.guards.sweep import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviews.publishing.models import Review
    from tests.fixture_site import FixtureSite
    from tests.house_client import HouseClient


def strangers_addresses(site: FixtureSite) -> dict[str, str]:
    """Every address that the sweep shows to a stranger, and a word that must be there: a page is attacked as soon as it is swept."""
    return {page.address(site): page.shows["stranger"] for page in PAGES if "stranger" in page.shows and not page.sends}


def public_addresses(site: FixtureSite) -> dict[str, str]:
    """The same without those that only the writer of a reply knows."""
    return {
        page.address(site): page.shows["stranger"] for page in PAGES if "stranger" in page.shows and not (page.sends or page.for_its_writer)
    }


def planted_in(response: Any) -> set[str]:
    """The planted words in the body or in a header of an answer."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = "\n".join(f"{name}: {value}" for name, value in response.items()) + response.cookies.output()
    return {*contains_any(PLANTED, body), *contains_any(PLANTED, head)}


@dataclass(frozen=True)
class Answer:
    """All that a stranger can tell about an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: Any) -> Answer:
        return cls(response.status_code, tuple(sorted(response.items())), response.content)


def take_all(browser: HouseClient, site: FixtureSite) -> dict[str, Answer]:
    """What a stranger is answered everywhere."""
    return {address: Answer.of(browser.get(address)) for address in public_addresses(site)}


def hide_other_words(site: FixtureSite, other: Callable[[str], str]) -> None:
    """Replace each hidden word of the review and of its replies by `other(word)`; what is public stays."""
    text = TEXT
    for word in HIDDEN_IN_REVIEW:
        text = text.replace(word, other(word))
    edit(site.review, text)
    rewrite(site.before, "robinbefore says hello, and >!{}!< too".format(other("magpieinline")))
    rewrite(site.after, "{} knows the end".format(other("kestrelafter")))


def edit(review: Review, text: str) -> Review:
    """Save `review` with `text` and nothing else changed."""
    draft = ReviewDraft(
        title=review.title, summary=review.summary, author=review.author, text=text, works=tuple(review.subjects), slug=review.slug,
        mentions=tuple(review.mentions.filter(mention__is_stated=True)), tags=tuple(tag.name for tag in review.tags.all()),
        rating=review.rating, status=review.status, published_at=review.published_at,
    )  # fmt: skip
    return save_review(review, draft=draft, by=review.author)


def rewrite(comment: Comment, text: str) -> None:
    """Give a published reply another text, in the place where it stands."""
    CommentRevision.objects.filter(comment=comment, number=comment.revision).update(text=text)
    fresh = Comment.objects.get(pk=comment.pk)
    store(fresh, public_text(read_comment(text, subjects=fresh.review.subjects), fresh))
    fresh.save(update_fields=["rendition", "search_text"])
