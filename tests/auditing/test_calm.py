"""On sites without a leak the audit reports none, and says why it passed over what it saw."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from reviews.moving.demo_site import load_demo
from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db

ARTICLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "never-let-me-go.md"


def leaks(audit):
    return [(leak.verdict.finding, leak.verdict.why, leak.spot, leak.words, leak.excerpt) for leak in audit.leaks]


def test_the_fixture_site_has_no_leak(ada, mo, run_audit):
    make_fixture_site(ada, mo)

    audit = run_audit()

    assert leaks(audit) == []
    assert audit.faults == []
    assert not audit.left
    assert audit.watched > 20


def test_the_demo_has_no_leak_and_a_good_many_accidents(db, run_audit):
    load_demo()

    audit = run_audit()

    assert leaks(audit) == []
    assert audit.faults == []
    reasons = {why for _key, why in audit.accidents}
    assert {"catalogue", "interface", "in the public text it was cut from", "in another public text on the page"} <= reasons


def test_a_real_article_has_no_leak(db, run_audit):
    if not ARTICLE.exists():
        pytest.skip(f"{ARTICLE} is not on this machine: the words belong to their author and are no part of the project")
    call_command("import_markdown", str(ARTICLE), stdout=StringIO())

    audit = run_audit()

    assert leaks(audit) == []
    assert audit.watched > 200
