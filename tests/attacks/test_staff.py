"""Somebody who works here and may not read it: no search, no history, no list of recent actions, no preview tells them."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.roles import AUTHOR, MODERATOR
from reviews.spoilers.leaks import contains_any
from tests.attacks.surface import edit, planted_in
from tests.conftest import make_member
from tests.fixture_site import HIDDEN_IN_REVIEW, TEXT, make_review, make_work
from tests.guards.log_guard import PLANTED

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LIST = "/admin/reviews/review/"
#: Columns that hold hidden text, by every way that leads to one of them.
LOOKUPS = (
    "source__text__icontains", "source__text__startswith", "passages__rendition__icontains", "passages__label", "history__title",
    "comments__revisions__text__icontains", "comments__passages__rendition__icontains", "comments__guest_email",
    "author__password__startswith", "comments__decisions__reason__icontains", "comments__search_text__icontains",
)  # fmt: skip


@pytest.fixture
def vera(db):
    """An author who wrote none of what there is."""
    return make_member("vera", role=AUTHOR)


@pytest.fixture
def both(db):
    """A moderator who writes as well: two roles together are no third one."""
    member = make_member("bo", role=AUTHOR)
    member.groups.add(*make_member("mo2", role=MODERATOR).groups.all())
    return member


@pytest.fixture
def worked(site, ada, signed_in):
    """Ada has written and changed things in the admin, so there is a history to read."""
    browser = signed_in(ada)
    for review in (site.review, site.draft):
        address = f"{LIST}{review.pk}/change/"
        form = browser.get(address).context["adminform"].form
        sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        at = sent.pop("published_at", None)
        dates = {"published_at_0": at.date() if at else "", "published_at_1": at.time() if at else ""}
        assert browser.post(address, {**sent, **dates, "text": sent["text"] + "\n\nMore ||wombatlater||."}).status_code == 302
    return browser


@pytest.mark.parametrize("word", ["tapirbreak", "zebrainline", "vulturedraft", "Down the well", "A summary"])
def test_search_in_the_admin_finds_nothing_of_others(word, site, signed_in, vera, both, ada):
    for member in (vera, both):
        assert found(signed_in(member), LIST, q=word) == 0
    assert bool(found(signed_in(ada), LIST, q=word)) == (word not in HIDDEN_IN_REVIEW), (
        "hidden words are in nobody's search, not their author's"
    )


def found(browser, address, **query):
    """How many rows a list in the admin says there are; None where it refuses to be asked that."""
    answer = browser.get(address, query)
    if answer.status_code != 200:
        assert answer.status_code in {302, 400, 403}
        return None
    assert planted_in(answer) <= set(query.values()) | {"vulturedraft", "marabouretracted"}
    (count,) = re.findall(r'class="paginator">\s*(\d+)', answer.content.decode())
    return int(count)


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_no_filter_in_an_address_asks_a_hidden_column(lookup, site, signed_in, vera, edda):
    """`?source__text__icontains=…` in the address of a list would answer any guess with a number."""
    assert found(signed_in(edda), LIST, **{lookup: "tapirbreak"}) is None
    for word in ("tapirbreak", "no such word", "a"):
        assert not found(signed_in(vera), LIST, **{lookup: word})


def test_no_filter_in_an_address_leads_from_a_work_to_the_hidden_text_that_names_it(site, signed_in, vera, ada):
    """Which works a review gives away behind its gates is hidden too; so is which work a draft is about."""
    sequel = make_work("secret-sequel", title="Secret Sequel")
    text = 'Safe.\n\n<!--more-->\n\nThen.\n\n::: spoiler More {of="secret-sequel"}\nwords\n:::\n'
    review = make_review(ada, text, (site.novel,), slug="names-it", tags=("omen",))
    assert list(review.mentions.all()) == [sequel], "there is something to find out"
    browser = signed_in(vera)
    for relation in ("mentioned_in", "mention", "reviews", "reviewedwork"):
        for lookup in (
            relation,
            f"{relation}__id",
            f"{relation}__exact",
            f"{relation}__isnull",
            f"{relation}__review",
            f"{relation}__title",
        ):
            for value in (review.pk, site.draft.pk, "0"):
                assert found(browser, "/admin/reviews/work/", **{lookup: value}) is None, lookup
    assert found(browser, "/admin/reviews/tag/", reviews=review.pk) is None
    assert found(browser, "/admin/reviews/story/", works=site.novel.pk) is None
    assert found(browser, "/admin/reviews/work/", kind__exact="film") == 1, "and what the list offers it answers"


@pytest.mark.parametrize(
    "query", ["", "?q=draft", "?status__exact=draft", "?status__exact=retracted", "?published_at__year=2026", "?o=1", "?all="]
)
def test_lists_and_their_counts_hold_ones_own_reviews_alone(query, site, signed_in, vera):
    answer = signed_in(vera).get(LIST + query)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert not planted_in(answer)
    assert "Down the well" not in html
    assert re.search(r"\b0 (?:results|reviews|total)", html)


def test_history_and_recent_actions_hold_no_hidden_word(site, worked, ada, signed_in, owner, edda):
    rows = LogEntry.objects.filter(user=ada)
    assert rows.count() == 2
    said = "\n".join(f"{row.object_repr} {row.change_message} {row.get_change_message()}" for row in LogEntry.objects.all())
    hidden = set(PLANTED) - {"vulturedraft"}  # which stands in a draft's title
    assert "Changed" in said
    assert not contains_any([*hidden, "wombatlater"], said)
    for browser in (worked, signed_in(owner), signed_in(edda)):
        for address in ("/admin/", f"{LIST}{site.review.pk}/history/"):
            assert not planted_in(browser.get(address)) & hidden
    assert "Draft vulturedraft" in worked.get("/admin/").content.decode(), "one's own recent actions are listed"


@pytest.mark.parametrize("who", ["vera", "both"])
def test_recent_actions_and_history_of_others_are_not_shown(who, site, worked, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))
    index = browser.get("/admin/")
    assert index.status_code == 200
    assert not planted_in(index)
    assert "Down the well" not in index.content.decode()
    for review in (site.review, site.draft):
        for verb in ("history", "change", "delete"):
            answer = browser.get(f"{LIST}{review.pk}/{verb}/", follow=True)
            assert not planted_in(answer), verb
            assert "Down the well" not in answer.content.decode()


def test_no_history_of_texts_is_in_any_desk(site, signed_in, owner):
    """The sealed sources and their earlier versions have no page at all, not even the owner's."""
    edit(site.review, TEXT + "\n\n||wombatlater||\n")
    html = signed_in(owner).get("/admin/").content.decode()
    assert "/admin/reviews/review/" in html
    for model in (
        "historicalreview",
        "historicalreviewsource",
        "reviewsource",
        "passage",
        "comment",
        "commentrevision",
        "commentpassage",
        "decision",
    ):
        assert f"/admin/reviews/{model}/" not in html
        assert signed_in(owner).get(f"/admin/reviews/{model}/").status_code == 404


@pytest.mark.parametrize("name", ["work", "story", "tag", "part", "reviewedwork", "mention", "formerslug", "site", "user"])
def test_other_desks_of_the_admin_name_nobodys_drafts(name, site, signed_in, vera, both):
    for member in (vera, both):
        assert not found(signed_in(member), f"/admin/reviews/{name}/", q="vulturedraft") if name in {"work", "story", "tag"} else True
        for address in (f"/admin/reviews/{name}/", f"/admin/reviews/{name}/1/change/", f"/admin/reviews/{name}/1/history/"):
            answer = signed_in(member).get(address, follow=True)
            assert not planted_in(answer)
            assert "Down the well" not in answer.content.decode()


@pytest.mark.parametrize(
    ("model", "field"),
    [("review", "author"), ("passage", "review"), ("comment", "review"), ("reviewsource", "review"), ("opening", "member")],
)
def test_autocomplete_offers_no_reviews_of_others_and_no_members(model, field, site, signed_in, vera):
    address = reverse("admin:autocomplete")
    for term in ("", "vulturedraft", "tapirbreak", "Down"):
        answer = signed_in(vera).get(address, {"app_label": "reviews", "model_name": model, "field_name": field, "term": term})
        assert answer.status_code == 403 or answer.json()["results"] == []
        assert not planted_in(answer)
    works = signed_in(vera).get(address, {"app_label": "reviews", "model_name": "review", "field_name": "works", "term": "well"})
    assert "The Well" in works.content.decode(), "works are there to be chosen"
    assert not planted_in(works)
