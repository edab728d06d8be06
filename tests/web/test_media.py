"""Uploaded pictures are served as pictures, and nothing else is served."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from tests.house_client import HouseClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "secret.png").write_bytes(b"outside")


def test_picture_is_served_as_what_it_is(house_client: HouseClient) -> None:
    default_storage.save("reviews/a.png", ContentFile(b"png"))
    answer = house_client.get("/media/reviews/a.png")
    assert answer.getvalue() == b"png"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.cookies
    assert house_client.get("/media/reviews/a.png", headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.png.html", "a", ".a.png", ".hidden/a.png"])
def test_other_files_are_not_served(house_client: HouseClient, name: str) -> None:
    default_storage.save(name, ContentFile(b"<script>"))
    assert house_client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("name", ["../secret.png", "%2e%2e/secret.png", "x/../../secret.png", "/etc/a.png", "none.png", "a%00.png"])
def test_nothing_outside_is_served(house_client: HouseClient, name: str) -> None:
    assert house_client.get(f"/media/{name}").status_code == 404


def test_nothing_is_taken(house_client: HouseClient) -> None:
    assert house_client.post("/media/a.png").status_code == 405
