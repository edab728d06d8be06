"""A real article in the import format: `../shared/data/never-let-me-go.md`, where the folder is there."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from reviews.publishing.models import Review
from reviews.spoilers.document import SpoilerKind
from reviews.works.models import Work

pytestmark = pytest.mark.django_db

ARTICLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "never-let-me-go.md"


@pytest.fixture
def review() -> Review:
    if not ARTICLE.exists():
        pytest.skip(f"{ARTICLE} is not on this machine: the words belong to their author and are no part of the project")
    call_command("import_markdown", str(ARTICLE), stdout=StringIO())
    return Review.objects.get()


def test_the_article_reads_as_its_author_meant(review: Review) -> None:
    public = json.dumps(review.rendition, ensure_ascii=False)
    assert "there are spoilers after the break" in public
    assert "The film and the novel, discussed in full" in public
    assert (review.byline, review.slug, review.status) == (
        "John C.",
        "never-let-me-go-deeper-thoughts-on-a-heartbreaking-story",
        "published",
    )
    assert [work.slug for work in review.works.order_by("reviewedwork__position")] == ["never-let-me-go-novel", "never-let-me-go-film"]
    assert {work.slug for work in review.mentions.all()} == {"the-house-of-the-scorpion", "the-island", "blade-runner"}


@pytest.mark.parametrize("hidden", ["spare parts", "clone", "donations", "organs", "dictator", "Guardians", "Hailsham", "uses clones"])
def test_nothing_from_behind_the_break_is_in_the_public_text(review: Review, hidden: str) -> None:
    assert hidden not in json.dumps(review.rendition, ensure_ascii=False)
    assert hidden in "".join(json.dumps(passage.rendition, ensure_ascii=False) for passage in review.passages.all())


def test_the_other_book_s_block_stays_gated_inside_the_break(review: Review) -> None:
    the_break, block = review.passages.all()
    works = {work.slug: work.pk for work in Work.objects.all()}
    assert (the_break.kind, block.kind) == (SpoilerKind.BREAK, SpoilerKind.BLOCK)
    assert the_break.scope == [[works["never-let-me-go-novel"], None], [works["never-let-me-go-film"], None]]
    assert (block.scope, block.parent_handle) == ([[works["the-house-of-the-scorpion"], None]], the_break.handle)
    opened = json.dumps(the_break.rendition, ensure_ascii=False)
    assert "having your heart broken is a part of life" in opened
    assert "How The House of the Scorpion uses clones" in opened
    assert "crooked dictator" not in opened
