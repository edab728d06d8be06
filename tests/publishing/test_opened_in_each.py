"""Passages of several reviews at once: the same decision as for one, at the price of one."""

import pytest

from reviews.publishing.models import Review
from reviews.publishing.reading import opened, opened_in_each
from reviews.spoilers.reader import Reader, stranger
from tests.fixture_site import TEXT, make_fixture_site, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(ada, mo):
    made = make_fixture_site(ada, mo)
    make_review(ada, TEXT, (made.novel,), slug="of-the-novel", mentions=(made.mill,))
    make_review(ada, "Nothing to hide.", (made.mill,), slug="open")
    return made


def reviews():
    return list(Review.objects.published().for_cards())


@pytest.mark.parametrize("known", ["", "novel", "film", "mill", "novel film", "novel film mill"])
def test_several_reviews_open_as_each_of_them_does(site, known):
    reader = Reader(finished=frozenset(getattr(site, name).pk for name in known.split()))
    alone = {review.pk: opened(review.passages.all(), reader, subjects=[work.pk for work in review.subjects]) for review in reviews()}
    assert opened_in_each(reviews(), reader) == {review: texts for review, texts in alone.items() if texts}
    assert any(alone.values()) == (known not in {"", "film"}), "the film alone opens nothing, whatever is about it is about the novel too"


def test_one_break_that_was_opened_opens_no_other(site):
    agreed = {site.review.break_key: frozenset({site.novel.pk, site.film.pk})}
    assert {pk: list(texts) for pk, texts in opened_in_each(reviews(), Reader(breaks=agreed)).items()} == {site.review.pk: ["break"]}


def test_it_takes_two_queries_and_none_for_a_stranger(site, django_assert_num_queries):
    listed = reviews()
    with django_assert_num_queries(2):
        assert len(opened_in_each(listed, Reader(finished=frozenset({site.novel.pk})))) == 2
    with django_assert_num_queries(0):
        assert opened_in_each(listed, stranger()) == {}
