"""Two small answers the editor asks for while its author writes: a preview, and a place for a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews.spoilers.document import SourceKind
from reviews.spoilers.rendition import Rendition
from reviews.web.caching import private_page

from .compiling import compile_document, read
from .forms import PictureForm, PreviewForm
from .framing import Frames
from .pictures import NotAPicture, store_picture
from .problems import sentences
from .reading import Opened

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it reads once all of it is opened, each passage in its frame, with the problems first."""
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return private_page(render(request, "publishing/preview.html", {"form": form}, status=422))
    works = list(form.cleaned_data["reviewed_works"])
    compiled = compile_document(read(form.cleaned_data["text"], SourceKind.REVIEW, subjects=works))
    opened = {passage["handle"]: Opened(Rendition.from_json(passage["rendition"]), closable=False) for passage in compiled.passages}
    frames = Frames()
    frames.learn([compiled.rendition, *(text.rendition for text in opened.values())], known=works)
    context = {
        "form": form,
        "problems": sentences(compiled.document.problems),
        "pieces": frames.frame(compiled.rendition, opened),
    }
    return private_page(render(request, "publishing/preview.html", context))


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a picture and answer with its address, or say why not (422)."""
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return private_page(JsonResponse({"error": _no_picture("unreadable")}, status=422))
    try:
        url = store_picture(request.FILES["image"])  # type: ignore[arg-type]  # one file, the form has seen to it
    except NotAPicture as refused:
        return private_page(JsonResponse({"error": _no_picture(refused.code)}, status=422))
    return private_page(JsonResponse({"url": url}))


def _no_picture(code: str) -> str:
    return {
        "too_large": _("This picture is over 10 MB. A smaller one will do."),
        "too_many_pixels": _("This picture has over 25 million pixels. A smaller one will do."),
    }.get(code, _("This is not a picture we can read. JPEG, PNG, WebP and GIF work."))
