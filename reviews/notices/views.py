"""Where links in mails lead: to pages that ask once more. Following a link changes nothing, whoever follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from reviews.comments.proofs import proof_for
from reviews.comments.reading import source_text
from reviews.comments.receipts import receipt_url
from reviews.publishing.framing import Frames
from reviews.spoilers.reader import stranger
from reviews.web.caching import private_page
from reviews.web.methods import by_method
from reviews.web.origin import stranger_post

from . import access, errands, stopping
from .models import Errand

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from reviews.comments.models import Comment

#: 410: it worked once. 409: what it was about is not what is there now. 403: it is somebody else's to decide.
_STATUS = {
    errands.Fault.USED: 410,
    errands.Fault.EXPIRED: 410,
    errands.Fault.GONE: 410,
    errands.Fault.CHANGED: 409,
    errands.Fault.DECIDED: 409,
    errands.Fault.MOVED: 409,
    errands.Fault.NOT_YOURS: 403,
}
#: What RFC 8058 has a mail provider send, without cookie or origin. The signed address is all that says whose mail is to stop.
_ONE_CLICK = ("List-Unsubscribe", "One-Click")


@require_safe
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What the link would do, with the button that does it."""
    errand = access.errand_behind(token)
    if (fault := errands.fault_of(errand)) is not None:
        return _over(request, errand, fault)
    name = "proof" if errand.action == Errand.Action.PROVE else "errand"
    return private_page(render(request, f"notices/{name}_page.html", _context(errand)))


@stranger_post
def run(request: HttpRequest, token: str) -> HttpResponse:
    """Do it, once."""
    errand = access.errand_behind(token)
    try:
        errands.run(errand)
    except errands.Over as over:
        return _over(request, access.errand_behind(token), over.fault)
    done = access.errand_behind(token)
    if done.action == Errand.Action.PROVE:
        email = done.comment.guest_email
        context = {"email": email, "proof": proof_for(email), "receipt_url": receipt_url(done.comment.key), "state": done.comment.state}
        return private_page(render(request, "notices/proof_done.html", context))
    return private_page(render(request, "notices/errand_done.html", {"action": done.action, "desk_url": reverse("moderation")}))


errand = by_method(get=look, post=run)


@require_safe
def before_stopping(request: HttpRequest, token: str) -> HttpResponse:
    """Which mail would stop, with the button that stops it."""
    return private_page(render(request, "notices/stop.html", _stop_context(stopping.stop_behind(token))))


@stranger_post
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop it."""
    return _stop(request, token)


@csrf_exempt
def mail_stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """One click in somebody's mail program, which comes from anywhere; or our own page and its button."""
    name, value = _ONE_CLICK
    if request.method == "POST" and request.POST.get(name) == value:
        return _stop(request, token)
    return by_method(get=before_stopping, post=stop)(request, token=token)


def _stop(request: HttpRequest, token: str) -> HttpResponse:
    asked = stopping.stop_behind(token)
    stopping.stop(asked)
    return private_page(render(request, "notices/stopped.html", _stop_context(asked)))


def _over(request: HttpRequest, errand: Errand, fault: errands.Fault) -> HttpResponse:
    context = {"fault": fault, "action": errand.action, "is_proven": errand.comment.address_proven, "desk_url": reverse("moderation")}
    return private_page(render(request, "notices/errand_over.html", context, status=_STATUS[fault]))


def _context(errand: Errand) -> dict[str, Any]:
    comment = errand.comment
    shared = {"action": errand.action, "expires_at": errand.expires_at, "review_title": _title(comment)}
    if errand.action == Errand.Action.PROVE:
        stop_url = stopping.stop_url(stopping.Kind.PROOF, comment=comment)
        return {**shared, "email": comment.guest_email, "stop_url": stop_url}
    # Whoever has the link need not be signed in, and need not have finished anything: they read what a stranger would.
    text = source_text(comment, stranger())
    frames = Frames.around(comment.review.subjects)
    frames.learn([text])
    return {
        **shared,
        "byline": comment.byline,
        "pieces": frames.frame(text, {}),
        "has_gates": any(True for _gate in text.gates),
        "review_url": comment.review.url,
        "desk_url": reverse("moderation"),
    }


def _stop_context(asked: stopping.Stop) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "is_member": asked.member is not None,
        "review_title": _title(asked.comment) if asked.comment is not None and asked.kind != stopping.Kind.PROOF else "",
    }


def _title(comment: Comment) -> str:
    """The title of its review, while strangers may know of it."""
    return comment.review.title if comment.review.is_public else ""
