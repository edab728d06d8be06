"""What the engine is told about works and parts, and what a slug may be."""

import pytest
from django.core.exceptions import ValidationError

from reviews.web.slugs import slug_for, validate_slug
from reviews.works.models import Work
from tests.fixture_site import make_parts, make_work

pytestmark = pytest.mark.django_db


def test_a_catalogue_holds_subjects_and_named_works_with_their_parts():
    novel, mill = make_work("the-well"), make_work("the-mill")
    parts = make_parts(novel, 2)
    catalogue = Work.objects.named({"the-mill", "nowhere"}).catalogue([novel])
    assert catalogue.subjects == ("the-well",)
    assert set(catalogue.works) == {"the-well", "the-mill"}
    assert catalogue.works["the-well"].parts == {part.slug: part.pk for part in parts}
    assert catalogue.works["the-mill"].id == mill.pk


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Dr. Jekyll & Mr. Hyde", "dr-jekyll-mr-hyde"),
        ("Café Müller", "cafe-muller"),
        ("変身", "変身"),
        ("Лев", "лев"),
        ("???", ""),
        ("Admin", "admin-1"),
    ],
)
def test_a_slug_keeps_its_script_and_drops_accents(title, slug):
    assert slug_for(title) == slug


@pytest.mark.parametrize("slug", ["", "admin", "FEED", "two words", "-edge", "a--b", "a/b", "x\n"])
def test_reserved_and_malformed_slugs_are_refused(slug):
    with pytest.raises(ValidationError):
        validate_slug(slug)
