"""Every address of the site, and who fetches it: the leak test's map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from reviews.channels.feeds.access import token_of
from reviews.channels.feeds.actions import make_feed
from reviews.comments.receipts import receipt_url
from reviews.notices.errands import new_errand
from reviews.notices.stopping import Kind, stop_url
from reviews.notices.timing import ERRAND_LASTS
from tests.fixture_site import HIDDEN_IN_REVIEW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reviews.publishing.models import Review
    from tests.fixture_site import FixtureSite

#: Who looks. Ada wrote what there is; the other author wrote none of it.
READERS = ("stranger", "finished another work", "half-way", "finished", "author", "other author", "editor", "moderator")
#: What they opened before they looked.
CONSENTS = ("nothing", "the break", "one passage")
#: Whoever has an account.
MEMBERS = tuple(reader for reader in READERS if reader not in {"stranger", "finished another work"})
WRITERS = ("author", "other author", "editor")
#: Who may change Ada's reviews.
HERS = ("author", "editor")

#: Pages that are for none of these readers: an owner's, or behind their password.
FOR_NONE_OF_THEM = frozenset({"my-data-erasure", "moderation-bulk", "moderation-review-deletion"})
#: What a refusal looks like: sent to sign in (or away from a row that "doesn't exist"), or told no.
REFUSED = (302, 403)


@dataclass(frozen=True)
class Page:
    """An address, and for each reader who may see the page a word that must be there: an empty page leaks nothing."""

    name: str
    address: Callable[[FixtureSite], str]
    #: Reader -> word. Readers who are not named here are answered with one of `refused`.
    shows: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[int, ...] = REFUSED
    #: Planted words that its readers may see here because of what they are, not of what they have read.
    holds: tuple[str, ...] = ()
    #: Sent by POST, where the page is an answer to something.
    sends: Mapping[str, str] = field(default_factory=dict)
    #: Only who wrote the text knows the address, and it shows them their own words.
    for_its_writer: bool = False

    @property
    def holds_the_review(self) -> bool:
        """Whether this is the page on which what a reader opened or finished is open."""
        return self.name == "review" and bool(self.shows)


def everybody(word: str) -> dict[str, str]:
    return dict.fromkeys(READERS, word)


def only(readers: tuple[str, ...], word: str) -> dict[str, str]:
    return dict.fromkeys(readers, word)


def admin_of(model: str, row: int | str, verb: str) -> str:
    return f"/admin/reviews/{model}/{row}/{verb}/"


def _path(url: str) -> str:
    return url.removeprefix("http://testserver")


def _errand(site: FixtureSite) -> str:
    """Where the link in a moderator's mail leads. Whoever has the link reads what it is about."""
    url, errand = new_errand("publish", site.pending, lasts=ERRAND_LASTS, by=User.objects.get(username="mo"))
    errand.save()
    return _path(url)


PAGES = (
    Page("home", lambda site: "/", everybody("Down the well")),
    Page("promise", lambda site: "/promise/", everybody("Hidden text is absent, not covered")),
    Page("works", lambda site: "/works/", everybody("The Well")),
    Page("work", lambda site: site.novel.url, everybody("Down the well")),
    Page("work", lambda site: site.mill.url, everybody("The Mill")),
    Page("author", lambda site: "/authors/ada/", everybody("Down the well")),
    Page("openings", lambda site: "/openings/", everybody("My openings")),
    Page("review", lambda site: site.review.url, everybody("openwhisper")),
    Page("review", lambda site: f"{site.review.url}?before={site.before.handle}", everybody("openwhisper")),
    Page("review", lambda site: site.draft.url, refused=(404,)),
    Page("review", lambda site: site.retracted.url, refused=(410,)),
    Page("reply", lambda site: site.review.reply_url, everybody("Down the well")),
    Page("reply", lambda site: site.before.reply_url, everybody("robinbefore")),
    Page("reply", lambda site: site.after.reply_url, everybody("Down the well")),
    Page("reply", lambda site: site.pending.reply_url, everybody("Down the well")),
    Page("review", lambda site: "/reviews/to-come/", refused=(404,)),
    Page("review", lambda site: "/reviews/asked-for/", refused=(404,)),
    Page("review", lambda site: "/reviews/nothing-here/", refused=(404,)),
    Page("review", lambda site: "/reviews/down-a-hole/", refused=(301,)),
    Page("reply", lambda site: "/reviews/down-a-hole/reply/", refused=(301,)),
    Page("story", lambda site: "/stories/the-well/", everybody("Down the well")),
    Page("tags", lambda site: "/tags/", everybody("gothic")),
    Page("tag", lambda site: "/tags/gothic/", everybody("Down the well")),
    Page("archive", lambda site: "/archive/", everybody("2026")),
    Page("archive-year", lambda site: "/archive/2026/", everybody("Down the well")),
    Page("archive-month", lambda site: "/archive/2026/03/", everybody("Down the well")),
    Page("archive-year", lambda site: "/archive/2100/", refused=(404,)),
    Page("replies", lambda site: "/replies/", everybody("robinbefore")),
    Page("comment", lambda site: f"/c/{site.before.handle}/", refused=(302,)),
    Page("comment", lambda site: f"/c/{site.after.handle}/", refused=(302,)),
    Page("comment", lambda site: f"/c/{site.pending.handle}/", refused=(404,)),
    Page("comment", lambda site: f"/c/{site.declined.handle}/", refused=(404,)),
    Page("privacy", lambda site: "/privacy/", everybody("What is kept of you")),
    Page("my-data", lambda site: "/accounts/data/", only(MEMBERS, "Your data")),
    Page("my-data-erasure", lambda site: "/accounts/data/erasure/"),
    Page("moderation-member", lambda site: "/moderation/members/ben/", only(("moderator",), "Ben")),
    Page("moderation-member-block", lambda site: "/moderation/members/ben/block/", only(("moderator",), "Keep Ben from replying")),
    Page("moderation-review-deletion", lambda site: f"/moderation/reviews/{site.review.slug}/deletion/"),
    Page("moderation-review-deletion", lambda site: f"/moderation/reviews/{site.draft.slug}/deletion/"),
    Page("reply-markdown", lambda site: "/replies/markdown/", everybody("Writing replies")),
    Page(
        "receipt-edit", lambda site: f"{receipt_url(site.before.key)}edit/", everybody("robinbefore"), holds=("magpieinline",),
        for_its_writer=True,
    ),
    Page(
        "receipt-withdrawal", lambda site: f"{receipt_url(site.before.key)}withdrawal/", everybody("robinbefore"),
        holds=("magpieinline",), for_its_writer=True,
    ),
    Page("receipt-mail", lambda site: f"{receipt_url(site.before.key)}mail/", everybody("Mail me"), for_its_writer=True),
    Page("receipt-erasure", lambda site: f"{receipt_url(site.before.key)}erasure/", everybody("This stays"), for_its_writer=True),
    Page(
        "receipt-data", lambda site: f"{receipt_url(site.before.key)}data.json", everybody("robinbefore"), holds=("magpieinline",),
        for_its_writer=True,
    ),
    Page("errand", _errand, everybody("pelicanpending"), holds=("pelicanpending",), for_its_writer=True),
    Page("mail-stop", lambda site: _path(stop_url(Kind.DECISION, comment=site.before)), everybody("Down the well"), for_its_writer=True),
    Page("moderation-bulk", lambda site: "/moderation/bulk/"),
    Page("moderation-rules", lambda site: "/moderation/rules/", only(("moderator",), "Rules for replies")),
    Page("flag", lambda site: f"/c/{site.before.handle}/flag/", everybody("robinbefore")),
    Page("flag", lambda site: f"/c/{site.pending.handle}/flag/", refused=(404,)),
    Page("flag-thanks", lambda site: f"/c/{site.before.handle}/flag/thanks/", everybody("Thank you")),
    Page("moderation-log", lambda site: "/moderation/log/", everybody("A reply was published")),
    Page("review", lambda site: f"{site.review.url}?to=reply-{site.after.handle}", everybody("openwhisper")),
    Page("search", lambda site: "/search/", everybody("in quotation marks")),
    Page("search", lambda site: "/search/?q=openwhisper", everybody("Down the well")),
    Page("search", lambda site: "/search/?q=the&in=reviews", everybody("openwhisper")),
    Page("search", lambda site: "/search/?q=hello&in=replies", everybody("robinbefore")),
    Page("search", lambda site: "/search/?q=mill", everybody("/works/the-mill/")),
    Page("feeds", lambda site: "/feeds/", everybody("/feeds/reviews.atom")),
    Page("feed", lambda site: "/feed/", refused=(301,)),
    *(
        Page(name, lambda site, address=address, form=form: f"{address}.{form}", everybody(word))  # type: ignore[misc]
        for name, address, word in (
            ("feed-reviews", "/feeds/reviews", "openwhisper"),
            ("feed-replies", "/feeds/replies", "robinbefore"),
            ("feed-author", "/authors/ada/feed", "openwhisper"),
            ("feed-work", "/works/the-well-novel/feed", "openwhisper"),
            ("feed-tag", "/tags/gothic/feed", "openwhisper"),
            ("feed-review-replies", "/reviews/down-the-well/replies", "robinbefore"),
        )
        for form in ("atom", "rss", "json")
    ),
    Page("feed-review-replies", lambda site: f"{site.draft.url}replies.atom", refused=(404,)),
    Page("feed-review-replies", lambda site: f"{site.retracted.url}replies.atom", refused=(410,)),
    Page("feed-mine", lambda site: "/feeds/mine/nothing.atom", refused=(404,)),
    # Ada's address: her shelf is empty, so nobody sees more in it than a stranger.
    Page("feed-mine", lambda site: f"/feeds/mine/{token_of(make_feed(member=site.review.author))}.atom", everybody("openwhisper")),
    Page("personal-feed", lambda site: "/openings/feed/", only(MEMBERS, "feed")),
    Page("sitemap", lambda site: "/sitemap.xml", everybody("sitemap-reviews")),
    *(
        Page("sitemap-section", lambda site, section=section: f"/sitemap-{section}-1.xml", everybody(word))  # type: ignore[misc]
        for section, word in (
            ("reviews", "down-the-well"), ("works", "the-mill"), ("authors", "ada"), ("tags", "gothic"), ("stories", "the-well"),
            ("pages", "promise"),
        )
    ),
    Page("robots", lambda site: "/robots.txt", everybody("Sitemap:")),
    Page("card", lambda site: "/cards/down-the-well.png", everybody("PNG")),
    Page("card", lambda site: "/cards/to-come.png", refused=(404,)),
    Page("card", lambda site: "/cards/taken-back.png", refused=(410,)),
    Page("site-card", lambda site: "/card.png", everybody("PNG")),
    Page("oembed", lambda site: f"/oembed/?url=http://testserver{site.review.url}", everybody("Down the well")),
    Page("oembed", lambda site: f"/oembed/?format=xml&url=http://testserver{site.review.url}", everybody("Down the well")),
    Page("oembed", lambda site: "/oembed/?url=http://testserver/reviews/to-come/", refused=(404,)),
    Page(
        "receipt", lambda site: receipt_url(site.before.key), everybody("robinbefore"), holds=("magpieinline",), for_its_writer=True
    ),
    Page("moderation", lambda site: "/moderation/", only(("moderator",), "pelicanpending"), holds=("pelicanpending",)),
    Page("media", lambda site: "/media/reviews/nothing.webp", refused=(404,)),
    Page("admin-no-shortcut", lambda site: f"/admin/r/{_type_of(site.draft)}/{site.draft.pk}/", refused=(404,)),
    Page("admin:index", lambda site: "/admin/", only(WRITERS, "/admin/reviews/review/add/")),
    Page("admin:app_list", lambda site: "/admin/reviews/", only(WRITERS, "/admin/reviews/review/add/")),
    Page(
        "admin:reviews_review_changelist", lambda site: "/admin/reviews/review/",
        {**only(HERS, "Down the well"), "other author": "0 reviews"},
        holds=("vulturedraft", "marabouretracted", "bitternscheduled", "dunlinreview"),
    ),
    Page("admin:reviews_review_add", lambda site: "/admin/reviews/review/add/", only(WRITERS, 'name="text"')),
    Page(
        "admin:reviews_review_change", lambda site: admin_of("review", site.review.pk, "change"),
        only(HERS, "openwhisper"), holds=tuple(HIDDEN_IN_REVIEW),
    ),
    Page(
        "admin:reviews_review_change", lambda site: admin_of("review", site.draft.pk, "change"),
        only(HERS, "vulturedraft"), holds=("vulturedraft",),
    ),
    Page(
        "admin:reviews_review_change", lambda site: admin_of("review", site.retracted.pk, "change"),
        only(HERS, "marabouretracted"), holds=("marabouretracted",),
    ),
    Page("admin:reviews_review_history", lambda site: admin_of("review", site.review.pk, "history"), only(HERS, "Down the well")),
    Page(
        "admin:reviews_review_history", lambda site: admin_of("review", site.draft.pk, "history"),
        only(HERS, "vulturedraft"), holds=("vulturedraft",),
    ),
    Page("admin:reviews_review_delete", lambda site: admin_of("review", site.draft.pk, "delete")),
    Page(
        "admin:reviews_review_preview", lambda site: "/admin/reviews/review/preview/", only(WRITERS, "openwhisper"),
        sends={"text": "openwhisper and nothing of anybody else's"},
    ),
    Page(
        "admin:autocomplete", lambda site: "/admin/autocomplete/?app_label=reviews&model_name=work&field_name=story&term=",
        only(WRITERS, "The Well"),
    ),
    Page("admin:reviews_work_changelist", lambda site: "/admin/reviews/work/", only(WRITERS, "The Mill")),
    Page("admin:reviews_work_add", lambda site: "/admin/reviews/work/add/", only(WRITERS, 'name="title"')),
    Page("admin:reviews_work_change", lambda site: admin_of("work", site.novel.pk, "change"), only(WRITERS, "The Well")),
    Page("admin:reviews_work_history", lambda site: admin_of("work", site.novel.pk, "history"), only(WRITERS, "The Well")),
    Page("admin:reviews_work_delete", lambda site: admin_of("work", site.novel.pk, "delete"), only(("editor",), "The Well")),
    Page("admin:reviews_story_changelist", lambda site: "/admin/reviews/story/", only(WRITERS, "The Well")),
    Page("admin:reviews_story_add", lambda site: "/admin/reviews/story/add/", only(("editor",), 'name="title"')),
    Page("admin:reviews_story_change", lambda site: admin_of("story", site.novel.story_id or 0, "change"), only(WRITERS, "The Well")),
    Page("admin:reviews_story_history", lambda site: admin_of("story", site.novel.story_id or 0, "history"), only(WRITERS, "The Well")),
    Page("admin:reviews_story_delete", lambda site: admin_of("story", site.novel.story_id or 0, "delete"), only(("editor",), "The Well")),
    # Whoever writes chooses among all tags, those of what is to come as well.
    Page("admin:reviews_tag_changelist", lambda site: "/admin/reviews/tag/", only(WRITERS, "gothic"), holds=("bitternscheduled",)),
    Page("admin:reviews_tag_add", lambda site: "/admin/reviews/tag/add/", only(WRITERS, 'name="name"')),
    Page("admin:reviews_tag_change", lambda site: admin_of("tag", _tag(site), "change"), only(WRITERS, "gothic")),
    Page("admin:reviews_tag_history", lambda site: admin_of("tag", _tag(site), "history"), only(WRITERS, "gothic")),
    Page("admin:reviews_tag_delete", lambda site: admin_of("tag", _tag(site), "delete"), only(("editor",), "gothic")),
)  # fmt: skip

#: What the owner alone has in the admin; `test_the_owners_desks_are_closed_to_everybody_else` knocks at all of them.
OWNERS_DESKS = tuple(
    f"{desk}_{verb}"
    for desk in (
        "auth_group", "account_emailaddress", "mfa_authenticator", "django_tasks_database_dbtaskresult", "accounts_user",
        "reviews_mail", "reviews_site",
    )
    for verb in ("changelist", "add", "history", "delete", "change")
)  # fmt: skip

#: Addresses that are not fetched by the sweep, and why.
EXEMPT = {
    "open": "a POST; tests/pages/test_review_page.py holds what it answers",
    "close": "a POST; tests/pages/test_review_page.py",
    "shelf": "a POST that answers with a redirect",
    "forget": "a POST that answers with a redirect",
    "offer": "a POST that answers with a redirect",
    "open-all": "a POST; tests/pages/test_open_all.py holds what it lists",
    "personal-feed-make": "a POST; tests/channels/test_personal_feed.py",
    "personal-feed-renew": "a POST; tests/channels/test_personal_feed.py",
    "personal-feed-stop": "a POST; tests/channels/test_personal_feed.py",
    "moderation-look": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-publish": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-decline": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-spam": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-replies": "a POST for moderators; tests/moderation/test_desk.py",
    "moderation-move": "a POST for moderators; tests/moderation/test_moving_views.py",
    "moderation-undo": "a POST for moderators; tests/moderation/test_moving_views.py",
    "admin:login": "a redirect to allauth's page",
    "admin:logout": "a POST that ends a session",
    "admin:password_change": "accounts: no review text reaches it",
    "admin:password_change_done": "accounts: no review text reaches it",
    "admin:auth_user_password_change": "accounts: no review text reaches it",
    "admin:jsi18n": "Django's own words for its scripts",
    "admin:view_on_site": "shadowed by admin-no-shortcut, which is swept by the very same address",
    "moderation-rehearsal": "a POST for the owner; tests/moderation/test_rules_pages.py holds that it prints no text and no hidden word",
    "moderation-claim": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-handover": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-hold": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-flags": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-ask": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-mask": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-lock": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-answer": "a POST for moderators; tests/moderation/test_decisions.py",
    "moderation-undo-several": "a POST for moderators; tests/moderation/test_bulk.py",
    "my-data-mail": "a POST that answers with a redirect; tests/pages/test_my_data.py",
    "my-data-export": "a streamed download; tests/pages/test_my_data.py holds what is and is not in it",
    "admin:reviews_review_upload": "a POST of a picture; tests/publishing/test_admin.py",
    "admin:<path:object_id>/": "a redirect from a row to its change page",
    "admin:(?P<url>.*)$": "404, or a redirect to the same address with a slash",
}
#: Whole families that know nothing of reviews.
EXEMPT_PREFIXES = {
    "account_": "accounts: no review text reaches them",
    "mfa_": "accounts: no review text reaches them",
}


def _type_of(review: Review) -> int:
    return int(ContentType.objects.get_for_model(review).pk)


def _tag(site: FixtureSite) -> int:
    return int(site.review.tags.get().pk)


def url_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every name in the address book; an address without a name stands by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield namespace + (entry.name or str(entry.pattern))
