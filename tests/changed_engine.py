"""Engines that read, name or write differently from ours, and the command that follows a change of one."""

from __future__ import annotations

import hashlib
from io import StringIO

from django.core.management import CommandError, call_command

from reviews.publishing import compiling
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.keeping import own_words
from reviews.publishing.models import Review
from reviews.publishing.passages import Passage
from reviews.spoilers import render
from reviews.spoilers.document import Source
from tests.fixture_site import PUBLISHED_AT

#: How statements begin that change something, or hold it. A query log without them is one of a reader.
WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "BEGIN")


#: Every kind of passage, two that are the same, one inside another, and a break.
TEXT = """Openly *said*.

::: spoiler A turn
Hiddenly done by ||the butler|| here.
:::

Shownword follows.

A ||stoat|| and a ||stoat||, and a >!weasel!<.

<!--more-->

After all.

::: spoiler Deeper {of="the-mill"}
The mill burns.
:::
"""


def recompile(**options):
    """Run the command; return what it wrote to its two streams, and its exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("recompile", stdout=out, stderr=err, **options)
    except CommandError as error:
        status = error.returncode
    return out.getvalue(), err.getvalue(), status


def other_names(monkeypatch):
    """An engine that computes both identities in another way."""
    for name in ("public_identity", "full_identity"):
        old = getattr(compiling, name)
        monkeypatch.setattr(compiling, name, lambda document, index, old=old: hashlib.sha256(old(document, index).encode()).hexdigest())


def other_text(monkeypatch, old, new):
    """A parser that reads `old` as if `new` stood there."""
    parse = vars(compiling)["parse"]
    monkeypatch.setattr(compiling, "parse", lambda source: parse(Source(source.text.replace(old, new), source.kind)))


def other_html(monkeypatch, old, new):
    """A sanitiser that leaves `new` where it left `old`."""
    clean = vars(render)["clean"]
    monkeypatch.setattr(render, "clean", lambda html, *, ids: clean(html, ids=ids).replace(old, new))


def draft_of(review, text, **facts):
    """What its author would send to save `review` with another text."""
    same = {"title": review.title, "slug": review.slug, "summary": review.summary, "status": review.status}
    works = tuple(review.works.all())
    return ReviewDraft(**{**same, "author": review.author, "text": text, "works": works, "published_at": PUBLISHED_AT, **facts})


def names(review):
    """Handle and key of each passage, by what it says."""
    rows = Passage.objects.filter(review=review).order_by("position")
    return [(row.position, " ".join(own_words(row.rendition)), row.handle, row.key) for row in rows]


def row(review):
    return Review.objects.values().get(pk=review.pk)


def open_all(client, review):
    for passage in review.passages.exclude(kind="break"):
        assert client.post(f"/reviews/{review.slug}/open/", {"gate": passage.handle}).status_code == 303
