"""The review page: public text, what this reader has opened, and the two rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from reviews.channels.heads import review_head
from reviews.comments.access import path_of, thread_of
from reviews.comments.forms import ReplyForm
from reviews.comments.models import Comment, Room
from reviews.comments.reading import read_room
from reviews.comments.showing import ThreadView, thread_view
from reviews.comments.taking import closed_because, with_reply_rules
from reviews.publishing.access import published_review
from reviews.publishing.compiling import BREAK_HANDLE
from reviews.publishing.framing import Frames, GatePiece, GateView, PassagePiece, Piece, ReachView
from reviews.publishing.names import is_name
from reviews.publishing.reading import break_facts, is_closable, opened
from reviews.publishing.showing import review_view
from reviews.shelf.current import is_stranger, reader_of, viewer_of
from reviews.spoilers.decide import decide
from reviews.spoilers.rendition import Rendition
from reviews.web.caching import private_page, public_page
from reviews.works.models import Work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse, QueryDict

    from accounts.models import User
    from reviews.comments.reading import Slice
    from reviews.comments.taking import Closed
    from reviews.publishing.models import Review, Tag
    from reviews.spoilers.reader import Reader


#: The rooms by the parameters that ask for a page of them.
_ROOMS = ("before", "after")
#: What an anchor of ours can look like: a heading's or a reply's. Anything else in an address is dropped.
_ANCHOR = re.compile(r"[\w-]{1,120}\Z")


@dataclass(frozen=True)
class ShelvedWork:
    """A work that this review could give away, and whether its reader has finished it."""

    work: Work
    finished: bool


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
    #: Why it takes no replies; None where it does.
    replies_closed: Closed | None
    #: Whether this reader has consent of their own here, to close again.
    anything_open: bool
    #: Whether something of the text is still closed.
    anything_closed: bool
    #: The works under review and those that gates name, and how far this reader is in each.
    shelf: tuple[ShelvedWork, ...]


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

    def room(page: Slice, count: int) -> ThreadView:
        return thread_view(page, review=review, count=count, viewer=viewer, frames=frames)

    pieces = frames.frame(public, shown)
    return ReviewPage(
        review=review,
        works=works,
        tags=list(review.tags.all()),
        pieces=pieces,
        break_gate=_break_gate(public, works, frames),
        break_open=break_open,
        break_closable=break_open and is_closable(facts, reader),
        before=room(before, thread.before_count),
        after=room(after, thread.after_count) if after else None,
        after_count=thread.after_count,
        replies_closed=closed_because(review),
        anything_open=break_open or bool(shown) or any(reply.opened for reply in replies),
        anything_closed=_holds_gates(pieces),
        shelf=tuple(ShelvedWork(work, work.pk in reader.finished) for work in [*works, *sorted(named, key=lambda work: work.title)]),
    )


def _holds_gates(pieces: Iterable[Piece]) -> bool:
    return any(isinstance(piece, GatePiece) or (isinstance(piece, PassagePiece) and _holds_gates(piece.pieces)) for piece in pieces)


def place_named(anchor: str) -> str:
    """Return `anchor`, from an address or a form, if it may be a place on a page of ours; "" otherwise."""
    return anchor if _ANCHOR.match(anchor) else ""


def _break_gate(public: Rendition, works: list[Work], frames: Frames) -> GateView:
    """The gate of the break; for a review without one, the gate of its second room, scoped to its works."""
    for gate in public.gates:
        if gate.handle == BREAK_HANDLE:
            return frames.gate(gate)
    reaches = tuple(ReachView(work, None) for work in works)
    return GateView(handle=BREAK_HANDLE, kind="room", label="", size="", reaches=reaches)


def room_pages(review: Review, asked: QueryDict) -> dict[str, str]:
    """Return where in the two threads the page begins that an address asks for, as `page_of` wants to be told."""
    return {f"{room}_after": path_of(review, asked.get(room, ""), room=room) for room in _ROOMS}


def room_query(asked: QueryDict) -> str:
    """Return the part of an address that asks for a page of the rooms again; nothing but names of replies is repeated."""
    again = {room: asked.get(room, "") for room in _ROOMS if is_name(asked.get(room, ""))}
    return f"?{urlencode(again)}" if again else ""


def template_context(page: ReviewPage, asked: QueryDict) -> dict[str, Any]:
    """Return what the templates of a review need, each under its own name. `asked` is the query of the page's address."""
    slug = [page.review.slug]
    query = room_query(asked)
    return {
        "review": review_view(page.review, works=page.works, tags=page.tags),
        "pieces": page.pieces,
        "has_break": page.review.has_break,
        "break_gate": page.break_gate,
        "break_open": page.break_open,
        "break_closable": page.break_closable,
        "anything_open": page.anything_open,
        "anything_closed": page.anything_closed,
        "shelf": page.shelf,
        "finished_works": {each.work.pk for each in page.shelf if each.finished},
        "before": page.before,
        "after": page.after,
        "after_count": page.after_count,
        "reply_open": page.replies_closed is None,
        "replies_closed": page.replies_closed or "",
        "replies_url": reverse("moderation-replies", args=slug),
        "open_url": reverse("open", args=slug) + query,
        "close_url": reverse("close", args=slug) + query,
        "open_all_url": reverse("open-all", args=slug),
        "openings_url": reverse("openings"),
        "forget_url": reverse("forget"),
        "canonical_url": settings.SITE_URL + page.review.url,
    }


def place_behind(review: Review, anchor: str) -> str:
    """Return the address of a place behind the opened break. A reply's own address knows on which page of the room it stands."""
    handle = anchor.removeprefix("reply-")
    if handle != anchor and is_name(handle) and Comment.objects.standing().filter(review=review, handle=handle).exists():
        return reverse("comment", args=[handle])
    return f"{review.url}#{anchor}"


@require_safe
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """A review as this reader may see it: the same bytes for every stranger, private for everybody else."""
    found = published_review(slug, related=("thread",), noted=with_reply_rules())
    viewer, reader = viewer_of(request), reader_of(request)
    page = page_of(
        found,
        viewer=viewer,
        reader=reader,
        **room_pages(found, request.GET),
    )
    to = place_named(request.GET.get("to", ""))
    if to and page.break_open:
        return private_page(HttpResponseRedirect(place_behind(found, to)))
    form = ReplyForm(viewer=viewer, initial={"room": Room.AFTER if page.break_open else Room.BEFORE})
    head = review_head(request, found, works=page.works, tags=page.tags, replies=page.before.count)
    led = {"to": to, "to_url": place_behind(found, to) if to else ""}
    response = render(request, "pages/review.html", {**template_context(page, request.GET), **head, **led, "reply_form": form})
    return public_page(response) if is_stranger(request) else private_page(response)
