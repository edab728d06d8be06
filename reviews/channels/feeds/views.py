"""The public feeds: for a stranger, whoever fetches them, and the same bytes for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reviews.comments.models import Comment
from reviews.publishing.access import published_review
from reviews.publishing.models import Review
from reviews.publishing.public import public_authors, public_tags, public_works
from reviews.shelf.current import viewer_of
from reviews.web.caching import private_page, public_page
from reviews.web.context import site_of

from .entries import Feed, home_of, newest_replies, newest_reviews, reply_entries, review_entries, stable_id
from .writing import write

if TYPE_CHECKING:
    from django.http import HttpRequest

    from reviews.publishing.models import ReviewQuerySet

    from .entries import Entry


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The site's feeds, in plain words."""
    context = {"canonical_url": home_of(reverse("feeds"))}
    response = render(request, "channels/feeds.html", context)
    return public_page(response) if viewer_of(request) is None else private_page(response)


@require_safe
def wordpress_address(request: HttpRequest) -> HttpResponse:
    """Where readers of another system look for a feed."""
    return public_page(HttpResponsePermanentRedirect(reverse("feed-reviews", args=["rss"])))


@require_safe
def reviews(request: HttpRequest, form: str) -> HttpResponse:
    """The site's latest reviews."""
    entries = review_entries(newest_reviews(Review.objects.published()))
    site = site_of(request)
    description = site.tagline or _("Reviews that keep the story to themselves.")
    return _answer(request, form, name="reviews", title=site.name, description=description, page=reverse("home"), entries=entries)


@require_safe
def replies(request: HttpRequest, form: str) -> HttpResponse:
    """The latest replies before the break, under whichever review."""
    entries = reply_entries(newest_replies(Comment.objects.all()))
    title = _("Replies on %(site)s") % {"site": site_of(request).name}
    description = _("The latest replies before the break. What is said after it is in no feed.")
    return _answer(request, form, name="replies", title=title, description=description, page=reverse("replies"), entries=entries)


@require_safe
def author(request: HttpRequest, username: str, form: str) -> HttpResponse:
    """The latest reviews of one author; somebody without any has no feed."""
    found = get_object_or_404(public_authors(), username=username)
    title = _("Reviews by %(byline)s on %(site)s") % {"byline": found.byline, "site": site_of(request).name}
    entries = _some_of(Review.objects.published().filter(author=found))
    page = reverse("author", args=[found.username])
    return _answer(request, form, name=f"author/{found.pk}", title=title, description=title, page=page, entries=entries)


@require_safe
def work(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The latest reviews of one work; a work without any has no feed."""
    found = get_object_or_404(public_works(), slug=slug)
    title = _("Reviews of %(work)s on %(site)s") % {"work": found, "site": site_of(request).name}
    entries = _some_of(Review.objects.published().filter(works=found))
    return _answer(request, form, name=f"work/{found.pk}", title=title, description=title, page=found.url, entries=entries)


@require_safe
def tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The latest reviews under one tag; a tag without any has no feed."""
    found = get_object_or_404(public_tags(), slug=slug)
    title = _("Reviews tagged “%(tag)s” on %(site)s") % {"tag": found.name, "site": site_of(request).name}
    entries = _some_of(Review.objects.published().filter(tags=found))
    page = reverse("tag", args=[found.slug])
    return _answer(request, form, name=f"tag/{found.pk}", title=title, description=title, page=page, entries=entries)


@require_safe
def review_replies(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The latest replies before the break of one review."""
    review = published_review(slug)
    entries = reply_entries(newest_replies(Comment.objects.filter(review=review)))
    title = _("Replies to %(title)s") % {"title": review.title}
    description = _("The latest replies before the break. What is said after it is in no feed.")
    name = f"review/{review.pk}/replies"
    return _answer(request, form, name=name, title=title, description=description, page=review.url, entries=entries)


def _some_of(reviews: ReviewQuerySet) -> tuple[Entry, ...]:
    """The latest of `reviews` as entries. Raises `Http404` where strangers may read none."""
    entries = review_entries(newest_reviews(reviews))
    if not entries:
        raise Http404
    return entries


def _answer(
    request: HttpRequest, form: str, *, name: str, title: str, description: str, page: str, entries: tuple[Entry, ...]
) -> HttpResponse:
    feed = Feed(
        id=stable_id(f"feed/{name}"),
        title=title,
        description=description,
        page_url=home_of(page),
        self_url=home_of(iri_to_uri(request.path)),
        language=site_of(request).language,
        entries=entries,
    )
    content, media_type = write(feed, form)
    return public_page(HttpResponse(content, content_type=media_type))
