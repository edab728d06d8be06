"""The whole of it: read, crawl, look, and say what was found. Nothing is written anywhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from reviews.channels.cards.facts import words_on
from reviews.comments.models import Thread
from reviews.publishing.models import Review
from reviews.web.models import Site

from .addresses import Ours
from .asking import Answer, Stranger, leaving_nothing, quiet_logs
from .crawling import LIMIT, Crawl, surface_of
from .from_replies import read_replies
from .from_reviews import read_reviews
from .from_works import read_site, read_works
from .interface import interface_texts
from .judging import Finding, Verdict
from .lookout import lookout_for
from .probing import probe
from .scanning import Scan, Sighting, Spot
from .seeds import closed_addresses, seeds
from .texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviews.spoilers.words import Key

    from .hidden import Secret
    from .lookout import Lookout

#: Answers between two words about how it goes.
_EVERY = 250
ANSWERS_OTHERWISE = "the search answers otherwise than for a word that nobody wrote"


class CannotCrawl(Exception):
    """The site doesn't answer as a site should; the message says how."""


@dataclass
class Audit:
    """What was looked for, how far the crawl came, and what it found."""

    secrets: list[Secret]
    #: Words and rows of words that were looked for.
    watched: int
    asked: int = 0
    #: Known addresses that the limit left unasked.
    left: int = 0
    #: Hidden words that the search was asked for.
    probed: int = 0
    leaks: list[Sighting] = field(default_factory=list)
    #: By key and reason: how often, and the first time of it.
    accidents: Counter[tuple[Key, str]] = field(default_factory=Counter)
    first_accidents: dict[tuple[Key, str], Sighting] = field(default_factory=dict)
    #: Addresses that answered with a fault of the site's own.
    faults: list[str] = field(default_factory=list)
    #: Something public changed while it ran, so that what it says may be about a page that is gone.
    changed_meanwhile: bool = False


def audit(*, limit: int = LIMIT, progress: Callable[[str], None] = lambda _said: None) -> Audit:
    """Look for every hidden word on every page a stranger can reach. Raises `CannotCrawl`."""
    with leaving_nothing():
        return _audit(limit=limit, progress=progress)


def _audit(*, limit: int, progress: Callable[[str], None]) -> Audit:
    before = _moment()
    stranger = Stranger()
    # Before the logs are quiet: why a page is broken stands there.
    if (home := stranger.get("/")).status != 200:
        raise CannotCrawl(_("The home page answers %(status)d, so there is nothing to look at.") % {"status": home.status})
    progress(_("Reading what is hidden and what is public."))
    texts = _read()
    lookout = lookout_for(texts.secrets, [*interface_texts(Site.current().language), *texts.public])
    result = Audit(secrets=texts.secrets, watched=len(lookout.watch))
    told = {"secrets": len(texts.secrets), "watched": result.watched}
    progress(_("%(secrets)d hidden texts, %(watched)d words and rows of words to look for.") % told)
    with quiet_logs():
        _crawl(result, stranger, texts, lookout, limit=limit, progress=progress)
    result.changed_meanwhile = _moment() != before
    return result


def _read() -> Texts:
    texts = Texts()
    read_reviews(texts)
    read_replies(texts)
    read_works(texts)
    read_site(texts)
    return texts


def _crawl(result: Audit, stranger: Stranger, texts: Texts, lookout: Lookout, *, limit: int, progress: Callable[[str], None]) -> None:
    crawl = Crawl(stranger, Ours(), limit=limit)
    scan = Scan(lookout, texts)
    result.accidents, result.first_accidents = scan.accidents, scan.first_accidents
    for answer in _all_answers(crawl, texts):
        result.leaks.extend(scan.look(answer))
        if answer.status >= 500:
            result.faults.append(answer.address)
        if crawl.asked % _EVERY == 0:
            told = {"asked": crawl.asked, "left": crawl.left, "leaks": len(result.leaks)}
            progress(_("%(asked)d addresses asked for, %(left)d known ones to go, %(leaks)d leaks so far.") % told)
    for slug, words in _drawn():
        card = Answer(reverse("card", args=[slug]), "GET", 200, "", (("Content-Type", "image/png"),), b"")
        result.leaks.extend(scan.look_at([("words in the picture", words)], card))
    for word, otherwise in probe(stranger, lookout):
        result.probed += 1
        if otherwise is not None:
            result.leaks.append(_answered_otherwise(word, otherwise, lookout))
    result.asked, result.left = crawl.asked, crawl.left


def _all_answers(crawl: Crawl, texts: Texts) -> Iterator[Answer]:
    crawl.know(seeds(texts))
    yield from crawl.answers()
    crawl.know(closed_addresses(texts))
    yield from crawl.answers()
    yield from crawl.heads(reverse("review", args=[slug]) for slug in texts.reviews)


def _drawn() -> Iterator[tuple[str, str]]:
    """The words on each review's card, which no program reads off the picture."""
    for review in Review.objects.published().select_related("author").order_by("pk").iterator():
        yield review.slug, "\n".join(words_on(review))


def _answered_otherwise(word: str, answer: Answer, lookout: Lookout) -> Sighting:
    spot = Spot(answer.address.partition("?")[0], "GET", answer.status, surface_of(answer.address), answer.content_type, "answer")
    verdict = Verdict(Finding.SOFTWARE, ANSWERS_OTHERWISE)
    return Sighting(verdict, lookout.watch.tags((word,))[0], spot, ((word,),), (word,), word)


def _moment() -> tuple[object, ...]:
    """What changes whenever public bytes do."""
    reviews = Review.objects.published().aggregate(changed=Max("public_changed_at"), newest=Max("published_at"))
    return (Review.objects.published().count(), *reviews.values(), Thread.objects.aggregate(changed=Max("public_changed_at"))["changed"])
