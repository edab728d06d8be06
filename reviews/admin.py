"""Registers the rooms' desks with Django's admin."""

from reviews.notices.admin import MailAdmin
from reviews.publishing.admin import ReviewAdmin, TagAdmin
from reviews.web.admin import SiteAdmin
from reviews.works.admin import StoryAdmin, WorkAdmin

__all__ = ["MailAdmin", "ReviewAdmin", "SiteAdmin", "StoryAdmin", "TagAdmin", "WorkAdmin"]
