"""A small site with planted words: each stands in one hidden place and nowhere else, so that finding it anywhere else is a leak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reviews.comments import actions as comment_actions
from reviews.comments import deciding
from reviews.comments.models import Comment
from reviews.comments.receipts import new_key
from reviews.comments.records import Decision
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import Review
from reviews.works.models import Part, Story, Work

if TYPE_CHECKING:
    from accounts.models import User

PUBLISHED_AT = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

TEXT = """The village keeps its secrets openwhisper.

A careful >!zebrainline!< sentence, and ||quaggainline|| another.

::: spoiler A twist of another story {of="the-mill"}
Here it says otterblock plainly.
:::

::: spoiler The first night {of="the-well-novel" until="chapter-2"}
Only herontwo readers know.
:::

<!--more The end of the story-->

After it comes tapirbreak and a nested thing.

::: spoiler Deeper still
It was ibexnested all along.
:::

## Heading lemurheading

A note.[^1]

[^1]: The note says gibbonfootnote.
"""

#: What each part of `TEXT` hides: word -> what opens it.
HIDDEN_IN_REVIEW = {
    "zebrainline": "inline",
    "quaggainline": "inline",
    "otterblock": "mill",
    "herontwo": "chapter 2",
    "tapirbreak": "break",
    "lemurheading": "break",
    "gibbonfootnote": "break",
    "ibexnested": "nested",
}
PUBLIC_IN_REVIEW = "openwhisper"


def make_work(slug: str, **facts: Any) -> Work:
    title = facts.pop("title", slug.replace("-", " ").title())
    return Work.objects.create(slug=slug, title=title, kind=facts.pop("kind", "book"), **facts)


def make_parts(work: Work, count: int) -> list[Part]:
    return [Part.objects.create(work=work, number=n, slug=f"chapter-{n}", title=f"Chapter {n}") for n in range(1, count + 1)]


def make_review(author: User, text: str, works: tuple[Work, ...], **facts: Any) -> Review:
    """A published review, unless `facts` say otherwise."""
    draft = {
        "title": "A review",
        "summary": "A summary without secrets.",
        "status": Review.Status.PUBLISHED,
        "published_at": PUBLISHED_AT,
        **facts,
    }
    return save_review(None, draft=ReviewDraft(author=author, text=text, works=works, **draft), by=author)


def rewrite(review: Review, text: str, *, works: tuple[Work, ...] | None = None, **facts: Any) -> Review:
    """Save a review again with another text; what `facts` do not name stays as it was stored."""
    stored = Review.objects.get(pk=review.pk)
    same = {name: getattr(stored, name) for name in ("title", "slug", "summary", "author", "rating", "status", "published_at")}
    same["mentions"] = tuple(stored.mentions.filter(mention__is_stated=True))
    same["tags"] = tuple(stored.tags.values_list("name", flat=True))
    draft = ReviewDraft(**{**same, **facts}, text=text, works=tuple(stored.subjects) if works is None else works)
    return save_review(stored, draft=draft, by=stored.author)


def make_comment(review: Review, text: str, *, room: str = "before", publish_by: User | None = None, **facts: Any) -> Comment:
    """A reply by a guest, unless `facts` say otherwise; published when `publish_by` is given."""
    if "author" not in facts:
        facts = {"guest_name": "Dov", "guest_email": "dov@example.org", **facts}
    comment = comment_actions.post_comment(review=review, text=text, room=room, key=new_key(), **facts)
    if publish_by is not None and comment.state == "pending":
        deciding.decide(comment, verdict=Decision.Verdict.PUBLISH, by=publish_by, seen_revision=1)
    return comment


@dataclass
class FixtureSite:
    review: Review
    draft: Review
    retracted: Review
    novel: Work
    film: Work
    mill: Work
    parts: list[Part]
    before: Comment
    after: Comment
    pending: Comment
    declined: Comment
    #: Words that nobody may see but their writers and those who decide.
    withheld: tuple[str, ...] = ("pelicanpending", "condordeclined", "vulturedraft", "marabouretracted", "pangolinmail@example.org")
    #: Words of comments that open with the break, and with a gate of their own.
    after_words: tuple[str, ...] = ("kestrelafter",)
    gated_comment_words: tuple[str, ...] = ("magpieinline",)
    public_words: tuple[str, ...] = field(default=(PUBLIC_IN_REVIEW, "robinbefore"))


def make_fixture_site(ada: User, mo: User) -> FixtureSite:
    """One review of a novel and its film with everything hidden that can be, a draft, a retracted one, and replies in every state."""
    story = Story.objects.create(title="The Well", slug="the-well")
    novel = make_work("the-well-novel", title="The Well", story=story, year=1902)
    film = make_work("the-well-film", title="The Well", kind="film", story=story, year=1921)
    mill = make_work("the-mill", title="The Mill")
    parts = make_parts(novel, 3)
    review = make_review(ada, TEXT, (novel, film), title="Down the well", slug="down-the-well", mentions=(mill,), tags=("gothic",))
    draft = make_review(ada, "vulturedraft", (novel,), title="Draft vulturedraft", slug="a-draft", status="draft", published_at=None)
    retracted = make_review(ada, "marabouretracted", (novel,), title="Taken back marabouretracted", slug="taken-back")
    save_review(
        retracted,
        draft=ReviewDraft(
            title=retracted.title, summary="marabouretracted", author=ada, text="marabouretracted", works=(novel,), slug=retracted.slug,
            status="retracted", published_at=PUBLISHED_AT,
        ),
        by=ada,
    )  # fmt: skip
    return FixtureSite(
        review=review,
        draft=draft,
        retracted=retracted,
        novel=novel,
        film=film,
        mill=mill,
        parts=parts,
        before=make_comment(review, "robinbefore says hello, and >!magpieinline!< too", publish_by=mo),
        after=make_comment(review, "kestrelafter knows the end", room="after", publish_by=mo, guest_name="Falconname"),
        pending=make_comment(review, "pelicanpending", guest_email="pangolinmail@example.org"),
        declined=_declined(make_comment(review, "condordeclined"), mo),
    )


def _declined(comment: Comment, mo: User) -> Comment:
    deciding.decide(comment, verdict=Decision.Verdict.DECLINE, by=mo, seen_revision=1, reason="Off the subject.")
    return comment
