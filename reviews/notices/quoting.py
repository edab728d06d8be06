"""A reply as a mail may quote it: what a stranger may read of it, in words and in HTML that leads home from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template import Context, Engine, Template
from django.utils.safestring import SafeString, mark_safe

from reviews.comments.models import Room
from reviews.comments.reading import plain_text_for, source_text
from reviews.publishing.framing import Frames
from reviews.spoilers.reader import stranger
from reviews.web.absolute import absolute

if TYPE_CHECKING:
    from reviews.comments.models import Comment


@dataclass(frozen=True)
class Quote:
    """The same words twice. Whatever is marked as a spoiler is a gate in both, and nothing in a mail opens one."""

    text: str
    html: SafeString

    @property
    def lines(self) -> str:
        """The text as mail quotes: a mark before each line."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.split("\n"))


def quote(comment: Comment) -> Quote | None:
    """Return what anybody may read of `comment`, were it published; None for one behind the break, of which nothing is quoted.

    Best with `comments_for_mail`: then it costs a query only for works that its gates name.
    """
    if comment.room != Room.BEFORE or comment.erased_at is not None:
        return None
    rendition = source_text(comment, stranger())
    frames = Frames.around(comment.review.subjects)
    frames.learn([rendition])
    html = _template("notices/_pieces.html").render(Context({"pieces": frames.frame(rendition, {})}))
    page = f"{settings.SITE_URL}{comment.review.url}"
    # The engine's sanitiser wrote it; the addresses in it have been completed, and attributes taken away.
    return Quote(text=plain_text_for(comment, stranger()), html=mark_safe(absolute(html.strip(), page=page, here=page)))  # noqa: S308


def plain_words(template: str, context: dict[str, object]) -> str:
    """Render a template of plain text: nothing in it is HTML, so nothing is escaped; blank lines that blocks left are closed up."""
    text = _template(template).render(Context(context, autoescape=False))
    lines: list[str] = []
    for line in (_stripped(line) for line in text.strip().split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _stripped(line: str) -> str:
    """Without blanks at its end; those of the line above the signature are how programs know it (RFC 3676)."""
    return line if line == "-- " else line.rstrip()


def html_words(template: str, context: dict[str, object]) -> str:
    """Render a template of HTML."""
    return str(_template(template).render(Context(context))).strip() + "\n"


def _template(name: str) -> Template:
    return Engine.get_default().get_template(name)
