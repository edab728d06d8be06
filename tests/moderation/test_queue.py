"""What lies on the desk: the order, the piles, the filters, the pages, what says the same, and what is told about mail."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from reviews.comments import deciding, editing
from reviews.comments.models import Comment
from reviews.comments.records import Decision, Flag
from reviews.moderation.filters import Filters, Place, Which
from reviews.moderation.queue import Desk
from reviews.moderation.writers import Record, records_of
from reviews.notices.models import Mail
from tests.fixture_site import make_comment, make_fixture_site, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture
def browser(signed_in, mo):
    return signed_in(mo)


def arrived(comment, *, minutes_ago):
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=minutes_ago))
    return comment


def flag(comment, by, *, minutes_ago=0, kind="personal", words="", note=""):
    made = Flag.objects.create(comment=comment, revision=comment.revision, kind=kind, words=words, note=note, by=by)
    Flag.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(minutes=minutes_ago))
    return made


def listed(browser, query=""):
    """The rows of a page, in their order, and the address of the next page."""
    html = browser.get(f"/moderation/{query}").content.decode()
    following = re.search(r'pager__next"\s+href="/moderation/([^"]+)"', html)
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', html)], following[1].replace("&amp;", "&") if following else ""


def test_the_oldest_is_first_and_a_flagged_reply_lies_there_since_its_flag(browser, site, ben):
    newer = arrived(make_comment(site.review, "newer"), minutes_ago=10)
    older = arrived(make_comment(site.review, "older"), minutes_ago=90)
    arrived(site.pending, minutes_ago=30)
    arrived(site.before, minutes_ago=5000)
    flag(site.before, ben, minutes_ago=20)
    assert listed(browser)[0] == [older.pk, site.pending.pk, site.before.pk, newer.pk]
    assert "4 replies wait, oldest first." in browser.get("/moderation/").content.decode()


@pytest.mark.parametrize("query", ["", "?state=published"])
def test_pages_hold_every_row_once_in_order(query, browser, site, mo, ben):
    """Twins arrive at the very same moment: what tells them apart is their number."""
    made = [make_comment(site.review, f"Number {n}", publish_by=mo if query else None) for n in range(60)]
    Comment.objects.filter(pk__in=[comment.pk for comment in made]).update(created_at=timezone.now())
    if not query:
        for comment in (site.before, site.after):
            flag(comment, ben, minutes_ago=1)
    wanted = {comment.pk for comment in made} | {site.before.pk, site.after.pk} | (set() if query else {site.pending.pk})
    found, sizes = [], []
    while True:
        rows, following = listed(browser, query)
        found += rows
        sizes.append(len(rows))
        if not following:
            break
        query = following
    assert sizes[:2] == [25, 25]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    same_moment = [pk for pk in found if pk in {comment.pk for comment in made}]
    assert same_moment == sorted(same_moment, reverse="published" in query)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("published", ["robinbefore"]),
        ("declined", ["condordeclined"]),
        ("spam", ["wigeonspam"]),
        ("withdrawn", []),
        ("flagged", []),
        ("handed", []),
        ("writer", []),
        ("nonsense", ["pelicanpending"]),
    ],
)
def test_each_pile_holds_its_own(state, words, browser, site, mo):
    deciding.decide(make_comment(site.review, "wigeonspam"), verdict="spam", by=mo, seen_revision=1)
    html = browser.get(f"/moderation/?state={state}").content.decode()
    every = ["robinbefore", "condordeclined", "wigeonspam", "pelicanpending"]
    assert [word for word in every if word in html] == words


def test_reasons_and_reviews_narrow_what_is_listed_and_are_counted(browser, site, ada, ben):
    other = make_review(ada, "Text.", (site.mill,), title="Another one", slug="another")
    elsewhere = make_comment(other, "elsewhere")
    links = make_comment(site.review, "links")
    Decision.objects.filter(comment=links).update(rule="links")
    flag(site.before, ben)
    assert listed(browser, "?review=another")[0] == [elsewhere.pk]
    assert listed(browser, "?reason=links")[0] == [links.pk]
    assert listed(browser, "?reason=flagged")[0] == [site.before.pk]
    assert listed(browser, "?reason=links&review=another")[0] == []
    html = browser.get("/moderation/").content.decode()
    for option in ("Links (1)", "Flagged (1)", "Another one (1)", "Down the well (3)"):
        assert option in html, option
    assert re.search(r'href="/moderation/\?state=declined"[^>]*>Declined <span class="desk__count">1<', html)


def test_what_was_edited_after_it_was_published_lies_there_with_that_reason(browser, site, mo):
    comment = make_comment(site.review, "plain and >!swiftmarked!<", publish_by=mo)
    editing.edit(comment, text="plain and swiftmarked, see https://example.org/a", seen_revision=1)
    assert listed(browser, "?reason=edited")[0] == [comment.pk]
    html = browser.get("/moderation/").content.decode()
    assert "Edited after it was published (1)" in html
    assert "It has a new link. Something that was hidden is not hidden any more." in html
    assert "plain and <mark>swiftmarked</mark>, see" in html


def test_what_answers_something_that_is_gone_says_so(browser, site, mo):
    child = make_comment(site.review, "child", parent=site.before)
    deciding.decide(Comment.objects.get(pk=site.before.pk), verdict="spam", by=mo, seen_revision=1)
    html = browser.get("/moderation/").content.decode()
    assert f'id="row-{child.pk}"' in html
    assert "What it answers is not shown to readers any more." in html
    assert "robinbefore" not in html


def test_what_says_the_same_is_shown_as_one_group_and_chosen_together(browser, site):
    twins = [make_comment(site.review, f"Buy shoes {n}") for n in range(3)]
    behind = make_comment(site.review, "Buy shoes", room="after")
    Comment.objects.filter(pk__in=[*(twin.pk for twin in twins), behind.pk]).update(likeness="shoes", network="n1")
    make_comment(site.review, "in between")
    html = browser.get("/moderation/").content.decode()
    # What stands behind the break is in no group: the others would say what it says.
    assert "3 replies say the same." in html
    assert "They come from one network." in html
    address = re.findall(r'href="/moderation/(\?like=[\w-]+)"', html)[0]
    html = browser.get(f"/moderation/{address}").content.decode()
    assert [int(pk) for pk in re.findall(r'id="row-(\d+)"', html)] == [twin.pk for twin in twins]
    assert len(re.findall(r'name="row"[^>]*checked', html)) == 3


def test_the_next_row_is_the_one_behind_and_at_the_end_the_first(site, mo):
    rows = [site.pending, *(make_comment(site.review, f"Number {n}") for n in range(2))]
    desk, all_of_it = Desk(mo), Filters()
    after = [desk.next_after(Place(comment.created_at, comment.pk), all_of_it) for comment in rows]
    assert after == [rows[1].pk, rows[2].pk, rows[0].pk]
    Comment.objects.exclude(pk=site.pending.pk).update(state="declined", rendition=[], search_text="")
    assert desk.next_after(Place(site.pending.created_at, site.pending.pk), all_of_it) is None


@pytest.mark.parametrize("after", ["", "1-", "-1", "x-1", "1-x", "9" * 60 + "-1", "99999999999999999999-1", "٣-1", "1-" + "9" * 30])
def test_a_place_that_can_not_be_read_is_none(after, browser, site):
    assert Filters.of({"after": after}).after is None
    assert listed(browser, f"?after={after.encode('unicode_escape').decode()}")[0] == [site.pending.pk]


def test_a_place_is_read_as_it_was_written_to_the_microsecond():
    place = Place(datetime(2026, 3, 14, 15, 9, 26, 535897, tzinfo=UTC), 42)
    assert Place.read(str(place)) == place
    filters = Filters(state=Which.SPAM, reason="links", review="down", after=place)
    request = RequestFactory().get("/moderation/" + filters.query)
    assert Filters.of(request.GET) == filters
    assert filters.but(reason="").after is None
    assert Filters().query == ""


def test_the_writers_record_is_of_accounts_and_proven_addresses_and_a_typed_name_earns_nothing(browser, site, ben, mo):
    for _time in range(2):
        make_comment(site.review, "by ben", author=ben, publish_by=mo)
    by_ben = make_comment(site.review, "ben waits", author=ben)
    guest: dict[str, Any] = {"guest_name": "Wren", "guest_email": "wren@example.org"}
    proven = [make_comment(site.review, f"proven {n}", publish_by=mo, **guest) for n in range(2)]
    Comment.objects.filter(pk__in=[comment.pk for comment in proven]).update(address_proven=True)
    waits = make_comment(site.review, "proven waits", **guest)
    Comment.objects.filter(pk=waits.pk).update(address_proven=True)
    typed = make_comment(site.review, "typed", **guest)
    near = [make_comment(site.review, f"near {n}") for n in range(2)]
    Comment.objects.filter(pk__in=[comment.pk for comment in near]).update(network="n1")
    rows = list(Comment.objects.filter(pk__in=[by_ben.pk, waits.pk, typed.pk, near[0].pk]))
    found = records_of(rows)
    assert (found[by_ben.pk].by, found[by_ben.pk].published, found[by_ben.pk].all) == ("account", 2, 3)
    assert (found[waits.pk].by, found[waits.pk].published) == ("address", 2)
    assert found[typed.pk] == Record()
    assert (found[near[0].pk].by, found[near[0].pk].others) == ("network", 1)
    html = browser.get("/moderation/").content.decode()
    assert "A member: 2 published, 0 declined, 0 spam" in " ".join(html.split())
    assert "1 other reply from the same network." in html
    assert 'href="/moderation/members/ben/"' in html
    assert "A guest whose address is not proven." in html


def test_late_mail_is_said_on_the_desk(browser, site):
    late = "Mail is late"
    assert late not in browser.get("/moderation/").content.decode()
    mail = Mail.objects.create(to="dov@example.org", subject="News", body_text="x")
    Mail.objects.filter(pk=mail.pk).update(send_after=timezone.now() - timedelta(minutes=12))
    html = browser.get("/moderation/").content.decode()
    assert late in html
    assert "12 minutes" in html
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    assert late not in browser.get("/moderation/").content.decode()
