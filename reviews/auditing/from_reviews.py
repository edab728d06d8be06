"""What reviews hide and say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.publishing.compiling import read
from reviews.publishing.models import Review
from reviews.spoilers.document import SourceKind
from reviews.spoilers.fragments import Part

from .hidden import Kind, Secret
from .public import Place
from .texts import files_of, gate_facts, passage_texts, texts_of, whole

if TYPE_CHECKING:
    from reviews.spoilers.document import Document

    from .texts import Texts

#: Reviews read at once: each may be as long as a short novel.
_CHUNK = 50
_PLACES = {Part.TEXT: Place.PROSE, Part.ADDRESS: Place.PROSE, Part.LABEL: Place.LABEL, Part.ALT: Place.ALT, Part.FILE: Place.FILE}


def read_reviews(texts: Texts) -> None:
    """Add every review to `texts`, whatever its state."""
    stored = Review.objects.select_related("author", "source").defer("rendition", "search_text")
    rows = stored.prefetch_related("passages", "tags", "mention_set", "reviewedwork_set__work").order_by("pk")
    for review in rows.iterator(chunk_size=_CHUNK):
        source = getattr(review, "source", None)
        document = read(source.text.reveal() if source else "", SourceKind.REVIEW, subjects=review.subjects)
        texts.handles.update(passage.handle for passage in review.passages.all())
        if review.is_public:
            _say(texts, review, document)
            _hide_passages(texts, review, document)
        else:
            _hide_all(texts, review, document)


def _say(texts: Texts, review: Review, document: Document) -> None:
    texts.reviews[review.slug] = review.pk
    for place, text in ((Place.TITLE, review.title), (Place.SLUG, review.slug), (Place.SUMMARY, review.summary)):
        texts.say(place, text, review=review.pk)
    for tag in review.tags.all():
        texts.say(Place.TAG, tag.name, review=review.pk)
        texts.say(Place.TAG, tag.slug, review=review.pk)
    subjects = [work.pk for work in review.subjects]
    texts.say_all(document, _PLACES, subjects=subjects, review=review.pk)
    texts.works.update(subjects, (mention.work_id for mention in review.mention_set.all() if mention.is_stated))
    texts.say(Place.BYLINE, review.author.byline)
    texts.say(Place.BYLINE, review.author.username)


def _hide_passages(texts: Texts, review: Review, document: Document) -> None:
    for place, found in passage_texts(document, review.passages.all()).items():
        label, inside = gate_facts(document, place)
        secret = Secret(
            Kind.PASSAGE, texts_of(found), files_of(found), review=review.pk, title=review.title, label=label, inside=inside
        )  # fmt: skip
        texts.secrets.append(secret)


def _hide_all(texts: Texts, review: Review, document: Document) -> None:
    found = whole(document)
    fields = (review.title, review.slug, *files_of(found))
    state = "scheduled" if review.status == Review.Status.PUBLISHED else review.status
    texts.secrets.append(
        Secret(Kind.WITHHELD_REVIEW, (review.title, review.summary, *texts_of(found)), fields, review=review.pk, state=state)
    )
