"""What the demo ships, before any database: every text parses, keeps its promises, and gives nothing away where everybody reads."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from reviews.moving.demo_accounts import CAST
from reviews.moving.demo_site import CONTENT
from reviews.moving.markdown_file import ReviewFile, read_file
from reviews.spoilers.bind import bind
from reviews.spoilers.document import Catalogue, Document, Source, SourceKind, SpoilerKind, WorkFacts
from reviews.spoilers.parse import parse

PATHS = sorted((CONTENT / "reviews").glob("*.md"))
#: Words too common to give anything away.
COMMON = 5


@cache
def file_of(path: Path) -> ReviewFile:
    return read_file(path.read_bytes())


@cache
def catalogue() -> dict[str, WorkFacts]:
    """Every work of the demo with its parts, as if it were stored."""
    parts = {entry["slug"]: list(entry["parts"]) for entry in content("works.yaml")}
    slugs = sorted({work.slug for path in PATHS for work in (*file_of(path).works, *file_of(path).mentions)})
    return {
        slug: WorkFacts(id=number, parts={part: number * 100 + place for place, part in enumerate(parts.get(slug, []))})
        for number, slug in enumerate(slugs, start=1)
    }


@cache
def document_of(path: Path) -> Document:
    file = file_of(path)
    subjects = tuple(work.slug for work in file.works)
    known = {work.slug: catalogue()[work.slug] for work in (*file.works, *file.mentions)}
    return bind(parse(Source(file.body, SourceKind.REVIEW)), Catalogue(subjects=subjects, works=known))


def content(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))
    return loaded


def comments(entries: list[dict[str, Any]], depth: int = 0) -> list[tuple[dict[str, Any], int]]:
    return [pair for entry in entries for pair in ((entry, depth), *comments(entry.get("replies", []), depth + 1))]


ALL_COMMENTS = [pair for thread in content("comments.yaml") for pair in comments(thread["comments"])]


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= COMMON}


def nested_in_a_block(document: Document) -> bool:
    return any(spoiler.parent is not None and document.spoilers[spoiler.parent].kind is SpoilerKind.BLOCK for spoiler in document.spoilers)


# Prose and passages are told apart by the plainest reading there is, and not by our parser.


def open_text(path: Path) -> str:
    before = re.sub(r"\|\|.+?\|\||>!.+?!<", " ", file_of(path).body).partition("\n<!--more")[0]
    return re.sub(r"^(:{3,}) spoiler.*?^\1$", " ", before, flags=re.MULTILINE | re.DOTALL)


def hidden_words(path: Path) -> set[str]:
    """Every word of a text but those of its labels and its prose."""
    return words(re.sub(r"<!--more.*?-->|^:{3,} spoiler.*$", " ", file_of(path).body, flags=re.MULTILINE)) - words(open_text(path))


@cache
def harmless_words() -> set[str]:
    """What the demo says in the open somewhere: names of works, parts and creators, and the words of everybody's prose."""
    works = [work for path in PATHS for work in (*file_of(path).works, *file_of(path).mentions)]
    names = [f"{work.title} {' '.join(work.creators)}" for work in works] + [str(entry) for entry in content("works.yaml")]
    return words(" ".join([*names, *(open_text(path) for path in PATHS)]))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_review_of_the_demo_has_no_problem_and_no_warning(path: Path) -> None:
    assert document_of(path).problems == ()
    assert 350 <= len(file_of(path).body.split()) <= 800


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_titles_summaries_tags_and_labels_share_no_rare_word_with_what_is_hidden(path: Path) -> None:
    file = file_of(path)
    labels = [spoiler.label for spoiler in document_of(path).spoilers]
    rare = hidden_words(path) - harmless_words()

    shown = words(" ".join([file.title, file.slug or "", file.summary, *file.tags, *labels]))

    assert len(rare) > 20
    assert shown & rare == set()


def test_the_demo_shows_every_form_of_the_language() -> None:
    files = [file_of(path) for path in PATHS]
    spoilers = [spoiler for path in PATHS for spoiler in document_of(path).spoilers]
    bodies = "".join(file.body for file in files)
    assert [file.status for file in files].count("published") >= 8
    assert [file.status for file in files].count("draft") == 1
    assert [SpoilerKind.BREAK in {spoiler.kind for spoiler in document_of(path).spoilers} for path in PATHS].count(False) == 1
    assert all(spoiler.label for spoiler in spoilers if spoiler.kind is not SpoilerKind.INLINE)
    assert set(SpoilerKind) == {spoiler.kind for spoiler in spoilers}
    assert sum(spoiler.of is not None for spoiler in spoilers) >= 6
    assert sum(spoiler.until is not None for spoiler in spoilers) >= 10
    assert any(nested_in_a_block(document_of(path)) for path in PATHS)
    assert all(form in bodies for form in ("||", ">!", "[^", "|---|", "## "))
    assert any(file.rating is None for file in files)
    assert {work.kind for file in files for work in file.works} == {"book", "film", "series"}
    stories = [(work.story, work.kind) for file in files for work in file.works if work.story]
    assert {("Dracula", "book"), ("Dracula", "film")} <= set(stories)
    assert len({file.author for file in files}) == 2


def test_dates_are_fixed_and_over_by_the_autumn_of_2026() -> None:
    moments = [file_of(path).published_at for path in PATHS if file_of(path).status == "published"]
    assert all(moment is not None and moment.year == 2026 and moment.month < 10 for moment in moments)
    assert len(set(moments)) == len(moments)


def test_replies_are_from_both_sides_of_the_break_nested_and_in_every_state() -> None:
    roots = [entry for entry, depth in ALL_COMMENTS if depth == 0]
    states = [entry.get("state", "published") for entry, _depth in ALL_COMMENTS]
    assert {entry["room"] for entry in roots} == {"before", "after"}
    deepest = {
        entry["room"]: max(depth for _entry, depth in comments([entry])) for entry in sorted(roots, key=lambda entry: len(str(entry)))
    }
    assert deepest == {"before": 4, "after": 4}
    assert (states.count("pending") >= 4, states.count("declined")) == (True, 1)
    assert (
        {"ben", "cleo", "ada", "mo", "edda"}
        == {entry["by"] for entry, _depth in ALL_COMMENTS if "by" in entry}
        == {one.username for one in CAST}
    )
    assert sum("guest" in entry for entry, _depth in ALL_COMMENTS) >= 10
    assert len({str(entry["at"]) for entry, _depth in ALL_COMMENTS}) == len(ALL_COMMENTS)


@pytest.mark.parametrize(("entry", "depth"), ALL_COMMENTS, ids=lambda value: str(value)[:10])
def test_a_reply_of_the_demo_has_no_problem(entry: dict[str, Any], depth: int) -> None:
    assert parse(Source(entry["text"], SourceKind.COMMENT)).problems == ()
