"""The rooms' addresses. Each name is swept by the leak test or exempted with a reason (`tests/guards/test_sweep_is_whole.py`)."""

from django.urls import path

from reviews.comments.views import receipt, send
from reviews.comments.views import reply as reply_page
from reviews.moderation import views as moderation
from reviews.pages import lists, opening, openings
from reviews.pages.review import review
from reviews.web.methods import by_method

urlpatterns = [
    path("", lists.home, name="home"),
    path("promise/", lists.promise, name="promise"),
    path("works/", lists.works, name="works"),
    path("works/<str:slug>/", lists.work, name="work"),
    path("works/<str:slug>/shelf/", openings.put_on_shelf, name="shelf"),
    path("authors/<str:username>/", lists.author, name="author"),
    path("openings/", openings.openings, name="openings"),
    path("openings/forget/", openings.forget, name="forget"),
    path("reviews/<str:slug>/", review, name="review"),
    path("reviews/<str:slug>/open/", opening.open_gate, name="open"),
    path("reviews/<str:slug>/close/", opening.close_gate, name="close"),
    path("reviews/<str:slug>/reply/", by_method(get=reply_page, post=send), name="reply"),
    path("r/<str:token>/", receipt, name="receipt"),
    path("moderation/", moderation.desk, name="moderation"),
    path("moderation/<int:comment_id>/look/", moderation.look, name="moderation-look"),
    path("moderation/<int:comment_id>/publish/", moderation.publish, name="moderation-publish"),
    path("moderation/<int:comment_id>/decline/", moderation.decline, name="moderation-decline"),
    path("moderation/<int:comment_id>/spam/", moderation.spam, name="moderation-spam"),
]
