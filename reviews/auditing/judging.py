"""Telling an accident from a leak.

A word or a row of words that is hidden somewhere was found in an answer. Where does it come from? The texts that are public by themselves
are known from the sealed sources, as the engine reads them for a stranger, and the interface from its files; so each find is one of these:

- **an accident**: there is an innocent origin. It is a word of the interface; a title, a creator, a part or a story of the catalogue; the
  name of somebody who writes in public; the public prose of the same review (or reply) says it, too; a single word is common on the
  site, or an everyday word of the language; a gate's label names whom it is about; or another text on that page says it in public. So
  does an address that was asked for.
- **a leak by hand**: somebody wrote it where everybody reads it: into the review's own title, slug, summary, a tag, a gate's label, a
  picture's name or description, into a public reply under the review, or into the site's name or tagline.
- **a leak of the software**: no text that is public says it. This must never be.

Only what tells a story can be given away by hand (passages, and replies after the break). Drafts, and replies that are not published, are
hidden as they are, and a title that has one of their words says nothing about them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reviews.spoilers.everyday import is_everyday
from reviews.spoilers.words import RUN_LENGTH

from .hidden import TELLS_THE_STORY
from .public import EVERYWHERE, FIELDS, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviews.spoilers.words import Key

    from .hidden import Secret
    from .lookout import Lookout
    from .public import Origin

#: A single word in the public texts of so many other reviews and replies is nobody's secret: one may be chance, and so may its echo.
COMMON = 3


class Finding(StrEnum):
    """What was found, from harmless to worst."""

    ACCIDENT = "accident"
    BY_HAND = "leak by hand"
    SOFTWARE = "leak"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a find is, and why: the place it comes from, or one of the reasons below."""

    finding: Finding
    why: str
    #: For a leak by hand: every place somebody wrote it.
    origins: tuple[Origin, ...] = ()


COMMON_WORD = "common on this site"
EVERYDAY_WORD = "an everyday word"
#: "What happens at Bly": an author says whom or where a gate is about. What happens there takes more words than a name.
WHOM_IT_IS_ABOUT = "a name on a gate"
OWN_TEXT = "in the public text it was cut from"
OTHER_TEXT = "in another public text on the page"
ASKED = "in the address that was asked for"
NOWHERE = "in no public text"


@dataclass(frozen=True, slots=True)
class Scene:
    """The answer a find stands in: which reviews are named there, and the words of the address that was asked for."""

    reviews: frozenset[int]
    asked: frozenset[str]


def judge(lookout: Lookout, key: Key, secret: Secret, scene: Scene, *, lower: bool) -> Verdict:
    """Return what it means that `key` of `secret` stands in that answer. `lower`: it is written there without a capital."""
    if (given := lookout.given(key)) is not None:
        return Verdict(Finding.ACCIDENT, given.place)
    origins = lookout.origins(key)
    if any(_is_own(origin, secret) for origin in origins):
        return Verdict(Finding.ACCIDENT, OWN_TEXT)
    if len(key) == 1 and _others(origins, secret) >= COMMON:
        return Verdict(Finding.ACCIDENT, COMMON_WORD)
    named = any(origin.review in scene.reviews for origin in origins if origin.place not in EVERYWHERE)
    by_hand = tuple(origin for origin in origins if _gives_away(origin, secret))
    if by_hand and (not named or secret.review in scene.reviews or any(origin.place in EVERYWHERE for origin in by_hand)):
        is_name = key in lookout.names
        if is_name and all(origin.place == Place.LABEL for origin in by_hand):
            return Verdict(Finding.ACCIDENT, WHOM_IT_IS_ABOUT)
        if _is_everyday(key, is_name=is_name and not lower):
            return Verdict(Finding.ACCIDENT, EVERYDAY_WORD)
        return Verdict(Finding.BY_HAND, by_hand[0].place, by_hand)
    if named or any(origin.place in EVERYWHERE for origin in origins):
        return Verdict(Finding.ACCIDENT, OTHER_TEXT)
    if scene.asked.issuperset(key):
        return Verdict(Finding.ACCIDENT, ASKED)
    return Verdict(Finding.SOFTWARE, NOWHERE)


def _is_own(origin: Origin, secret: Secret) -> bool:
    """Whether that is the public part of the very text that the secret was cut from."""
    if origin.place == Place.PROSE:
        return origin.review == secret.review
    return origin.place == Place.REPLY and origin.comment == secret.comment


def _others(origins: Iterable[Origin], secret: Secret) -> int:
    """In how many other reviews and replies it stands."""
    texts = {(origin.review, origin.comment) for origin in origins if origin.place not in EVERYWHERE}
    return len(texts - {(secret.review, None), (secret.review, secret.comment)})


def _gives_away(origin: Origin, secret: Secret) -> bool:
    if secret.kind not in TELLS_THE_STORY:
        return False
    return origin.place in EVERYWHERE or (origin.review == secret.review and origin.place in FIELDS | {Place.REPLY})


def _is_everyday(key: Key, *, is_name: bool) -> bool:
    """Whether it says nothing by itself. Four words in a row are a quotation, whichever they are."""
    return len(key) < RUN_LENGTH and all(is_everyday(word, is_name=is_name) for word in key)
