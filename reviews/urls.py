"""The rooms' addresses. Each name is swept by the leak test or exempted with a reason (`tests/guards/test_leaks.py`)."""

from django.urls import path

from reviews.comments.views import receipt, send
from reviews.comments.views import reply as reply_page
from reviews.moderation import views as moderation
from reviews.pages import lists, opening, openings
from reviews.pages.review import review
from reviews.web import converters as _converters  # noqa: F401 - registers `word` and `username`
from reviews.web.methods import by_method

urlpatterns = [
    path("", lists.home, name="home"),
    path("promise/", lists.promise, name="promise"),
    path("works/", lists.works, name="works"),
    path("works/<word:slug>/", lists.work, name="work"),
    path("works/<word:slug>/shelf/", openings.put_on_shelf, name="shelf"),
    path("authors/<username:username>/", lists.author, name="author"),
    path("openings/", openings.openings, name="openings"),
    path("openings/forget/", openings.forget, name="forget"),
    path("reviews/<word:slug>/", review, name="review"),
    path("reviews/<word:slug>/open/", opening.open_gate, name="open"),
    path("reviews/<word:slug>/close/", opening.close_gate, name="close"),
    path("reviews/<word:slug>/reply/", by_method(get=reply_page, post=send), name="reply"),
    path("r/<word:token>/", receipt, name="receipt"),
    path("moderation/", moderation.desk, name="moderation"),
    path("moderation/reviews/<word:slug>/replies/", moderation.replies, name="moderation-replies"),
    path("moderation/<int:comment_id>/look/", moderation.look, name="moderation-look"),
    path("moderation/<int:comment_id>/publish/", moderation.publish, name="moderation-publish"),
    path("moderation/<int:comment_id>/decline/", moderation.decline, name="moderation-decline"),
    path("moderation/<int:comment_id>/spam/", moderation.spam, name="moderation-spam"),
]
