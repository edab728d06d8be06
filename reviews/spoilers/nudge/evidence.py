"""What speaks for a reply giving a passage away: the words they share, each with its weight, and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviews.spoilers.everyday import is_everyday
from reviews.spoilers.nudge.hearsay import Hearsay
from reviews.spoilers.nudge.sentences import Sentence, Spot, spots
from reviews.spoilers.nudge.smalltalk import is_idle, is_small_talk
from reviews.spoilers.nudge.synonyms import TURN, is_common_turn
from reviews.spoilers.telling import TELLING_WORDS, is_rare
from reviews.spoilers.words import names

#: A name that stands in hidden text alone: whoever writes it has read it there.
NAME = 1.0
#: A rare word of a passage that has few of them: "strychnine", in a page's worth of text, is there for its own sake.
RARE = 1.0
#: A rare word of a long passage: among a thousand of them, somebody else's word is bound to be one. Two are needed then, in one breath.
RARE_AMONG_MANY = 0.6
#: Rare words of a page or two, and of an essay. Between them the weight goes down evenly.
FEW, MANY = 80, 400
#: The very word for a turn of the story. Any story has such words, so that one alone ("dies") is never enough.
TURNING = 0.85
#: Anybody's word, where nobody but the passage has it about this story.
EVERYDAY = 0.25
#: A word that is neither everyday nor long enough to be a rare one ("hull", "row").
UNCOMMON = 0.5
#: As many everyday ones count in one breath; a long sentence has more of them by chance.
MOST_EVERYDAY = 2
#: A name that everybody may know says whom the rest is about.
PUBLIC_NAME = 0.55
#: Another word that everybody may know says what it is about.
PUBLIC_WORD = 0.25
#: "Ruth and Toby in the glasshouse" is what the review is about. Names and things that everybody may know never are enough.
MOST_WHO = 0.8
#: A turn that the public text speaks of too, if elsewhere.
PUBLIC_TURN = 0.4
#: The number of a safe gives a game away; shorter ones count things, and years are anybody's.
SHORTEST_CODE, LONGEST_CODE = 3, 12
YEARS = (1400, 2199)
#: A quotation, whatever its words: so many in a row are the same by chance in no two texts, if some of them say something …
RUN = 1.0
LONG_RUN = 8
#: … which "and then in the end it is all for" does not.
TELLING_IN_LONG_RUN = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """A word of a reply, the word of the passage that it resembles, and what that weighs."""

    here: Spot
    there: Spot
    how: str
    weight: float
    #: Says by itself where it was read: a hidden name, or a rare word.
    alone: bool
    #: Nobody's word in particular.
    everyday: bool
    #: The turn of the story that both words tell of, where they are not the same.
    sense: str = ""
    #: Anybody may know the word, or the turn.
    public: bool = False
    #: Says only whom or what it is about, and anybody may know them.
    who: bool = False


class Scale:
    """Weighs words of one passage."""

    def __init__(self, passage: Sequence[Sentence], known: Hearsay) -> None:
        self._known = known
        everything = list(spots(passage))
        self._names = _names(passage)
        self._everybodys = {spot.plain for spot in everything if spot.plain not in self._names and known.is_name(spot.plain)}
        self.secrets = {spot.plain: spot for spot in everything if not known.has(spot) and (spot.plain in self._names or _is_secret(spot))}
        share = (len(self.secrets) - FEW) / (MANY - FEW)
        self._rare = RARE - (RARE - RARE_AMONG_MANY) * min(1.0, max(0.0, share))
        self._stems = {spot.stem for spot in self.secrets.values()}

    def is_name(self, spot: Spot) -> bool:
        """Whether a word is somebody's name in the passage."""
        return spot.plain in self._names

    def same(self, here: Spot, there: Spot, *, written_small: bool) -> Shared | None:
        """A word and itself, in this form or another."""
        how = "inflection" if here.plain != there.plain else ""
        public = self._known.has(there)
        if self.is_name(there):
            common = is_small_talk(there.plain) or bool(there.senses)
            if (common or not written_small) and here.word.written.islower():
                return None
            if common and not here.word.name:
                return None
            return Shared(
                here, there, how or "name", PUBLIC_NAME if public else NAME, alone=not public, everyday=False, public=public, who=public
            )
        if there.senses and there.plain not in self.secrets:
            heaviest = max(sense.weight for sense in there.senses)
            public = public or all(self._known.tells_of(sense.name) for sense in there.senses)
            weight = (PUBLIC_TURN if heaviest == TURN else PUBLIC_WORD) if public else (TURNING if heaviest == TURN else heaviest)
            return Shared(here, there, "paraphrase", weight, alone=False, everyday=False, public=public)
        if is_idle(there.plain):
            return None
        if public and there.plain in self._everybodys:
            return Shared(here, there, "paraphrase", PUBLIC_NAME, alone=False, everyday=False, public=True, who=True)
        if is_small_talk(there.plain):
            return Shared(here, there, "paraphrase", PUBLIC_WORD if public else EVERYDAY, alone=False, everyday=True, public=public)
        if public:
            return Shared(here, there, "paraphrase", PUBLIC_WORD, alone=False, everyday=False, public=True, who=True)
        if there.stem in self._stems:
            return Shared(here, there, how or "rare word", self._rare, alone=True, everyday=False)
        return Shared(here, there, "paraphrase", UNCOMMON, alone=False, everyday=False)

    def misspelt(self, here: Spot, there: Spot) -> Shared:
        """A word and what it was meant to be."""
        return Shared(here, there, "misspelling", NAME if self.is_name(there) else self._rare, alone=True, everyday=False)

    def quoted(self, pairs: Sequence[tuple[Spot, Spot]], *, whole: bool) -> float:
        """Words in a row: as much as the words, and enough where they are many, or all that is hidden."""
        found = (self.same(here, there, written_small=True) for here, there in pairs if here.telling)
        weights = [item.weight for item in found if item is not None]
        if whole or (len(pairs) >= LONG_RUN and sum(here.telling for here, _ in pairs) >= TELLING_IN_LONG_RUN):
            return max(sum(weights), RUN) if weights else 0.0
        return sum(weights) if len(weights) >= TELLING_WORDS else 0.0

    def called(self, here: Spot, there: Spot) -> Shared:
        """Two ways to call the same person, one of them a name."""
        return Shared(here, there, "paraphrase", PUBLIC_NAME, alone=False, everyday=False, public=True, who=True)

    def alike(self, here: Spot, there: Spot) -> Shared | None:
        """Two words for the same turn."""
        both = here.senses & there.senses
        if not both:
            return None
        sense = max(both, key=lambda sense: (not self._known.tells_of(sense.name), sense.weight, sense.name))
        public = self._known.tells_of(sense.name)
        weight = sense.weight if not public else (PUBLIC_TURN if sense.weight == TURN else PUBLIC_WORD)
        return Shared(here, there, "paraphrase", weight, alone=False, everyday=False, sense=sense.name, public=public)


def _is_secret(spot: Spot) -> bool:
    if spot.plain.isdecimal():
        return len(spot.plain) >= SHORTEST_CODE and not YEARS[0] <= int(spot.plain[:LONGEST_CODE]) <= YEARS[1]
    return is_rare(spot.plain) and not is_small_talk(spot.plain) and not is_common_turn(spot.plain)


def total(shared: Iterable[Shared]) -> float:
    """What some shared words weigh together."""
    items = list(shared)
    everyday = sorted((item.weight for item in items if item.everyday), reverse=True)
    people = sum(item.weight for item in items if item.who)
    rest = sum(item.weight for item in items if not item.everyday and not item.who)
    return rest + min(people, MOST_WHO) + sum(everyday[:MOST_EVERYDAY])


def _names(passage: Sequence[Sentence]) -> frozenset[str]:
    everything = [spot.word for spot in spots(passage)]
    return frozenset(name for name in names(everything) if not is_everyday(name, is_name=True))
