"""Registers the rooms' models with Django. One app, one migration history."""

from reviews.channels.models import PersonalFeed
from reviews.comments.models import Comment, CommentPassage, CommentRevision, Decision, Thread
from reviews.notices.models import Mail
from reviews.publishing.models import FormerSlug, Mention, Review, ReviewedWork, ReviewSource, Tag
from reviews.publishing.passages import Passage
from reviews.shelf.models import Opening, ShelfEntry
from reviews.web.models import Site
from reviews.works.models import Part, Story, Work

__all__ = [
    "Comment",
    "CommentPassage",
    "CommentRevision",
    "Decision",
    "FormerSlug",
    "Mail",
    "Mention",
    "Opening",
    "Part",
    "Passage",
    "PersonalFeed",
    "Review",
    "ReviewSource",
    "ReviewedWork",
    "ShelfEntry",
    "Site",
    "Story",
    "Tag",
    "Thread",
    "Work",
]
