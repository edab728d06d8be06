"""Letters in all their parts: names, titles, addresses and the clock, as mail takes them."""

import pytest
from django.utils import timezone

from reviews.comments.proving import prove_address
from reviews.notices import actions, asking, digest
from reviews.notices.models import Mail
from reviews.web.models import Site
from tests.fixture_site import make_comment, make_review, make_work
from tests.notices.conftest import decide, guest_reply, message, tell
from tests.notices.reading import PREHEADER, in_words, kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_first_line_is_the_houses_where_everything_is_as_short_as_can_be(ada, mo):
    review = make_review(ada, "A", (make_work("x"),), title="X", slug="x")
    Site.objects.update_or_create(pk=1, defaults={"name": "X", "address": "http://testserver"})
    parent = guest_reply(review, "wordless", publish_by=mo)
    make_comment(review, "wordless", parent=parent, publish_by=mo, guest_name="N", guest_email="n@example.org")
    make_comment(review, "wordless", guest_name="N", guest_email="n@example.org")
    tell()
    digest.send_digests(now=timezone.now().replace(hour=12))
    assert {kind_of(mail) for mail in Mail.objects.all()} == {"decision", "reply", "digest"}
    # A digest quotes nothing.
    for mail in Mail.objects.exclude(key__startswith="digest:"):
        assert in_words(mail.body_html).index("wordless") >= PREHEADER, kind_of(mail)
        assert " ".join(mail.body_text.split()).index("wordless") >= PREHEADER, kind_of(mail)


def test_links_in_a_reply_lead_home_from_anywhere(review, mo):
    comment = guest_reply(review, "See [the works](/works/) and a note.[^1]\n\n[^1]: Here.")
    decide(comment, "publish", mo)
    (mail,) = tell()
    assert 'href="http://testserver/works/"' in mail.body_html
    assert 'href="#' not in mail.body_html
    assert " id=" not in mail.body_html


def test_a_name_with_signs_is_a_name_in_both_parts(review, mo):
    parent = guest_reply(review, "Mine", publish_by=mo)
    decide(make_comment(review, "R & D < it", parent=parent, guest_name="Tom & <b>Jerry</b>", guest_email="t@example.org"), "publish", mo)
    mail = next(mail for mail in tell() if mail.to == "dov@example.org" and (mail.key or "").endswith(":reply"))
    assert "Tom & <b>Jerry</b> answered" in mail.body_text
    assert "Tom &amp; &lt;b&gt;Jerry&lt;/b&gt; answered" in mail.body_html
    assert "> R & D < it" in mail.body_text


def test_a_mail_speaks_with_the_sites_name_and_clock(review, mo):
    Site.objects.update_or_create(pk=1, defaults={"name": "Ada’s Attic", "time_zone": "Pacific/Kiritimati", "address": "http://testserver"})
    comment = guest_reply(review, proven=False)
    asking.ask_for_proofs()
    (mail,) = Mail.objects.all()
    assert mail.subject == "Is this your address? (Ada’s Attic)"
    assert "Ada’s Attic" in mail.body_html
    prove_address(comment)
    Site.objects.update(time_zone="No/Where")
    decide(comment, "publish", mo)
    assert len(tell()) == 1


def test_a_title_does_not_break_out_of_the_subject(review, mo):
    review.title = "Down\r\nBcc: everybody@example.org"
    type(review).objects.filter(pk=review.pk).update(title=review.title)
    decide(guest_reply(review), "publish", mo)
    (mail,) = tell()
    assert message(mail)["Bcc"] is None
    assert actions.message_of(mail).recipients() == ["dov@example.org"]
