"""How a stranger goes through the site: every address of ours in whatever form it is written, by GET and HEAD, leaving nothing behind."""

from __future__ import annotations

import hashlib
import logging

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from reviews.auditing.addresses import Ours
from reviews.auditing.asking import Answer, Stranger, leaving_nothing, quiet_logs
from reviews.auditing.audit import CannotCrawl
from tests.auditing.planting import name_of
from tests.fixture_site import make_fixture_site


def answer(body: str, *, kind: str = "text/html", address: str = "/reviews/a/", **headers: str) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(address, "GET", 200, "OK", (("Content-Type", f"{kind}; charset=utf-8"), *named), body.encode())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<a href="/found/">', "text/html"),
        ("<a href=/found/ >", "text/html"),
        ('<a href="../../found/#part">', "text/html"),
        ('<link rel="alternate" href="http://testserver/found/">', "text/html"),
        ('<form action="/found/"><input name="q"></form>', "text/html"),
        ('<form class="a" method="get" action="../../found/">', "text/html"),
        ('<img src="/x.png" srcset="/found/ 1x, /x2.png 2x">', "text/html"),
        ('<meta property="og:image" content="http://testserver/found/">', "text/html"),
        ("<url><loc>http://testserver/found/</loc></url>", "application/xml"),
        ("<link>http://testserver/found/</link>", "application/rss+xml"),
        ('<content type="html">&lt;p&gt;&lt;a href="/found/"&gt;', "application/atom+xml"),
        ('{"url": "http:\\/\\/testserver\\/found\\/"}', "application/json"),
        ('{"url": "/found/"}', "application/feed+json"),
        ("Sitemap: http://testserver/found/\nDisallow: /x", "text/plain"),
    ],
)
def test_addresses_are_found_however_they_are_written(body, kind):
    assert "/found/" in set(Ours().named_in(answer(body, kind=kind)))


def test_headers_name_addresses_too():
    moved = answer("", Location="/found/?page=2", Link='</next/>; rel="next", <http://elsewhere.example/>; rel="self"')

    assert set(Ours().named_in(moved)) == {"/found/?page=2", "/next/"}


def test_a_query_is_read_as_a_browser_reads_it():
    page = answer('<a href="/search/?q=a&amp;page=2">')

    assert "/search/?q=a&page=2" in set(Ours().named_in(page))


@pytest.mark.parametrize(
    "address",
    ["http://elsewhere.example/", "//elsewhere.example/x", "mailto:ada@example.org", "/static/css/base.css", "/admin/", "/accounts/login/"],
)
def test_nobody_elses_address_is_asked_for(address):
    assert Ours().normal(address) == ""


def test_bytes_are_no_addresses():
    assert set(Ours().named_in(answer('href="/found/"', kind="image/png"))) == set()


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def tables() -> dict[str, str]:
    """Every table of the database, its rows as one sum."""
    sums = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own names
            sums[table] = hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return sums


@pytest.mark.django_db
def test_an_audit_only_reads_sends_no_cookie_and_leaves_nothing_behind(site, plant, run_audit, caplog):
    asked = []
    plant(lambda request, response: asked.append((request.method, request.path, name_of(request), dict(request.COOKIES))))
    before = tables()

    audit = run_audit()

    assert tables() == before
    assert {method for method, *_rest in asked} == {"GET", "HEAD"}
    assert not any(cookies for *_rest, cookies in asked)
    assert not any(path.startswith(("/admin/", "/accounts/", "/static/")) for _method, path, *_rest in asked)
    assert "django_session" in before
    assert not caplog.records
    # The home page once more, to see whether it answers; the search, twice for each word.
    assert len(asked) == audit.asked + 1 + 2 * audit.probed


@pytest.mark.django_db
def test_what_is_in_the_cache_is_what_strangers_get_and_stays_so():
    cache.set("known", "yes")

    with leaving_nothing():
        cache.set("known", "no")
        cache.add("new", "x")
        cache.delete("known")
        assert (cache.get("known"), cache.get("new"), cache.get_or_set("other", "made")) == ("yes", None, "made")

    assert (cache.get("known"), cache.get("new"), cache.get("other")) == ("yes", None, None)


@pytest.mark.django_db
def test_a_site_that_speaks_https_alone_is_asked_so(settings):
    settings.SITE_URL = "https://testserver"
    with override_settings(SECURE_SSL_REDIRECT=True), leaving_nothing():
        assert Stranger().get("/").status == 200


@pytest.mark.django_db
def test_a_site_that_does_not_answer_is_not_looked_at(plant, run_audit):
    def broken(request, response):
        response.status_code = 503

    plant(broken)
    with pytest.raises(CannotCrawl, match="503"):
        run_audit()


def test_logs_speak_again_afterwards(caplog):
    with quiet_logs():
        logging.getLogger("django.request").error("unheard")
    logging.getLogger("django.request").error("heard")

    assert caplog.messages == ["heard"]
