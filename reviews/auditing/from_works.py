"""Works, parts and stories: those that public pages name, and those that strangers don't know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.web.models import Site
from reviews.works.models import Story, Work

from .hidden import Kind, Secret
from .public import Place

if TYPE_CHECKING:
    from .texts import Texts


def read_works(texts: Texts) -> None:
    """Add the catalogue to `texts`. Reviews and replies, which decide what of it is public, have been read before."""
    public_stories: set[int | None] = set()
    for work in Work.objects.select_related("story").prefetch_related("parts").order_by("pk"):
        parts = [text for part in work.parts.all() for text in (part.title, part.slug)]
        if work.pk not in texts.works:
            texts.secrets.append(Secret(Kind.WORK, (), (work.title, work.slug, *parts)))
            continue
        public_stories.add(work.story_id)
        for text in (work.title, work.slug, str(work.year or ""), str(work.get_kind_display()), *work.creators, *parts):
            texts.say(Place.CATALOGUE, text, work=work.pk)
    for story in Story.objects.order_by("pk"):
        if story.pk in public_stories:
            texts.say(Place.CATALOGUE, story.title)
            texts.say(Place.CATALOGUE, story.slug)
        else:
            texts.secrets.append(Secret(Kind.WORK, (), (story.title, story.slug)))


def read_site(texts: Texts) -> None:
    """Add what the site calls itself."""
    site = Site.current()
    texts.say(Place.SITE_NAME, site.name)
    texts.say(Place.TAGLINE, site.tagline)
