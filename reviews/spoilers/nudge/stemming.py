"""What is left of an English word when its endings are gone: "drowns" and "drowning" are one word, and so are "colour" and "color".

The stems need not be words ("betrayed" is "betray", "stories" is "stori"): they are only ever compared with each other.
"""

from __future__ import annotations

from functools import lru_cache

#: A stem shorter than this is another word by chance: "king" is no "k".
_SHORTEST = 3
#: Who does something, and what is done: cut off long words alone, for "letter" is no "let" and "nation" no "nat".
_SHORTEST_BEFORE_DOER = 5
#: "Blindness" is "blind", but "witness" is no "wit".
_SHORTEST_BEFORE_SUFFIX = 4
_VOWELS = frozenset("aeiouy")
#: Longer words are no English; they are compared as they are, and cost nothing.
_LONGEST = 30

#: Forms that no rule makes, and the word they are forms of.
_IRREGULAR = {
    form: word
    for line in """
        be was were been being am is are; bear bore borne born; beat beaten; begin began begun; bend bent; bind bound; bite bit bitten;
        bleed bled; blow blew blown; break broke broken; bring brought; build built; burn burnt; buy bought; catch caught; choose chose
        chosen; cling clung; creep crept; deal dealt; die died dying; dig dug; draw drew drawn; dream dreamt; drink drank drunk; drive
        drove driven; eat ate eaten; fall fell fallen; feed fed; fight fought; find found; flee fled; fling flung; fly flew flown;
        forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; give gave given; grow grew
        grown; hang hung; hear heard; hide hid hidden; hold held; keep kept; kneel knelt; know knew known; lead led; leave left; lend
        lent; lie lied lying; light lit; lose lost; meet met; overhear overheard; pay paid; ride rode ridden; ring rang rung; rise rose
        risen; run ran; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shine shone; shoot shot; shrink shrank
        shrunk; sing sang sung; sink sank sunk; sleep slept; slide slid; speak spoke spoken; spell spelt; spend spent; spill spilt;
        spring sprang sprung; stand stood; steal stole stolen; stick stuck; sting stung; strike struck stricken; swear swore sworn;
        sweep swept; swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw
        thrown; tie tied tying; wake woke woken; wear wore worn; weave wove woven; weep wept; win won; wind wound; write wrote written;
        bury burial; forge forger forgery; betray betrayal; arrive arrival; rescue rescuing; marry marriage; deny denial; survive
        survival; child children; foot feet; goose geese; man men; mouse mice; tooth teeth; woman women; half halves; knife knives; leaf
        leaves; life lives; loaf loaves; self selves; shelf shelves; thief thieves; wife wives; wolf wolves; grey gray; jail gaol; tire
        tyre; cheque check; plough plow; storey story; sceptic skeptic; programme program; catalogue catalog; dialogue dialog; axe ax
    """.split(";")
    for word, *forms in [line.split()]
    for form in forms
}
#: British endings and the American ones, as they stand after the last ending has gone.
_SPELLINGS = (("our", "or"), ("is", "iz"), ("ys", "yz"), ("enc", "ens"))
_REVERSED = ("tre", "bre")
_PLURALS = (("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "z"), ("ies", "y"), ("oes", "o"))
_SUFFIXES = ("fulness", "lessness", "fully", "lessly", "ness", "ment", "less", "ful", "ly")
_DOERS = ("ation", "ator", "ion", "ist", "er", "or")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What a folded word is compared by, whatever its form. Total: a word of another language, or no word, keeps most of itself."""
    if len(word) > _LONGEST or not word.isascii() or not word.isalpha():
        return word
    word = _IRREGULAR.get(word, word)
    if word.removesuffix("s").endswith(_REVERSED):
        word = word.removesuffix("s")[:-2] + "er"  # "theatre" is "theater", before anything is cut off either
    for cut in (_singular, _present, _bare, _deed, _singular):
        word = cut(word)
        word = _IRREGULAR.get(word, word)
    return _spelt_alike(word)


def _singular(word: str) -> str:
    for ending, instead in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST - 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORTEST:
        return word[:-1]
    return word


def _present(word: str) -> str:
    """Without "-ed" and "-ing", where a vowel is left to say the rest by."""
    if word.endswith("ied") and len(word) > _SHORTEST + 1:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST and _VOWELS & set(rest):
            return _undoubled(rest)
    return word


def _bare(word: str) -> str:
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BEFORE_SUFFIX:
            return word[: -len(ending)]
    return word


def _deed(word: str) -> str:
    """ "Smuggler" and "smuggling", "navigator" and "navigation", without what makes a person or a thing of the deed."""
    for ending in _DOERS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BEFORE_DOER:
            return _undoubled(word[: -len(ending)] + ("at" if ending.startswith("at") else ""))
    return word


def _undoubled(word: str) -> str:
    """ "Stabb" is "stab"; "confess" and "tell" are not meant to lose anything, and "tel" is told from nothing by it."""
    return word[:-1] if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeious" else word


def _spelt_alike(word: str) -> str:
    word = _undoubled(word.removesuffix("e") if len(word) > _SHORTEST else word)
    for british, american in _SPELLINGS:
        if word.endswith(british) and len(word) > len(british) + 1:
            word = word[: -len(british)] + american
    return word[:-1] + "i" if word.endswith("y") and len(word) > _SHORTEST else word
