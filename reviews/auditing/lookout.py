"""What is looked for on every page, and where else each word of it may stand by right. Built once; then a page takes one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviews.spoilers.everyday import is_function_word
from reviews.spoilers.telling import telltales
from reviews.spoilers.watching import Watch
from reviews.spoilers.words import folded, written

from .public import GIVEN, Origin, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviews.spoilers.words import Key

    from .hidden import Secret
    from .public import PublicText

#: A single word that stands in so many public texts is noted no further: it is common whatever review is asked about.
_MOST_ORIGINS = 64
#: A public text says by these that the word is no rare one.
_NOT_RARE = GIVEN | {Place.PROSE}
_OF_A_WORK = Origin(Place.CATALOGUE)


@dataclass
class Lookout:
    """The watch over all secrets, by their place in `secrets`, and the origins of what it watches for."""

    secrets: Sequence[Secret]
    watch: Watch[int] = field(default_factory=Watch)
    #: Single words that some secret uses as a name, or that are the whole of one.
    names: set[Key] = field(default_factory=set)
    #: All words that strangers may read somewhere.
    vocabulary: set[str] = field(default_factory=set)
    #: Word -> the works whose names, creators and parts have it.
    _works: dict[str, set[int]] = field(default_factory=dict)
    _origins: dict[Key, list[Origin]] = field(default_factory=dict)
    _given: dict[Key, Origin] = field(default_factory=dict)

    def given(self, key: Key) -> Origin | None:
        """Where everybody may know `key` from, if that is so. What a page says of one work it says in one breath: “Dracula, a book by”."""
        known = self._given.get(key)
        if known is None and len(key) > 1:
            of_works = [self._works.get(word, set()) for word in key if not is_function_word(word)]
            known = _OF_A_WORK if of_works and set.intersection(*of_works) else None
        return known

    def origins(self, key: Key) -> Sequence[Origin]:
        """Where else `key` stands in public."""
        return self._origins.get(key, ())

    def learn(self, texts: Iterable[PublicText]) -> None:
        """Note where in `texts` something stands that is looked for."""
        for text in texts:
            said = written(text.text)
            plain = {folded(word) for word in said}
            self.vocabulary.update(plain)
            if text.origin.work is not None:
                for word in plain:
                    self._works.setdefault(word, set()).add(text.origin.work)
            for key in {hit.key for hit in self.watch.hits(said)}:
                self._note(key, text.origin)

    def _note(self, key: Key, origin: Origin) -> None:
        if origin.place in GIVEN:
            self._given.setdefault(key, origin)
            return
        known = self._origins.setdefault(key, [])
        if origin not in known and (len(key) > 1 or len(known) < _MOST_ORIGINS):
            known.append(origin)

    def forget_common_words(self) -> None:
        """Once all public texts are learnt: a word that is nobody's name and stands in them is not rare."""
        single = [key for key in self.watch if len(key) == 1 and key not in self.names]
        self.watch.drop([key for key in single if key in self._given or any(each.place in _NOT_RARE for each in self.origins(key))])


def lookout_for(secrets: Sequence[Secret], public: Iterable[PublicText]) -> Lookout:
    """Return the lookout for `secrets` on a site whose public texts are `public`, its interface's among them."""
    lookout = Lookout(secrets)
    for place, secret in enumerate(secrets):
        told = telltales(secret.texts, phrases=secret.phrases)
        lookout.watch.add(place, told.keys)
        lookout.names |= told.names | {key for key in told.runs if len(key) == 1}
    lookout.learn(public)
    lookout.forget_common_words()
    return lookout
