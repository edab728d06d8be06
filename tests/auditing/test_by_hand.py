"""What somebody wrote where everybody reads it is found, and the place is named."""

from __future__ import annotations

import pytest

from reviews.auditing.judging import Finding
from reviews.auditing.public import Place
from reviews.web.models import Site
from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db

TEXT = """Calm prose. ![A well, and quaggaalt in it](/media/reviews/quaggafile.webp)

Here: ||quaggatitle||, ||quaggaslug||, ||quaggasummary||, ||quaggatag||, ||quaggaalt||, ||quaggafile||, ||quaggaline||, ||quaggasite||.

::: spoiler On quaggalabel
It was quaggalabel.
:::

<!--more-->

At last the sexton, old Barnaby, finds his brother alive, and quaggareply with him. Nobody believed in quaggalone.
"""


def test_each_public_field_is_read_and_named(ada, mo, run_audit):
    Site.objects.create(pk=1, name="All about quaggasite", tagline="And quaggaline", address="http://testserver")
    review = make_review(
        ada, TEXT, (make_work("the-well"),), title="The quaggatitle of Barnaby’s", slug="a-quaggaslug-of-its-own",
        summary="On quaggasummary: the sexton finds his brother alive.", tags=("quaggatag",),
    )  # fmt: skip
    make_comment(review, "I love quaggareply most of all.", publish_by=mo)

    audit = run_audit()

    written: dict[Place, set[str]] = {}
    for leak in audit.leaks:
        for origin in leak.verdict.origins:
            written.setdefault(origin.place, set()).update(" ".join(key) for key in leak.keys)
    assert {leak.verdict.finding for leak in audit.leaks} == {Finding.BY_HAND}
    assert written == {
        Place.TITLE: {"quaggatitle", "barnaby"},
        Place.SLUG: {"quaggaslug"},
        Place.SUMMARY: {"quaggasummary", "sexton", "finds his brother alive", "alive"},
        Place.TAG: {"quaggatag"},
        Place.ALT: {"quaggaalt"},
        Place.FILE: {"quaggafile"},
        Place.LABEL: {"quaggalabel"},
        Place.TAGLINE: {"quaggaline"},
        Place.SITE_NAME: {"quaggasite"},
        Place.REPLY: {"quaggareply"},
    }

    surfaces = {leak.spot.surface for leak in audit.leaks if ("quaggatitle",) in leak.keys}
    assert {"home", "review", "work", "author", "archive-month", "feed-reviews", "card"} <= surfaces
    drawn = [leak for leak in audit.leaks if leak.spot.where == "words in the picture" and ("quaggatitle",) in leak.keys]
    assert drawn, "the words on the card are read, though no program reads them off the picture"

    quotation = next(leak for leak in audit.leaks if ("finds", "his", "brother", "alive") in leak.keys)
    assert "finds his brother alive" in quotation.words
    assert "the sexton finds his brother alive" in quotation.excerpt
