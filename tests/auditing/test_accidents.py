"""Words that may stand where they stand are no leaks, and the audit says why."""

from __future__ import annotations

import pytest

from tests.fixture_site import make_comment, make_review, make_work

pytestmark = pytest.mark.django_db

TEXT = """Everybody knows that Barnaby is the sexton.

::: spoiler What became of Ottilie
It was Ottilie, and Barnaby, and old Rosalind of Harrowgate, who told Ada Quill about the promise and the lantern.
:::

<!--more-->

The wonderful end of Harrowgate, by Rosalind Price: a sexton and a gondola, and the Lantern again. Wilhelmina said so to Casimir.
"""


WHY = {
    "barnaby": "in the public text it was cut from",
    "harrowgate": "catalogue",
    "rosalind": "catalogue",
    "quill": "byline",
    "wilhelmina": "common on this site",
    "wonderful": "an everyday word",
    "casimir": "in another public text on the page",
    "ottilie": "a name on a gate",
    "harrowgate by rosalind price": "catalogue",
}
#: Public prose, or the interface, says these as well.
NOT_RARE = {"sexton", "gondola", "promise"}


def test_each_accident_is_explained_and_none_is_a_leak(ada, mo, run_audit):
    novel = make_work("harrowgate", title="Harrowgate", creators=["Rosalind Price"])
    review = make_review(
        ada, TEXT, (novel,), title="A wonderful night", slug="a-night", summary="Nothing is given away about Wilhelmina’s night."
    )
    for n in range(3):
        make_review(ada, "Calm.", (novel,), title=f"Number {n}", slug=f"number-{n}", summary="With Wilhelmina in it.")
    make_review(ada, "A gondola by Casimir.", (novel,), title="Venice", slug="venice")
    make_comment(review, "In short: wonderful.", publish_by=mo)

    audit = run_audit()

    assert [(leak.keys, leak.verdict, leak.spot.address) for leak in audit.leaks] == []
    reasons: dict[str, set[str]] = {}
    for key, why in audit.accidents:
        reasons.setdefault(" ".join(key), set()).add(why)
    assert {word: reasons.get(word) for word in WHY} == {word: {why} for word, why in WHY.items()}
    assert not NOT_RARE & set(reasons)
