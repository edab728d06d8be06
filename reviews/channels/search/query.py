"""From what a reader typed to what is looked for. Total: whatever was typed is understood, or refused with a reason.

A query is words, all of which are wanted; "words in quotation marks" that stand together; a minus before either for what is not
wanted. The last word may be the beginning of a longer one: people look while they are still typing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .folding import words

#: Characters of a query: room for a whole sentence that somebody remembers.
LONGEST = 200
#: Words of a query. Each is a few look-ups in the index, and nobody remembers more of a title.
MOST_WORDS = 16
#: A last word shorter than this is only itself: nearly every text has a word that begins with a given letter.
SHORTEST_BEGINNING = 2

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"−": "-"})
_PIECE = re.compile(r'(-*)"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """One word, or several that stand together in this order. All of them folded, and nothing but letters and digits."""

    words: tuple[str, ...]
    #: The last word may go on.
    is_beginning: bool = False


@dataclass(frozen=True)
class Query:
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()
    #: The plain words in the order they were typed: where they stand together, that counts once more. Nothing has to match it.
    together: Term | None = None


class NothingToLookFor(ValueError):
    """The query can't be answered. `code` is "no_words", "only_unwanted" or "too_many_words"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_query(text: str) -> Query:
    """Return what `text` looks for. Raises `NothingToLookFor`.

    `text` has come through the door (`AdmittedLine`). A quotation mark without its partner is ignored.
    """
    text = text.translate(_QUOTES)
    if text.count('"') % 2:
        at = text.rindex('"')
        text = f"{text[:at]} {text[at + 1 :]}"
    wanted: list[Term] = []
    unwanted: list[Term] = []
    plain: list[str] = []
    ends_plain = False
    for minus, quoted, bare in _PIECE.findall(text):
        found = tuple(word for word, _start, _end in words(quoted or bare))
        if not found:
            continue
        is_unwanted = bool(minus) or bare.startswith("-")
        (unwanted if is_unwanted else wanted).append(Term(found))
        ends_plain = bool(bare) and not is_unwanted
        plain += found if ends_plain else ()
    _check(wanted, unwanted)
    goes_on = ends_plain and _may_go_on(wanted[-1].words[-1])
    if goes_on:
        wanted[-1] = Term(wanted[-1].words, is_beginning=True)
    together = Term(tuple(plain), is_beginning=goes_on) if len(plain) > 1 else None
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)), None if together in wanted else together)


def _may_go_on(word: str) -> bool:
    """Other scripts say more with one letter than ours do."""
    return len(word) >= SHORTEST_BEGINNING or not word.isascii()


def _check(wanted: list[Term], unwanted: list[Term]) -> None:
    if sum(len(term.words) for term in [*wanted, *unwanted]) > MOST_WORDS:
        raise NothingToLookFor("too_many_words")
    if not wanted:
        raise NothingToLookFor("only_unwanted" if unwanted else "no_words")
