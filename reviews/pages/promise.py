"""What is promised to readers, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.publishing.framing import GateView, ReachView
from reviews.works.models import Part, Work

from .lists import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def promise(request: HttpRequest) -> HttpResponse:
    """The promise, what it does not cover, and whom to tell when it is broken."""
    context = {
        "example": example_gate(),
        "contact": {"words": settings.CONTACT.removeprefix("https://").removeprefix("http://"), "url": settings.CONTACT_URL},
    }
    return answer(request, "pages/promise.html", context)


def example_gate() -> GateView:
    """A gate with nothing behind it. Its work and part are in no table, so the page asks no question about either."""
    work = Work(title=_("The Ferry Clock"), kind=Work.Kind.BOOK)
    part = Part(work=work, title=_("Chapter 9"))
    return GateView(handle="example", kind="block", label=_("Who stopped the clock"), size="short", reaches=(ReachView(work, part),))
