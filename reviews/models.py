"""Registers the rooms' models with Django. One app, one migration history."""

from reviews.channels.models import PersonalFeed
from reviews.comments.models import Comment, CommentPassage, CommentRevision, Thread
from reviews.comments.records import Decision, Flag
from reviews.comments.rules.models import RuleBook
from reviews.moderation.models import Claim, Handover
from reviews.notices.models import Errand, Handled, Mail
from reviews.publishing.models import FormerSlug, Mention, Review, ReviewedWork, ReviewSource, Tag
from reviews.publishing.passages import Passage
from reviews.shelf.models import Opening, ShelfEntry
from reviews.web.models import Site
from reviews.works.models import Part, Story, Work

__all__ = [
    "Claim",
    "Comment",
    "CommentPassage",
    "CommentRevision",
    "Decision",
    "Errand",
    "Flag",
    "FormerSlug",
    "Handled",
    "Handover",
    "Mail",
    "Mention",
    "Opening",
    "Part",
    "Passage",
    "PersonalFeed",
    "Review",
    "ReviewSource",
    "ReviewedWork",
    "RuleBook",
    "ShelfEntry",
    "Site",
    "Story",
    "Tag",
    "Thread",
    "Work",
]
