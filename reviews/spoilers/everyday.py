"""Words that say nothing by themselves, so that one of them in a title is no spoiler.

The lists are English. A text in another language is judged by what else stands on its site alone, which only makes us ask more often.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

#: What holds sentences together, and what is said so often that rows of it are nobody's words ("for the first time", "at the end of").
FUNCTION_WORDS = frozenset(
    """
    a about after again against all almost along already also although always am among an and another any anyone anything are aren't
    around as at away back be because been before being between both but by can can't cannot come comes could couldn't did didn't do
    does doesn't doing don't done down during each either else end ends enough even ever every everyone everything far few first for
    from get gets go goes going got had hadn't has hasn't have haven't he he'd he'll her here hers herself him himself his how however
    i i'd i'll i'm i've if in into is isn't it it'd it'll its itself just know known last later least less let like little long lot
    made make makes many may maybe me might mine more most much must my myself never new next no none nor not nothing now of off often
    old on once one ones only onto or other others our ours out over own part people perhaps put quite rather really rest right said
    same say says see seem seems seen she she'd she'll should shouldn't since so some someone something soon still story such take
    takes than that the their theirs them themselves then there these they they'd they'll they're they've thing things think this
    those though three through till time to together too toward towards two under until up upon us use very want was wasn't way we
    we'd we'll we're we've well were weren't what whatever when where whether which while who whole whom whose why will with within
    without won't would wouldn't year years yes yet you you'd you'll you're you've your yours yourself
    """.split()
)

#: The endings that English hangs on words, and what the word may have ended in before: "tried" is "try", "stopped" is "stop".
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ily", "y"), ("iest", "y"), ("ier", "y"), ("iness", "y"),
    ("s", ""), ("es", ""), ("d", ""), ("ed", ""), ("ing", ""), ("ing", "e"), ("ly", ""), ("y", "e"), ("r", ""), ("er", ""), ("st", ""),
    ("est", ""), ("ness", ""), ("ful", ""), ("less", ""), ("n", ""), ("en", ""), ("or", ""), ("ion", ""), ("ion", "e"), ("able", ""),
    ("able", "e"), ("al", ""), ("ally", ""), ("ment", ""),
)  # fmt: skip
#: A stem shorter than this is another word by chance: "wing" is no "w".
_SHORTEST_STEM = 3


def is_function_word(word: str) -> bool:
    """Whether a folded word only holds the others together."""
    return word in FUNCTION_WORDS


@lru_cache(maxsize=65_536)
def is_everyday(word: str, *, is_name: bool = False) -> bool:
    """Whether a folded word, in any of its forms, is one that anybody may use about anything. "Twin" and "poison" are not.

    Used as a name it says more: "Grace" is somebody; "London" and "Sunday" still are not.
    """
    if is_name:
        return word in FUNCTION_WORDS or word in _everyday_names()
    return word in FUNCTION_WORDS or word in _everyday_names() or any(stem in _everyday_words() for stem in _stems(word))


def _stems(word: str) -> set[str]:
    stems = {word}
    for _ in range(2):  # "carefully" is "careful" is "care"
        for stem in list(stems):
            for ending, before in _ENDINGS:
                bare = stem.removesuffix(ending) + before if stem.endswith(ending) else stem
                # "stopped": the consonant was doubled for the ending's sake.
                stems |= {bare, bare[:-1]} if bare[-1:] == bare[-2:-1] else {bare}
    return {stem for stem in stems if len(stem) >= _SHORTEST_STEM}


@cache
def _everyday_words() -> frozenset[str]:
    return frozenset(word for word in _list() if word.islower())


@cache
def _everyday_names() -> frozenset[str]:
    """Those that are written with a capital there."""
    return frozenset(word.lower() for word in _list() if not word.islower())


def _list() -> list[str]:
    return Path(__file__).with_name("everyday_en.txt").read_text(encoding="utf-8").split()
