"""The outcome in words, for the owner: one short block for each thing to mend."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .audit import ANSWERS_OTHERWISE
from .discretion import count, hidden_excerpt, letters
from .judging import ASKED, COMMON_WORD, EVERYDAY_WORD, OTHER_TEXT, OWN_TEXT, WHOM_IT_IS_ABOUT, Finding
from .public import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .audit import Audit
    from .public import Origin
    from .scanning import Sighting, Spot

#: Addresses, and kinds of pages, that are named one by one where the same thing stands at many.
_ADDRESSES, _PAGES = 3, 12
#: Words of a find that are printed: the rest is in the passage.
_WORDS = 20


def report(audit: Audit, *, show_words: bool, accidents: bool) -> Iterator[str]:
    """Return the lines of the report. Hidden words stand in it with `show_words` alone."""
    for group in _groups(audit):
        yield from _block(audit, group, show_words=show_words)
        yield ""
    if accidents:
        yield from _accidents(audit, show_words=show_words)
        yield ""
    yield from _notes(audit)
    yield summary(audit)


def summary(audit: Audit) -> str:
    """One line: what was looked for, where, and what came of it."""
    by_hand = sum(group[0].verdict.finding == Finding.BY_HAND for group in _groups(audit))
    software = len(_groups(audit)) - by_hand
    looked = _("%(secrets)d hidden texts, %(asked)d addresses") % {"secrets": len(audit.secrets), "asked": audit.asked}
    found = (
        ngettext("%(n)d leak", "%(n)d leaks", software) % {"n": software},
        ngettext("%(n)d leak by hand", "%(n)d leaks by hand", by_hand) % {"n": by_hand},
        ngettext("%(n)d accident", "%(n)d accidents", len(audit.accidents)) % {"n": len(audit.accidents)},
    )
    return f"{looked}: {', '.join(found)}."


def _groups(audit: Audit) -> list[list[Sighting]]:
    """The leaks, those together that one change will mend: what somebody wrote, and what a passage shows, stands on many pages.

    The software's own come first.
    """
    groups: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for sighting in audit.leaks:
        verdict = sighting.verdict
        cause = (frozenset(sighting.keys),) if verdict.finding == Finding.BY_HAND else ()
        groups[verdict, sighting.secret, *cause].append(sighting)
    return sorted(groups.values(), key=lambda group: group[0].verdict.finding != Finding.SOFTWARE)


def _block(audit: Audit, group: Sequence[Sighting], *, show_words: bool) -> Iterator[str]:
    first = group[0]
    secret = audit.secrets[first.secret]
    yield _headline(audit, first)
    yield _("  hidden  %(secret)s") % {"secret": secret.described}
    if show_words:
        yield f"          … {hidden_excerpt(secret, first.keys)} …"
    places = [group] if first.verdict.finding == Finding.BY_HAND else _pages(group)
    for place in places[:_PAGES]:
        yield _("  at      %(places)s") % {"places": _places([sighting.spot for sighting in place])}
        yield f"          {_words(place[0], show_words=show_words)}"
        if show_words:
            yield f"          … {place[0].excerpt} …"
    if more := len(places[_PAGES:]):
        yield "          " + ngettext("and on %(n)d more kind of page", "and on %(n)d more kinds of pages", more) % {"n": more}


def _pages(group: Sequence[Sighting]) -> list[list[Sighting]]:
    """The finds of one passage, by the kind of page and the part of it."""
    pages: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for sighting in group:
        spot = sighting.spot
        pages[spot.surface, spot.content_type, spot.where, spot.status, frozenset(sighting.keys)].append(sighting)
    return list(pages.values())


def _words(sighting: Sighting, *, show_words: bool) -> str:
    """How many words, and which: their first letters, or some of them."""
    n = count(sighting.words)
    words = " … ".join(sighting.words).split()
    shown = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
    told = {"n": n, "words": shown if show_words else letters(sighting.words)}
    return ngettext("%(n)d word: %(words)s", "%(n)d words: %(words)s", n) % told


def _headline(audit: Audit, sighting: Sighting) -> str:
    if sighting.verdict.finding == Finding.BY_HAND:
        places = ", ".join(dict.fromkeys(_written_in(audit, origin) for origin in sighting.verdict.origins))
        return _("LEAK BY HAND: somebody wrote words of a passage in %(places)s.") % {"places": places}
    if sighting.verdict.why == ANSWERS_OTHERWISE:
        return _("LEAK: the search answers otherwise for a hidden word than for one that nobody wrote.")
    return _("LEAK: the software shows hidden words.")


def _written_in(audit: Audit, origin: Origin) -> str:
    titles = {secret.review: secret.title for secret in audit.secrets if secret.title}
    told = {"title": titles.get(origin.review, ""), "handle": origin.handle}
    return {
        Place.TITLE: _("the title of “%(title)s”"),
        Place.SLUG: _("the address of “%(title)s”"),
        Place.SUMMARY: _("the summary of “%(title)s”"),
        Place.TAG: _("a tag of “%(title)s”"),
        Place.LABEL: _("a gate’s label in “%(title)s”"),
        Place.ALT: _("a picture’s description in “%(title)s”"),
        Place.FILE: _("a picture’s name in “%(title)s”"),
        Place.REPLY: _("the reply %(handle)s under “%(title)s”"),
        Place.SITE_NAME: _("the site’s name"),
        Place.TAGLINE: _("the site’s tagline"),
    }[origin.place] % told


def _places(spots: Sequence[Spot]) -> str:
    addresses = list(dict.fromkeys(spot.address for spot in spots))
    spot = spots[0]
    kind = ", ".join(filter(None, (spot.surface or _("no such address"), spot.content_type, spot.where)))
    status = "" if spot.status == 200 else f" {spot.status}"
    more = len(addresses) - _ADDRESSES
    rest = ngettext(" and %(n)d more address", " and %(n)d more addresses", more) % {"n": more} if more > 0 else ""
    return f"{', '.join(addresses[:_ADDRESSES])}{rest} ({spot.method}{status}: {kind})"


def _accidents(audit: Audit, *, show_words: bool) -> Iterator[str]:
    yield _("Accidents, which are no leaks:")
    for (key, why), times in sorted(audit.accidents.items(), key=lambda accident: (str(accident[0][1]), -accident[1])):
        first = audit.first_accidents[key, why]
        seen = ngettext("once", "%(times)d times", times) % {"times": times}
        words = ", ".join(first.words) if show_words else letters(first.words)
        yield f"  {words} ({seen}, {first.spot.address}): {_reason(why)}"


def _reason(why: str) -> str:
    return {
        str(Place.CATALOGUE): _("a work, a part or a story is called so"),
        str(Place.BYLINE): _("somebody who writes here is called so"),
        str(Place.INTERFACE): _("the interface says it"),
        OWN_TEXT: _("the public part of the same text says it"),
        OTHER_TEXT: _("another text that the page leads to says it in public"),
        COMMON_WORD: _("many texts here say it"),
        EVERYDAY_WORD: _("it is an everyday word"),
        WHOM_IT_IS_ABOUT: _("a gate’s label names whom it is about"),
        ASKED: _("the address that was asked for has it"),
    }[str(why)]


def _notes(audit: Audit) -> Iterator[str]:
    if audit.left:
        told = {"asked": audit.asked, "left": audit.left}
        yield _("Stopped after %(asked)d addresses; %(left)d known ones were not asked for. --limit sets another end.") % told
    if audit.faults:
        shown = ", ".join(audit.faults[:_ADDRESSES])
        n = len(audit.faults)
        fault = ngettext("%(n)d address has a fault of its own", "%(n)d addresses have faults of their own", n) % {"n": n}
        yield f"{fault}: {shown}"
    if audit.changed_meanwhile:
        yield _("Something public changed while this ran. Run it again before you act on a leak.")
