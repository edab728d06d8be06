"""The rules of consent, sentence by sentence: each test is named after one. Over HTTP, as readers meet them."""

import re

import pytest

from reviews.comments.models import Comment
from reviews.comments.receipts import hash_of, token_for
from reviews.comments.rules.models import RuleBook
from reviews.publishing.actions import NotPublishable
from reviews.publishing.models import Review
from reviews.shelf.guest import COOKIE
from reviews.shelf.member import MemberShelf
from reviews.works.actions import save_parts
from reviews.works.models import Part
from tests.fixture_site import HIDDEN_IN_REVIEW, TEXT, make_comment, make_fixture_site, make_parts, make_review, make_work, rewrite

pytestmark = pytest.mark.django_db

WORDS = [*HIDDEN_IN_REVIEW, "kestrelafter", "magpieinline"]


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


@pytest.fixture(params=["guest", "member"])
def browser(request, client, signed_in, cleo):
    return client if request.param == "guest" else signed_in(cleo)


@pytest.fixture
def novel():
    return make_work("the-novel")


def seen(browser, url="/reviews/down-the-well/", words=WORDS):
    """Which of the planted words are on the page."""
    html = browser.get(url).content.decode()
    return {word for word in words if word in html}


def gates(browser, url):
    """The handles of the closed gates on a page, in reading order."""
    found = re.findall(r'form="open-form" name="gate" value="([^"]+)"', browser.get(url).content.decode())
    return list(dict.fromkeys(found))


def opens(browser, review, handle="break"):
    return browser.post(f"{review.url}open/", {"gate": handle})


def finishes(browser, *works):
    for work in works:
        assert browser.post(work.shelf_url, {"finished": "yes"}).status_code == 303


# Opening


def test_opening_the_break_shows_its_own_prose_and_the_after_break_room(browser, site):
    assert seen(browser) == set()
    opens(browser, site.review)
    assert seen(browser) == {"tapirbreak", "lemurheading", "gibbonfootnote", "kestrelafter"}


def test_no_block_nested_in_it_opens_scoped_or_not_without_its_own_opening(browser, ada, novel):
    mill = make_work("the-mill")
    text = 'Safe.\n\n<!--more-->\n\nEnd.\n\n::: spoiler One\nfirstnested\n:::\n\n::: spoiler Two {of="the-mill"}\nsecondnested\n:::\n'
    review = make_review(ada, text, (novel,))
    nested = ["firstnested", "secondnested"]
    opens(browser, review)
    assert seen(browser, review.url, nested) == set()
    opens(browser, review, gates(browser, review.url)[0])
    assert seen(browser, review.url, nested) == {"firstnested"}
    address = f"{mill.shelf_url}?review={review.slug}&at={gates(browser, review.url)[0]}"
    assert browser.post(address, {"finished": "yes"}).status_code == 303
    assert seen(browser, review.url, nested) == {"firstnested", "secondnested"}


def test_open_all_here_opens_exactly_the_passages_now_present_lists_their_works_first_and_leaves_the_shelf_alone(signed_in, cleo, site):
    browser = signed_in(cleo)
    listed = browser.post(f"{site.review.url}open-all/")
    assert all(title in listed.content.decode() for title in ("The Well", "The Mill", "Chapter 2"))
    assert seen(browser) == set()
    browser.post(f"{site.review.url}open-all/", {"seen": listed.context["seen"]})
    assert seen(browser) == {*HIDDEN_IN_REVIEW, "kestrelafter"}
    rewrite(site.review, TEXT + "\n\nAnd ||weasellater|| now.")
    assert seen(browser, words=["weasellater"]) == set()
    assert MemberShelf(cleo).places == {}


# What consent is to


def test_consent_to_a_break_records_the_review_and_its_works_text_added_later_is_open_a_work_added_later_gates_it_again(
    browser, ada, novel
):
    text = "Safe.\n\n<!--more-->\n\nFirst."
    review = make_review(ada, text, (novel,))
    opens(browser, review)
    rewrite(review, f"{text} Secondly.")
    assert seen(browser, review.url, ["Secondly"]) == {"Secondly"}
    rewrite(review, f"{text} Secondly.", works=(novel, make_work("the-film")))
    assert seen(browser, review.url, ["First", "Secondly"]) == set()


def test_consent_to_one_passage_is_to_that_text_and_any_edit_asks_again(browser, ada, novel):
    review = make_review(ada, "Safe ||firstword|| here.", (novel,))
    opens(browser, review, gates(browser, review.url)[0])
    rewrite(review, "Safe and sound, ||firstword|| is here.")
    assert seen(browser, review.url, ["firstword"]) == {"firstword"}
    rewrite(review, "Safe and sound, ||firstword again|| is here.")
    assert seen(browser, review.url, ["firstword"]) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("::: spoiler Then\ncurlew\n:::", "::: spoiler Now\ncurlew\n:::"),
        ("::: spoiler Then\ncurlew\n:::", '::: spoiler Then {of="the-mill"}\ncurlew\n:::'),
    ],
    ids=["label", "scope"],
)
def test_a_passages_key_is_kept_while_its_label_and_scope_are_unchanged(browser, ada, novel, before, after):
    make_work("the-mill")
    review = make_review(ada, before, (novel,))
    opens(browser, review, gates(browser, review.url)[0])
    rewrite(review, f"More before it.\n\n{before}")
    assert seen(browser, review.url, ["curlew"]) == {"curlew"}
    rewrite(review, after)
    assert seen(browser, review.url, ["curlew"]) == set()


def test_nested_passages_are_no_part_of_the_text_around_them(browser, ada, novel):
    text = ":::: spoiler Outer\ncurlew\n\n::: spoiler Inner\nwhimbrel\n:::\n\n::::"
    review = make_review(ada, text, (novel,))
    opens(browser, review, gates(browser, review.url)[0])
    rewrite(review, text.replace("whimbrel", "godwit"))
    assert seen(browser, review.url, ["curlew", "godwit"]) == {"curlew"}


def test_consent_to_a_passage_of_a_reply_ends_when_its_scope_grows(browser, ada, mo, novel):
    review = make_review(ada, "Safe.", (novel,))
    make_comment(review, "See ||curlew|| there", publish_by=mo)
    handle = gates(browser, review.url)[0]
    opens(browser, review, handle)
    assert seen(browser, review.url, ["curlew"]) == {"curlew"}
    assert "A passage in a reply" in browser.get("/openings/").content.decode()
    rewrite(review, "Safe.", works=(novel, make_work("the-film")))
    assert seen(browser, review.url, ["curlew"]) == set()
    opens(browser, review, handle)
    assert seen(browser, review.url, ["curlew"]) == {"curlew"}
    browser.post(f"{review.url}close/", {"gate": handle})
    assert seen(browser, review.url, ["curlew"]) == set()


# The shelf


def test_the_shelf_opens_a_passage_when_all_works_in_its_scope_are_finished(browser, site):
    finishes(browser, site.novel, site.film)
    assert seen(browser) == set(WORDS) - {"otterblock"}


def test_a_reader_who_finished_the_film_but_not_the_novel_sees_the_films_passages_while_break_and_room_stay_gated(browser, ada, mo):
    novel, film = make_work("novel"), make_work("film", kind="film")
    text = (
        'Safe.\n\n::: spoiler Film {of="film"}\nfilmword\n:::\n\n::: spoiler Novel {of="novel"}\nnovelword\n:::\n\n<!--more-->\n\nbreakword'
    )
    review = make_review(ada, text, (novel, film))
    make_comment(review, "roomword", room="after", publish_by=mo)
    finishes(browser, film)
    assert seen(browser, review.url, ["filmword", "novelword", "breakword", "roomword"]) == {"filmword"}


def test_opening_finished_works_on_arrival_is_a_choice_made_earlier_by_post(browser, site):
    browser.get(f"{site.novel.shelf_url}?finished=yes")
    browser.get(f"{site.film.shelf_url}?finished=yes")
    assert seen(browser) == set()
    finishes(browser, site.novel, site.film)
    assert "tapirbreak" in seen(browser)


def test_guests_make_it_by_marking_a_work(client, site):
    finishes(client, site.novel, site.film)
    assert client.cookies[COOKIE].value
    assert "tapirbreak" in seen(client)


# Scopes


def test_no_of_means_all_works_under_review_whole_also_in_comments(browser, ada, mo):
    novel, film = make_work("novel"), make_work("film", kind="film")
    review = make_review(ada, "See ||textword|| there.", (novel, film))
    make_comment(review, "See ||replyword|| there", publish_by=mo)
    finishes(browser, film)
    assert seen(browser, review.url, ["textword", "replyword"]) == set()
    finishes(browser, novel)
    assert seen(browser, review.url, ["textword", "replyword"]) == {"textword", "replyword"}


def test_with_an_unknown_work_a_review_is_not_published(ada, novel):
    with pytest.raises(NotPublishable) as refusal:
        make_review(ada, '::: spoiler Label {of="no-such-work"}\nWords.\n:::', (novel,))
    assert [problem.line for problem in refusal.value.problems] == [1]


def test_with_an_unknown_work_a_comment_is_returned_with_its_text(client, site):
    text = '::: spoiler Label {of="no-such-work"}\nWords of mine.\n:::'
    answer = client.post(f"{site.review.url}reply/", {"name": "Dov", "email": "dov@example.org", "room": "before", "text": text})
    assert answer.status_code == 422
    assert "Words of mine." in answer.content.decode()
    assert not Comment.objects.filter(revisions__text__contains="Words of mine").exists()


def test_until_needs_of_unless_the_review_has_one_work(ada, novel):
    make_parts(novel, 2)
    text = '::: spoiler Label {until="chapter-1"}\nWords.\n:::'
    assert make_review(ada, text, (novel,)).is_public
    with pytest.raises(NotPublishable):
        make_review(ada, text, (novel, make_work("the-film")), slug="two")


@pytest.mark.parametrize(("reached", "sees"), [(0, set()), (1, {"herontwo"}), (2, {"herontwo"})])
def test_up_to_part_n_means_n_is_finished_so_until_p_opens_at_p_or_later(browser, site, reached, sees):
    browser.post(site.novel.shelf_url, {"part": site.parts[reached].slug})
    assert seen(browser) == sees


@pytest.mark.parametrize("until", ["no-such-part", "chapter-1"])
def test_a_work_without_parts_or_an_unknown_part_means_the_whole_work_and_blocks_publishing(browser, ada, until):
    work, other = make_work("the-novel"), make_work("other")
    make_parts(other if until == "chapter-1" else work, 2)
    text = f'::: spoiler Label {{of="the-novel" until="{until}"}}\ncurlew\n:::'
    with pytest.raises(NotPublishable):
        make_review(ada, text, (work,))
    draft = make_review(ada, text, (work,), status="draft", published_at=None, slug="draft")
    assert [passage.scope for passage in draft.passages.all()] == [[[work.pk, None]]]


def test_reordered_parts_ask_for_the_readers_progress_again(browser, site):
    browser.post(site.novel.shelf_url, {"part": "chapter-3"})
    assert seen(browser) == {"herontwo"}
    first, second = site.parts[0], site.parts[1]
    first.number, second.number = 2, 1
    save_parts(work=site.novel, parts=[first, second])
    assert seen(browser) == set()
    assert "Parts were added or moved since" in browser.get("/openings/").content.decode()
    assert "Parts were added or moved since" in browser.get(site.novel.url).content.decode()


def test_a_work_that_grows_is_no_longer_finished(browser, site):
    finishes(browser, site.novel, site.film)
    save_parts(work=site.novel, parts=[Part(number=4, slug="chapter-4", title="Chapter 4")])
    assert seen(browser) == {"herontwo"}
    assert "Parts were added or moved since" in browser.get("/openings/").content.decode()


# Rooms


def test_a_review_without_a_break_still_has_both_rooms_the_second_scoped_to_the_works(client, signed_in, ben, mo, ada, novel):
    review = make_review(ada, "No break here.", (novel,))
    make_comment(review, "kestrelafter", room="after", publish_by=mo)
    make_comment(review, "robinbefore", publish_by=mo)
    words = ["kestrelafter", "robinbefore"]
    assert seen(client, review.url, words) == {"robinbefore"}
    assert opens(client, review)["Location"] == f"{review.url}#after-room"
    assert seen(client, review.url, words) == set(words)
    member = signed_in(ben)
    finishes(member, novel)
    assert seen(member, review.url, words) == set(words)


def test_removing_a_break_moves_no_comment(browser, site):
    rewrite(site.review, "No break any more.")
    assert Comment.objects.get(pk=site.after.pk).room == "after"
    assert seen(browser) == set()
    opens(browser, site.review)
    assert seen(browser) == {"kestrelafter"}


# Grammar at the edges


@pytest.mark.parametrize(
    ("text", "hidden", "shown"),
    [
        (">!curlew!< is hidden and the rest is safe.", "curlew", "rest is safe"),
        ("Safe.\n\n<!--more-->\n\nHidden curlew.\n\n<!--more-->\n\nHidden too.", "curlew", "Safe."),
    ],
    ids=["a spoiler mark at the start of a line", "a second break is dropped with a warning"],
)
def test_grammar_at_the_edges_of_a_published_review(client, ada, novel, text, hidden, shown):
    review = make_review(ada, text, (novel,))
    assert seen(client, review.url, [hidden, shown, "Hidden too"]) == {shown}


@pytest.mark.parametrize(
    "text", ["Safe.\n\n>!curlew is never closed", "| A | B |\n|---|---|\n| ||curlew|| | b |"], ids=["unclosed", "bars in a table"]
)
def test_grammar_at_the_edges_blocks_publishing_and_hides_more(ada, novel, text):
    with pytest.raises(NotPublishable):
        make_review(ada, text, (novel,))
    assert not Review.objects.filter(search_text__contains="curlew").exists()


def test_in_a_comment_a_break_is_literal(client, site, mo):
    make_comment(site.review, "Before <!--more--> curlew after.", publish_by=mo)
    assert "&lt;!--more--&gt; curlew after" in client.get(site.review.url).content.decode()


# The desk, the writers, and what never changes


def test_the_desk_shows_before_break_text_and_gates_the_rest_by_the_moderators_shelf(signed_in, mo, site):
    after = make_comment(site.review, "ospreyafter", room="after")
    make_comment(site.review, "plainly and >!swiftmarked!<")
    desk, words = signed_in(mo), ["ospreyafter", "swiftmarked", "plainly and"]
    assert seen(desk, "/moderation/", words) == {"plainly and"}
    assert "ospreyafter" in desk.post(f"/moderation/{after.pk}/look/").content.decode()
    assert MemberShelf(mo).places == {}
    assert seen(desk, "/moderation/", words) == {"plainly and"}
    finishes(desk, site.novel, site.film)
    assert seen(desk, "/moderation/", words) == set(words)


def test_no_answer_to_a_reply_confirms_a_guess(client, site):
    """Who may not read the passages is answered alike, whether their words stand in one or nowhere."""
    RuleBook.objects.create(pk=1, seconds_between=0, refuse_twice=False)

    def answers(word):
        form = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": f"I guess {word}."}
        preview = client.post(f"{site.review.url}reply/", form)
        key = preview.context["form"]["key"].value()
        sent = client.post(f"{site.review.url}reply/", {**form, "key": key, "action": "send"})
        receipt = client.get(sent["Location"]).content.decode()
        assert word in receipt
        # Whatever is random, or the word itself, is taken out; the receipt's hour too, and how many wait before it.
        text = preview.content.decode() + receipt
        handle = Comment.objects.get(receipt_hash=hash_of(token_for(key))).handle
        for noise in (word, key, sent["Location"], handle):
            text = text.replace(noise, "")
        text = re.sub(r"\d+ repl(y|ies) waits? before yours|It is the next to be read", "", text)
        return sent.status_code, re.sub(r"reply-[\w-]{16}|\d\d:\d\d(:\d\d[^\"<]*)?", "", text)

    assert answers("tapirbreak") == answers("nosuchword")
    assert answers("kestrelafter") == answers("nosuchword")


def test_a_closed_page_never_changes_when_only_hidden_text_does_and_changes_when_public_bytes_do(client, site):
    before = client.get(site.review.url)
    changed_at = Review.objects.get(pk=site.review.pk).public_changed_at
    hidden = TEXT
    for word in HIDDEN_IN_REVIEW:
        hidden = hidden.replace(word, f"{word}s")
    rewrite(site.review, hidden)
    after = client.get(site.review.url)
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]
    assert Review.objects.get(pk=site.review.pk).public_changed_at == changed_at
    rewrite(site.review, hidden.replace("openwhisper", "openwhispers"))
    assert client.get(site.review.url)["ETag"] != before["ETag"]
    assert Review.objects.get(pk=site.review.pk).public_changed_at > changed_at
