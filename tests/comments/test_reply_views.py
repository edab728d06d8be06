"""Leave a Reply over HTTP: form, preview, receipt, and every refusal with the text in the box."""

import re

import pytest

from reviews.comments.models import Comment, Thread
from reviews.comments.receipts import new_key
from reviews.comments.rules.models import RuleBook
from tests.fixture_site import make_comment, make_fixture_site, make_review, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/reviews/down-the-well/reply/"
GUEST = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": "A fine albatrossword."}


@pytest.fixture
def site(ada, mo):
    return make_fixture_site(ada, mo)


def replies(text="albatrossword"):
    return [comment for comment in Comment.objects.all() if text in comment.revisions.get(number=1).text.reveal()]


def test_without_script_form_preview_receipt(client, site):
    preview = client.post(URL, GUEST)
    assert preview.status_code == 200
    assert not replies()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.content.decode()))
    sent = client.post(URL, {**GUEST, **hidden, "text": GUEST["text"], "action": "send"})
    assert sent.status_code == 303
    receipt = client.get(sent["Location"])
    html = receipt.content.decode()
    assert "albatrossword" in html
    assert "awaiting moderation" in html.lower()
    assert receipt["Cache-Control"] == "private, no-store"
    assert "noindex" in receipt["X-Robots-Tag"]
    assert "dov@example.org" not in html


def test_with_the_scripts_key_it_is_one_step(client, site):
    response = client.post(URL, {**GUEST, "key": "c56a4180-65aa-42ec-a945-5fd21dec0538", "action": "send"})
    assert response.status_code == 303
    assert len(replies()) == 1


def test_sending_twice_makes_one_comment_and_one_answer(client, site):
    sent = {**GUEST, "key": new_key(), "action": "send"}
    first, second = client.post(URL, sent), client.post(URL, sent)
    assert first["Location"] == second["Location"]
    assert len(replies()) == 1


def test_a_waiting_reply_is_on_no_public_page(client, site):
    client.post(URL, {**GUEST, "key": new_key(), "action": "send"})
    assert "albatrossword" not in type(client)().get(site.review.url).content.decode()


def test_a_member_sees_their_own_waiting_reply_in_the_thread(signed_in, ben, cleo, site):
    signed_in(ben).post(URL, {"room": "before", "text": GUEST["text"], "key": new_key(), "action": "send"})
    mine = signed_in(ben).get(site.review.url).content.decode()
    assert "albatrossword" in mine
    assert "waiting moderation" in mine
    assert "albatrossword" not in signed_in(cleo).get(site.review.url).content.decode()


def test_a_published_reply_appears_in_its_room_and_only_there(client, site, mo):
    make_comment(site.review, "albatrossword", room="after", publish_by=mo)
    assert "albatrossword" not in client.get(site.review.url).content.decode()
    client.post(site.review.url + "open/", {"gate": "break"})
    html = client.get(site.review.url).content.decode()
    assert html.count("albatrossword") == 1
    assert html.index("albatrossword") > html.index('id="after-room"')


def test_the_reply_page_repeats_a_public_parent_and_no_hidden_one(client, site):
    assert "robinbefore" in client.get(f"{URL}?to={site.before.handle}").content.decode()
    page = client.get(f"{URL}?to={site.after.handle}").content.decode()
    assert "kestrelafter" not in page
    assert "Falconname" not in page
    assert "magpieinline" not in client.get(f"{URL}?to={site.before.handle}").content.decode()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"text": ""}, 422),
        ({"text": " \n "}, 422),
        ({"text": "albatrossword " * 800}, 422),
        ({"text": "albatrossword ||never closed"}, 422),
        ({"text": "albatrossword\n\n::: spoiler X\nno end"}, 422),
        ({"text": 'albatrossword\n\n::: spoiler X {of="nowhere"}\nwords\n:::'}, 422),
        ({"name": ""}, 422),
        ({"email": "not an address"}, 422),
        ({"room": "attic"}, 422),
        ({"parent": "999999"}, 409),
        ({"parent": "9" * 40}, 409),
        ({"parent": "x"}, 409),
    ],
)
def test_every_refusal_hands_the_text_back(client, site, change, status):
    sent = {**GUEST, "key": new_key(), "action": "send", **change}
    response = client.post(URL, sent)
    assert response.status_code == status
    assert not replies()
    if "albatrossword" in sent["text"]:
        box = re.search(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL)
        assert box
        assert box.group(1).strip().startswith("A fine albatrossword" if "text" not in change else "albatrossword")


def test_a_reply_to_another_reviews_comment_is_refused(client, site, ada, mo):
    other = make_review(ada, "Other.", (make_work("another"),), slug="other")
    parent = make_comment(other, "There", publish_by=mo)
    assert client.post(URL, {**GUEST, "parent": parent.handle, "key": new_key(), "action": "send"}).status_code == 409


def test_a_closed_review_hands_the_text_back(client, site):
    Thread.objects.filter(review=site.review).update(is_open=False)
    response = client.post(URL, {**GUEST, "key": new_key(), "action": "send"})
    assert response.status_code == 403
    assert "albatrossword" in response.content.decode()


@pytest.mark.parametrize(("slug", "status"), [("a-draft", 404), ("taken-back", 410), ("nowhere", 404)])
def test_a_review_that_is_not_there_hands_the_text_back_and_tells_nothing(client, site, slug, status):
    response = client.post(f"/reviews/{slug}/reply/", {**GUEST, "key": new_key(), "action": "send"})
    html = response.content.decode()
    assert response.status_code == status
    assert "albatrossword" in html
    assert "vulturedraft" not in html
    assert "marabouretracted" not in html


def test_a_post_from_another_site_is_refused_with_the_text(site, client):
    response = type(client)(headers={"sec-fetch-site": "cross-site"}).post(URL, {**GUEST, "key": new_key(), "action": "send"})
    assert response.status_code == 403
    assert "albatrossword" in response.content.decode()
    assert not replies()


def test_control_characters_are_dropped_and_never_a_server_error(client, site):
    response = client.post(URL, {**GUEST, "text": "albatrossword\x00\x07\u202e" + "e" + "\u0301" * 30, "key": new_key(), "action": "send"})
    assert response.status_code == 303
    text = replies()[0].revisions.get().text.reveal()
    assert "\x00" not in text
    assert "\u202e" not in text


def test_change_it_returns_to_the_form_with_the_text(client, site):
    response = client.post(URL, {**GUEST, "key": new_key(), "action": "edit"})
    assert response.status_code == 200
    assert "albatrossword" in response.content.decode()
    assert not replies()


def test_change_it_after_sending_makes_another_reply(client, site):
    key = new_key()
    first = client.post(URL, {**GUEST, "key": key, "action": "send"})
    form = client.post(URL, {**GUEST, "key": key, "action": "edit"}).content.decode()
    assert key not in form
    again = client.post(URL, {**GUEST, "text": "Other albatrossword", "key": key, "action": "send"})
    assert again.status_code == 409
    assert "Other albatrossword" in again.content.decode()
    assert key not in again.content.decode()
    assert first.status_code == 303


def test_the_same_form_again_finds_its_receipt_though_replies_were_closed(client, site):
    sent = {**GUEST, "key": new_key(), "action": "send"}
    first = client.post(URL, sent)
    Thread.objects.filter(review=site.review).update(is_open=False)
    assert client.post(URL, sent)["Location"] == first["Location"]


@pytest.mark.parametrize("name", ["\u200b\u200b", "...", "ada", "ADA QUILL", "Ａda Quill"])
def test_a_name_that_is_none_or_a_members_is_refused(client, site, name):
    response = client.post(URL, {**GUEST, "name": name, "key": new_key(), "action": "send"})
    assert response.status_code == 422
    assert not replies()


def test_a_reply_that_shows_nothing_is_refused(client, site):
    for text in ("[x]: http://a.example", "\u200b"):
        assert client.post(URL, {**GUEST, "text": text, "key": new_key(), "action": "send"}).status_code == 422


def test_an_address_no_column_holds_is_refused(client, site):
    address = "a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".org"
    assert client.post(URL, {**GUEST, "email": address, "key": new_key(), "action": "send"}).status_code == 422


def test_a_reply_to_one_behind_the_break_offers_no_other_room(client, site):
    page = client.get(f"{URL}?to={site.after.handle}").content.decode()
    assert 'value="before"' not in page


def test_the_preview_asks_about_markers_in_code(client, site):
    assert "in code" in client.post(URL, {**GUEST, "text": "See `||this||` here"}).content.decode()


def test_an_unknown_receipt_is_not_found(client, site):
    assert client.get("/r/" + "0" * 40 + "/").status_code == 404


def test_a_declined_reply_shows_its_reason_on_the_receipt(client, site):
    from reviews.comments.receipts import receipt_url

    html = client.get(receipt_url(site.declined.key)).content.decode()
    assert "Off the subject." in html
    assert "condordeclined" in html


def test_methods_that_are_not_allowed(client, site):
    assert client.put(URL).status_code == 405
    assert client.delete(site.review.url).status_code == 405
    assert client.post("/").status_code in {403, 405}


def test_a_long_thread_is_paged_by_place(client, site, mo):
    for number in range(55):
        make_comment(site.review, f"numbered{number:02}x", publish_by=mo)
    first = client.get(site.review.url).content.decode()
    assert "numbered48x" in first
    assert "numbered49x" not in first
    more = re.search(r'href="([^"]*\?before=[^"]*)"', first)
    assert more
    second = client.get(more.group(1)).content.decode()
    assert "numbered49x" in second
    assert "numbered48x" not in second


def test_nonsense_in_the_page_address_is_the_first_page(client, site):
    assert client.get(site.review.url + "?before=%00%ff").status_code == 200
    assert client.get(site.review.url + "?before=" + "Z" * 5000).status_code == 200


def test_the_live_preview_is_the_text_alone_and_stores_nothing(client, site):
    fetch = {"X-Requested-With": "fetch"}
    seen = client.post(URL, {"action": "preview", "text": "A *fine* ||albatrossword||."}, headers=fetch)
    assert seen.status_code == 200
    assert "<em>fine</em>" in seen.content.decode()
    assert "<main" not in seen.content.decode()
    assert seen["Cache-Control"] == "private, no-store"
    wrong = client.post(URL, {"action": "preview", "text": "One\n\nTwo ||three"}, headers=fetch)
    assert wrong.status_code == 422
    assert "Line 3" in wrong.content.decode()
    assert client.post(URL, {"action": "preview", "text": " "}, headers=fetch).status_code == 422
    other_site = type(client)(headers={"sec-fetch-site": "cross-site"})
    assert other_site.post(URL, {"action": "preview", "text": "albatrossword"}, headers=fetch).status_code == 403
    assert not replies()


def test_the_form_of_a_public_page_holds_nothing_of_its_reader(client, site, signed_in, ben):
    page = client.get(site.review.url)
    form = page.context["reply_form"]
    assert [form[name].value() for name in ("key", "proof", "asked", "website", "name", "email")] == [None] * 6
    assert "data-key" not in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert f'data-draft="{site.review.url}"' in page.content.decode()
    mine = signed_in(ben).get(site.review.url).content.decode()
    assert f'data-draft="ben@{site.review.url}"' in mine
    for nothing in ('name="name"', 'name="email"', 'name="proof"', "data-remember"):
        assert nothing in page.content.decode()
        assert nothing not in mine


def test_the_help_for_writing_is_the_same_page_for_everybody(client, site):
    page = client.get("/replies/markdown/")
    assert page.status_code == 200
    assert page["Cache-Control"].startswith("public")
    assert "||the butler||" in page.content.decode()
    assert 'href="/replies/markdown/"' in client.get(URL).content.decode()


@pytest.mark.parametrize(("rule", "told"), [({"paused": True}, "All replies are paused"), ({"close_after": 1}, "takes no more replies")])
def test_the_box_says_why_nobody_can_reply_and_moderators_still_can(client, site, signed_in, mo, rule, told):
    RuleBook.objects.create(pk=1, **rule)
    page = client.get(site.review.url).content.decode()
    assert told in page
    assert "data-reply" not in page
    browser = signed_in(mo)
    assert "data-reply" in browser.get(site.review.url).content.decode()
    assert browser.post(URL, {"room": "before", "text": GUEST["text"], "key": new_key(), "action": "send"}).status_code == 303
    Thread.objects.filter(review=site.review).update(is_open=False)
    closed = browser.get(site.review.url).content.decode()
    assert "data-reply" not in closed
    assert "Open replies to this review" in closed


def test_a_preview_shows_a_spoiler_as_others_see_it(client, site):
    text = "Well.\n\n::: spoiler How it ends\nThe heronend.\n:::"
    page = client.post(site.review.reply_url, {"name": "Dov", "email": "dov@example.org", "room": "before", "text": text}).content.decode()
    mine, others = page.split("As others see it until they open it:")
    assert "heronend" in mine
    assert "How it ends" in others
    assert "heronend" not in others.partition("</div>")[0]


def test_whoever_confirms_a_preview_at_once_is_no_machine(client, site):
    RuleBook.objects.create(pk=1, hold_all=False, trust_after=0, least_seconds=30)
    sent = {"name": "Dov", "email": "dov@example.org", "room": "before", "text": "A word about it."}
    preview = client.post(site.review.reply_url, sent)
    key = preview.context["form"]["key"].value()
    assert client.post(site.review.reply_url, {**sent, "key": key, "action": "send"}).status_code == 303
    assert Comment.objects.latest("id").state == "published"
