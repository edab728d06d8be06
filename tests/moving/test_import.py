"""Importing a review: what it makes, what it updates, and that a bad file changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from reviews.moving import actions
from reviews.moving.actions import Imported, import_review
from reviews.moving.front_matter import BadFile
from reviews.moving.markdown_file import read_file
from reviews.publishing.actions import Stale
from reviews.publishing.models import Review, ReviewSource
from reviews.works.models import Story, Work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILE = """\
---
title: {title}
{slug}
author: {author}
summary: Short and safe.
rating: 4
status: {status}
published_at: {published_at}
tags: [gothic]
works:
  - {{slug: dracula, title: {work_title}, kind: book, year: {year}, creators: [Bram Stoker], story: Dracula}}
mentions:
  - {{slug: carmilla, title: Carmilla, kind: book}}
---

{body}
"""
FACTS = {
    "title": "A count by post", "slug": "", "author": "Ada Wren", "status": "published", "published_at": "2026-01-16T09:00:00Z",
    "work_title": "Dracula", "year": "1897", "body": "Safe prose.\n\n<!--more-->\n\nThe kukri did it.",
}  # fmt: skip
#: The line of the file on which its text begins.
BODY_LINE = 16


def text(**facts: str) -> bytes:
    return FILE.format(**{**FACTS, **facts}).encode()


def bring_in(**facts: str) -> Imported:
    return import_review(read_file(text(**facts)))


def refusal(**facts: str) -> BadFile:
    with pytest.raises(BadFile) as caught:
        bring_in(**facts)
    return caught.value


def everything() -> dict[str, Any]:
    """Each row an import could touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (User, Work, Story, Review, ReviewSource)}


def test_a_file_becomes_a_review_with_its_works_and_its_author() -> None:
    imported = bring_in(slug="slug: by-post")

    review = Review.objects.get()
    assert (imported.created, imported.author_created, imported.warnings) == (True, True, ())
    assert (review.title, review.slug, review.summary, review.rating) == ("A count by post", "by-post", "Short and safe.", Decimal(4))
    assert (review.status, review.published_at) == ("published", datetime(2026, 1, 16, 9, tzinfo=UTC))
    assert [work.slug for work in review.works.all()] == ["dracula"]
    assert [work.slug for work in review.mentions.all()] == ["carmilla"]
    assert [tag.name for tag in review.tags.all()] == ["gothic"]
    dracula = Work.objects.select_related("story").get(slug="dracula")
    assert (dracula.kind, dracula.year, dracula.creators, str(dracula.story)) == ("book", 1897, ["Bram Stoker"], "Dracula")


def test_hidden_text_stays_out_of_the_review_s_own_row() -> None:
    review = bring_in().review
    assert "kukri" not in str(Review.objects.filter(pk=review.pk).values().get())
    assert "kukri" in str([passage.rendition for passage in review.passages.all()])


# --- Again ---


def test_the_same_file_again_changes_nothing_and_finds_its_review_by_its_title() -> None:
    bring_in()
    before = everything()

    imported = bring_in()

    assert (imported.created, imported.author_created, imported.warnings) == (False, False, ())
    assert everything() == before


def test_a_known_slug_is_updated() -> None:
    key = bring_in(slug="slug: by-post").review.break_key

    imported = bring_in(slug="slug: by-post", title="Another title", author="New Hand", body="All new.")

    review = Review.objects.get()
    assert imported.warnings == ("Line 4: this was a review by Ada Wren; it is New Hand's now.",)
    assert (imported.created, review.title, review.author.byline, review.break_key) == (False, "Another title", "New Hand", key)
    assert review.source.text.reveal() == "All new.\n"
    assert not review.passages.exists()


def test_what_a_file_leaves_out_is_kept_where_leaving_it_out_would_take_a_review_away() -> None:
    bring_in()
    bring_in(status="", published_at="")
    review = Review.objects.get()
    assert (review.status, review.published_at) == ("published", datetime(2026, 1, 16, 9, tzinfo=UTC))


def test_without_a_status_a_new_review_is_a_draft() -> None:
    assert bring_in(status="", published_at="").review.status == "draft"


def test_a_title_never_overwrites_somebody_else_s_review_of_that_title() -> None:
    bring_in()
    before = everything()

    bad = refusal(author="New Hand")

    assert (bad.line, "a-count-by-post" in bad.reason) == (2, True)
    assert everything() == before


# --- Authors ---


def test_an_author_is_matched_by_user_name_before_display_name() -> None:
    User.objects.create_user("somebody", display_name="mona")
    mona = User.objects.create_user("Mona", display_name="Mona Lindt")
    imported = bring_in(author="mona")
    assert (imported.review.author, imported.author_created) == (mona, False)


def test_an_author_is_matched_by_display_name_in_either_case() -> None:
    ada = User.objects.create_user("aw", display_name="Ada Wren")
    imported = bring_in(author="ADA WREN")
    assert (imported.review.author, imported.author_created) == (ada, False)


def test_namesakes_are_not_guessed_between() -> None:
    User.objects.create_user("aw1", display_name="Ada Wren")
    User.objects.create_user("aw2", display_name="Ada Wren")
    assert refusal().line == 4


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("John C.", "john-c"),
        ("Åsa Öström", "asa-ostrom"),
        ("山田 太郎", "writer"),
        ("Admin", "admin-writer"),
        ("…", "writer"),
        ("X", "x-writer"),
    ],
)
def test_a_new_author_gets_a_user_name_of_the_house_and_no_way_in(name: str, username: str) -> None:
    author = bring_in(author=f'"{name}"').review.author
    assert (author.username, author.display_name, author.email) == (username, name, "")
    assert not author.has_usable_password()
    assert not author.is_staff


def test_a_new_author_s_user_name_is_free() -> None:
    User.objects.create_user("Ada-Wren", display_name="Somebody else")
    User.objects.create_user("ada-wren-2", display_name="Somebody else")
    assert bring_in().review.author.username == "ada-wren-3"


# --- Works ---


def test_a_known_work_keeps_what_it_says_and_gets_what_it_lacks() -> None:
    Work.objects.create(slug="dracula", title="Dracula, a Mystery Story", kind="book", year=1898)

    imported = bring_in()

    work = Work.objects.get(slug="dracula")
    assert (work.title, work.year, work.creators, str(work.story)) == ("Dracula, a Mystery Story", 1898, ["Bram Stoker"], "Dracula")
    assert len(imported.warnings) == 2
    assert all("Line 11" in warning and "dracula" in warning for warning in imported.warnings)


def test_a_story_is_found_by_its_title_s_slug() -> None:
    story = Story.objects.create(title="DRACULA!", slug="dracula")
    bring_in()
    assert Work.objects.get(slug="dracula").story == story


# --- Texts that can't be published ---


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Safe.\n\nAn ||open marker.", BODY_LINE + 2),
        ("Safe.\n\n::: spoiler Never closed\n\nGone.", BODY_LINE + 2),
        ('One.\n\n::: spoiler x {of="no-such-work"}\nGone.\n:::', BODY_LINE + 2),
        ("| a | b |\n|---|---|\n| ||x|| | y |", BODY_LINE + 2),
        ("\n\n\nThree blank lines before, and >!a marker.", BODY_LINE + 3),
    ],
)
def test_a_fail_closed_problem_names_the_line_of_the_file_and_nothing_is_stored(body: str, line: int) -> None:
    before = everything()
    bad = refusal(body=body)
    assert bad.line == line
    assert everything() == before


def test_a_bad_update_leaves_the_review_as_it_was() -> None:
    bring_in()
    before = everything()
    assert refusal(body="An ||open marker.", work_title="Dracula 2", year="1899").line == BODY_LINE
    assert everything() == before


def test_a_draft_may_be_unfinished_and_says_where() -> None:
    imported = bring_in(status="draft", body="An ||open marker.")
    assert imported.review.status == "draft"
    assert f"Line {BODY_LINE}" in imported.warnings[0]


def test_what_is_only_odd_is_a_warning_by_the_line_of_the_file() -> None:
    imported = bring_in(body="Safe.\n\nIn `||code||` it is literal.")
    assert imported.review.status == "published"
    assert [f"Line {BODY_LINE + 2}" in warning for warning in imported.warnings] == [True]


def test_a_text_over_the_limit_is_refused_with_the_count() -> None:
    bad = refusal(body="x" * 200_001)
    assert (bad.line, "200002" in bad.reason.replace(",", "")) == (BODY_LINE, True)


def test_a_save_that_came_between_is_a_bad_file_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*_args: object, **_facts: object) -> None:
        raise Stale

    monkeypatch.setattr(actions, "save_review", too_late)
    before = everything()
    assert "Import the file again" in refusal().reason
    assert everything() == before


def test_a_mention_can_be_the_scope_of_a_spoiler() -> None:
    review = bring_in(body='Safe.\n\n::: spoiler The guest {of="carmilla"}\nShe was Mircalla.\n:::').review
    assert [passage.scope for passage in review.passages.all()] == [[[Work.objects.get(slug="carmilla").pk, None]]]
