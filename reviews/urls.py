"""The rooms' addresses. Each name is swept by the leak test or exempted with a reason (`tests/guards/test_leaks.py`)."""

from django.urls import path

from reviews.channels import oembed, robots, sitemap
from reviews.channels.cards import views as cards
from reviews.channels.feeds import personal
from reviews.channels.feeds import views as feeds
from reviews.channels.search.views import search
from reviews.comments import receipt_views as receipts
from reviews.comments.flags import views as flags
from reviews.comments.views import markdown, send
from reviews.comments.views import reply as reply_page
from reviews.moderation import bulk_views, decision_views, look_views, members, rules_views, undo_views
from reviews.moderation import views as moderation
from reviews.moderation.log_views import log
from reviews.moderation.review_deletion import deletion
from reviews.notices import views as notices
from reviews.pages import archive, lists, opening, opening_all, openings, permalinks, replies, shelving, tags, works
from reviews.pages.my_data import views as my_data
from reviews.pages.privacy import privacy
from reviews.pages.promise import promise
from reviews.pages.review import review
from reviews.web import converters as _converters  # noqa: F401 - registers `word` and the rest
from reviews.web.methods import by_method

urlpatterns = [
    path("", lists.home, name="home"),
    path("promise/", promise, name="promise"),
    path("privacy/", privacy, name="privacy"),
    path("accounts/data/", my_data.page, name="my-data"),
    path("accounts/data/mail/", my_data.mail, name="my-data-mail"),
    path("accounts/data/export.json", my_data.export, name="my-data-export"),
    path("accounts/data/erasure/", my_data.erasure, name="my-data-erasure"),
    path("works/", works.works, name="works"),
    path("works/<word:slug>/", works.work, name="work"),
    path("works/<word:slug>/shelf/", shelving.put_on_shelf, name="shelf"),
    path("stories/<word:slug>/", works.story, name="story"),
    path("authors/<username:username>/", lists.author, name="author"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<word:slug>/", tags.tag, name="tag"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<year:year>/", archive.archive_year, name="archive-year"),
    path("archive/<year:year>/<month:month>/", archive.archive_month, name="archive-month"),
    path("replies/", replies.replies, name="replies"),
    path("replies/markdown/", markdown, name="reply-markdown"),
    path("c/<word:handle>/", permalinks.comment, name="comment"),
    path("c/<word:handle>/flag/", by_method(get=flags.flag, post=flags.send_flag), name="flag"),
    path("c/<word:handle>/flag/thanks/", flags.thanks, name="flag-thanks"),
    path("authors/<username:username>/feed.<feedformat:form>", feeds.author, name="feed-author"),
    path("works/<word:slug>/feed.<feedformat:form>", feeds.work, name="feed-work"),
    path("tags/<word:slug>/feed.<feedformat:form>", feeds.tag, name="feed-tag"),
    path("reviews/<word:slug>/replies.<feedformat:form>", feeds.review_replies, name="feed-review-replies"),
    path("feed/", feeds.wordpress_address, name="feed"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/reviews.<feedformat:form>", feeds.reviews, name="feed-reviews"),
    path("feeds/replies.<feedformat:form>", feeds.replies, name="feed-replies"),
    path("feeds/mine/<signed:token>.<feedformat:form>", personal.entries, name="feed-mine"),
    path("card.png", cards.site_card, name="site-card"),
    path("cards/<word:slug>.png", cards.card, name="card"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("search/", search, name="search"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<word:name>-<int:number>.xml", sitemap.section, name="sitemap-section"),
    path("openings/feed/", personal.page, name="personal-feed"),
    path("openings/feed/make/", personal.make, name="personal-feed-make"),
    path("openings/feed/renew/", personal.renew, name="personal-feed-renew"),
    path("openings/feed/stop/", personal.stop, name="personal-feed-stop"),
    path("openings/", openings.openings, name="openings"),
    path("openings/forget/", openings.forget, name="forget"),
    path("openings/offer/", openings.answer_offer, name="offer"),
    path("reviews/<word:slug>/", review, name="review"),
    path("reviews/<word:slug>/open/", opening.open_gate, name="open"),
    path("reviews/<word:slug>/open-all/", opening_all.open_all, name="open-all"),
    path("reviews/<word:slug>/close/", opening.close_gate, name="close"),
    path("reviews/<word:slug>/reply/", by_method(get=reply_page, post=send), name="reply"),
    path("r/<word:token>/", receipts.receipt, name="receipt"),
    path("r/<word:token>/edit/", receipts.receipt_edit, name="receipt-edit"),
    path("r/<word:token>/withdrawal/", receipts.receipt_withdrawal, name="receipt-withdrawal"),
    path("r/<word:token>/mail/", receipts.receipt_mail, name="receipt-mail"),
    path("r/<word:token>/erasure/", receipts.receipt_erasure, name="receipt-erasure"),
    path("r/<word:token>/data.json", receipts.receipt_data, name="receipt-data"),
    path("mail/stop/<signed:token>/", notices.mail_stop, name="mail-stop"),
    path("mail/<word:token>/", notices.errand, name="errand"),
    path("moderation/", moderation.desk, name="moderation"),
    path("moderation/log/", log, name="moderation-log"),
    path("moderation/rules/", rules_views.rules, name="moderation-rules"),
    path("moderation/rules/rehearsal/", rules_views.rehearsal, name="moderation-rehearsal"),
    path("moderation/reviews/<word:slug>/replies/", moderation.replies, name="moderation-replies"),
    path("moderation/reviews/<word:slug>/deletion/", deletion, name="moderation-review-deletion"),
    path("moderation/members/<username:username>/", members.member, name="moderation-member"),
    path("moderation/members/<username:username>/block/", members.block, name="moderation-member-block"),
    path("moderation/bulk/", bulk_views.bulk, name="moderation-bulk"),
    path("moderation/<int:comment_id>/look/", look_views.look, name="moderation-look"),
    path("moderation/<int:comment_id>/claim/", look_views.claim, name="moderation-claim"),
    path("moderation/<int:comment_id>/handover/", look_views.hand_over, name="moderation-handover"),
    path("moderation/<int:comment_id>/publish/", decision_views.publish, name="moderation-publish"),
    path("moderation/<int:comment_id>/decline/", decision_views.decline, name="moderation-decline"),
    path("moderation/<int:comment_id>/spam/", decision_views.spam, name="moderation-spam"),
    path("moderation/<int:comment_id>/hold/", decision_views.hold, name="moderation-hold"),
    path("moderation/<int:comment_id>/flags/", decision_views.flags, name="moderation-flags"),
    path("moderation/<int:comment_id>/asking/", decision_views.ask, name="moderation-ask"),
    path("moderation/<int:comment_id>/mask/", decision_views.mask, name="moderation-mask"),
    path("moderation/<int:comment_id>/lock/", decision_views.lock, name="moderation-lock"),
    path("moderation/<int:comment_id>/answer/", decision_views.answer, name="moderation-answer"),
    path("moderation/<int:comment_id>/move/", undo_views.move, name="moderation-move"),
    path("moderation/decisions/undo/", undo_views.undo_several, name="moderation-undo-several"),
    path("moderation/decisions/<int:decision_id>/undo/", undo_views.undo, name="moderation-undo"),
]
