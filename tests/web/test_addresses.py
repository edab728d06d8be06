"""What an address may be made of: words of any script, and nothing that a database refuses aloud."""

from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.urls import Resolver404, URLPattern, resolve, reverse
from django.urls.converters import IntConverter, get_converters

from accounts.models import User
from reviews import urls as rooms
from reviews.web.slugs import slug_for, validate_slug
from tests.fixture_site import make_review, make_work
from tests.house_client import HouseClient

#: What a piece of an address is in the test, by the name of its converter.
PIECES: dict[str, str | int] = {
    "word": "дюна-1984", "username": "Ada.Quill+1@x", "int": 7, "year": 2026, "month": 3, "feedformat": "atom", "signed": "a.B-1_x",
}  # fmt: skip


def converter_names(pattern: URLPattern) -> dict[str, str]:
    """The name of each argument's converter."""
    names = {type(converter): name for name, converter in get_converters().items()}
    return {argument: names[type(converter)] for argument, converter in pattern.pattern.converters.items()}


TAKING_WORDS = [
    pattern for pattern in rooms.urlpatterns if any(not isinstance(each, IntConverter) for each in pattern.pattern.converters.values())
]


@pytest.mark.parametrize("pattern", TAKING_WORDS, ids=lambda pattern: pattern.name)
def test_each_address_takes_words_and_nothing_else(pattern: URLPattern) -> None:
    pieces = {argument: PIECES[name] for argument, name in converter_names(pattern).items()}
    address = reverse(str(pattern.name), kwargs=pieces)
    for argument, piece in pieces.items():
        for bad in ("a\0b", "a b", "a\nb", "a\u202eb"):
            other = "/" + str(pattern.pattern)
            for name, value in {**pieces, argument: bad}.items():
                other = other.replace(f"<{converter_names(pattern)[name]}:{name}>", str(value))
            with pytest.raises(Resolver404):
                resolve(other)
        assert piece in resolve(unquote(address)).kwargs.values()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/reviews/a%00b/", "/works/a%00b/", "/authors/a%00b/", "/r/a%00b/", "/reviews/a%20b/", "/authors/a%20b/"])
def test_what_is_no_word_is_404(house_client: HouseClient, path: str) -> None:
    assert house_client.get(path).status_code == 404


@pytest.mark.django_db
def test_word_of_another_script_is_found(house_client: HouseClient, ada: User) -> None:
    work = make_work("дюна")
    review = make_review(ada, "Sand.", (work,), slug="песок")
    assert house_client.get(work.url).status_code == 200
    assert house_client.get(review.url).status_code == 200


@pytest.mark.parametrize("slug", ["dune", "dune-1984", "дюна", "砂の惑星", "a_b"])
def test_plain_slugs_are_free(slug: str) -> None:
    validate_slug(slug)


@pytest.mark.parametrize("slug", ["Dune", "DUNE", "Дюна", "dune ", "du ne", "-dune", "dune--1", "feed", "Feed", "", "du\0ne", "dune\n"])
def test_slugs_that_would_be_two_or_none_or_ours_are_refused(slug: str) -> None:
    with pytest.raises(ValidationError):
        validate_slug(slug)


@pytest.mark.parametrize("title", ["Dune", "ДЮНА", "Straße", "İstanbul", "Ⅷ", "Feed", "Ǆungla", "ΌΣΟΣ"])
def test_slug_of_a_title_may_stand(title: str) -> None:
    validate_slug(slug_for(title))
