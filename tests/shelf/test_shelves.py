"""A guest's cookie and a member's rows: the same verbs, the same reader."""

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from reviews.publishing.names import random_name
from reviews.shelf.guest import COOKIE, MAX_BYTES, MOST_WORKS, SALT, GuestShelf, ShelfFull
from reviews.shelf.member import MemberShelf
from reviews.spoilers.reader import stranger
from reviews.works.progress import Place
from tests.fixture_site import make_parts, make_review, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["guest", "member"])
def shelf(request, ben):
    return GuestShelf() if request.param == "guest" else MemberShelf(ben)


def reread(shelf):
    """The shelf as the next request finds it."""
    if isinstance(shelf, MemberShelf):
        return MemberShelf(shelf.member)
    response = HttpResponse()
    shelf.remember(response)
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return GuestShelf.of(request)


def test_what_is_put_on_it_is_found_again(shelf):
    work, other = make_work("the-well"), make_work("the-mill")
    parts = make_parts(other, 3)
    shelf.open("a-passage")
    shelf.open("a-break", works=[work.pk])
    shelf.finish(work)
    shelf.reach(parts[1])
    reader = reread(shelf).reader()
    assert reader.opened == {"a-passage"}
    assert reader.breaks == {"a-break": frozenset({work.pk})}
    assert reader.finished == {work.pk}
    assert reader.reached == {parts[0].pk, parts[1].pk}


def test_each_can_be_taken_back_and_all_at_once(shelf):
    work = make_work("the-well")
    shelf.open("one")
    shelf.open("two")
    shelf.finish(work)
    shelf.close("one")
    shelf.put_back(work)
    reader = reread(shelf).reader()
    assert (reader.opened, reader.finished) == ({"two"}, frozenset())
    shelf.forget()
    assert shelf.reader() == stranger()


def test_opening_a_break_again_agrees_to_the_works_of_now(shelf):
    shelf.open("a-break", works=[1])
    shelf.open("a-break", works=[1, 2])
    assert reread(shelf).reader().breaks == {"a-break": frozenset({1, 2})}


def test_the_cookie_is_bounded_and_drops_the_oldest_openings_first():
    shelf = GuestShelf()
    work = make_work("the-well")
    shelf.finish(work)
    names = [random_name() for _ in range(400)]
    for name in names:
        shelf.open(name)
    kept = reread(shelf)
    response = HttpResponse()
    kept.remember(response)
    assert len(response.cookies[COOKIE].value) <= MAX_BYTES
    assert names[-1] in kept.openings
    assert names[0] not in kept.openings
    assert kept.reader().finished == {work.pk}


def test_a_full_guest_shelf_refuses_another_work():
    shelf = GuestShelf(places={work: Place(True, None, 1, 1) for work in range(1_000_000, 1_000_000 + MOST_WORKS)})
    with pytest.raises(ShelfFull):
        shelf.finish(make_work("one-too-many"))
    assert len(shelf.places) == MOST_WORKS


@pytest.mark.parametrize(
    "make",
    [
        str,
        lambda: "x",
        lambda: "x" * 10_000,
        lambda: signing.dumps({"o": 1}, salt=SALT),
        lambda: signing.dumps({"o": [], "w": [[1, 1, 0, 1, 1]]}, salt="other"),
        lambda: signing.dumps({"o": [["a-key", None]], "f": [1], "r": []}, salt="reviews.shelf.guest.v1", compress=True),
    ],
    ids=["empty", "short", "oversized", "malformed", "of another purpose", "of an older version"],
)
def test_a_cookie_that_is_none_of_ours_is_a_strangers(make):
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = make()
    assert GuestShelf.of(request).reader() == stranger()


def test_a_full_guest_shelf_counts_works_on_the_way_and_still_fits():
    shelf = GuestShelf(places={10**7 + work * 37: Place(work % 2 == 0, 10**8 + work * 41, 12, 34) for work in range(MOST_WORKS)})
    response = HttpResponse()
    shelf.remember(response)
    assert len(response.cookies[COOKIE].value) <= MAX_BYTES
    part = make_parts(make_work("one-too-many"), 1)[0]
    with pytest.raises(ShelfFull):
        shelf.reach(part)
    with pytest.raises(ShelfFull):
        shelf.finish(part.work)


def test_a_work_is_finished_or_on_the_way_and_never_both(shelf):
    part = make_parts(make_work("the-well"), 1)[0]
    shelf.finish(part.work)
    shelf.reach(part)
    assert reread(shelf).reader().finished == frozenset()
    shelf.finish(part.work)
    assert reread(shelf).reader().reached == frozenset()


def test_a_work_that_only_shelves_hold_can_be_deleted(shelf):
    part = make_parts(make_work("the-well"), 1)[0]
    shelf.reach(part)
    assert not part.work.is_held()
    part.work.delete()
    assert reread(shelf).reader() == stranger()


def test_a_guest_marks_a_work_and_takes_it_back_over_http(client, ada):
    work = make_work("the-well")
    make_review(ada, "Safe.", (work,))
    assert client.post(work.shelf_url, {"finished": "yes"}).status_code == 303
    assert "have finished this." in client.get(work.url).content.decode()
    client.post(work.shelf_url, {"finished": "no"})
    assert client.cookies[COOKIE].value == ""
