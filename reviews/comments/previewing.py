"""A text as it will read, for whoever is writing it: nothing is hidden from them, and nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from reviews.publishing.framing import Frames
from reviews.publishing.problems import sentences
from reviews.spoilers.reader import omniscient, stranger
from reviews.web.caching import private_page

from .reading import rendition_for
from .storing import NeedsMending, ShowsNothing, read_comment

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from reviews.publishing.framing import Piece
    from reviews.publishing.models import Review
    from reviews.spoilers.document import Document


def asks_for_fragment(request: HttpRequest) -> bool:
    """Whether our script asks how a text will read, while it is being written."""
    return request.POST.get("action") == "preview" and request.headers.get("X-Requested-With") == "fetch"


def pieces_of(document: Document, review: Review) -> tuple[Piece, ...]:
    """The document as a template shows it, everything open: whoever wrote it is looking."""
    rendition = rendition_for(document, omniscient(), "preview")
    frames = Frames.around(review.subjects)
    frames.learn([rendition])
    return frames.frame(rendition, {})


def both_views(document: Document, review: Review) -> dict[str, object]:
    """Return what a preview shows: the text with everything open and, where something of it is hidden, as it stands for everybody else."""
    if not document.spoilers:
        return {"pieces": pieces_of(document, review)}
    closed = rendition_for(document, stranger(), "others")
    frames = Frames.around(review.subjects)
    frames.learn([closed])
    return {"pieces": pieces_of(document, review), "for_others": frames.frame(closed, {})}


def fragment(request: HttpRequest, review: Review, form: forms.Form) -> HttpResponse:
    """Answer with the text alone. Of the form only the text is looked at, and what is wrong with it is told in its place."""
    form.is_valid()
    context: dict[str, object] = {"faults": list(form.errors.get("text", []))}
    if "text" in form.cleaned_data:
        try:
            document = read_comment(form.cleaned_data["text"], subjects=review.subjects)
            context.update(**both_views(document, review), warnings=sentences(document.problems))
        except NeedsMending as mending:
            context["faults"] = sentences(mending.problems)
        except ShowsNothing:
            context["faults"] = [nothing_seen()]
    return private_page(render(request, "comments/_preview.html", context, status=422 if context["faults"] else 200))


def nothing_seen() -> str:
    return _("Nothing of this would be seen. Write something first.")


def add_faults(form: forms.Form, fault: NeedsMending | ShowsNothing) -> None:
    """Tell beside the box what is wrong with the text, with the lines."""
    for sentence in sentences(fault.problems) if isinstance(fault, NeedsMending) else [nothing_seen()]:
        form.add_error("text", sentence)
