"""`manage.py audit_spoilers`: what it prints, what it keeps to itself, and how it ends."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from reviews.auditing.crawling import LIMIT
from reviews.management.commands import audit_spoilers
from reviews.publishing.models import Review
from tests.auditing.planting import add_words
from tests.fixture_site import make_fixture_site

pytestmark = pytest.mark.django_db

WORDS = ("tapirbreak", "zebrainline", "quaggainline")


@pytest.fixture
def site(ada, mo, run_audit):
    return make_fixture_site(ada, mo)


@pytest.fixture
def leaky(site, plant):
    """The software shows a passage on the home page, and somebody wrote words of two into a title and a tag."""
    plant(lambda request, response: add_words(response, "tapirbreak and a nested thing", when=request.path == "/"))
    Review.objects.filter(pk=site.review.pk).update(title="Down the zebrainline")
    tag = site.review.tags.get()
    tag.name = "quaggainline"
    tag.save()
    return site


def run(*arguments: str) -> tuple[str, str, int]:
    """What the command says on both channels, and how it ends."""
    out, err = StringIO(), StringIO()
    try:
        call_command("audit_spoilers", *arguments, stdout=out, stderr=err)
    except CommandError as ended:
        return out.getvalue(), err.getvalue() + str(ended), ended.returncode
    return out.getvalue(), err.getvalue(), 0


def test_a_site_without_a_leak_ends_with_0(site):
    out, err, code = run()

    assert code == 0
    assert "0 leaks, 0 leaks by hand" in out
    assert "words and rows of words to look for" in err


def test_a_leak_ends_with_1_and_is_told_without_its_words(leaky):
    out, _err, code = run("--verbose")

    assert code == 1
    assert out.index("LEAK: the software shows hidden words.") < out.index("LEAK BY HAND")
    assert "somebody wrote words of a passage in a tag of “Down the zebrainline”" in out
    assert "in the title of “Down the zebrainline”" in out
    assert "passage “The end of the story” in “Down the zebrainline”" in out
    assert "/ (GET: home, text/html, body)" in out
    assert "4 words: t… a… a… n…" in out
    assert "Accidents, which are no leaks:" in out
    for word in ("tapirbreak", "quaggainline"):
        assert word not in out, "a hidden word is said on request alone"


def test_words_are_shown_on_request(leaky):
    out, _err, _code = run("--show-words")

    assert "4 words: tapirbreak and a nested" in out
    assert "… After it comes tapirbreak and a nested thing …" in out
    assert "1 word: quaggainline" in out


def test_json_is_data_and_nothing_else(leaky):
    out, _err, code = run("--json", "--verbosity", "0")
    data = json.loads(out)

    assert code == 1
    assert (data["site"], data["complete"], data["left"], data["faults"]) == ("http://testserver", True, 0, [])
    assert data["asked"] > 50
    assert data["watched"] > 20
    assert data["search_words"] > 3
    home = next(leak for leak in data["leaks"] if leak["finding"] == "leak" and leak["address"] == "/")
    assert {name: home[name] for name in ("surface", "method", "status", "content_type", "where", "count", "letters", "written_in")} == {
        "surface": "home", "method": "GET", "status": 200, "content_type": "text/html", "where": "body", "count": 4,
        "letters": "t… a… a… n…", "written_in": [],
    }  # fmt: skip
    assert home["hidden"]["label"] == "The end of the story"
    by_hand = [leak for leak in data["leaks"] if leak["finding"] == "leak by hand"]
    assert {(origin["place"], origin["review"]) for leak in by_hand for origin in leak["written_in"]} == {
        ("title", leaky.review.pk),
        ("tag", leaky.review.pk),
    }
    assert {"why", "times", "address", "letters"} <= set(data["accidents"][0])
    assert not any(word in out for word in ("tapirbreak", "quaggainline"))


def test_json_has_the_words_on_request(leaky):
    data = json.loads(run("--json", "--show-words")[0])

    home = next(leak for leak in data["leaks"] if leak["address"] == "/" and leak["finding"] == "leak")
    assert home["words"] == ["tapirbreak and a nested"]
    assert home["hidden_excerpt"] == "After it comes tapirbreak and a nested thing"


def test_the_limit_is_kept_and_said(site):
    out, _err, code = run("--limit", "3")

    assert code == 0
    assert "Stopped after 3 addresses" in out
    assert "3 addresses: 0 leaks" in out
    assert not json.loads(run("--limit", "3", "--json")[0])["complete"]


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number(limit):
    with pytest.raises(CommandError, match="whole number"):
        call_command("audit_spoilers", f"--limit={limit}")


def test_a_site_that_does_not_answer_ends_with_2(site, plant):
    def broken(request, response):
        response.status_code = 500

    plant(broken)
    out, err, code = run()

    assert (out, code) == ("", 2)
    assert "The home page answers 500" in err


def test_a_database_that_can_t_be_read_ends_with_2(monkeypatch):
    def fails(**_options: object) -> None:
        raise OperationalError("no such table: the butler did it")

    monkeypatch.setattr(audit_spoilers, "audit", fails)
    out, err, code = run()

    assert (out, code) == ("", 2)
    assert "butler" not in err


def test_the_limit_is_enough_for_a_large_site():
    assert LIMIT >= 10_000
