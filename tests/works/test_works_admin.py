"""Works, parts and stories in the admin: slugs for good, names as a list, text through the door."""

import pytest
from django.core.exceptions import ValidationError

from reviews.works.models import CREATOR_LENGTH, MOST_CREATORS, Story, Work, validate_creators
from tests.fixture_site import make_parts, make_work

from .test_parts import admin_of, posted

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADD = "/admin/reviews/work/add/"


@pytest.fixture
def sent():
    return {
        "title": "The Well", "slug": "the-well", "kind": "book", "year": "1902", "creators": "", "story": "", "parts-INITIAL_FORMS": 0,
        "parts-TOTAL_FORMS": 0, "parts-MIN_NUM_FORMS": 0, "parts-MAX_NUM_FORMS": 1000,
    }  # fmt: skip


def test_slugs_are_chosen_once(signed_in, edda):
    story = Story.objects.create(title="The Well", slug="well")
    work = make_work("the-well", story=story)
    make_parts(work, 1)
    page = signed_in(edda).get(admin_of(work))
    assert page.context["inline_admin_formsets"][0].formset.forms[0].fields["slug"].disabled
    assert "slug" not in page.context["adminform"].form.fields
    sent = posted(work, {"chapter-1": {"slug": "other", "title": "Renamed"}}, slug="other", title="Retitled")
    assert signed_in(edda).post(admin_of(work), sent).status_code == 302
    assert signed_in(edda).post(f"/admin/reviews/story/{story.pk}/change/", {"title": "Retold", "slug": "other"}).status_code == 302
    assert list(Work.objects.values_list("slug", "title", "parts__slug", "parts__title")) == [
        ("the-well", "Retitled", "chapter-1", "Renamed")
    ]
    assert list(Story.objects.values_list("slug", "title")) == [("well", "Retold")]


def test_a_slug_is_asked_for_when_something_is_made(signed_in, edda, sent):
    assert signed_in(edda).post(ADD, sent).status_code == 302
    assert signed_in(edda).post("/admin/reviews/story/add/", {"title": "Well", "slug": "well"}).status_code == 302
    assert Work.objects.get().slug == "the-well"
    assert Story.objects.get().slug == "well"


@pytest.mark.parametrize("page", ["/admin/reviews/work/add/", "/admin/reviews/story/add/", "/admin/reviews/work/", "/admin/reviews/story/"])
def test_the_pages_open_for_an_editor(signed_in, edda, page):
    assert signed_in(edda).get(page).status_code == 200


def test_an_author_adds_a_work_and_changes_none(signed_in, ada, sent):
    assert signed_in(ada).post(ADD, sent).status_code == 302
    work = Work.objects.get()
    page = signed_in(ada).get(admin_of(work))
    assert page.status_code == 200
    assert signed_in(ada).post(admin_of(work), posted(work, title="Mine now")).status_code == 403
    assert Work.objects.get().title == "The Well"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", []),
        ("Ada Quill", ["Ada Quill"]),
        ("  Ada   Quill \r\n\r\nRobert Downey, Jr.\n", ["Ada Quill", "Robert Downey, Jr."]),
        ("Zoe\u0000 \u202eQuill", ["Zoe Quill"]),
    ],
)
def test_creators_are_one_name_a_line_and_come_back_so(signed_in, edda, sent, typed, stored):
    assert signed_in(edda).post(ADD, {**sent, "creators": typed}).status_code == 302
    work = Work.objects.get()
    assert work.creators == stored
    form = signed_in(edda).get(admin_of(work)).context["adminform"].form
    assert form["creators"].value() == "\n".join(stored)
    assert not form.fields["creators"].has_changed(work.creators, form["creators"].value())


@pytest.mark.parametrize("typed", ["\n".join(["Name"] * (MOST_CREATORS + 1)), "x" * (CREATOR_LENGTH + 1)])
def test_too_many_creators_or_too_long_a_name_are_refused(signed_in, edda, sent, typed):
    response = signed_in(edda).post(ADD, {**sent, "creators": typed})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not Work.objects.exists()


@pytest.mark.parametrize("value", ["Bram", 5, {"a": 1}, [5], [""], ["  "], ["a", None], [["a"]], ["x"] * 21, ["x" * 121], True])
def test_creators_are_a_list_of_names_and_nothing_else(value):
    with pytest.raises(ValidationError):
        validate_creators(value)
    with pytest.raises(ValidationError):
        Work(title="T", slug="t", kind="book", creators=value).full_clean()


@pytest.mark.parametrize("value", [[], ["Bram Stoker"], ["x" * 120] * 20])
def test_a_list_of_names_is_taken(value):
    Work(title="T", slug="t", kind="book", creators=value).full_clean()
    assert Work._meta.get_field("creators").validators == [validate_creators]


def test_text_comes_through_the_door(signed_in, edda, sent):
    part = {"parts-TOTAL_FORMS": 1, "parts-0-number": 1, "parts-0-slug": "one", "parts-0-title": "On\u202ee\u0000 \u200bnight"}
    response = signed_in(edda).post(ADD, {**sent, **part, "title": "The\u202e Well\u0000"})
    assert response.status_code == 302
    work = Work.objects.get()
    assert work.title == "The Well"
    assert "\u202e" not in work.parts.get().title
    assert "\u0000" not in work.parts.get().title
    signed_in(edda).post("/admin/reviews/story/add/", {"title": "W\u202eell", "slug": "well"})
    assert Story.objects.get().title == "Well"
