"""The review page: public text, what this reader has opened, and the two rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.comments.access import path_of, thread_of
from reviews.comments.forms import ReplyForm
from reviews.comments.models import Room
from reviews.comments.reading import read_room
from reviews.comments.showing import ThreadView, thread_view
from reviews.publishing.access import published_review
from reviews.publishing.compiling import BREAK_HANDLE
from reviews.publishing.framing import Frames, GateView, Piece, ReachView
from reviews.publishing.reading import break_facts, is_closable, opened
from reviews.publishing.showing import review_view
from reviews.shelf.current import reader_of, viewer_of
from reviews.spoilers.decide import decide
from reviews.spoilers.reader import stranger
from reviews.spoilers.rendition import Rendition
from reviews.web.caching import private_page, public_page
from reviews.works.models import Work

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from reviews.comments.reading import Slice
    from reviews.publishing.models import Review, Tag
    from reviews.spoilers.reader import Reader


@dataclass(frozen=True)
class ReviewPage:
    """Everything the template of a review shows to one reader. For a stranger it holds no hidden text."""

    review: Review
    works: list[Work]
    tags: list[Tag]
    pieces: tuple[Piece, ...]
    break_gate: GateView
    break_open: bool
    break_closable: bool
    before: ThreadView
    after: ThreadView | None
    after_count: int
    reply_open: bool
    #: Whether this reader has consent of their own here, to close again.
    anything_open: bool


def page_of(review: Review, *, viewer: User | None, reader: Reader, before_after: str = "", after_after: str = "") -> ReviewPage:
    """Return the page of `review` for `reader`. For a stranger its queries read public renditions alone."""
    public = Rendition.from_json(review.rendition)
    works, named = Work.objects.under_review_and_named(review.pk, {reach.work for gate in public.gates for reach in gate.scope.reaches})
    facts = break_facts(review, works)
    break_open = decide(facts, reader).open
    shown = opened(review.passages.all(), reader, subjects=[work.pk for work in works])
    before = read_room(review, Room.BEFORE, viewer=viewer, reader=reader, after=before_after)
    after = read_room(review, Room.AFTER, viewer=viewer, reader=reader, after=after_after) if break_open else None
    replies = [*before.replies, *(after.replies if after else ())]
    frames = Frames.around(works)
    texts = [public, *(text.rendition for text in shown.values())]
    for reply in replies:
        texts += [reply.rendition, *(text.rendition for text in reply.opened.values())]
    frames.learn(texts, known=named)
    thread = thread_of(review)

    def room(page: Slice, count: int, parameter: str) -> ThreadView:
        return thread_view(page, review=review, count=count, viewer=viewer, frames=frames, page_parameter=parameter)

    return ReviewPage(
        review=review,
        works=works,
        tags=list(review.tags.all()),
        pieces=frames.frame(public, shown),
        break_gate=_break_gate(public, works, frames),
        break_open=break_open,
        break_closable=break_open and is_closable(facts, reader),
        before=room(before, thread.before_count, "before"),
        after=room(after, thread.after_count, "after") if after else None,
        after_count=thread.after_count,
        reply_open=thread.is_open,
        anything_open=break_open or bool(shown) or any(reply.opened for reply in replies),
    )


def _break_gate(public: Rendition, works: list[Work], frames: Frames) -> GateView:
    """The gate of the break; for a review without one, the gate of its second room, scoped to its works."""
    for gate in public.gates:
        if gate.handle == BREAK_HANDLE:
            return frames.gate(gate)
    reaches = tuple(ReachView(work, None) for work in works)
    return GateView(handle=BREAK_HANDLE, kind="room", label="", size="", reaches=reaches)


def template_context(page: ReviewPage) -> dict[str, Any]:
    """Return what the templates of a review need, each under its own name."""
    slug = [page.review.slug]
    return {
        "review": review_view(page.review, works=page.works, tags=page.tags),
        "pieces": page.pieces,
        "has_break": page.review.has_break,
        "break_gate": page.break_gate,
        "break_open": page.break_open,
        "break_closable": page.break_closable,
        "anything_open": page.anything_open,
        "before": page.before,
        "after": page.after,
        "after_count": page.after_count,
        "reply_open": page.reply_open,
        "replies_url": reverse("moderation-replies", args=slug),
        "open_url": reverse("open", args=slug),
        "close_url": reverse("close", args=slug),
        "openings_url": reverse("openings"),
        "forget_url": reverse("forget"),
        "canonical_url": settings.SITE_URL + page.review.url,
    }


@require_safe
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """A review as this reader may see it: the same bytes for every stranger, private for everybody else."""
    found = published_review(slug, related=("thread",))
    viewer, reader = viewer_of(request), reader_of(request)
    page = page_of(
        found,
        viewer=viewer,
        reader=reader,
        before_after=path_of(found, request.GET.get("before", "")),
        after_after=path_of(found, request.GET.get("after", "")),
    )
    form = ReplyForm(viewer=viewer, initial={"room": Room.AFTER if page.break_open else Room.BEFORE})
    response = render(request, "pages/review.html", {**template_context(page), "reply_form": form})
    return public_page(response) if viewer is None and reader == stranger() else private_page(response)
