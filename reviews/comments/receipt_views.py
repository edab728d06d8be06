"""The receipt: one reply's private page, and what its writer does there. The address is the key; no cookie and no account is needed."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from reviews.shelf.current import reader_of
from reviews.web.caching import private_page
from reviews.web.errors import cross_site, handed_back
from reviews.web.methods import by_method
from reviews.web.origin import comes_from_us

from . import editing, erasing, mailing
from .access import comment_of_receipt
from .faults import Blocked, LockedMark, NotEditable, RefusedByRule, RepliesPaused, RevisionChanged, RoomChanged
from .previewing import add_faults, asks_for_fragment, fragment, pieces_of
from .receipt_forms import EditForm, MailForm
from .receipt_showing import changes_between, kept_about, receipt_of
from .refusals import Refusal, refusal_for
from .storing import NeedsMending, ShowsNothing, read_comment

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from .differences import Change
    from .models import Comment
    from .receipt_showing import Receipt

    View = Callable[..., HttpResponse]

R = TypeVar("R", bound="HttpResponse")


def _hers_alone(response: R) -> R:
    """Kept by nobody, found by nobody, and its address told to nobody: neither to the sites a reply links to nor to our own logs."""
    response["Referrer-Policy"] = "no-referrer"
    return private_page(response)


def _reading(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        return _hers_alone(view(request, token))

    read: View = require_safe(guarded)
    return read


def _acting(view: View) -> View:
    """Let `view` answer a POST from a receipt.

    As in `web.origin`, but nobody is asked twice by way of a cookie: who knows the address may act on it. A page that sends no referrer
    has “null” for its origin in browsers that don't say `Sec-Fetch-Site`, and that one is believed for the same reason.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        says_nothing = not request.headers.get("Sec-Fetch-Site") and request.headers.get("Origin") == "null"
        if comes_from_us(request) is False and not says_nothing:
            return _hers_alone(cross_site(request))
        try:
            return _hers_alone(view(request, token))
        except Http404:
            return _hers_alone(handed_back(request, _("There is no such receipt."), status=404))

    posted: View = require_POST(guarded)
    return csrf_exempt(posted)


def _to_receipt(token: str, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('receipt', args=[token])}?said={said}", status=303)


def _page(request: HttpRequest, template: str, receipt: Receipt, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"comments/{template}.html", {"receipt": receipt, **context}, status=status)


@_reading
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The text as it reads and as it is written, what became of it, and why."""
    comment, shown = receipt_of(token)
    # What was sent back stands in the form at once: that is what its writer came for.
    form = EditForm.of(comment, text=shown.text) if shown.waits_for_writer and shown.may_edit else None
    mail = MailForm.of(comment) if shown.takes_mail else None
    return _page(request, "receipt", shown, form=form, mail=mail, said=request.GET.get("said", ""))


@_reading
def _edit_page(request: HttpRequest, token: str) -> HttpResponse:
    comment, shown = receipt_of(token)
    if not shown.may_edit:
        return _edit_again(request, shown, EditForm.of(comment, text=shown.text), refusal=_not_editable())
    return _edit_again(request, shown, EditForm.of(comment, text=shown.text))


@_acting
def _edit(request: HttpRequest, token: str) -> HttpResponse:
    """Store the changed text as a new revision. Whatever is refused comes back in its box."""
    comment, shown = receipt_of(token)
    form = EditForm(request.POST)
    if asks_for_fragment(request):
        return fragment(request, comment.review, form)
    if not form.is_valid():
        return _edit_again(request, shown, form, status=422)
    text, seen = form.cleaned_data["text"], form.cleaned_data["revision"]
    if request.POST.get("action") != "preview" and text == shown.text:
        return _unchanged(request, shown, form)
    try:
        if request.POST.get("action") == "preview":
            document = read_comment(text, subjects=comment.review.subjects)
            return _edit_again(request, shown, form, pieces=pieces_of(document, comment.review))
        if all(each.number != seen for each in shown.written):
            raise RevisionChanged
        editing.edit(comment, text=text, seen_revision=seen, seen_room=form.cleaned_data["room"] or None, knows=reader_of(request))
    except (NeedsMending, ShowsNothing) as fault:
        add_faults(form, fault)
        return _edit_again(request, shown, form, status=422)
    except LockedMark:
        form.add_error("text", _("A moderator decided that what is hidden in this reply stays hidden. Keep those marks."))
        return _edit_again(request, shown, form, status=422)
    except (RefusedByRule, Blocked, RepliesPaused) as fault:
        return _edit_again(request, shown, form, refusal=refusal_for(fault))
    except (RevisionChanged, RoomChanged, NotEditable) as fault:
        return _overtaken(request, token, text, seen, fault)
    return _to_receipt(token, "changed")


def _unchanged(request: HttpRequest, shown: Receipt, form: EditForm) -> HttpResponse:
    """The text is the newest already: a second press, or nothing was changed. Where a change is waited for, say so."""
    if shown.may_edit and (shown.waits_for_writer or shown.state == "declined"):
        form.add_error("text", _("This is the text as it stands. Change something first."))
        return _edit_again(request, shown, form, status=422)
    return _to_receipt(shown.token, "")


def _overtaken(request: HttpRequest, token: str, text: str, seen: int, fault: Exception) -> HttpResponse:
    """Something happened to the reply while it was being changed: show what, with the writer's text in the box."""
    comment, shown = receipt_of(token)
    if text == shown.text:
        return _to_receipt(token, "changed")
    form = EditForm.of(comment, text=text)
    if isinstance(fault, NotEditable):
        return _edit_again(request, shown, form, refusal=_not_editable())
    why = _("This reply has changed since you opened it, so yours was not taken yet. What changed stands below.")
    changes = changes_between(list(reversed(shown.written)), seen)
    return _edit_again(request, shown, form, refusal=Refusal(why, 409), changes=changes)


def _edit_again(
    request: HttpRequest, shown: Receipt, form: EditForm, *, refusal: Refusal | None = None, changes: list[Change] | None = None,
    pieces: object = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "refusal": refusal, "changes": changes, "pieces": pieces}
    return _page(request, "receipt_edit", shown, status=refusal.status if refusal else status, **context)


def _not_editable() -> Refusal:
    return Refusal(_("This reply can’t be changed any more."), 409)


@_reading
def _withdrawal_page(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, "receipt_withdrawal", receipt_of(token)[1])


@_acting
def _withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the reply back. Twice is once."""
    comment = comment_of_receipt(token)
    try:
        editing.withdraw(comment)
    except NotEditable:
        if comment_of_receipt(token).state != "withdrawn":
            return _page(request, "receipt_withdrawal", receipt_of(token)[1], status=409)
    return _to_receipt(token, "withdrawn")


@_reading
def _mail_page(request: HttpRequest, token: str) -> HttpResponse:
    comment, shown = receipt_of(token)
    return _mail_again(request, comment, shown)


@_acting
def _choose_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Write down what the writer wants to be told by mail."""
    comment, shown = receipt_of(token)
    if not shown.takes_mail:
        return _mail_again(request, comment, shown, status=409)
    form = MailForm(request.POST)
    form.is_valid()  # two boxes, each ticked or not: nothing to refuse
    mailing.choose_mail(comment, decision=form.cleaned_data["decision"], replies=form.cleaned_data["replies"])
    return _to_receipt(token, "mail")


def _mail_again(request: HttpRequest, comment: Comment, shown: Receipt, *, status: int = 200) -> HttpResponse:
    return _page(request, "receipt_mail", shown, status=status, mail=MailForm.of(comment) if shown.takes_mail else None)


@_reading
def _erasure_page(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, "receipt_erasure", receipt_of(token)[1])


@_acting
def _erase(request: HttpRequest, token: str) -> HttpResponse:
    """Erase what the reply says and who wrote it. Twice is once."""
    erasing.erase(comment_of_receipt(token))
    return _to_receipt(token, "erased")


@_reading
def receipt_data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is kept about this reply, to take along."""
    comment = comment_of_receipt(token)
    response = JsonResponse(kept_about(comment), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="reply-{comment.handle}.json"'
    return response


receipt_edit = by_method(get=_edit_page, post=_edit)
receipt_withdrawal = by_method(get=_withdrawal_page, post=_withdraw)
receipt_mail = by_method(get=_mail_page, post=_choose_mail)
receipt_erasure = by_method(get=_erasure_page, post=_erase)
