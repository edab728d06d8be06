"""How far somebody is, when the work itself has moved on."""

import pytest

from reviews.works.actions import save_parts
from reviews.works.models import Part, Work
from reviews.works.progress import Place, Progress, finished, progress, up_to
from tests.fixture_site import make_parts, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def parts(novel):
    return make_parts(novel, 3)


def part(slug):
    return Part.objects.select_related("work").get(slug=slug)


def grow(work, number):
    return save_parts(work=work, parts=[Part(number=number, slug=f"new-{number}", title="A new one")])


def test_up_to_a_part_means_all_before_it_and_nothing_of_another_work(novel, parts):
    wheel = make_work("the-mill").parts.create(number=3, slug="wheel", title="The wheel")
    assert progress({novel.pk: up_to(part("chapter-2"))}).parts == {novel.pk: {parts[0].pk, parts[1].pk}}
    elsewhere = progress({novel.pk: Place(finished=False, part=wheel.pk, parts_version=1, extent=1)})
    assert (elsewhere.reached, elsewhere.outdated) == (frozenset(), frozenset({novel.pk}))


def test_a_finished_work_is_whole(novel, parts):
    known = progress({novel.pk: finished(novel)})
    assert (known.finished, known.reached, known.outdated) == (frozenset({novel.pk}), frozenset(), frozenset())


def test_a_finished_work_that_grows_leaves_its_reader_at_its_former_end(novel, parts):
    place = finished(novel)
    grow(novel, 4)
    known = progress({novel.pk: place})
    assert known.finished == frozenset()
    assert known.parts == {novel.pk: {each.pk for each in parts}}
    assert known.outdated == {novel.pk}


def test_a_part_put_in_between_leaves_nothing_of_what_was_finished(novel, parts):
    place = finished(novel)
    parts[2].number = 9
    save_parts(work=novel, parts=[parts[2], Part(number=5, slug="between", title="Between")])
    known = progress({novel.pk: place})
    assert (known.finished, known.reached, known.outdated) == (frozenset(), frozenset(), frozenset({novel.pk}))


def test_a_finished_work_whose_parts_trade_places_stays_finished(novel, parts):
    place = finished(novel)
    parts[0].number, parts[1].number = 2, 1
    save_parts(work=novel, parts=parts[:2])
    known = progress({novel.pk: place})
    assert (known.finished, known.outdated) == (frozenset({novel.pk}), frozenset())


def test_somebody_on_the_way_is_asked_again_when_parts_trade_places(novel, parts):
    place = up_to(part("chapter-2"))
    parts[0].number, parts[1].number = 2, 1
    save_parts(work=novel, parts=parts[:2])
    known = progress({novel.pk: place})
    assert (known.reached, known.outdated) == (frozenset(), frozenset({novel.pk}))


def test_somebody_on_the_way_is_not_asked_when_a_part_comes_at_the_end(novel, parts):
    place = up_to(part("chapter-2"))
    grow(novel, 4)
    known = progress({novel.pk: place})
    assert known.parts == {novel.pk: {parts[0].pk, parts[1].pk}}
    assert known.outdated == frozenset()


def test_a_work_that_gets_its_first_parts_asks_again(novel):
    place = finished(novel)
    grow(novel, 1)
    known = progress({novel.pk: place})
    assert (known.finished, known.reached, known.outdated) == (frozenset(), frozenset(), frozenset({novel.pk}))


def test_a_part_that_came_while_somebody_pressed_finished_is_not_finished(novel, parts):
    seen = Work.objects.get(pk=novel.pk)
    grow(novel, 4)
    known = progress({novel.pk: finished(seen)})
    assert known.finished == frozenset()
    assert known.outdated == {novel.pk}


def test_a_work_that_is_gone_counts_for_nothing(novel):
    place = finished(novel)
    pk = novel.pk
    novel.delete()
    assert progress({pk: place}) == Progress()


def test_it_costs_one_query_however_many_works_and_none_without_any(django_assert_num_queries, novel, parts):
    places = {novel.pk: up_to(part("chapter-1"))} | {make_work(f"work-{n}").pk: Place(True, None, 1, 1) for n in range(5)}
    with django_assert_num_queries(1):
        progress(places)
    with django_assert_num_queries(0):
        progress({})


def test_who_is_further(novel, parts):
    nowhere, one, two = Progress(), progress({novel.pk: up_to(part("chapter-1"))}), progress({novel.pk: up_to(part("chapter-2"))})
    done = progress({novel.pk: finished(novel)})
    order = [nowhere, one, two, done]
    for at, behind in enumerate(order):
        for ahead in order[at + 1 :]:
            assert ahead.is_further(novel.pk, behind)
            assert not behind.is_further(novel.pk, ahead)
        assert not behind.is_further(novel.pk, behind)
