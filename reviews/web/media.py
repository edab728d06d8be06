"""Uploaded pictures, served by the app itself: pictures only, each as what its name says it is."""

from hashlib import sha256
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

#: Raster formats that the upload path re-encodes. SVG and HTML are programs, and are never served from here.
PICTURES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """One uploaded picture, or 404: also for every other kind of file, wherever it came from.

    A storage that isn't this machine's is asked for its own address, and the browser sent there: the address may be signed and short-lived,
    so nobody keeps the answer.
    """
    path = PurePosixPath(name)
    content_type = PICTURES.get(path.suffix.lower())
    if content_type is None or any(part.startswith(".") for part in path.parts):
        raise Http404
    try:
        if not isinstance(default_storage, FileSystemStorage):
            return HttpResponseRedirect(default_storage.url(name))
        return _from_here(request, name, content_type)
    except (SuspiciousOperation, OSError, ValueError):
        raise Http404 from None


def _from_here(request: HttpRequest, name: str, content_type: str) -> HttpResponseBase:
    """The picture out of the storage, or a 304. Raises `OSError` when there is none."""
    file = default_storage.open(name)
    # A picture's name is never used again for another picture, so its name and size say all.
    etag = f'"{sha256(name.encode()).hexdigest()[:16]}-{file.size:x}"'
    unchanged = get_conditional_response(request, etag=etag, response=None)
    if unchanged is not None:
        file.close()
    response: HttpResponseBase = unchanged or FileResponse(file, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
