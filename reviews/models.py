"""Registers the rooms' models with Django. One app, one migration history."""

from reviews.comments.models import Comment, CommentPassage, CommentRevision, Decision, Thread
from reviews.notices.models import Mail
from reviews.publishing.models import Mention, Review, ReviewedWork, ReviewSource, Tag
from reviews.publishing.passages import Passage
from reviews.shelf.models import Opening, ShelfEntry
from reviews.web.models import Site
from reviews.works.models import Part, Story, Work

__all__ = [
    "Comment",
    "CommentPassage",
    "CommentRevision",
    "Decision",
    "Mail",
    "Mention",
    "Opening",
    "Part",
    "Passage",
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
