"""A shared cache in front of the site: a real nginx, as it comes, as an impatient owner sets it up, and as we say it should be.

Each check is a promise, and is made under every set-up that we stand for. That it can fail is shown by a careless set-up, which no header
of ours can mend, and under which every one of them is broken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from reviews.publishing.actions import save_review
from reviews.publishing.draft import ReviewDraft
from reviews.publishing.models import Review
from reviews.spoilers.leaks import contains_any
from tests.attacks.nginx import PATIENCE, Answer, Browser, Cache, program, running
from tests.conftest import Signed
from tests.fixture_site import HIDDEN_IN_REVIEW, PUBLIC_IN_REVIEW, PUBLISHED_AT, FixtureSite, make_comment

if not program():
    pytest.skip("NO NGINX HERE, so nothing shows what a shared cache would do. apt-get install nginx-light", allow_module_level=True)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def recommended() -> Cache:
    """The lines about caching of the set-up that our documentation recommends, word for word."""
    text = (Path(settings.BASE_DIR) / "docs" / "nginx.conf").read_text(encoding="utf-8")
    first = text.index("proxy_cache_key")
    return Cache(http=text[text.index("map ") : text.index("server {")], location=text[first : text.index("}", first)])


#: As it comes: what an answer says of itself is obeyed, and “no-cache” is not kept.
PLAIN = Cache()
#: The site is to be fast, whatever it says of itself. Vary is still obeyed, and nginx's own header.
EAGER = Cache(
    location="""
    proxy_ignore_headers Cache-Control Expires;
    proxy_cache_valid 200 10m;
    proxy_cache_methods GET HEAD POST;
    proxy_force_ranges on;
    """
)
RECOMMENDED = recommended()
#: The same where somebody has told nginx to ignore its own header, too: the lines themselves keep the promise.
RECOMMENDED_ALONE = Cache(
    http=RECOMMENDED.http, location=RECOMMENDED.location.replace("proxy_ignore_headers ", "proxy_ignore_headers X-Accel-Expires ")
)
#: nginx's own header is ignored as well, so that Vary alone is left.
STUBBORN = Cache(location=EAGER.location.replace("proxy_ignore_headers ", "proxy_ignore_headers X-Accel-Expires "))
#: Everything is ignored by which an answer could say whose it is.
CARELESS = Cache(location=EAGER.location.replace("proxy_ignore_headers ", "proxy_ignore_headers Vary Set-Cookie X-Accel-Expires "))

SET_UPS = {"plain": PLAIN, "eager": EAGER, "recommended": RECOMMENDED, "recommended alone": RECOMMENDED_ALONE}
#: Those under which a page that strangers see is kept at all.
KEEPING = ("eager", "recommended", "recommended alone")

#: Ways to ask for the same page. Each is kept apart from the others, or made out of one of them, by one cache or another.
WAYS: dict[str, dict[str, str]] = {
    "plainly": {},
    "compressed": {"accept_encoding": "gzip"},
    "compressed another way": {"accept_encoding": "br, gzip"},
    "its head": {"method": "HEAD"},
    "a range": {"range": "bytes=0-"},
}
HIDDEN = tuple(HIDDEN_IN_REVIEW)
#: Stands behind the break of the fixture site's review.
OPENED = "tapirbreak"


@dataclass
class Front:
    """The site behind a cache, and whoever comes to it."""

    site: FixtureSite
    port: int
    #: The site's own port: what it says without a cache.
    behind: int
    signed_in: Signed
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def url(self) -> str:
        return self.site.review.url

    def address(self) -> str:
        """The review at an address that nobody has asked for yet: the cache has no answer for it."""
        return f"{self.url}?look={next(self._numbers)}"

    def stranger(self) -> Browser:
        return Browser(self.port)

    def get_as_stranger(self, **way: str) -> Answer:
        return self.stranger().get(self.url, **way)

    def guest(self) -> Browser:
        """A guest who has opened the break."""
        guest = Browser(self.port)
        self.open(guest)
        return guest

    def member(self, member: User) -> Browser:
        name = settings.SESSION_COOKIE_NAME
        return Browser(self.port, {name: self.signed_in(member).cookies[name].value})

    def open(self, browser: Browser, **headers: str) -> Answer:
        answer = browser.post(f"{self.url}open/", {"gate": "break"}, **headers)
        assert answer.status in {200, 303}
        return answer

    def closed(self, address: str) -> Answer:
        """What the site itself tells a stranger."""
        return Browser(self.behind).get(address)

    def strangers_find_it_closed(self, address: str, *ways: dict[str, str]) -> None:
        """Ask in these ways, or in every one; by the last one, what the first one left in the cache is seen."""
        tag = self.closed(address).etag
        for way in {}, *(ways or WAYS.values()), {}:
            answer = self.stranger().get(address, **way)
            assert not contains_any(HIDDEN, answer.text + str(answer.headers)), answer
            assert answer.status in {200, 206}
            assert answer.etag == tag
            assert answer.headers["cache-control"] == "public, no-cache"
            assert answer.headers.get("content-encoding", "") == ("gzip" if "accept_encoding" in way else "")
        assert PUBLIC_IN_REVIEW in answer.text


@pytest.fixture
def front(request: pytest.FixtureRequest, tmp_path: Path, live_server: LiveServer, site: FixtureSite, signed_in: Signed) -> Iterator[Front]:
    """The site behind the set-up that the test is run with."""
    with running(tmp_path / "nginx", upstream=live_server.url, cache=request.param) as port:
        yield Front(site, port, live_server.thread.port, signed_in)


def behind(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("front", [pytest.param(SET_UPS[name], id=name) for name in names], indirect=True)


# --- The checks ---------------------------------------------------------------------------------------------------


def an_opened_page_reaches_no_stranger(front: Front, ben: User, cleo: User) -> None:
    guest, member = front.guest(), front.member(ben)
    front.open(member)
    for reader, way in *((guest, way) for way in WAYS.values()), (member, {}):
        address = front.address()
        answers = [reader.get(address, **way) for _time in range(2)]
        assert {answer.status for answer in answers} <= {200, 206}
        assert way.get("method") == "HEAD" or OPENED in answers[1].text
        front.strangers_find_it_closed(address, way)


def a_closed_page_reaches_nobody_who_has_opened_it(front: Front, ben: User, cleo: User) -> None:
    address = front.address()
    front.strangers_find_it_closed(address)
    closed = front.stranger().get(address)
    assert closed.etag
    for reader in front.guest(), front.member(ben):
        front.open(reader)
        for way in WAYS.values():
            answer = reader.get(address, **way)
            assert answer.status in {200, 206}
            assert (answer.etag, answer.headers["cache-control"]) == ("", "private, no-store")
            assert way.get("method") == "HEAD" or OPENED in answer.text
        for tag in closed.headers["etag"], closed.etag:
            answer = reader.get(address, if_none_match=tag)
            assert answer.status == 200
            assert OPENED in answer.text


def after_closing_or_forgetting_the_next_page_is_gated(front: Front, ben: User, cleo: User) -> None:
    for reader in front.guest(), front.member(ben):
        for way_back, form in (f"{front.url}close/", {"gate": "break"}), ("/openings/forget/", {}):
            front.open(reader)
            address = front.address()
            assert OPENED in [reader.get(address) for _time in range(2)][1].text
            assert reader.post(way_back, form).status == 303
            for way in {}, WAYS["compressed"], {}:
                answer = reader.get(address, **way)
                assert not contains_any(HIDDEN, answer.text)
                assert PUBLIC_IN_REVIEW in answer.text


def a_members_page_reaches_nobody_else(front: Front, ben: User, cleo: User) -> None:
    make_comment(front.site.review, "ospreyofben waits", author=ben)
    make_comment(front.site.review, "shrikeofcleo waits", author=cleo)
    own = {"ospreyofben": front.member(ben), "shrikeofcleo": front.member(cleo)}
    for way in WAYS.values():
        address = front.address()
        for word, browser in own.items():
            for _time in range(2):
                answer = browser.get(address, **way)
                assert answer.headers["cache-control"] == "private, no-store"
                assert contains_any(own, answer.text) in ([word], [] if way else [word])
        stranger = front.stranger().get(address, **way)
        assert stranger.headers["cache-control"] == "public, no-cache"
        assert not contains_any(own, stranger.text)
    front.open(own["ospreyofben"])
    opened = [own["ospreyofben"].get("/openings/").text for _time in range(2)][1]
    assert front.site.review.title in opened
    for browser in own["shrikeofcleo"], front.stranger():
        assert front.site.review.title not in browser.get("/openings/").text


def a_tag_is_a_closed_pages_or_none(front: Front, ben: User, cleo: User) -> None:
    """“If-None-Match”: what is opened has no tag to be known by; a stranger who has the closed page is told so, or gets it once more."""
    reader, address = front.guest(), front.address()
    opened = [reader.get(address) for _time in range(2)][1]
    assert not {"etag", "last-modified"} & opened.headers.keys()
    tag = front.closed(address).headers["etag"]
    for _time in range(2):
        for asked in tag, '"5f1d7a84db00d2fce00b31a7fc73224f"':
            answer = front.stranger().get(address, if_none_match=asked)
            assert (answer.status, answer.text) == (304, "") if asked == tag and answer.status != 200 else answer.status == 200
            assert answer.etag == tag
            assert not contains_any(HIDDEN, answer.text)


def what_opening_answers_is_kept_by_nobody(front: Front, ben: User, cleo: User) -> None:
    for headers in {"x_requested_with": "fetch"}, {}:
        for _time in range(2):
            guest = front.stranger()
            answer = front.open(guest, **headers)
            assert not headers or OPENED in answer.text
            assert answer.cache != "HIT"
            assert guest.cookies, "the site has not heard of it"
        for method in "GET", "HEAD":
            asked = front.stranger().get(f"{front.url}open/", method=method, **headers)
            assert asked.status == 405
            assert not contains_any(HIDDEN, asked.text)


CHECKS: list[Callable[[Front, User, User], None]] = [
    an_opened_page_reaches_no_stranger,
    a_closed_page_reaches_nobody_who_has_opened_it,
    after_closing_or_forgetting_the_next_page_is_gated,
    a_members_page_reaches_nobody_else,
    a_tag_is_a_closed_pages_or_none,
    what_opening_answers_is_kept_by_nobody,
]


@behind(*SET_UPS)
@pytest.mark.parametrize("check", CHECKS)
def test_behind_a_cache_it_holds_that(check: Callable[[Front, User, User], None], front: Front, ben: User, cleo: User) -> None:
    check(front, ben, cleo)


@pytest.mark.parametrize("front", [pytest.param(STUBBORN, id="stubborn")], indirect=True)
@pytest.mark.parametrize("check", [an_opened_page_reaches_no_stranger, a_members_page_reaches_nobody_else])
def test_where_vary_alone_is_obeyed_nobody_sees_what_another_has_opened(
    check: Callable[[Front, User, User], None], front: Front, ben: User, cleo: User
) -> None:
    """That is all that holds there: who closes a page may be shown it again, out of what was kept for the same cookie."""
    check(front, ben, cleo)


@pytest.mark.parametrize("front", [pytest.param(CARELESS, id="careless")], indirect=True)
@pytest.mark.parametrize("check", CHECKS)
def test_a_careless_cache_is_caught_by(check: Callable[[Front, User, User], None], front: Front, ben: User, cleo: User) -> None:
    with pytest.raises(AssertionError):
        check(front, ben, cleo)


# --- What is kept, and how long -----------------------------------------------------------------------------------


def until(ask: Callable[..., Answer], wanted: Callable[[Answer], bool]) -> Answer:
    """Ask again and again until an answer is as wanted; the last one."""
    deadline = time.monotonic() + PATIENCE
    answer = ask()
    while not wanted(answer) and time.monotonic() < deadline:
        answer = ask()
    return answer


@behind("plain")
def test_as_it_comes_nginx_keeps_no_page_of_ours(front: Front) -> None:
    assert [front.stranger().get(front.url).cache for _time in range(3)] == ["MISS", "MISS", "MISS"]


@behind(*KEEPING)
def test_a_page_for_strangers_is_kept_and_given_to_the_next(front: Front) -> None:
    for way in WAYS.values():
        answer = until(partial(front.get_as_stranger, **way), lambda answer: answer.cache == "HIT")
        assert answer.cache == "HIT"
        assert way.get("method") == "HEAD" or PUBLIC_IN_REVIEW in answer.text


@behind("eager")
def test_a_part_of_a_page_is_cut_out_of_what_is_kept(front: Front) -> None:
    """So that “a range”, above, is one. The first reader has their part before nginx has put the whole away."""
    ask = partial(front.get_as_stranger, range="bytes=10-19")
    answers = [ask(), until(ask, lambda answer: answer.cache == "HIT")]
    assert [(answer.status, answer.cache, len(answer.text)) for answer in answers] == [(206, "MISS", 10), (206, "HIT", 10)]


@behind(*KEEPING)
def test_a_page_of_one_reader_is_never_kept(front: Front, ben: User) -> None:
    for reader in front.guest(), front.member(ben):
        front.open(reader)
        assert {reader.get(front.url).cache for _time in range(3)} <= {"MISS", "BYPASS"}


@behind("recommended", "recommended alone")
def test_a_kept_page_is_asked_for_again_a_second_later(front: Front) -> None:
    answer = until(front.get_as_stranger, lambda answer: answer.cache == "REVALIDATED")
    assert (answer.status, answer.cache) == (200, "REVALIDATED")
    assert PUBLIC_IN_REVIEW in answer.text


def retract(review: Review) -> None:
    """Take the review back, as its author does."""
    facts = {name: getattr(review, name) for name in ("title", "slug", "summary", "author")}
    works = tuple(review.subjects)
    save_review(
        review,
        draft=ReviewDraft(**facts, text="Taken back.", works=works, status=Review.Status.RETRACTED, published_at=PUBLISHED_AT),
        by=None,
    )


@behind("plain")
def test_as_nginx_comes_a_retracted_review_is_gone_at_once(front: Front) -> None:
    assert front.stranger().get(front.url).status == 200
    retract(front.site.review)
    assert [front.stranger().get(front.url).status for _time in range(2)] == [410, 410]


@behind("recommended", "recommended alone")
def test_as_we_recommend_it_a_retracted_review_is_gone_when_its_second_is_over_and_stays_gone(front: Front) -> None:
    guest = front.guest()
    until(front.get_as_stranger, lambda answer: answer.cache == "HIT")
    retract(front.site.review)
    assert guest.get(front.url).status == 410
    assert until(front.get_as_stranger, lambda answer: answer.status == 410).status == 410
    # What is not kept can't take the place of what was: the old page must not come back, in whatever way it is asked for.
    assert {front.stranger().get(front.url, **way).status for way in WAYS.values()} == {410}


@behind("eager")
def test_an_eager_cache_shows_strangers_the_closed_page_of_a_retracted_review_until_its_time_is_over(front: Front) -> None:
    """What an owner takes upon themselves: nothing opens, but it is still there. Whoever has a cookie of ours knows at once."""
    guest = front.guest()
    front.strangers_find_it_closed(front.url)
    retract(front.site.review)
    kept = front.stranger().get(front.url)
    assert (kept.status, kept.cache) == (200, "HIT")
    assert not contains_any(HIDDEN, kept.text)
    assert guest.get(front.url).status == 410
    assert front.stranger().post(f"{front.url}open/", {"gate": "break"}).status == 410
