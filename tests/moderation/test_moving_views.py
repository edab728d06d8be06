"""Moving replies from the desk and from the review page: who may, where they land, and what strangers get from then on."""

import re

import pytest
from django.test import Client

from reviews.comments import deciding, moving
from reviews.comments.models import Comment, Thread
from reviews.comments.receipts import receipt_url
from reviews.comments.records import Decision
from reviews.shelf.models import ShelfEntry
from reviews.spoilers.leaks import contains_any
from tests.conftest import PASSWORD
from tests.fixture_site import make_comment, make_fixture_site, rewrite
from tests.guards.sweep import PAGES, Page, everybody
from tests.guards.words_in import strings_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: What stands in the branch that is moved, names included: behind the break neither is shown.
MOVED = ("rookmoved", "wheatearmoved", "Plovername", "Dunlinname")
MARKED = ("snipemarked",)


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def root(site, mo):
    return make_comment(site.review, "rookmoved and >!snipemarked!<", guest_name="Plovername", publish_by=mo)


@pytest.fixture
def child(site, root, mo):
    return make_comment(site.review, "wheatearmoved", guest_name="Dunlinname", parent=root, publish_by=mo)


def post_move(browser, comment, room="after", **facts):
    seen = {"revision": comment.revision, "state": comment.state}
    return browser.post(f"/moderation/{comment.pk}/move/", {"room": room, **seen, **facts})


def post_undo(browser, decision):
    return browser.post(f"/moderation/decisions/{decision.pk}/undo/")


def last_move():
    return Decision.objects.filter(verdict="move", part_of=None).latest("id")


def room_of(comment):
    return Comment.objects.get(pk=comment.pk).room


def page(browser, address):
    """The page that a browser ends on."""
    return browser.get(address, follow=True).content.decode()


def buttons(html):
    """The rooms that the moving buttons of a page lead to, by reply."""
    found = re.findall(r'action="/moderation/(\d+)/move/".*?name="room"\s+value="(\w+)"', html, re.DOTALL)
    return {int(pk): room for pk, room in found}


# --- Who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "moved", "status"),
    [("client", False, 302), ("ben", False, 403), ("ada", False, 403), ("edda", False, 403), ("mo", True, 302), ("owner", True, 302)],
)
def test_only_moderators_move_and_undo(who, moved, status, request, signed_in, site, root, mo):
    """An author has no say over the replies to a review of their own, nor has an editor."""
    person = request.getfixturevalue(who)
    browser = person if who == "client" else signed_in(person)
    response = post_move(browser, root)
    assert response.status_code == status
    assert who != "client" or "/accounts/login/" in response["Location"]
    assert room_of(root) == ("after" if moved else "before")
    decision = last_move() if moved else moving.move(root, room="after", by=mo, seen_revision=1)
    assert post_undo(browser, decision).status_code == status
    assert room_of(root) == ("before" if moved else "after")
    assert (Decision.objects.filter(undoes=decision).first() is not None) == moved


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_nothing_but_a_post_moves(method, signed_in, mo, root):
    decision = moving.move(root, room="after", by=mo, seen_revision=1)
    for address in (f"/moderation/{root.pk}/move/?room=before&revision=1", f"/moderation/decisions/{decision.pk}/undo/"):
        assert getattr(signed_in(mo), method)(address).status_code == 405
    assert room_of(root) == "after"


def test_another_site_moves_nothing(mo, root):
    browser = Client(enforce_csrf_checks=True)
    assert browser.login(username=mo.username, password=PASSWORD)
    assert post_move(browser, root).status_code == 403
    decision = moving.move(root, room="after", by=mo, seen_revision=1)
    assert post_undo(browser, decision).status_code == 403
    assert room_of(root) == "after"


def test_what_is_not_there_is_not_found(signed_in, mo):
    browser = signed_in(mo)
    assert browser.post("/moderation/999999/move/", {"room": "after", "revision": 1}).status_code == 404
    assert browser.post("/moderation/decisions/999999/undo/").status_code == 404


@pytest.mark.parametrize(
    ("facts", "status"), [({"room": "attic"}, 422), ({"room": ""}, 422), ({"revision": "x"}, 409), ({"revision": "7"}, 409)]
)
def test_a_press_that_says_nothing_clear_moves_nothing(facts, status, signed_in, mo, root):
    assert post_move(signed_in(mo), root, **facts).status_code == status
    assert room_of(root) == "before"


def test_nobody_is_sent_to_another_site(signed_in, mo, root):
    assert post_move(signed_in(mo), root, back="https://elsewhere.example/")["Location"] == f"/moderation/#row-{root.pk}"


# --- The desk -----------------------------------------------------------------------------------------------------


def test_the_desk_offers_it_for_what_waits_before_the_break(signed_in, mo, site, root):
    behind = make_comment(site.review, "ospreyafter", room="after")
    offered = buttons(page(signed_in(mo), "/moderation/"))
    assert offered == {site.pending.pk: "after"}
    assert behind.state == "pending"


def test_moved_on_the_desk_it_still_waits_there_gated_by_the_moderators_shelf(signed_in, mo, site):
    browser = signed_in(mo)
    assert "pelicanpending" in page(browser, "/moderation/")
    response = post_move(browser, site.pending)
    assert (response.status_code, response["Location"]) == (302, f"/moderation/#row-{site.pending.pk}")
    html = page(browser, "/moderation/")
    assert f'id="row-{site.pending.pk}"' in html
    assert "pelicanpending" not in html
    assert "Moved." in html
    assert Comment.objects.get(pk=site.pending.pk).state == "pending"
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=mo, work=work, finished=True)
    assert "pelicanpending" in page(browser, "/moderation/")


def test_undo_stands_beside_the_note_and_puts_it_back(signed_in, mo, site):
    browser = signed_in(mo)
    html = browser.post(f"/moderation/{site.pending.pk}/move/", {"room": "after", "revision": 1}, follow=True).content.decode()
    address = f"/moderation/decisions/{last_move().pk}/undo/"
    assert f'action="{address}"' in html
    response = browser.post(address)
    assert response["Location"] == f"/moderation/#row-{site.pending.pk}"
    html = page(browser, "/moderation/")
    assert "pelicanpending" in html
    assert "Moved back." in html
    # What was undone offers no undo, and a note is shown once.
    assert "/undo/" not in html
    assert "Moved back." not in page(browser, "/moderation/")


def test_published_as_it_was_seen_or_not_at_all(signed_in, mo, edda, site):
    html = page(signed_in(mo), "/moderation/")
    assert re.search(r'name="room" value="before">\s*<button class="button button--main"', html)
    moving.move(site.pending, room="after", by=edda, seen_revision=1)
    response = signed_in(mo).post(f"/moderation/{site.pending.pk}/publish/", {"revision": 1, "room": "before"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Edda has decided meanwhile: moved." in html
    assert "pelicanpending" not in html
    # Behind the break Mo has not read it: only opening it makes it theirs to publish.
    response = signed_in(mo).post(f"/moderation/{site.pending.pk}/publish/", {"revision": 1, "room": "after"})
    assert response.status_code == 409
    assert "Read all of it first" in response.content.decode()
    opened = signed_in(mo).post(f"/moderation/{site.pending.pk}/look/").content.decode()
    read = re.findall(r'name="read" value="([^"]+)"', opened)[0]
    response = signed_in(mo).post(f"/moderation/{site.pending.pk}/publish/", {"revision": 1, "room": "after", "read": read})
    assert response.status_code == 302
    assert Comment.objects.get(pk=site.pending.pk).state == "published"


# --- The review page ----------------------------------------------------------------------------------------------


def test_strangers_readers_and_authors_are_offered_nothing(client, signed_in, ben, ada, mo, site, child):
    for browser in (client, signed_in(ben), signed_in(ada)):
        browser.post(f"{site.review.url}open/", {"gate": "break"})
        html = page(browser, site.review.url)
        assert "rookmoved" in html
        assert "/moderation/" not in html
        assert "Move behind the break" not in html
        assert "Move before the break" not in html
    assert buttons(page(signed_in(mo), site.review.url))


def test_moderators_are_offered_the_other_side_where_it_may_be(signed_in, mo, site, root, child):
    browser = signed_in(mo)
    assert buttons(page(browser, site.review.url)) == dict.fromkeys((site.before.pk, root.pk, child.pk), "after")
    browser.post(f"{site.review.url}open/", {"gate": "break"})
    moving.move(root, room="after", by=mo, seen_revision=1)
    # The child answers a reply behind the break, so it stays there.
    assert buttons(page(browser, site.review.url)) == {site.before.pk: "after", site.after.pk: "before", root.pk: "before"}


def test_the_opened_room_that_a_script_asks_for_has_the_buttons_too(signed_in, mo, site):
    asked = {"x-requested-with": "fetch"}
    html = signed_in(mo).post(f"{site.review.url}open/", {"gate": "break"}, headers=asked).content.decode()
    assert buttons(html) == {site.after.pk: "before"}
    assert "csrfmiddlewaretoken" in html


def test_after_a_move_the_moderator_goes_on_where_it_was(signed_in, mo, site, root, child):
    browser = signed_in(mo)
    response = browser.post(f"/moderation/{root.pk}/move/", {"room": "after", "revision": 1, "back": "review"}, follow=True)
    *_, (address, _status) = response.redirect_chain
    assert address == f"{site.review.url}#reply-{site.before.handle}"
    html = response.content.decode()
    assert "Moved, with 1 reply." in html
    assert f'id="reply-{site.before.handle}"' in html
    assert not contains_any([*MOVED, *MARKED], html)
    response = post_move(browser, site.before, back="review")
    assert response["Location"] == f"{site.review.url}#before-room"


def test_moved_forward_and_undone_the_moderator_is_where_it_is(signed_in, mo, site):
    browser = signed_in(mo)
    browser.post(f"{site.review.url}open/", {"gate": "break"})
    response = post_move(browser, site.after, "before", back="review")
    assert response["Location"] == f"{site.review.url}#after-room"
    assert room_of(site.after) == "before"
    response = browser.post(f"/moderation/decisions/{last_move().pk}/undo/", follow=True)
    assert response.redirect_chain[-1][0] == f"{site.review.url}#reply-{site.after.handle}"
    assert room_of(site.after) == "after"


def test_under_a_review_that_was_taken_back_the_desk_is_where_to_go_on(signed_in, mo, site, root):
    rewrite(site.review, "Gone.", status="retracted")
    browser = signed_in(mo)
    assert post_move(browser, root, back="review")["Location"] == f"/moderation/#row-{root.pk}"
    assert post_undo(browser, last_move())["Location"] == f"/moderation/#row-{root.pk}"


# --- Refusals -----------------------------------------------------------------------------------------------------


def test_each_refusal_says_why_and_changes_nothing(signed_in, mo, edda, site, root, child):
    browser = signed_in(mo)

    def refused(response):
        assert response.status_code == 409
        assert response["Cache-Control"] == "private, no-store"
        html = response.content.decode()
        assert not contains_any([*MOVED[:2], *MARKED], html) or room_of(root) == "before"
        return html

    assert "It has been there from the beginning." in refused(post_move(browser, root, "before"))
    decision = moving.move(root, room="after", by=edda, seen_revision=1)
    assert "Edda has decided meanwhile: moved." in refused(post_move(browser, root))
    assert "Read all of it first" in refused(post_move(browser, child, "before"))
    assert "only as a whole" in refused(post_undo(browser, decision.parts.get()))
    forward = moving.move(root, room="before", by=mo, seen_revision=1)
    assert "moved, edited or published after it" in refused(post_undo(browser, decision))
    make_comment(site.review, "late", parent=root)
    assert "Replies to it stand before the break by now." in refused(post_undo(browser, forward))
    moved = moving.move(site.before, room="after", by=mo, seen_revision=1)
    moving.undo(moved, by=edda)
    assert "Edda has decided meanwhile: undone." in refused(post_undo(browser, moved))


def test_forward_it_goes_no_further_than_what_it_answers(signed_in, mo, site, root, child):
    moving.move(root, room="after", by=mo, seen_revision=1)
    for work in (site.novel, site.film):
        ShelfEntry.objects.create(member=mo, work=work, finished=True)
    response = post_move(signed_in(mo), child, "before")
    assert response.status_code == 409
    assert "never less hidden than that" in response.content.decode()
    assert room_of(child) == "after"


def test_undo_is_refused_with_words_where_the_parent_went_behind(signed_in, mo, root, child):
    decision = moving.move(child, room="after", by=mo, seen_revision=1)
    moving.move(root, room="after", by=mo, seen_revision=1)
    response = post_undo(signed_in(mo), decision)
    assert response.status_code == 409
    assert "What it answers stands behind the break by now." in response.content.decode()


def proof(browser, comment):
    """What the forms of the opened reply carry."""
    html = browser.post(f"/moderation/{comment.pk}/look/").content.decode()
    return re.findall(r'name="read"\s+value="([^"]+)"', html)[0]


@pytest.mark.parametrize(
    ("text", "opens", "status"),
    [
        ("ospreyafter", "nothing", 409),
        ("ospreyafter", "the room", 302),
        ("ospreyafter", "the reply", 302),
        ("ospreyafter", "the works", 302),
        # What is marked in it is not open with the room.
        ("plain and >!snipemarked!<", "the room", 409),
        ("plain and >!snipemarked!<", "the mark", 302),
        ("plain and >!snipemarked!<", "the reply", 302),
        ("plain and >!snipemarked!<", "the works", 302),
    ],
)
def test_nobody_brings_forward_what_they_have_not_been_shown(text, opens, status, signed_in, mo, site):
    behind, browser = make_comment(site.review, text, room="after", publish_by=mo), signed_in(mo)
    facts = {"read": proof(browser, behind)} if opens == "the reply" else {}
    if opens in {"the room", "the mark"}:
        browser.post(f"{site.review.url}open/", {"gate": "break"})
    if opens == "the mark":
        html = page(browser, site.review.url)
        gate = re.findall(rf'id="reply-{behind.handle}".*?name="gate" value="([^"]+)"', html, re.DOTALL)[0]
        browser.post(f"{site.review.url}open/", {"gate": gate})
        assert "snipemarked" in page(browser, site.review.url)
    if opens == "the works":
        for work in (site.novel, site.film):
            ShelfEntry.objects.create(member=mo, work=work, finished=True)
    response = post_move(browser, behind, "before", **facts)
    assert response.status_code == status
    assert room_of(behind) == ("before" if status == 302 else "after")
    if status == 409:
        html = response.content.decode()
        assert "Read all of it first" in html
        assert not contains_any(MARKED, html)
    # Behind the break it goes unread, whatever its state.
    if status == 302:
        assert post_move(signed_in(mo), Comment.objects.get(pk=behind.pk), "after", state="").status_code == 302


def test_forward_it_goes_in_the_state_and_the_words_that_were_seen(signed_in, mo, edda, site):
    behind, browser = make_comment(site.review, "ospreyafter", room="after"), signed_in(mo)
    read = proof(browser, behind)
    deciding.decide(behind, verdict="publish", by=edda, seen_revision=1, seen_room="after")
    response = post_move(browser, behind, "before", state="pending", read=read)
    assert response.status_code == 409
    assert "Edda has decided meanwhile: published." in response.content.decode()
    assert post_move(browser, behind, "before", revision=2, state="published", read=read).status_code == 409
    assert room_of(behind) == "after"
    assert post_move(browser, behind, "before", state="published", read=read).status_code == 302
    assert room_of(behind) == "before"


def test_the_button_of_the_review_page_moves_forward_what_stands_there(signed_in, mo, site):
    browser = signed_in(mo)
    browser.post(f"{site.review.url}open/", {"gate": "break"})
    html = page(browser, site.review.url)
    form = re.findall(rf'action="/moderation/{site.after.pk}/move/".*?</form>', html, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)"\s+value="(\w+)"', form))
    assert (fields["room"], fields["state"]) == ("before", "published")
    assert browser.post(f"/moderation/{site.after.pk}/move/", fields)["Location"] == f"{site.review.url}#after-room"
    assert room_of(site.after) == "before"


# --- What strangers get -------------------------------------------------------------------------------------------

SEARCHES = tuple(Page("search", lambda _site, word=word: f"/search/?q={word}", everybody("q")) for word in (*MOVED, *MARKED))  # type: ignore[misc]


def where_words_are(browser, site):
    """The addresses of public pages, feeds, cards and lists that hold a word of the branch, and those whose templates could have."""
    found, reachable = set(), set()
    for each in (*(each for each in PAGES if not each.for_its_writer and not each.sends), *SEARCHES):
        address = each.address(site)
        response = browser.get(address)
        words = [word for word in (*MOVED, *MARKED) if word not in address]
        everything = response.content.decode(errors="replace") + str(response.headers)
        if contains_any(words, everything):
            found.add(address)
        if contains_any([*MOVED[:2], *MARKED], "\n".join(strings_in(list(response.context or [])))) and each.name != "search":
            reachable.add(address)
    return found, reachable


def test_moved_words_are_gone_from_every_public_surface_at_once(client, signed_in, mo, ben, site, root, child):
    found, reachable = where_words_are(client, site)
    assert {site.review.url, "/replies/", "/feeds/replies.atom", "/feeds/replies.rss", f"{site.review.url}replies.json"} <= found
    assert {"/search/?q=rookmoved", "/search/?q=wheatearmoved"} <= found
    assert {site.review.url, "/replies/"} <= reachable
    before, date = client.get(site.review.url), Thread.objects.get(review=site.review).public_changed_at
    post_move(signed_in(mo), root)
    assert where_words_are(client, site) == (set(), set())
    after = client.get(site.review.url)
    assert after["ETag"] != before["ETag"]
    assert Thread.objects.get(review=site.review).public_changed_at > date
    assert after["Cache-Control"] == "public, no-cache"
    assert not after.cookies
    reader = signed_in(ben)
    reader.post(f"{site.review.url}open/", {"gate": "break"})
    html = page(reader, site.review.url)
    assert contains_any(MOVED, html) == list(MOVED)
    assert "snipemarked" not in html


def test_a_closed_page_changes_by_what_was_moved_and_nothing_else(client, signed_in, mo, site, root, child):
    def lines():
        return client.get(site.review.url).content.decode().splitlines()

    before = lines()
    post_move(signed_in(mo), root)
    moved = lines()
    assert re.findall(r"room__count.>(.*?)<", "".join(before)) == ["3 replies", "1 reply"]
    assert re.findall(r"room__count.>(.*?)<", "".join(moved)) == ["1 reply", "3 replies"]
    # Beside the two counts, the one in the structured data, and no other word.
    (added,) = set(moved) - set(before)
    assert added.replace('"commentCount":1', '"commentCount":3') in before
    post_undo(signed_in(mo), last_move())
    assert lines() == before


def test_moving_what_waits_leaves_every_byte_of_the_closed_page(client, signed_in, mo, site):
    before = client.get(site.review.url).content
    post_move(signed_in(mo), site.pending)
    assert client.get(site.review.url).content == before


def test_a_permalink_leads_to_the_gate_and_after_opening_to_the_place(client, signed_in, mo, ben, site, root, child):
    post_move(signed_in(mo), root)
    for comment in (root, child):
        response = client.get(f"/c/{comment.handle}/")
        assert (response.status_code, response["Location"]) == (302, f"{site.review.url}?to=reply-{comment.handle}#g-break")
    reader = signed_in(ben)
    reader.post(f"{site.review.url}open/", {"gate": "break"})
    assert reader.get(f"/c/{child.handle}/")["Location"] == f"{site.review.url}#reply-{child.handle}"


def test_the_receipt_says_where_it_is_and_keeps_its_reason(client, signed_in, mo, site):
    declined = site.declined
    assert "Off the subject." in page(client, receipt_url(declined.key))
    post_move(signed_in(mo), declined)
    html = page(client, receipt_url(declined.key))
    assert "Off the subject." in html
    assert "After the break" in html
    assert "Declined" in html
    post_undo(signed_in(mo), last_move())
    html = page(client, receipt_url(declined.key))
    assert "Off the subject." in html
    assert "Before the break" in html


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_moderators_page_costs_the_same_queries_however_many_replies(count, signed_in, mo, site, django_assert_max_num_queries):
    for number in range(count):
        make_comment(site.review, f"Reply {number}", parent=site.before, author=mo)
    browser = signed_in(mo)
    with django_assert_max_num_queries(13) as queries:
        html = page(browser, site.review.url)
    assert len(buttons(html)) == min(count + 1, 50)
    assert len(queries) == 13
