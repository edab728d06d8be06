"""A member's own feed: the latest reviews, with what the works on their shelf give away open in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reviews.publishing.access import member as signed_in
from reviews.publishing.models import Review
from reviews.publishing.reading import opened_in_each
from reviews.shelf.member import MemberShelf
from reviews.spoilers.reader import Reader
from reviews.web.caching import private_page
from reviews.web.context import site_of

from . import actions
from .access import feed_of, member_behind, token_of
from .entries import Feed, home_of, newest_reviews, review_entries, stable_id
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from accounts.models import User

    from .entries import Entry

    View = Callable[[HttpRequest], HttpResponse]

#: The formats as reader apps call them.
FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@require_safe
def entries(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The feed itself, for whoever has its address: a feed reader has no session."""
    member = member_behind(token)
    site = site_of(request)
    feed = Feed(
        id=stable_id(f"feed/mine/{member.pk}"),
        title=_("%(site)s, with your shelf") % {"site": site.name},
        description=_("The latest reviews, with what the works you have finished give away. Made for one reader."),
        page_url=home_of(reverse("home")),
        # Whoever passes an entry on must not pass the address on with it.
        self_url="",
        language=site.language,
        entries=_entries(member),
    )
    content, media_type = write(feed, form)
    return private_page(HttpResponse(content, content_type=media_type))


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What such a feed is, its address for who has one, and the ways to make, renew and stop it."""
    feed = feed_of(signed_in(request))
    token = "" if feed is None else token_of(feed)
    addresses = {name: home_of(reverse("feed-mine", args=[token, form])) for form, name in FORMATS.items()} if token else {}
    return private_page(render(request, "channels/personal_feed.html", {"addresses": addresses}))


def _wish(act: Callable[[User], object]) -> View:
    """A form of the page: do it and lead back there. A GET, such as after signing in on the way, does nothing and leads there too."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            act(signed_in(request))
        return private_page(HttpResponseRedirect(reverse("personal-feed"), status=303))

    return view


make = _wish(lambda member: actions.make_feed(member=member))
renew = _wish(lambda member: actions.renew_feed(member=member))
stop = _wish(lambda member: actions.stop_feed(member=member))


def _entries(member: User) -> tuple[Entry, ...]:
    """The latest reviews as this member's shelf opens them; as many queries for twenty as for one.

    Their ids are the member's own: a service that keeps entries by id must not hand one reader's copy to another.
    """
    reviews = newest_reviews(Review.objects.published())
    shown = opened_in_each(reviews, shelf_alone(member))
    return review_entries(reviews, shown=shown, under=f"mine/{member.pk}/")


def shelf_alone(member: User) -> Reader:
    """Return what `member` has finished, and nothing else: an opening was for their own eyes, on a page, and where somebody has come in
    a work they are still reading is not for a feed service to keep."""
    return Reader(finished=MemberShelf(member).progress.finished)
