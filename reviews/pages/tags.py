"""All tags of public reviews, and one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reviews.publishing.models import Review, Tag
from reviews.publishing.public import public_tags

from .lists import answer, cards, page_of_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Tags on one page of the list from A to Z.
TAGS = 200


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag of a published review from A to Z, with the number of those reviews. Of a tag of drafts alone strangers don't know."""
    counted = Tag.objects.filter(reviews__in=Review.objects.published()).annotate(review_count=Count("reviews"))
    # By slug: it has no capitals and no accents, so that “Über” stands among the U on either database.
    listed, links = page_of_list(request, counted.order_by("slug"), TAGS)
    return answer(request, "pages/tags.html", {"tags": listed, **links})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The published reviews under one tag; a tag without any has no page."""
    found = get_object_or_404(public_tags(), slug=slug)
    return answer(request, "pages/tag.html", {"tag": found, **cards(request, Review.objects.published().filter(tags=found))})
