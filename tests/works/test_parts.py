"""Moving parts never widens what a reader has agreed to, whoever moves them and however."""

import pytest
from django.db import connection

from reviews.shelf.member import MemberShelf
from reviews.works.actions import PartsOverlap, WorkInUse, save_parts, save_work
from reviews.works.models import Part, Work
from tests.fixture_site import make_parts, make_review, make_work

pytestmark = pytest.mark.django_db

TEXT = """Safe words.

::: spoiler Something new {of="the-well" until="chapter-new"}
newtold
:::

::: spoiler The second night {of="the-well" until="chapter-2"}
secondtold
:::
"""


@pytest.fixture
def novel():
    return make_work("the-well")


@pytest.fixture
def parts(novel):
    return make_parts(novel, 3)


@pytest.fixture
def half_way(cleo, parts):
    """Cleo has said that she finished chapter 2."""
    MemberShelf(cleo).reach(parts[1])
    return cleo


def posted(work, rows=None, *, new=(), remove=(), **facts):
    """What the admin's form of `work` sends: its parts as they are, but for `rows` (slug -> changed fields)."""
    parts = list(work.parts.order_by("number"))
    sent = {
        "title": work.title, "kind": work.kind, "year": "", "creators": "", "story": "",
        "parts-INITIAL_FORMS": len(parts), "parts-TOTAL_FORMS": len(parts) + len(new), "parts-MIN_NUM_FORMS": 0,
        "parts-MAX_NUM_FORMS": 1000, **facts,
    }  # fmt: skip
    for index, part in enumerate(parts):
        row = {"id": part.pk, "work": work.pk, "number": part.number, "slug": part.slug, "title": part.title}
        row |= (rows or {}).get(part.slug, {})
        row |= {"DELETE": "on"} if part.slug in remove else {}
        sent |= {f"parts-{index}-{name}": value for name, value in row.items()}
    for index, (number, slug, title) in enumerate(new, start=len(parts)):
        row = {"id": "", "work": work.pk, "number": number, "slug": slug, "title": title}
        sent |= {f"parts-{index}-{name}": value for name, value in row.items()}
    return sent


def admin_of(work):
    return f"/admin/reviews/work/{work.pk}/change/"


def places(work):
    return dict(work.parts.values_list("slug", "number"))


def is_asked_again(browser, work):
    return "On the way? How far are you?" in browser.get(work.url).content.decode()


def test_renumbering_and_inserting_in_the_admin_opens_nothing_and_asks_again(signed_in, edda, ada, novel, half_way):
    browser = signed_in(half_way)
    sent = posted(novel, {"chapter-2": {"number": 9}}, new=[(4, "chapter-new", "The new one")])
    assert signed_in(edda).post(admin_of(novel), sent).status_code == 302
    assert places(novel) == {"chapter-1": 1, "chapter-3": 3, "chapter-new": 4, "chapter-2": 9}
    review = make_review(ada, TEXT, (novel,), slug="told")
    html = browser.get(review.url).content.decode()
    assert "newtold" not in html
    assert "secondtold" not in html
    assert is_asked_again(browser, novel)
    MemberShelf(half_way).reach(Part.objects.get(slug="chapter-new"))
    html = browser.get(review.url).content.decode()
    assert "newtold" in html
    assert "secondtold" not in html


def test_two_parts_trade_places_in_the_admin_and_readers_are_asked_again(signed_in, edda, novel, half_way, ada):
    make_review(ada, "Safe.", (novel,))
    assert not is_asked_again(signed_in(half_way), novel)
    sent = posted(novel, {"chapter-1": {"number": 2}, "chapter-2": {"number": 1}})
    assert signed_in(edda).post(admin_of(novel), sent).status_code == 302
    assert places(novel) == {"chapter-2": 1, "chapter-1": 2, "chapter-3": 3}
    assert MemberShelf(half_way).reader().reached == frozenset()
    assert is_asked_again(signed_in(half_way), novel)


@pytest.mark.parametrize(
    "change",
    [{"rows": {"chapter-1": {"title": "The first night"}}}, {"new": [(4, "chapter-4", "Chapter 4")]}, {"title": "Down the Well"}],
    ids=["a part's title", "a part after the last", "the work's title"],
)
def test_what_moves_no_part_asks_nobody(signed_in, edda, novel, parts, half_way, change):
    assert signed_in(edda).post(admin_of(novel), posted(novel, **change)).status_code == 302
    assert MemberShelf(half_way).reader().reached == {parts[0].pk, parts[1].pk}
    novel.refresh_from_db()
    saved = {novel.title, *novel.parts.values_list("title", flat=True)}
    assert saved & {"The first night", "Chapter 4", "Down the Well"}


def test_a_deleted_part_asks_again(signed_in, edda, novel, parts, half_way):
    assert signed_in(edda).post(admin_of(novel), posted(novel, remove=["chapter-1"])).status_code == 302
    assert places(novel) == {"chapter-2": 2, "chapter-3": 3}
    assert MemberShelf(half_way).reader().reached == frozenset()


@pytest.mark.parametrize("held_by", ["works", "mentions"])
def test_no_part_goes_from_a_work_that_a_review_names(signed_in, edda, ada, novel, parts, held_by):
    works, mentions = ((novel,), ()) if held_by == "works" else ((make_work("the-mill"),), (novel,))
    make_review(ada, "Safe.", works, mentions=mentions, status="draft", published_at=None)
    page = signed_in(edda).get(admin_of(novel)).content.decode()
    assert "parts-0-title" in page
    assert "parts-0-DELETE" not in page
    signed_in(edda).post(admin_of(novel), posted(novel, remove=["chapter-3"]))
    assert len(places(novel)) == 3
    with pytest.raises(WorkInUse):
        save_parts(work=novel, removed=[parts[2]])
    assert len(places(novel)) == 3


@pytest.mark.parametrize("held_by", ["works", "mentions"])
def test_a_work_that_a_review_names_cannot_be_deleted_and_another_can(signed_in, edda, ada, cleo, novel, held_by):
    mill = make_work("the-mill")
    works, mentions = ((novel,), ()) if held_by == "works" else ((make_work("the-tower"),), (novel,))
    make_review(ada, "Safe.", works, mentions=mentions)
    MemberShelf(cleo).finish(mill)
    response = signed_in(edda).post(f"/admin/reviews/work/{novel.pk}/delete/", {"post": "yes"})
    assert "would require deleting the following protected related objects" in response.content.decode()
    signed_in(edda).post(f"/admin/reviews/work/{mill.pk}/delete/", {"post": "yes"})
    assert set(Work.objects.values_list("slug", flat=True)) & {"the-well", "the-mill"} == {"the-well"}


@pytest.mark.parametrize(
    ("changes", "new", "raised"),
    [
        ({}, (), 0),
        ({1: 2, 2: 1}, (), 1),
        ({1: 2, 2: 3, 3: 1}, (), 1),
        ({3: 7}, (), 1),
        ({}, (4,), 0),
        ({}, (4, 5), 0),
        ({3: 4}, (3,), 1),
        ({1: 5}, (6,), 1),
    ],
)
def test_the_version_is_raised_exactly_when_a_place_changed(novel, parts, changes, new, raised):
    for old, number in changes.items():
        parts[old - 1].number = number
    added = [Part(work=novel, number=number, slug=f"new-{number}", title="New") for number in new]
    saved = save_parts(work=novel, parts=[*parts, *added])
    assert saved.parts_version == Work.objects.get().parts_version == 1 + raised
    expected = {f"chapter-{old}": changes.get(old, old) for old in (1, 2, 3)} | {f"new-{number}": number for number in new}
    assert places(novel) == expected


def test_a_part_put_into_a_gap_asks_again(novel, parts, half_way):
    """Cleo, who had reached the last of them, would have reached the new one too."""
    parts[2].number = 9
    save_parts(work=novel, parts=[parts[2]])
    MemberShelf(half_way).reach(Part.objects.select_related("work").get(slug="chapter-3"))
    assert len(MemberShelf(half_way).reader().reached) == 3
    save_parts(work=novel, parts=[Part(number=5, slug="chapter-new", title="The new one")])
    assert places(novel) == {"chapter-1": 1, "chapter-2": 2, "chapter-new": 5, "chapter-3": 9}
    assert MemberShelf(half_way).reader().reached == frozenset()


def test_the_first_parts_of_a_work_ask_nobody(novel):
    assert (
        save_parts(work=novel, parts=[Part(number=2, slug="two", title="Two"), Part(number=1, slug="one", title="One")]).parts_version == 1
    )
    assert places(novel) == {"one": 1, "two": 2}


def test_numbers_and_slugs_that_collide_change_nothing(novel, parts):
    parts[0].number = 3
    with pytest.raises(PartsOverlap):
        save_parts(work=novel, parts=[parts[0]])
    with pytest.raises(PartsOverlap):
        save_parts(work=novel, parts=[Part(number=1, slug="new", title="New")])
    with pytest.raises(PartsOverlap):
        save_parts(work=novel, parts=[Part(number=4, slug="chapter-1", title="New")])
    with pytest.raises(PartsOverlap):
        save_parts(work=novel, parts=[make_parts(make_work("the-mill"), 1)[0]])
    assert places(novel) == {"chapter-1": 1, "chapter-2": 2, "chapter-3": 3}
    assert Work.objects.get(slug="the-well").parts_version == 1


def test_the_admin_names_two_parts_of_one_number_and_numbers_out_of_range(signed_in, edda, novel, parts):
    for number in ("2", "0", "-1", "100001", "99999999999999999999"):
        response = signed_in(edda).post(admin_of(novel), posted(novel, {"chapter-1": {"number": number}}))
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()
    assert places(novel) == {"chapter-1": 1, "chapter-2": 2, "chapter-3": 3}


@pytest.mark.parametrize(("number", "slug"), [(4, "chapter-four"), (5, "chapter-4")])
def test_somebody_elses_part_of_the_same_moment_is_told_and_not_an_error(signed_in, edda, novel, parts, number, slug):
    sent = posted(novel, new=[(4, "chapter-4", "Chapter 4")], title="Retitled")
    Part.objects.create(work=novel, number=number, slug=slug, title="Mine")
    response = signed_in(edda).post(admin_of(novel), sent, follow=True)
    assert response.status_code == 200
    assert "at the same moment" in response.content.decode()
    assert not novel.parts.filter(title="Chapter 4").exists()
    assert Work.objects.get().title == "The Well"


def test_a_work_saved_from_an_older_page_keeps_the_version(novel, parts):
    """Otherwise progress that was void would count again."""
    stale = Work.objects.get()
    parts[2].number = 8
    save_parts(work=novel, parts=[parts[2]])
    stale.title = "Another title"
    save_work(work=stale)
    stored = Work.objects.get()
    assert (stored.title, stored.parts_version) == ("Another title", 2)


def test_the_work_is_locked_before_its_parts_are_read(novel, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as queries:
        save_parts(work=novel)
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert "reviews_work" in asked[0]
    assert "FOR UPDATE" in asked[0] or not connection.features.has_select_for_update
