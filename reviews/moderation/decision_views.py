"""One press on one row: a verdict, bound to what was on the screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.comments import actions as posting
from reviews.comments import deciding, masking
from reviews.comments.access import comment_on_desk
from reviews.comments.faults import Blocked, CannotMask, KeyUsed, RefusedByRule, RepliesClosed, RepliesPaused
from reviews.comments.records import Decision
from reviews.comments.refusals import refusal_for
from reviews.comments.storing import NeedsMending, ShowsNothing
from reviews.publishing.problems import sentences
from reviews.shelf.current import reader_of
from reviews.web.caching import private_page

from .access import moderator_of, moderators_only
from .conflicts import changed
from .deciding import Reading, take
from .filters import Filters
from .forms import AnswerForm, AskForm, DecisionForm, DeclineForm, FlagsForm, LockForm, MaskForm
from .page import row_of
from .shown import has_read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from reviews.comments.models import Comment

Verdict = Decision.Verdict


@moderators_only
@require_POST
def publish(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Publish it where it stands."""
    return _without_reason(request, comment_id, Verdict.PUBLISH)


@moderators_only
@require_POST
def spam(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Mark it as spam."""
    return _without_reason(request, comment_id, Verdict.SPAM, reading=Reading.SOME)


@moderators_only
@require_POST
def hold(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Put it back into the queue: nothing of it is public until somebody decides again."""
    return _without_reason(request, comment_id, Verdict.HOLD, reading=Reading.NONE)


@moderators_only
@require_POST
def flags(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Answer its flags, and leave it: as it was (`keep`), or with what a flag has hidden (`agree`)."""
    comment = comment_on_desk(comment_id)
    form = FlagsForm(request.POST)
    if not form.is_valid():
        return changed(request, comment, status=422 if "verdict" in form.errors else 409)
    reading = Reading.ALL if form.cleaned_data["verdict"] == Verdict.KEEP else Reading.NONE
    return _decide(request, comment, form, form.cleaned_data["verdict"], reading=reading)


@moderators_only
@require_POST
def decline(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Decline with a reason; without one the form comes back."""
    comment = comment_on_desk(comment_id)
    form = DeclineForm(request.POST)
    if (refusal := _refused(request, comment, form, "decline")) is not None:
        return refusal
    reasons = {"reason": form.cleaned_data["reason"], "reason_kind": form.cleaned_data["reason_kind"]}
    return _decide(request, comment, form, Verdict.DECLINE, kept=reasons, **reasons)


@moderators_only
@require_POST
def ask(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask its writer for a change; it is off the desk until they answer."""
    comment = comment_on_desk(comment_id)
    form = AskForm(request.POST)
    if (refusal := _refused(request, comment, form, "ask")) is not None:
        return refusal
    reasons = {"reason": form.cleaned_data["reason"], "reason_kind": form.cleaned_data["reason_kind"]}

    def act(by: User) -> Decision:
        seen = {"seen_revision": form.cleaned_data["revision"], "seen_state": form.seen_state}
        return deciding.ask_for_change(comment, by=by, **seen, **reasons)

    return take(request, comment, form, act, kept=reasons, seen_room=form.seen_room)


@moderators_only
@require_POST
def mask(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Hide words of it behind a spoiler, and publish the rest with the same press, if that is wanted."""
    comment = comment_on_desk(comment_id)
    form = MaskForm(request.POST)
    if (refusal := _refused(request, comment, form, "mask")) is not None:
        return refusal
    said = form.cleaned_data

    def act(by: User) -> Decision:
        return masking.mask(
            comment, words=said["words"].splitlines(), by=by, seen_revision=said["revision"], publish=said["publish"], lock=said["lock"],
            seen_state=form.seen_state, seen_room=form.seen_room,
        )  # fmt: skip

    try:
        return take(request, comment, form, act, kept={"words": said["words"]}, seen_room=form.seen_room)
    except CannotMask as cannot:
        # What they typed and no more: it may be a guess at what they have not read.
        form.add_error("words", _("“%(words)s” is not in the part that everybody could read.") % {"words": cannot.words})
        return _form_again(request, comment, form, "mask")


@moderators_only
@require_POST
def lock(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lock what is hidden in it, so that neither its writer nor a flag changes that, or unlock it."""
    comment = comment_on_desk(comment_id)
    form = LockForm(request.POST)
    if not form.is_valid():
        return changed(request, comment, status=422 if "locked" in form.errors else 409)

    def act(by: User) -> Decision:
        locked = form.cleaned_data["locked"] == "yes"
        return deciding.set_lock(comment, locked=locked, by=by, seen_revision=form.cleaned_data["revision"])

    return take(request, comment, form, act, reading=Reading.NONE)


@moderators_only
@require_POST
def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Publish it, and a reply to it in the same breath: both or neither."""
    comment = comment_on_desk(comment_id)
    form = AnswerForm(request.POST)
    if (refusal := _refused(request, comment, form, "answer")) is not None:
        return refusal
    said = form.cleaned_data

    try:
        return take(
            request, comment, form, partial(_publish_and_answer, comment, form), kept={"text": said["text"]}, seen_room=form.seen_room
        )
    except _AnswerRefused as refused:
        form.add_error("text", refused.why)
        return _form_again(request, comment, form, "answer")


class _AnswerRefused(Exception):
    """The moderator's own reply can't be posted, so nothing was."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _publish_and_answer(comment: Comment, form: AnswerForm, by: User) -> Decision:
    said = form.cleaned_data
    with transaction.atomic():
        decision = deciding.decide(
            comment, verdict=Verdict.PUBLISH, by=by, seen_revision=said["revision"], seen_state=form.seen_state, seen_room=form.seen_room
        )
        try:
            posting.post_comment(review=comment.review, text=said["text"], room=comment.room, key=said["key"], parent=comment, author=by)
        except NeedsMending as mending:
            raise _AnswerRefused(" ".join(sentences(mending.problems))) from mending
        except ShowsNothing as nothing:
            raise _AnswerRefused(_("None of it would be seen.")) from nothing
        except (RepliesClosed, RepliesPaused, RefusedByRule, KeyUsed, Blocked) as refused:
            raise _AnswerRefused(refusal_for(refused).why) from refused
    return decision


def _without_reason(request: HttpRequest, comment_id: int, verdict: str, *, reading: Reading = Reading.ALL) -> HttpResponse:
    comment = comment_on_desk(comment_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return changed(request, comment)
    return _decide(request, comment, form, verdict, reading=reading)


def _decide(
    request: HttpRequest, comment: Comment, form: DecisionForm, verdict: str, *, reading: Reading = Reading.ALL,
    kept: dict[str, str] | None = None, **reasons: Any,
) -> HttpResponse:  # fmt: skip
    def act(by: User) -> Decision:
        return deciding.decide(
            comment, verdict=verdict, by=by, seen_revision=form.cleaned_data["revision"], seen_state=form.seen_state,
            seen_room=form.seen_room, **reasons,
        )  # fmt: skip

    return take(request, comment, form, act, reading=reading, kept=kept, seen_room=form.seen_room)


#: Fields that are no fault of whoever filled in the form: it is about something that is not there.
_BOUND = frozenset({"revision", "room", "state", "read", "key"})


def _refused(request: HttpRequest, comment: Comment, form: DecisionForm, name: str) -> HttpResponse | None:
    """The form again, with what was written and what is wrong with it; a conflict where it is about nothing that is there."""
    if form.is_valid():
        return None
    if _BOUND & form.errors.keys():
        kept = {field: request.POST.get(field, "") for field in ("reason", "words", "text")}
        return changed(request, comment, kept=kept)
    return _form_again(request, comment, form, name)


def _form_again(request: HttpRequest, comment: Comment, form: DecisionForm, name: str) -> HttpResponse:
    by = moderator_of(request)
    looked = has_read(request.POST.get("read", ""), comment, by)
    row = row_of(comment.pk, by=by, shelf=reader_of(request), looked=looked)
    context: dict[str, Any] = {"row": row, "form": form, "query": Filters.of(request.GET).query}
    return private_page(render(request, f"moderation/{name}.html", context, status=422))
