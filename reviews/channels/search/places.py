"""What can be found: which columns are indexed, and of which rows. All of it is public while its row is.

Which rows are public now is decided when somebody asks (`finding.py`): the clock publishes, and no index knows the time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A column whose words are indexed."""

    table: str
    column: str
    #: A JSON list of names, and not a text.
    is_list: bool = False


@dataclass(frozen=True)
class Indexed:
    """A table, and those of its columns that are indexed."""

    table: str
    columns: tuple[Place, ...]
    #: SQL: which of its rows are indexed at all. `{row}` is what its columns are prefixed with.
    only: str = "TRUE"


REVIEW_TITLE = Place("reviews_review", "title")
REVIEW_SUMMARY = Place("reviews_review", "summary")
REVIEW_PROSE = Place("reviews_review", "search_text")
WORK_TITLE = Place("reviews_work", "title")
WORK_CREATORS = Place("reviews_work", "creators", is_list=True)
STORY_TITLE = Place("reviews_story", "title")
TAG_NAME = Place("reviews_tag", "name")
REPLY_PROSE = Place("reviews_comment", "search_text")

INDEXED = (
    # A draft's title is nobody's to find, so it isn't there to be found.
    Indexed("reviews_review", (REVIEW_TITLE, REVIEW_SUMMARY, REVIEW_PROSE), only="{row}status = 'published'"),
    Indexed("reviews_work", (WORK_TITLE, WORK_CREATORS)),
    Indexed("reviews_story", (STORY_TITLE,)),
    Indexed("reviews_tag", (TAG_NAME,)),
    # Filled only while the reply is published before the break; the table's own constraint says so.
    Indexed("reviews_comment", (REPLY_PROSE,), only="{row}search_text <> ''"),
)
