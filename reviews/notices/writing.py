"""What the letters say about one reply: to its writer, and to whoever it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.comments.models import Room, State
from reviews.comments.receipts import receipt_url
from reviews.publishing.compiling import read
from reviews.spoilers.document import SourceKind
from reviews.spoilers.reader import stranger
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_text

from .letters import home_of, write
from .quoting import quote
from .stopping import Kind, stop_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviews.comments.models import Comment
    from reviews.web.models import Site

    from .letters import Letter
    from .news import News


def decision_letter(comment: Comment, news: News, site: Site) -> Letter:
    """To the writer of `comment`, about what has become of it. Its text is quoted only where anybody may read it."""
    is_readable = comment.state == State.PUBLISHED and comment.review.is_public
    return write(
        "decision",
        site=site,
        subject=_subject(comment, news.headline),
        stop_url=_stop(Kind.DECISION, comment),
        review=comment.review if comment.review.is_public else None,
        sentences=list(_sentences(comment, news)),
        reason_label=news.reason_label,
        reason=_reason(comment, news),
        has_words_on_receipt=bool(news.reason) and comment.room == Room.AFTER,
        quote=quote(comment) if is_readable else None,
        is_member=comment.author_id is not None,
        place_url=home_of(reverse("comment", args=[comment.handle])) if is_readable else "",
        receipt_url=home_of(receipt_url(comment.key)),
    )


def reply_letter(comment: Comment, parent: Comment, site: Site) -> Letter:
    """To the writer of `parent`, which `comment` answers. Of one behind the break it says that there is one, and nothing else."""
    is_behind = comment.room == Room.AFTER
    return write(
        "reply",
        site=site,
        subject=_("A reply to yours on “%(title)s”") % {"title": comment.review.title},
        stop_url=_stop(Kind.REPLIES, parent),
        review=comment.review,
        is_behind=is_behind,
        byline="" if is_behind else comment.byline,
        quote=quote(comment),
        is_member=parent.author_id is not None,
        place_url=home_of(reverse("comment", args=[comment.handle])),
        receipt_url=home_of(receipt_url(parent.key)),
    )


def _subject(comment: Comment, headline: str) -> str:
    named, unnamed = {
        "published": (_("Your reply on “%(title)s” is published"), _("Your reply is published")),
        "declined": (_("Your reply on “%(title)s” was not published"), _("Your reply was not published")),
        "pending": (_("Your reply on “%(title)s” waits for a moderator again"), _("Your reply waits for a moderator again")),
        "asked": (_("Please change your reply on “%(title)s”"), _("Please change your reply")),
        "hidden": (_("Some words of your reply on “%(title)s” are hidden"), _("Some words of your reply are hidden")),
        "shown": (_("Your reply on “%(title)s” can be read whole again"), _("Your reply can be read whole again")),
        "moved": (_("Your reply on “%(title)s” was moved"), _("Your reply was moved")),
    }[headline]
    return named % {"title": comment.review.title} if comment.review.is_public else unnamed


def _sentences(comment: Comment, news: News) -> Iterator[str]:
    """How it stands now, the most important first."""
    is_behind = comment.room == Room.AFTER
    if news.asked:
        yield _("A moderator asks you to change your reply before it is published. You can do that from your receipt.")
    elif news.state == State.PUBLISHED and is_behind:
        yield _("Your reply is published. It stands after the break: whoever opens the break can read it.")
    elif news.state == State.PUBLISHED:
        yield _("Your reply is published. It stands before the break, where everybody can read it.")
    elif news.state == State.DECLINED:
        yield _("Your reply was not published. Your text is kept on your receipt, where you can change it and send it in again.")
    elif news.state:
        yield _("Your reply is not public at the moment: it waits for a moderator again.")
    if news.hidden_by == "moderator":
        yield _("A moderator hid some words of it, because they give the story away. The rest can be read as before.")
    elif news.hidden_by:
        yield _("A reader says that some words of it give the story away. They are hidden until a moderator has looked at it.")
    if news.shown_again:
        yield _("Words of your reply that were hidden can be read again.")
    if news.room and news.state != State.PUBLISHED:
        yield (
            _("Your reply was moved after the break: it is read by those who open the break, and by nobody else.")
            if is_behind
            else _("Your reply was moved before the break, where everybody can read it.")
        )


def _reason(comment: Comment, news: News) -> str:
    """The moderator's words as a stranger may read them, spoilers that they marked closed. Behind the break they stay on the receipt."""
    if not news.reason or comment.room == Room.AFTER:
        return ""
    return to_text(redact(read(news.reason, SourceKind.COMMENT, subjects=comment.review.subjects), stranger(), {}))


def _stop(kind: Kind, comment: Comment) -> str:
    return stop_url(kind, member=comment.author) if comment.author is not None else stop_url(kind, comment=comment)
