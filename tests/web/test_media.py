"""Uploaded pictures are served as pictures, and nothing else is served."""

from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from pytest_django import Settings

from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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


def test_head_and_a_part_of_a_picture_are_answered_plainly(house_client: HouseClient) -> None:
    default_storage.save("reviews/a.png", ContentFile(b"a picture"))
    head = house_client.head("/media/reviews/a.png")
    assert (head.status_code, head.headers["Content-Length"], head.getvalue()) == (200, "9", b"")
    # A server may answer a Range with the whole, as long as it doesn't call it a part.
    whole = house_client.get("/media/reviews/a.png", headers={"range": "bytes=2-4"})
    assert (whole.status_code, whole.getvalue()) == (200, b"a picture")


def test_file_is_closed_when_the_browser_has_it_already(house_client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    default_storage.save("reviews/a.png", ContentFile(b"png"))
    etag = house_client.get("/media/reviews/a.png").headers["ETag"]
    opened: list[File[bytes]] = []
    really_open = default_storage.open

    def watched(name: str, mode: str = "rb") -> File[bytes]:
        opened.append(really_open(name, mode))
        return opened[-1]

    monkeypatch.setattr(default_storage, "open", watched)
    assert house_client.get("/media/reviews/a.png", headers={"if-none-match": etag}).status_code == 304
    assert [file.closed for file in opened] == [True]


class Elsewhere(Storage):
    """A storage on another host, which signs its addresses."""

    def __init__(self, bucket: str = "") -> None:
        self.bucket = bucket

    def url(self, name: str | None) -> str:
        if "%" in str(name):
            raise SuspiciousOperation(name)
        return f"https://pictures.example.net/{self.bucket}/{name}?signature=1"


def test_picture_that_is_kept_elsewhere_is_fetched_there(house_client: HouseClient, settings: Settings) -> None:
    elsewhere = {"BACKEND": "tests.web.test_media.Elsewhere", "OPTIONS": {"bucket": "ours"}}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    answer = house_client.get("/media/reviews/a.png")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://pictures.example.net/ours/reviews/a.png?signature=1")
    assert answer.headers["Cache-Control"] == "private, no-store", "a signed address ends one day"
    for name in ("a.svg", ".hidden/a.png", "%25.png"):
        assert house_client.get(f"/media/{name}").status_code == 404


def test_nothing_is_taken(house_client: HouseClient) -> None:
    assert house_client.post("/media/a.png").status_code == 405
