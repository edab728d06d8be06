"""`manage.py import_markdown`: one line a file, a bad file named with line and reason, the others still in."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reviews.publishing.models import Review
from reviews.web.models import Site
from tests.moving.test_import import text

pytestmark = pytest.mark.django_db


def run(*files: Path | str) -> tuple[str, str, int]:
    """Return what the command said, what it complained about, and its exit status."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_markdown", *map(str, files), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.md"
    path.write_bytes(text())
    return path


def test_a_file_is_created_then_updated_and_a_new_author_is_reported(good: Path) -> None:
    first = run(good)
    second = run(good)

    created, author = first[0].splitlines()
    assert created == f"{good}: created “A count by post” at a-count-by-post (Published)"
    assert author == f"{good}: new author Ada Wren (ada-wren), who can't sign in yet"
    assert first[1:] == ("", 0)
    assert second == (f"{good}: updated “A count by post” at a-count-by-post (Published)\n", "", 0)


def test_a_bad_file_is_named_with_line_and_reason_and_the_others_still_go_in(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(text(title="Another", year="97"))

    out, err, status = run(bad, good, tmp_path / "missing.md", tmp_path)

    assert status == 1
    assert f"{bad}:11: year must be a number" in err
    assert f"{tmp_path / 'missing.md'}:1: The file can't be read: No such file or directory." in err
    assert f"{tmp_path}:1: The file can't be read: Is a directory." in err
    assert "3 files were not imported." in err
    assert [review.title for review in Review.objects.all()] == ["A count by post"]
    assert "created" in out


def test_the_same_file_twice_is_one_file(good: Path, tmp_path: Path) -> None:
    (tmp_path / "soft.md").symlink_to(good)
    out, _err, status = run(good, tmp_path / "soft.md", good)
    assert (out.count("created"), out.count("updated"), status) == (1, 0, 0)


def test_two_files_with_one_slug_do_not_overwrite_each_other(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_bytes(text(slug="slug: a-count-by-post", title="Something else"))
    _out, err, status = run(good, other)
    assert (status, f"{other}:3: {good} has the slug" in err) == (1, True)
    assert Review.objects.get().title == "A count by post"


def test_a_date_is_in_the_sites_time_zone(good: Path) -> None:
    Site.objects.create(pk=1, name="Here", address="http://testserver", time_zone="Asia/Tokyo")
    good.write_bytes(text(published_at="2026-07-01"))
    run(good)
    assert Review.objects.get().published_at == datetime(2026, 6, 30, 15, tzinfo=UTC)


def test_a_file_name_can_not_write_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb\udcff.md"
    path.write_bytes(b"nothing")
    _out, err, status = run(path)
    assert status == 1
    assert "\x1b" not in err
    assert "\udcff" not in err
