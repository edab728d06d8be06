"""The rooms' addresses. Each name is swept by the leak test or exempted with a reason (`tests/guards/test_leaks.py`)."""

from django.urls import path

from reviews.channels import oembed, robots, sitemap
from reviews.channels.cards import views as cards
from reviews.channels.feeds import personal
from reviews.channels.feeds import views as feeds
from reviews.channels.search.views import search
from reviews.comments.views import receipt, send
from reviews.comments.views import reply as reply_page
from reviews.moderation import views as moderation
from reviews.pages import archive, lists, opening, opening_all, openings, permalinks, replies, shelving, tags, works
from reviews.pages.promise import promise
from reviews.pages.review import review
from reviews.web import converters as _converters  # noqa: F401 - registers `word` and the rest
from reviews.web.methods import by_method

urlpatterns = [
    path("", lists.home, name="home"),
    path("promise/", promise, name="promise"),
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
    path("c/<word:handle>/", permalinks.comment, name="comment"),
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
    path("r/<word:token>/", receipt, name="receipt"),
    path("moderation/", moderation.desk, name="moderation"),
    path("moderation/reviews/<word:slug>/replies/", moderation.replies, name="moderation-replies"),
    path("moderation/<int:comment_id>/look/", moderation.look, name="moderation-look"),
    path("moderation/<int:comment_id>/publish/", moderation.publish, name="moderation-publish"),
    path("moderation/<int:comment_id>/decline/", moderation.decline, name="moderation-decline"),
    path("moderation/<int:comment_id>/spam/", moderation.spam, name="moderation-spam"),
    path("moderation/<int:comment_id>/move/", moderation.move, name="moderation-move"),
    path("moderation/decisions/<int:decision_id>/undo/", moderation.undo, name="moderation-undo"),
]
