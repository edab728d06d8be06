"""Pictures: the size is looked at before any decoder is, and what comes out fits into the format."""

import io
from typing import Any

import pytest
from django.core.files.storage import Storage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image
from pytest_django import Settings

from reviews.publishing import pictures
from reviews.publishing.forms import PictureForm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Any, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(content: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def png(size: tuple[int, int], format: str = "PNG") -> bytes:  # noqa: A002 - Pillow's word
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, format)
    return out.getvalue()


def test_form_opens_no_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_options: object) -> None:
        raise AssertionError("a decoder was opened")

    monkeypatch.setattr(Image, "open", never)
    assert PictureForm({}, MultiValueDict({"image": [upload(png((4, 4)))]})).is_valid()
    huge = upload(b"")
    huge.size = pictures.MAX_UPLOAD + 1
    with pytest.raises(pictures.NotAPicture, match="too_large"):
        pictures.store_picture(huge)


@pytest.mark.parametrize("kind", ["PPM", "TIFF", "ICO", "BMP"])
def test_other_formats_are_not_decoded(kind: str) -> None:
    with pytest.raises(pictures.NotAPicture, match="unreadable"):
        pictures.store_picture(upload(png((16, 16), kind)))


def test_tower_of_a_picture_is_made_to_fit() -> None:
    address = pictures.store_picture(upload(png((3, 20_000))))
    with default_storage.open(address.removeprefix("/media/")) as file, Image.open(file) as stored:
        assert stored.height == pictures.MAX_HEIGHT


def test_picture_that_can_not_be_written_is_refused_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise ValueError("encoding error 5")

    content = png((4, 4))
    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(pictures.NotAPicture, match="unreadable"):
        pictures.store_picture(upload(content))


def test_text_names_a_picture_by_our_address_wherever_it_is_kept(settings: Settings) -> None:
    elsewhere = {"BACKEND": "tests.publishing.test_pictures.Elsewhere"}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    assert pictures.store_picture(upload(png((4, 4)))).startswith("/media/reviews/")


class Elsewhere(Storage):
    """A storage on another host."""

    def _save(self, name: str, content: object) -> str:
        return name

    def exists(self, name: str) -> bool:
        return False

    def url(self, name: str | None) -> str:
        return f"https://pictures.example.net/{name}"
